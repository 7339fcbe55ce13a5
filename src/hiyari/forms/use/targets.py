"""Which form or page a logged path means: percent-encoding, doubled slashes, PATH_INFO, index files, letters' size."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import unquote

from hiyari.forms.links.places import INDEX
from hiyari.logfiles.request import unescaped

_ASSETS: Final = frozenset(
    {
        "css", "js", "mjs", "png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "ico", "bmp", "woff", "woff2", "ttf",
        "otf", "eot", "mp4", "webm", "mp3", "map", "json", "txt", "xml", "pdf", "zip",
    }
)  # fmt: skip
_MAX_INFO: Final = 8


class Target(NamedTuple):
    """What a request asks for."""

    path: str
    """In one spelling."""
    asset: bool
    """Something that a page is made of."""
    form: str | None
    """The form's file."""


class Targets:
    """Knows the forms by their addresses."""

    def __init__(self, forms: Mapping[str, str]) -> None:
        """``forms``: file by address; an address is a path, or complete, and then only its host's requests count."""
        self._forms: dict[str, list[tuple[str | None, str]]] = {}
        self._small: dict[str, str] = {}
        for url, file in forms.items():
            host, path = _split(url)
            self._forms.setdefault(spelled(path), []).append((host, file))
        for path in self._forms:
            self._small.setdefault(path.lower(), path)
        self.of: Final = lru_cache(maxsize=16384)(self._of)

    def _of(self, path: str, site: str | None, answered: bool) -> Target:  # noqa: FBT001 - cached by position
        """What a logged path means for a virtual host; ``answered``: the server found something there."""
        plain = spelled(path)
        ending = plain.rpartition("/")[2].rpartition(".")[2].lower()
        form = self._form(plain, site)
        if form is None and answered and (other := self._small.get(plain.lower())):
            form = self._form(other, site)
        return Target(plain, ending in _ASSETS and form is None, form)

    def _form(self, plain: str, site: str | None) -> str | None:
        for _ in range(_MAX_INFO):
            for host, file in self._forms.get(plain, ()):
                if host is None or site is None or host == site.lower():
                    return file
            plain = plain.rpartition("/")[0]
            if "." not in plain:
                break
        return None


def spelled(path: str) -> str:
    """One spelling of the path of an address: decoded, without doubled slashes, dots and the name of an index."""
    path = unquote(unescaped(path[:2000]), errors="surrogateescape") if "%" in path or "\\" in path else path
    path = posixpath.normpath("/" + path.lstrip("/"))
    directory, _, name = path.rpartition("/")
    return (directory or "/") if name in INDEX else path


def _split(url: str) -> tuple[str | None, str]:
    scheme, mark, rest = url.partition("://")
    if not mark or "/" in scheme:
        return None, url
    host, _, path = rest.partition("/")
    return host.partition(":")[0].lower(), f"/{path}"

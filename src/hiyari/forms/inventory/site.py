"""The mapping of folders and URLs: what lies where on disk, and what a visitor has to ask for to get it.

`url_of` and `path_of` are the two directions. Both ask the configuration where there is one, so a folder that an alias
hides has no URL; without one, the URL of the inventory's web root is all that is known.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Sequence
from functools import lru_cache
from typing import Final
from urllib.parse import quote, unquote_to_bytes, urlsplit

from hiyari.forms.inventory.note import Note
from hiyari.forms.inventory.placing import (
    FolderAt,
    Root,
    Served,
    WebRootAt,
    folder_at,
    served_by,
    single_at,
    typical_root,
)
from hiyari.forms.inventory.server import ServerConfiguration, VirtualHost
from hiyari.forms.named import real_path

SAFE: Final = "/~!$&'()*+,;=:@-._"
"""What stays as it is in a URL's path (RFC 3986 section 3.3)."""
_LONGEST: Final = 8192


class Site:
    """Web roots with their URLs, and what the server does with the files in them."""

    def __init__(self, roots: tuple[Root, ...], served: tuple[Served, ...], notes: tuple[Note, ...]) -> None:
        """Use `Site.of`."""
        self.roots = roots
        self._served = served
        self._notes: dict[Note, None] = dict.fromkeys(notes)
        self._fronts: dict[str, None] = {}
        self._resolved = lru_cache(maxsize=65_536)(self._resolve)
        self._folder_url = lru_cache(maxsize=65_536)(self._url_of_folder)
        for root in roots:
            self.look(root.path if not root.single else posixpath.dirname(root.path))

    @staticmethod
    def of(
        webroots: Sequence[WebRootAt], configuration: ServerConfiguration | None, *, also_mapped: bool = True
    ) -> Site:
        """Put web roots and configuration together.

        Args:
            webroots: From the inventory or the command line; empty: every folder that the configuration maps.
            configuration: The server's, where it is known.
            also_mapped: Whether the aliases (``/cgi-bin/``) of the hosts that serve the web roots are roots too.
        """
        hosts = configuration.hosts if configuration is not None else ()
        served = served_by(webroots, hosts)
        roots: dict[str, Root] = {}
        for webroot in webroots:
            path = posixpath.normpath(posixpath.abspath(webroot.path))
            roots.setdefault(path, Root(path=path, single=False))
            if not any(one.covers(path) for one in served):
                served = (*served, typical_root(path, webroot.url))
        for one in served if also_mapped or not webroots else ():
            for path in one.folders():
                above = path == "/" or any(webroot.startswith(f"{path}/") for webroot in roots)
                if not above:
                    roots.setdefault(path, Root(path=path, single=posixpath.isfile(path)))
        notes = configuration.notes if configuration is not None else ()
        return Site(tuple(roots.values()), served, notes)

    @property
    def hosts(self) -> tuple[VirtualHost, ...]:
        """The virtual hosts that serve the roots; one made up for each root without configuration."""
        return tuple(one.host for one in self._served)

    @property
    def front_controllers(self) -> tuple[str, ...]:
        """Paths of files that get every URL behind which there is no file; complete after `walk`."""
        return tuple(sorted(self._fronts))

    @property
    def notes(self) -> tuple[Note, ...]:
        """What was not understood in the configuration and (after `walk`) in ``.htaccess`` files."""
        return tuple(self._notes)

    def look(self, folder: str) -> FolderAt:
        """One folder (absolute) as the servers see it; remembers its front controller and notes."""
        at = folder_at(folder, self._served)
        self._fronts.update((front, None) for front in at.fronts)
        self._notes.update((note, None) for note in at.notes)
        return at

    def look_single(self, path: str) -> FolderAt:
        """A file that has a URL of its own, as the servers see it."""
        return single_at(path, self._served)

    def url_of(self, path: str) -> str | None:
        """The URL path (percent-encoded) of a file; None where no URL leads to it, or none is known."""
        folder, _, name = path.rpartition("/")
        found = self._folder_url(folder or "/")
        if found is None:
            single = next((url for one in self._served if (url := one.single(path)) is not None), None)
            return encode(single) if single is not None else None
        return found + encode(name)

    def _url_of_folder(self, folder: str) -> str | None:
        url = next((one.url for one in folder_at(folder, self._served).views), None)
        return encode(url) if url is not None else None

    def address_of(self, path: str) -> str | None:
        """The whole URL of a file, with scheme and host where they are known."""
        for one in self._served:
            url = one.url_of_file(path)
            if url is not None:
                return one.base + encode(url)
        return None

    def path_of(self, url: str) -> str | None:
        """The file that a visitor gets to by a URL; None where there is none.

        Folders are answered by their index file; what follows a script's name (PATH_INFO) is left away; a path through
        a symbolic link to a folder of the site is given as the walk gives it.

        Args:
            url: A URL path, or a whole URL: then its host has to be one of the site's.
        """
        parts = urlsplit(url) if "://" in url[:9] else None
        path = parts.path or "/" if parts is not None else url.partition("?")[0].partition("#")[0]
        decoded = decode(path)
        return self._found(decoded, parts.hostname if parts is not None else None) if decoded is not None else None

    def path_of_decoded(self, path: str) -> str | None:
        """The same for a URL path that is decoded already, and absolute: percent signs and question marks are names."""
        decoded = decode(encode(path))
        return self._found(decoded, None) if decoded is not None else None

    def _found(self, path: str, name: str | None) -> str | None:
        for number, one in enumerate(self._served):
            if (name is None or one.named(name)) and (found := self._resolved(number, path)) is not None:
                return found
        return None

    def _resolve(self, number: int, url: str) -> str | None:
        one = self._served[number]
        located = one.host.handling.locate(url)
        if located is None:
            return None
        path, trail = posixpath.normpath(located.path), False
        while not posixpath.exists(path):
            above = posixpath.dirname(path)
            if above == path:
                return None
            path, trail = above, True
        if posixpath.isdir(path):
            return None if trail else self._index(one, path, url)
        return self._canonical(path)

    def _index(self, one: Served, folder: str, url: str) -> str | None:
        view = one.host.handling.folder(folder, url if url.endswith("/") else f"{url}/", script=False)
        for name in view.index:
            path = posixpath.join(folder, name.lstrip("/"))
            if posixpath.isfile(path):
                return self._canonical(path)
        return None

    def _canonical(self, path: str) -> str:
        """Through real folders where those are part of the site: the walk reads each folder once."""
        folder, _, name = path.rpartition("/")
        found = real_path(folder)
        if found not in {None, folder} and any(root.holds(found) for root in self.roots):
            return posixpath.join(found, name)
        return path


def encode(path: str) -> str:
    """A path as it is written in a URL; bytes that are no UTF-8 stay what they are."""
    return quote(os.fsencode(path), safe=SAFE)


def decode(url_path: str) -> str | None:
    """A URL's path as the server looks for it: decoded, slashes merged, dots resolved; None where it is refused."""
    raw = unquote_to_bytes(url_path[:_LONGEST])
    if b"\0" in raw or "%2f" in url_path.lower():
        return None
    parts: list[str] = []
    given = os.fsdecode(raw).split("/")
    for part in given:
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    folder = given[-1] in {"", ".", ".."} and bool(parts)
    return "/" + "/".join(parts) + ("/" if folder else "")


__all__ = ("Site", "WebRootAt", "decode", "encode")

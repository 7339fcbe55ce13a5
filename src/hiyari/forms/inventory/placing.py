"""Which virtual hosts serve a folder, under which URL, and what each would do with a file there."""

from __future__ import annotations

import posixpath
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import unquote, urlsplit

from hiyari.forms.inventory.note import Note
from hiyari.forms.inventory.server import Mapped, VirtualHost
from hiyari.forms.inventory.treatment import Folder, Links, Treatment, Way
from hiyari.forms.inventory.typical import TypicalHandling
from hiyari.model.text import text

_RANK: Final = {
    way: rank
    for rank, way in enumerate(
        (
            Way.PHP,
            Way.CGI,
            Way.PERL,
            Way.PYTHON,
            Way.RUBY,
            Way.PROGRAM,
            Way.UNKNOWN,
            Way.SHOWN,
            Way.REFUSED,
            Way.ELSEWHERE,
        )
    )
}
"""Of several hosts the one counts that runs a file: whoever finds it will use that one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebRootAt:
    """A web root to be looked at."""

    path: str
    url: str | None = None
    """Its URL, where it is known: ``https://www.example.jp/shop/``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """A folder (or a single file) that is walked."""

    path: str
    """Absolute, without a slash at its end."""
    single: bool
    """Whether it is one file that has a URL of its own."""

    def holds(self, path: str) -> bool:
        """Whether a path lies in it."""
        return path == self.path or path.startswith(f"{self.path.rstrip('/')}/")


@dataclass(frozen=True, slots=True)
class Served:
    """One virtual host, with its URL."""

    host: VirtualHost
    base: str
    """``https://www.example.jp``; empty where the host is not known."""

    def folders(self) -> Iterator[str]:
        """Every folder and file that exists and that URLs lead into."""
        for one in self.host.maps:
            path = posixpath.normpath(one.path)
            if posixpath.exists(path):
                yield path

    def covers(self, path: str) -> bool:
        """Whether URLs of this host lead into a folder, or below it."""
        return any(_within(path, one.path) for one in self.host.maps)

    def named(self, name: str) -> bool:
        """Whether a host name in a URL may be this host."""
        names = self.host.names
        return not names or any(name == one or (one[:2] == "*." and name.endswith(one[1:])) for one in names)

    def url_of(self, folder: str) -> tuple[str, Mapped] | None:
        """The URL path of a folder, and what maps it; None where another mapping hides it, or none leads there."""
        for one in self.host.maps:
            if not _within(folder, one.path):
                continue
            rest = folder.removeprefix(posixpath.normpath(one.path)).strip("/")
            url = f"{one.prefix.rstrip('/')}/{rest}/" if rest else f"{one.prefix.rstrip('/')}/"
            located = self.host.handling.locate(url)
            if located is not None and posixpath.normpath(located.path) == folder:
                return url, one
        return None

    def single(self, path: str) -> str | None:
        """The URL path that leads to just this file."""
        return next((one.prefix for one in self.host.maps if posixpath.normpath(one.path) == path), None)

    def url_of_file(self, path: str) -> str | None:
        """The URL path of a file, decoded."""
        folder, _, name = path.rpartition("/")
        found = self.url_of(folder or "/")
        return f"{found[0]}{name}" if found is not None else self.single(path)


def _within(path: str, folder: str) -> bool:
    folder = posixpath.normpath(folder)
    return folder in {path, "/"} or path.startswith(f"{folder}/")


@dataclass(frozen=True, slots=True)
class View:
    """A folder as one host serves it."""

    folder: Folder
    url: str
    """URL path, decoded, with a slash at its end."""
    base: str
    whole: str | None = None
    """The URL path of a single file that is called otherwise on disk."""


class FolderAt:
    """A folder as all hosts serve it."""

    def __init__(self, views: tuple[View, ...], *, covered: bool) -> None:
        """Use `folder_at`."""
        self.views = views
        self._covered = covered
        self._known: dict[tuple[tuple[Hashable, ...], bool], tuple[Treatment, View | None]] = {}

    @property
    def fronts(self) -> Iterator[str]:
        """The front controllers that hold here."""
        return (front for one in self.views if (front := one.folder.front) is not None)

    @property
    def notes(self) -> Iterator[Note]:
        """What was not understood about it."""
        return (note for one in self.views for note in one.folder.notes)

    @property
    def links(self) -> Links:
        """Which symbolic links any of the hosts follows."""
        followed = [one.folder.links for one in self.views]
        return next((one for one in Links if one in followed), Links.ALL)

    def treat(self, name: str, *, executable: bool) -> tuple[Treatment, View | None]:
        """What becomes of a file, by the host that is the most dangerous, and that host."""
        shapes = tuple([view.folder.shape(name) for view in self.views])
        known = self._known.get((shapes, executable))
        if known is None:
            known = self._treat(name, executable=executable)
            if None not in shapes:
                self._known[shapes, executable] = known
        return known

    def _treat(self, name: str, *, executable: bool) -> tuple[Treatment, View | None]:
        best: tuple[Treatment, View] | None = None
        open_to_all = False
        for view in self.views:
            said = view.folder.treat(name, executable=executable)
            if said.guarded is None and said.way not in {Way.REFUSED, Way.ELSEWHERE}:
                open_to_all = True
            if best is None or _RANK[said.way] < _RANK[best[0].way]:
                best = said, view
        if best is not None:
            said, view = best
            return (replace(said, guarded=None) if open_to_all else said), view
        if self._covered:
            return Treatment(way=Way.ELSEWHERE, because=text("Its URL leads to another folder.")), None
        return Treatment(way=Way.UNKNOWN, because=text("No URL that leads to it is known.")), None


def folder_at(folder: str, served: Iterable[Served]) -> FolderAt:
    """Look at a folder (absolute) through every host."""
    views, covered = [], False
    for one in served:
        covered = covered or one.covers(folder)
        found = one.url_of(folder)
        if found is not None:
            url, mapped = found
            views.append(View(one.host.handling.folder(folder, url, script=mapped.script), url, one.base))
    return FolderAt(tuple(views), covered=covered)


def single_at(path: str, served: Iterable[Served]) -> FolderAt:
    """Look at a file that has a URL of its own, as if it stood alone in its folder."""
    folder = path.rpartition("/")[0]
    views = []
    for one in served:
        for mapped in one.host.maps:
            if posixpath.normpath(mapped.path) == path:
                url = mapped.prefix
                views.append(
                    View(one.host.handling.folder(folder, None, script=mapped.script), url, one.base, whole=url)
                )
    return FolderAt(tuple(views), covered=True)


def served_by(webroots: Sequence[WebRootAt], hosts: Iterable[VirtualHost]) -> tuple[Served, ...]:
    """The hosts that serve any of the web roots, or all where no root is named."""
    paths = [(posixpath.normpath(posixpath.abspath(one.path)), one.url) for one in webroots]
    served = []
    for host in hosts:
        maps = [posixpath.normpath(one.path) for one in host.maps]
        urls = [url for path, url in paths if any(_within(path, one) or _within(one, path) for one in maps)]
        if urls or not paths:
            served.append(Served(host, _base(host, urls)))
    return tuple(served)


def _base(host: VirtualHost, urls: Sequence[str | None]) -> str:
    """Scheme and host: the configuration's, else those of the inventory."""
    given = next((url for url in urls if url), None)
    if not host.names or "*" in host.names[0]:
        return _origin(given)
    usual = 443 if host.secure else 80
    port = f":{host.port}" if host.port not in {None, usual} else ""
    if given is not None and urlsplit(given).hostname in host.names:
        return _origin(given)
    return f"{'https' if host.secure else 'http'}://{host.names[0]}{port}"


def _origin(url: str | None) -> str:
    parts = urlsplit(url or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else ""


def typical_root(path: str, url: str | None) -> Served:
    """A web root whose server's configuration is not known."""
    prefix = unquote(urlsplit(url or "/").path, errors="surrogateescape") or "/"
    prefix = prefix if prefix.endswith("/") else f"{prefix}/"
    name = urlsplit(url or "").hostname
    host = VirtualHost(
        names=(name,) if name else (),
        secure=(url or "").startswith("https"),
        port=None,
        maps=(Mapped(prefix=prefix, path=path),),
        handling=TypicalHandling(path, prefix),
    )
    return Served(host, _origin(url))

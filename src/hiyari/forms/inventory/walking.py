"""Walks the web roots: every regular file once for each of its names, and a word about everything that was not read.

Files are looked at with `lstat`; only of those whose ending does not tell are the first octets read. The order is that
of the names, folder by folder; folders behind symbolic links come last. Memory grows with the folders' number.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Final

from hiyari.forms.evidence import Runs, Shown, Skipped, WebFile
from hiyari.forms.inventory.archives import is_archive, scripts_in
from hiyari.forms.inventory.copies import is_copy, is_copy_folder, is_numbered
from hiyari.forms.inventory.deciding import Mode, decide
from hiyari.forms.inventory.mounts import pseudo_mounts
from hiyari.forms.inventory.placing import FolderAt, Root, View
from hiyari.forms.inventory.reading import why_not
from hiyari.forms.inventory.site import Site, encode
from hiyari.forms.inventory.treatment import Links
from hiyari.forms.named import real_path
from hiyari.model.text import Text, text

_NAME: Final = attrgetter("name")
_KINDS: Final = (
    (stat.S_ISFIFO, text("It is a pipe (FIFO); it is never opened.")),
    (stat.S_ISSOCK, text("It is a socket; it is never opened.")),
    (stat.S_ISCHR, text("It is a device; it is never opened.")),
    (stat.S_ISBLK, text("It is a device; it is never opened.")),
)
_ODD: Final = text("It is no regular file.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How far a walk goes."""

    files: int = 5_000_000
    """Files and folders in all."""
    depth: int = 100
    """Folders below a root."""
    archives: int = 2000
    """Archives whose names are read."""


def walk(site: Site, *, limits: Limits | None = None) -> Iterator[WebFile | Skipped]:
    """Every regular file under the site's roots, and what was passed over with the reason."""
    yield from _Walk(site, limits or Limits()).run()


@dataclass(frozen=True, slots=True)
class _Ahead:
    """A folder that is still to be read."""

    path: str
    root: Root
    depth: int
    copy: bool


class _Walk:
    def __init__(self, site: Site, limits: Limits) -> None:
        self._site, self._limits = site, limits
        self._seen: set[tuple[int, int]] = set()
        self._later: list[_Ahead] = []
        """Folders behind symbolic links."""
        self._count = 0
        self._archives = 0
        self._pseudo = pseudo_mounts()

    def run(self) -> Iterator[WebFile | Skipped]:
        for root in self._site.roots:
            if root.single:
                yield from self._single(root)
            else:
                yield from self._folders([_Ahead(root.path, root, 0, False)])
        while self._later and not self._full():
            later, self._later = self._later, []
            for ahead in later:
                yield from self._folders([ahead])
        if self._full():
            why = text("The walk ends after {most} files. Scan the rest on its own.", most=self._limits.files)
            yield Skipped(path=self._site.roots[0].path, why=why)

    def _full(self) -> bool:
        return self._count >= self._limits.files

    def _folders(self, stack: list[_Ahead]) -> Iterator[WebFile | Skipped]:
        """Depth first, each folder's files before its folders."""
        while stack and not self._full():
            ahead = stack.pop()
            reason = self._enter(ahead)
            if reason is not None:
                yield Skipped(path=ahead.path, why=reason)
                continue
            inner: list[_Ahead] = []
            yield from self._folder(ahead, inner)
            stack.extend(reversed(inner))

    def _enter(self, ahead: _Ahead) -> Text | None:
        """Why a folder is not read."""
        if ahead.depth > self._limits.depth:
            return text("Folders are nested more than {most} deep here.", most=self._limits.depth)
        if ahead.path in self._pseudo:
            return text("It is a file system of the kernel's ({kind}), not of files.", kind=self._pseudo[ahead.path])
        return None

    def _folder(self, ahead: _Ahead, inner: list[_Ahead]) -> Iterator[WebFile | Skipped]:
        try:
            status = os.stat(ahead.path)  # noqa: PTH116 - a path is text here
            if (key := (status.st_dev, status.st_ino)) in self._seen:
                return
            with os.scandir(ahead.path) as entries:
                found = sorted(entries, key=_NAME)
            self._seen.add(key)
        except OSError as error:
            yield Skipped(path=ahead.path, why=why_not(error))
            return
        at = self._site.look(ahead.path)
        reader = _Reader(ahead, at, frozenset(entry.name for entry in found), self._site)
        for entry in found:
            self._count += 1
            if self._full():
                return
            one = self._entry(entry, reader, inner)
            if one is None:
                continue
            yield one
            if is_archive(entry.name) and isinstance(one, WebFile) and (more := self._archive(one.path)) is not None:
                yield more

    def _entry(self, entry: os.DirEntry[str], reader: _Reader, inner: list[_Ahead]) -> WebFile | Skipped | None:
        """One name; None for a folder, which is put aside for later."""
        refused = None
        try:
            status = entry.stat(follow_symlinks=False)
            linked = stat.S_ISLNK(status.st_mode)
            if linked:
                link, status = status, os.stat(entry.path)  # noqa: PTH116 - a path is text here
                refused = reader.refuses(link, status)
        except OSError as error:
            # What leads nowhere hides nothing: the server has nothing to run there either.
            nowhere = isinstance(error, FileNotFoundError) and os.path.islink(entry.path)  # noqa: PTH114
            return None if nowhere else Skipped(path=entry.path, why=why_not(error))
        mode = status.st_mode
        if stat.S_ISREG(mode):
            return reader.file(entry.name, entry.path, status, refused)
        if stat.S_ISDIR(mode):
            copy = reader.ahead.copy or is_copy_folder(entry.name)
            ahead = _Ahead(entry.path, reader.ahead.root, reader.ahead.depth + 1, copy)
            if linked and (above := _above(entry.path, reader.ahead.root.path)) is not None:
                return Skipped(path=entry.path, why=above)
            (self._later if linked else inner).append(ahead)
            return None
        return Skipped(path=entry.path, why=next((why for is_kind, why in _KINDS if is_kind(mode)), _ODD))

    def _archive(self, path: str) -> Skipped | None:
        """What is to be said of an archive."""
        self._archives += 1
        if self._archives > self._limits.archives:
            return Skipped(path=path, why=text("There are too many archives; what is in this one is not known."))
        why = scripts_in(path)
        return Skipped(path=path, why=why) if why is not None else None

    def _single(self, root: Root) -> Iterator[WebFile | Skipped]:
        """A file that has a URL of its own, whatever its folder."""
        folder, _, name = root.path.rpartition("/")
        if any(other.holds(root.path) for other in self._site.roots if not other.single):
            return
        try:
            status = os.stat(root.path)  # noqa: PTH116 - a path is text here
        except OSError as error:
            yield Skipped(path=root.path, why=why_not(error))
            return
        self._count += 1
        reader = _Reader(_Ahead(folder, root, 0, False), self._site.look_single(root.path), frozenset(), self._site)
        yield reader.file(name, root.path, status, None)


def _above(link: str, root: str) -> Text | None:
    """Why a link to a folder above the web root is not followed: the whole system would be walked."""
    target, inside = real_path(link), real_path(root)
    if target is not None and inside != target and f"{inside}/".startswith(target.rstrip("/") + "/"):
        return text("It leads to {target}, above the web root: visitors may reach everything in it.", target=target)
    return None


class _Reader:
    """Makes `WebFile` values of one folder's files."""

    def __init__(self, ahead: _Ahead, at: FolderAt, names: frozenset[str], site: Site) -> None:
        self.ahead, self._at, self._names, self._site = ahead, at, names, site
        self._urls = {id(view): view.base + encode(view.url) for view in at.views}

    def refuses(self, link: os.stat_result, target: os.stat_result) -> Text | None:
        """Why the server does not follow a symbolic link."""
        links = self._at.links
        if links is Links.NONE or (links is Links.OWNED and link.st_uid != target.st_uid):
            return text("It is a symbolic link, and the server does not follow it.")
        return None

    def file(self, name: str, path: str, status: os.stat_result, refused: Text | None) -> WebFile:
        """One file."""
        mode = Mode(executable=status.st_mode & 0o111 != 0, readable=status.st_mode & 0o004 != 0)
        said, view = self._at.treat(name, executable=mode.executable)
        known = decide(name, path, said, mode)
        if refused is not None:
            known = replace(known, runs=Runs.NO, shown=Shown.NO, because=refused)
        elif said.guarded is not None:
            known = replace(known, because=text("{first} {second}", first=known.because, second=said.guarded))
        return WebFile(
            path=path,
            root=self.ahead.root.path,
            url=self._url(view, name),
            size=status.st_size,
            changed=status.st_mtime_ns,
            language=known.language,
            runs=known.runs,
            because=known.because,
            shown=known.shown,
            guarded=said.guarded,
            copy=self.ahead.copy or (known.language is not None and (is_copy(name) or is_numbered(name, self._names))),
        )

    def _url(self, view: View | None, name: str) -> str | None:
        if view is None:
            return None
        return self._urls[id(view)] + (encode(name) if view.whole is None else "")

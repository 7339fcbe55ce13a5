"""The script's folder as a copy that it may write to: the site's own files are mounted read-only, elsewhere.

A form that counts its visitors, locks a file or keeps a session beside itself sends nothing where it cannot write. What
it leaves is undone before the next visit: only what differs from the copy is removed and copied again. Links are copied
as links, and neither pipes nor sockets are copied; what is too large or too much is a link to the read-only original.
What goes away meanwhile, or cannot be read, is not there, or is a file that cannot be read.
"""

from __future__ import annotations

import collections
import contextlib
import hashlib
import os
import stat
from typing import NamedTuple

from . import spool

MAX_ENTRIES = 1000
MAX_FILE = 4 << 20
MAX_OCTETS = 24 << 20


class State(NamedTuple):
    """How an entry of the copy was left by `Layer`."""

    mode: int
    inode: int
    changed: int
    """When its inode last changed, which no script can set; 0 for folders, whose entries are looked at."""


class Layer:
    """One folder and its copy."""

    def __init__(self, origin: str, path: str) -> None:
        """Nothing is copied yet; ``origin`` is the read-only original of ``path``."""
        self._origin = origin
        self._path = path
        self._known: dict[str, State] = {}
        self._octets: dict[str, int] = {}
        """Of each file that is copied."""
        self._digests: dict[str, bytes] = {}
        self._planned = 0
        """Entries of the folders that are copied, or will be."""
        self._folders = collections.deque([""])

    def restore(self) -> None:
        """Copy the folder, or undo what scripts did to the copy. No script may run meanwhile."""
        os.chmod(self._path, 0o700)  # noqa: PTH101 - as few modules as can be
        self._remove_what_differs()
        if self._folders:
            self._copy_all()
        for name in [name for name in self._known if not os.path.lexists(self._at(name))]:
            self._copy(name)

    def _at(self, name: str) -> str:
        return f"{self._path}/{name}" if name else self._path

    def _from(self, name: str) -> str:
        return f"{self._origin}/{name}" if name else self._origin

    def _remove_what_differs(self) -> None:
        waiting = [""]
        while waiting:
            folder = waiting.pop()
            for name, entry in _listed(self._at(folder), folder):
                if _state(entry.path) != self._known.get(name) or self._rewritten(name):
                    spool.remove(entry.path, self._path)
                elif entry.is_dir(follow_symlinks=False):
                    waiting.append(name)

    def _rewritten(self, name: str) -> bool:
        """Whether a file's octets changed but not its state: writing to a mapped file changes no time on a tmpfs."""
        digest = self._digests.get(name)
        if digest is None or name not in self._octets:
            return False
        with contextlib.suppress(OSError), open(self._at(name), "rb") as copy:  # noqa: PTH123
            return hashlib.blake2b(copy.read(MAX_FILE + 1)).digest() != digest
        return True

    def _copy_all(self) -> None:
        while self._folders:
            folder = self._folders.popleft()
            for name, entry in _listed(self._from(folder), folder):
                if len(self._known) < 2 * MAX_ENTRIES:
                    self._copy(name)
                if entry.is_dir(follow_symlinks=False) and not os.path.islink(self._at(name)):  # noqa: PTH114
                    self._folders.append(name)

    def _copy(self, name: str) -> None:
        source, path = self._from(name), self._at(name)
        with contextlib.suppress(OSError):
            mode = os.lstat(source).st_mode
            if stat.S_ISLNK(mode):
                os.symlink(os.readlink(source), path)  # noqa: PTH115, PTH211
            elif stat.S_ISDIR(mode):
                self._make_folder(name, mode)
            elif stat.S_ISREG(mode):
                self._copy_file(name, source, path)
        state = _state(path)
        if state is not None:
            self._known[name] = state

    def _make_folder(self, name: str, mode: int) -> None:
        planned = self._planned + len(_listed(self._from(name), name))
        if planned > MAX_ENTRIES and name not in self._known:
            os.symlink(self._from(name), self._at(name))  # noqa: PTH211
            return
        os.mkdir(self._at(name), stat.S_IMODE(mode) & 0o777 | 0o700)  # noqa: PTH102
        if name not in self._known:
            self._planned = planned

    def _copy_file(self, name: str, source: str, path: str) -> None:
        try:
            handle = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except PermissionError:
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0))
            return
        with open(handle, "rb") as opened:  # noqa: PTH123
            told = os.fstat(handle)
            if not stat.S_ISREG(told.st_mode):
                return
            others = sum(self._octets.values()) - self._octets.get(name, 0)
            if told.st_size > MAX_FILE or others + told.st_size > MAX_OCTETS:
                os.symlink(source, path)  # noqa: PTH211
                return
            octets = opened.read(told.st_size)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as copy:  # noqa: PTH123
            copy.write(octets)
        os.chmod(path, told.st_mode & 0o777 | 0o600)  # noqa: PTH101
        os.utime(path, ns=(told.st_atime_ns, told.st_mtime_ns))
        self._octets[name] = len(octets)
        self._digests[name] = hashlib.blake2b(octets).digest()


def _listed(path: str, folder: str) -> list[tuple[str, os.DirEntry[str]]]:
    """The entries of a folder in their order, each with its name below the layer."""
    try:
        with os.scandir(path) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return []
    return [(f"{folder}/{entry.name}" if folder else entry.name, entry) for entry in found]


def _state(path: str) -> State | None:
    try:
        told = os.lstat(path)
    except OSError:
        return None
    return State(told.st_mode, told.st_ino, 0 if stat.S_ISDIR(told.st_mode) else told.st_ctime_ns)

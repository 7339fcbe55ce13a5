"""The few ways in which removal touches the disk: folders opened without following links, hashing, durable names.

A folder is opened component by component, so that nobody who exchanges one for a symbolic link meanwhile can lead a
move elsewhere. Everything else goes through the descriptor of such a folder.
"""

from __future__ import annotations

import ctypes
import errno
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

from hiyari.forms.removal.lying import Identity

_PIECE: Final = 1 << 20
_THROUGH: Final = os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_NO_REPLACE: Final = 1
"""``RENAME_NOREPLACE`` of renameat2(2)."""
_UNKNOWN_CALL: Final = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP})


@contextmanager
def opened_folder(path: str) -> Iterator[int]:
    """A descriptor of the folder at an absolute path, none of whose components is a symbolic link.

    Raises:
        OSError: It is not there, or a component is a link (ENOTDIR or ELOOP).
    """
    parts = [part for part in path.split("/") if part]
    if not path.startswith("/") or ".." in parts:
        raise OSError(errno.EINVAL, "not an absolute path without ..", path)
    descriptor = os.open("/", _THROUGH if parts else _FOLDER)
    try:
        for index, part in enumerate(parts, 1):
            following = os.open(part, _FOLDER if index == len(parts) else _THROUGH, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = following
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def opened_file(folder: int, name: str, *, through_links: bool = False) -> Iterator[int]:
    """A descriptor of a file in an open folder, for reading; the file's atime is left alone where that is allowed.

    Raises:
        OSError: It cannot be opened; or it is a symbolic link (ELOOP), and those are not followed.
    """
    flags = _FILE & ~os.O_NOFOLLOW if through_links else _FILE
    try:
        descriptor = os.open(name, flags | os.O_NOATIME, dir_fd=folder)
    except PermissionError:
        # O_NOATIME is for the owner and root.
        descriptor = os.open(name, flags, dir_fd=folder)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def status_of(folder: int, name: str) -> os.stat_result | None:
    """What lies there, links not followed; None: nothing."""
    try:
        return os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return None


def identity_of(status: os.stat_result) -> Identity:
    """Which file it is."""
    return Identity(device=status.st_dev, inode=status.st_ino)


def sha256_of(descriptor: int) -> str:
    """Of all octets of an open file, in hexadecimal; its position stays where it is."""
    digest, at = hashlib.sha256(), 0
    while piece := os.pread(descriptor, _PIECE, at):
        digest.update(piece)
        at += len(piece)
    return digest.hexdigest()


def copy_octets(source: int, target: int) -> None:
    """All octets from one open file into another that is empty; holes stay holes."""
    end = os.fstat(source).st_size
    at = 0
    while at < end:
        try:
            begins = os.lseek(source, at, os.SEEK_DATA)
            ends = os.lseek(source, begins, os.SEEK_HOLE)
        except OSError as error:
            if error.errno == errno.ENXIO:  # nothing but a hole is left
                break
            begins, ends = at, end
        _copy_piece(source, target, begins, min(ends, end))
        at = ends
    os.ftruncate(target, end)


def _copy_piece(source: int, target: int, begins: int, ends: int) -> None:
    at = begins
    while at < ends and (piece := os.pread(source, min(_PIECE, ends - at), at)):
        written = 0
        while written < len(piece):
            written += os.pwrite(target, piece[written:], at + written)
        at += len(piece)


def rename_new(from_folder: int, name: str, to_folder: int, new: str) -> None:
    """Rename within one file system, never over something that lies there.

    Raises:
        FileExistsError: Something lies there.
        OSError: EXDEV: it is another file system; or it cannot be done.
    """
    call = _renameat2()
    if call is not None:
        if call(from_folder, os.fsencode(name), to_folder, os.fsencode(new), _NO_REPLACE) == 0:
            return
        number = ctypes.get_errno()
        if number not in _UNKNOWN_CALL:
            raise OSError(number, os.strerror(number), name)
    _rename_by_link(from_folder, name, to_folder, new)


def _rename_by_link(from_folder: int, name: str, to_folder: int, new: str) -> None:
    """For file systems without that call: a second name first, which is never made over something that lies there."""
    try:
        os.link(name, new, src_dir_fd=from_folder, dst_dir_fd=to_folder, follow_symlinks=False)
    except PermissionError:
        # A file system without hard links, or a file of somebody else (fs.protected_hardlinks).
        if status_of(to_folder, new) is not None:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), new) from None
        os.rename(name, new, src_dir_fd=from_folder, dst_dir_fd=to_folder)
        return
    os.unlink(name, dir_fd=from_folder)


def _renameat2() -> Callable[..., Any] | None:
    with suppress(OSError, AttributeError):
        call = ctypes.CDLL(None, use_errno=True).renameat2
        call.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)
        call.restype = ctypes.c_int
        found: Callable[..., Any] = call
        return found
    return None

"""Reads and gives back what belongs to a file besides its octets, always through an open descriptor.

Giving back goes in an order in which no step undoes an earlier one: a change of owner clears setuid and capabilities,
a change of mode alters an ACL's mask, and each of them would move times. What the system refuses (a security label, a
foreign owner) is named, not passed over.
"""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import struct
from collections.abc import Callable
from functools import partial
from typing import Final

from hiyari.forms.removal.lying import Attributes

ACL: Final = "system.posix_acl_access"
_GET_FLAGS: Final = 0x80086601 if struct.calcsize("l") == 8 else 0x80046601
"""``FS_IOC_GETFLAGS`` of linux/fs.h: ``_IOR('f', 1, long)``."""
_FIXED: Final = 0x10 | 0x20
"""``FS_IMMUTABLE_FL`` and ``FS_APPEND_FL``."""
_LIST_UNKNOWN: Final = frozenset({errno.ENOTSUP, errno.EPERM, errno.EACCES, errno.ENOSYS})


def by_descriptor(descriptor: int) -> str:
    """A path that means just this open file, for calls that know no descriptor (proc(5))."""
    return f"/proc/self/fd/{descriptor}"


def attributes_of(status: os.stat_result, place: int | str) -> Attributes:
    """What belongs to the file with this status.

    Args:
        status: From ``fstat`` or ``lstat``, taken before the file was read.
        place: An open descriptor; for a symbolic link, a path to the link itself.

    Raises:
        OSError: Its extended attributes cannot be read.
    """
    return Attributes(
        mode=stat.S_IMODE(status.st_mode),
        uid=status.st_uid,
        gid=status.st_gid,
        changed=status.st_mtime_ns,
        read=status.st_atime_ns,
        extended=_extended(place),
    )


def _extended(place: int | str) -> tuple[tuple[str, str], ...]:
    follow = isinstance(place, int)
    try:
        names = sorted(os.listxattr(place, follow_symlinks=follow))
    except OSError as error:
        if error.errno in _LIST_UNKNOWN:
            return ()
        raise
    found: list[tuple[str, str]] = []
    for name in names:
        try:
            found.append((name, os.getxattr(place, name, follow_symlinks=follow).hex()))
        except OSError as error:
            # Taken away in between, or for root alone (trusted.*).
            if error.errno not in {errno.ENODATA, *_LIST_UNKNOWN}:
                raise
    return tuple(found)


def is_fixed(descriptor: int) -> bool:
    """Whether the open file or folder is immutable or append-only; False where the file system has no such flags."""
    flags = bytearray(struct.calcsize("l"))
    try:
        fcntl.ioctl(descriptor, _GET_FLAGS, flags)
    except OSError:
        return False
    return bool(int.from_bytes(flags[:4], "little" if struct.pack("=H", 1)[0] else "big") & _FIXED)


def give_attributes(descriptor: int, wanted: Attributes) -> tuple[str, ...]:
    """Give an open file its attributes; returns the names of those that the system refused."""
    refused: list[str] = []
    present = attributes_of(os.fstat(descriptor), descriptor)
    if (present.uid, present.gid) != (wanted.uid, wanted.gid):
        _try(refused, "owner", lambda: os.fchown(descriptor, wanted.uid, wanted.gid))
    _try(refused, "mode", lambda: os.fchmod(descriptor, wanted.mode))
    _give_extended(descriptor, present.extended, wanted.extended, refused)
    _try(refused, "times", lambda: os.utime(descriptor, ns=(wanted.read, wanted.changed)))
    return tuple(refused)


def _give_extended(
    descriptor: int, present: tuple[tuple[str, str], ...], wanted: tuple[tuple[str, str], ...], refused: list[str]
) -> None:
    # A folder's default ACL gives a new file one that it did not have.
    if ACL in dict(present) and ACL not in dict(wanted):
        _try(refused, ACL, lambda: os.removexattr(descriptor, ACL))
    for name, value in wanted:
        if (name, value) not in present or name == ACL:
            _try(refused, name, partial(os.setxattr, descriptor, name, bytes.fromhex(value)))


def give_link_attributes(folder: int, name: str, wanted: Attributes) -> tuple[str, ...]:
    """Likewise for a symbolic link, which has no mode of its own."""
    refused: list[str] = []
    status = os.stat(name, dir_fd=folder, follow_symlinks=False)
    if (status.st_uid, status.st_gid) != (wanted.uid, wanted.gid):
        _try(refused, "owner", lambda: os.chown(name, wanted.uid, wanted.gid, dir_fd=folder, follow_symlinks=False))
    for label, value in wanted.extended:
        place = f"{by_descriptor(folder)}/{name}"
        _try(refused, label, partial(os.setxattr, place, label, bytes.fromhex(value), follow_symlinks=False))
    times = (wanted.read, wanted.changed)
    _try(refused, "times", lambda: os.utime(name, ns=times, dir_fd=folder, follow_symlinks=False))
    return tuple(refused)


def _try(refused: list[str], name: str, give: Callable[[], object]) -> None:
    try:
        give()
    except OSError:
        refused.append(name)

"""What a folder for removed files would stand on: whether it can be made and written, and what is kept there at all.

Asked when a removal is planned, so that nobody hears only in the middle of it that nothing can be kept there.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from hiyari.forms.inventory.mounts import PSEUDO
from hiyari.model.text import Text, text

PASSING: Final = frozenset({"tmpfs", "ramfs"})
"""File systems in memory: a restart empties them."""
_MOUNTS: Final = Path("/proc/self/mountinfo")


def nearest(base: Path) -> Path:
    """The folder itself, or the nearest one above it that is there.

    Raises:
        OSError: A folder on the way cannot be looked at.
    """
    for one in (base, *base.parents):
        try:
            one.stat()
        except OSError as error:
            if error.errno not in {errno.ENOENT, errno.ENOTDIR, errno.ELOOP}:
                raise
        else:
            return one
    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(base))


def no_folder(base: Path) -> Iterator[Text]:
    """Why there is no folder of this name, and cannot be one.

    Raises:
        OSError: A folder on the way cannot be looked at.
    """
    existing = nearest(base)
    if not existing.is_dir():
        if existing == base:
            yield text("{base} is not a folder. Name another place for removed files.", base=str(base))
        else:
            yield text(
                "{base} cannot be made: {above} is not a folder. Name another place for removed files.",
                base=str(base),
                above=str(existing),
            )
        return
    if any(one.is_symlink() for one in (base, *base.parents) if existing in one.parents):
        # `realpath` has followed every link that leads anywhere.
        yield text("{base} leads in a circle of symbolic links. Name another place for removed files.", base=str(base))
        return
    kind = kind_of(existing)
    if kind in PSEUDO:
        yield text(
            "{base} lies in a file system that keeps no files ({kind}). Name another place for removed files.",
            base=str(base),
            kind=kind,
        )


def unwritable(base: Path, existing: Path) -> Iterator[Text]:
    """Why whoever runs this cannot make the folder, or put anything into it.

    Args:
        base: The folder.
        existing: The `nearest` to it.
    """
    if os.access(existing, os.W_OK | os.X_OK, effective_ids=True):
        return
    if existing == base:
        yield text(
            "Nothing can be written into {base}: its mode forbids it, or its file system is read-only. Name another "
            "place with --to.",
            base=str(base),
        )
    else:
        yield text(
            "{base} cannot be made: {above} belongs to somebody else or is on a read-only file system. Run hiyari as "
            "root, or name another place with --to.",
            base=str(base),
            above=str(existing),
        )


def room_in(existing: Path) -> int | None:
    """Octets that whoever runs this may still write; None where the file system does not tell.

    Raises:
        OSError: The system does not answer.
    """
    told = os.statvfs(existing)
    blocks = told.f_bfree if os.geteuid() == 0 else told.f_bavail
    return blocks * told.f_frsize if told.f_blocks else None


def kind_of(existing: Path) -> str | None:
    """What the file system of a folder is called; None where that is not told (proc_pid_mountinfo(5))."""
    device = existing.stat().st_dev
    wanted = f"{os.major(device)}:{os.minor(device)}".encode()
    try:
        lines = _MOUNTS.read_bytes().splitlines()
    except OSError:
        return None
    for line in lines:
        mount, _, source = line.partition(b" - ")
        if wanted in mount.split(b" ")[2:3]:
            return source.split(b" ")[0].decode("ascii", "replace")
    return None

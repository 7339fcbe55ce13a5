"""What the recording stub left: argument lists and messages, read with care, since the script could have made them."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Sequence
from typing import NamedTuple

SPOOL = "/spool"
MAX_RECORDS = 64
MAX_ARGUMENTS = 65_536
MAX_MESSAGE = 262_144
MAX_ALL = 4_194_304


class Record(NamedTuple):
    """One call of the stub."""

    argv: list[bytes]
    data: bytes


def collect(spool: str = SPOOL) -> list[Record]:
    """What was recorded, in the order in which it began; at most `MAX_RECORDS`."""
    records, left = [], MAX_ALL
    for folder in _folders(spool):
        record = _read(folder, min(left, MAX_MESSAGE))
        if record is not None:
            records.append(record)
            left -= len(record.data)
    return records


def empty(folder: str, kept: Sequence[str] = (), base: str = "") -> None:
    """Remove what lies in a folder, as far as it can be; what is mounted there (``kept``) stays where it is."""
    try:
        os.chmod(folder, 0o700)  # noqa: PTH101 - as few modules as can be
        with os.scandir(folder) as entries:
            paths = [entry.path for entry in entries]
    except OSError:
        return
    for path in paths:
        if any(one.startswith(f"{path}/") for one in kept):
            empty(path, kept, base or folder)
        elif path not in kept:
            remove(path, base or folder)


def remove(path: str, base: str) -> None:
    """Remove what lies at a path, as far as it can be: however deep it is and whatever it forbids.

    Folders in folders are first moved to ``base``, which is on the same file system, so that no path grows too long.
    """
    waiting = [path]
    while waiting:
        one = waiting.pop()
        with contextlib.suppress(OSError):
            if not stat.S_ISDIR(os.lstat(one).st_mode):
                os.unlink(one)  # noqa: PTH108
                continue
            os.chmod(one, 0o700)  # noqa: PTH101
            with os.scandir(one) as entries:
                inner = [(entry.path, entry.is_dir(follow_symlinks=False)) for entry in entries]
            for below, folder in inner:
                with contextlib.suppress(OSError):
                    waiting += [_moved(below, base)] if folder else []
                    if not folder:
                        os.unlink(below)  # noqa: PTH108
            os.rmdir(one)  # noqa: PTH106


def _moved(folder: str, base: str) -> str:
    os.chmod(folder, 0o700)  # noqa: PTH101 - to move it, one must be able to write to it
    new = f"{base}/.{os.urandom(12).hex()}"
    os.rename(folder, new)  # noqa: PTH104
    return new


def _folders(spool: str) -> list[str]:
    begun: list[tuple[int, str]] = []
    with os.scandir(spool) as entries:
        for entry in entries:
            if len(begun) < MAX_RECORDS and entry.is_dir(follow_symlinks=False):
                begun.append((entry.stat(follow_symlinks=False).st_ctime_ns, entry.path))
    return [path for _, path in sorted(begun)]


def _read(folder: str, most: int) -> Record | None:
    arguments = _octets(f"{folder}/argv", MAX_ARGUMENTS)
    if not arguments:
        return None
    return Record(arguments.rstrip(b"\0").split(b"\0")[:1000], _octets(f"{folder}/data", most) or b"")


def _octets(path: str, most: int) -> bytes | None:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        return os.read(handle, most) if stat.S_ISREG(os.fstat(handle).st_mode) else None
    except OSError:
        return None
    finally:
        os.close(handle)

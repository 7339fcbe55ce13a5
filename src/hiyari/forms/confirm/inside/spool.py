"""What the recording stub left: argument lists and messages, read with care, since the script could have made them."""

from __future__ import annotations

import os
import shutil
import stat
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


def empty(folder: str) -> None:
    """Remove what lies in a folder, as far as it can be; what is mounted there stays."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path, ignore_errors=True)
            else:
                _unlink(entry.path)


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


def _unlink(path: str) -> None:
    try:
        os.unlink(path)  # noqa: PTH108 - as few modules as can be
    except OSError:
        return

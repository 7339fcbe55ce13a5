"""Which files a person means by names, patterns and folders, in the order of the time that they tell of.

Rotation schemes name their files in ways that sort in either direction (``mail.log.1`` is younger than ``mail.log.2``,
``mail.log-20261126`` older than ``mail.log-20261203``), so the order comes from what stands in the files. A file that
has several names is read once. What cannot be read is told in one sentence each, all at once, before anything is read.
"""

from __future__ import annotations

import glob
import io
import os
import stat
import struct
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import BinaryIO, Final

from hiyari.logfiles.blocks import open_regular
from hiyari.logfiles.compression import Bytes, Compression, DamagedError, compression_of, unpacked
from hiyari.logfiles.decode import decode
from hiyari.logfiles.logfile import LogFile
from hiyari.logfiles.peek import place_in_time
from hiyari.logfiles.skipped import Skipped, looks_wanted
from hiyari.logfiles.stamps import SECOND
from hiyari.model.clock import Clock, system_clock
from hiyari.model.error import UserError
from hiyari.model.text import Text, text

_PEEK: Final = 65_536
_MAGIC: Final = 8
STANDARD_INPUT: Final = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found by some names."""

    files: tuple[LogFile, ...]
    """Oldest first."""
    skipped: tuple[Skipped, ...] = ()
    """Files of folders that begin like no log, and were passed over."""


def log_files(names: Sequence[str], zone: tzinfo, clock: Clock = system_clock) -> list[LogFile]:
    """Find the files that are meant, oldest first; see `find_logs`."""
    return list(find_logs(names, zone, clock).files)


def find_logs(names: Sequence[str], zone: tzinfo, clock: Clock = system_clock) -> Found:
    """Find the files that are meant, and those that were passed over.

    Args:
        names: Files, patterns (``/var/log/mail.log*``), folders, or ``-`` for standard input. A name that exists is no
            pattern. Of a folder, and of folders that a pattern matches, the files that begin like a log are taken, not
            those of the folders in it.
        zone: Of stamps that name none.
        clock: When standard input is read: it was written now.

    Raises:
        UserError: A name means nothing, or what it means cannot be read or is empty. One sentence for each name.
    """
    problems: list[Text] = []
    found: dict[tuple[int, int], LogFile] = {}
    skipped: dict[str, Skipped] = {}
    for name in dict.fromkeys(names):
        if name == STANDARD_INPUT:
            found[-1, -1] = _standard_input(zone, clock)
            continue
        try:
            for one in _meant(name, zone):
                if isinstance(one, Skipped):
                    skipped.setdefault(one.path, one)
                else:
                    found.setdefault(_key(one), one)
        except UserError as error:
            problems.extend(error.problems)
    if not problems and not any(file.size or file.standard_input for file in found.values()):
        problems.append(text("{names}: empty. Name files that hold lines.", names=tuple(names)))
    if problems:
        raise UserError(*problems)
    files = tuple(sorted(found.values(), key=_order))
    read = {file.name for file in files}
    return Found(files=files, skipped=tuple(one for one in skipped.values() if one.path not in read))


def _key(file: LogFile) -> tuple[int, int]:
    return file.identity or (-1, -1)


def _order(file: LogFile) -> tuple[int, int, str]:
    return (file.modified_at if file.first_at is None else file.first_at, file.modified_at, file.name)


def _meant(name: str, zone: tzinfo) -> Iterator[LogFile | Skipped]:
    path = Path(name)
    if os.path.lexists(path):
        paths = [path]
    elif glob.has_magic(name):
        paths = [Path(one) for one in sorted(glob.glob(name))]  # noqa: PTH207 - an absolute pattern is welcome too
        if not paths:
            raise UserError(text("{name} matches no file. Check the folder and the pattern.", name=name))
    else:
        raise UserError(text("{path} does not exist. Name a file, a folder, a pattern or -.", path=name))
    problems: list[Text] = []
    for one in paths:
        try:
            yield from _folder(one, zone) if one.is_dir() else [_file(one, zone)]
        except UserError as error:
            problems.extend(error.problems)
    if problems:
        raise UserError(*problems)


def _folder(folder: Path, zone: tzinfo) -> Iterator[LogFile | Skipped]:
    try:
        paths = [one for one in sorted(folder.iterdir()) if not one.name.startswith(".") and not one.is_dir()]
    except OSError as error:
        raise UserError(_unreadable(folder, error)) from None
    names = [one.name for one in paths]
    found = [_looked_at(one, zone, names) for one in paths]
    if not any(isinstance(one, LogFile) for one in found):
        raise UserError(text("No file in {path} begins like a log. Name the files.", path=str(folder)))
    yield from found


def _looked_at(path: Path, zone: tzinfo, names: Sequence[str]) -> LogFile | Skipped:
    """A file of a folder, or why it is passed over."""
    head: list[str] = []
    try:
        if not path.is_file():
            why = text("it is a pipe, a device, or a link to nothing")
        else:
            with open_regular(path) as stream:
                file = _looked_into(path, stream, os.fstat(stream.fileno()), zone)
                if file.first_at is not None:
                    return file
                stream.seek(0)
                head = decode(_head(stream, file.compression, str(path)))
            why = _why_no_log(file, head)
    except OSError as error:
        why = text("it cannot be read ({reason})", reason=error.strerror or "input/output error")
    except UserError:
        why = text("the package that unpacks it is not installed")
    empty = not head and path.is_file() and not path.stat().st_size
    return Skipped(path=str(path), why=why, wanted=not empty and looks_wanted(path.name, head, names))


def _why_no_log(file: LogFile, head: Sequence[str]) -> Text:
    if not file.size:
        return text("it is empty")
    if not head:
        return text("it is damaged: nothing in it can be unpacked")
    return text("no line at its beginning has a time stamp that is known here")


def _file(path: Path, zone: tzinfo) -> LogFile:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise UserError(text("{path} is a pipe or a device. Pipe its lines to hiyari and name -.", path=str(path)))
        with open_regular(path) as stream:
            return _looked_into(path, stream, os.fstat(stream.fileno()), zone)
    except OSError as error:
        raise UserError(_unreadable(path, error)) from None


def _looked_into(path: Path, stream: BinaryIO, found: os.stat_result, zone: tzinfo) -> LogFile:
    magic = stream.read(_MAGIC)
    stream.seek(0)
    compression = compression_of(magic)
    modified_at = found.st_mtime_ns // 1000
    if compression is Compression.GZIP and (packed_at := struct.unpack("<I", magic[4:8].ljust(4, b"\0"))[0]):
        # RFC 1952 section 2.3.1; a copy of the archive may be much younger.
        modified_at = min(modified_at, packed_at * SECOND)
    head, tail = _head(stream, compression, str(path)), b""
    if compression is Compression.PLAIN and found.st_size > len(head):
        stream.seek(max(found.st_size - _PEEK, 0))
        tail = stream.read(_PEEK)
    first_at, year = place_in_time(decode(head), decode(tail or head), modified_at, zone)
    return LogFile(
        path=path,
        compression=compression,
        size=found.st_size,
        modified_at=modified_at,
        first_at=first_at,
        year=year,
        identity=(found.st_dev, found.st_ino),
    )


def _head(stream: Bytes, compression: Compression, name: str) -> bytes:
    """Its first lines; what is damaged is told when it is read."""
    content, head = unpacked(stream, compression, name), b""
    try:
        while len(head) < _PEEK and (piece := content.read(_PEEK - len(head))):
            head += piece
    except DamagedError:
        pass
    return head[:_PEEK]


def waiting_lines() -> list[str]:
    """The lines that wait in standard input, without taking them; the last may be cut."""
    waiting = _waiting()
    return decode(_head(io.BytesIO(waiting), compression_of(waiting), STANDARD_INPUT))


def _waiting() -> bytes:
    stream = sys.stdin.buffer
    return stream.peek(_PEEK) if isinstance(stream, io.BufferedReader) else b""


def _standard_input(zone: tzinfo, clock: Clock) -> LogFile:
    compression = compression_of(_waiting())
    now = int(clock().timestamp()) * SECOND
    first_at, year = place_in_time(waiting_lines(), (), now, zone)
    return LogFile(
        path=Path(STANDARD_INPUT),
        compression=compression,
        size=0,
        modified_at=now,
        first_at=first_at,
        year=year,
        standard_input=True,
    )


def _unreadable(path: Path, error: OSError) -> Text:
    return text(
        "{path} cannot be read: {reason}. Let the user who runs hiyari read it.",
        path=str(path),
        reason=error.strerror or "input/output error",
    )

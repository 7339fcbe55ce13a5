"""Follows log files through rotation: new lines as they are written, and positions to go on from another day.

It looks at the files every second or so (inode, size and first bytes) instead of asking the kernel, and so works on
any file system. Renamed files are read to their end before the new one; a file that was cut to nothing is begun anew;
one that is not there is waited for. Whatever cannot be known (the rest of a file that was rotated away and packed while
nobody looked) is told as `Event.LOST` with the next lines, never passed over.

A line is given when its end is written, or when its file was rotated away. No batch is longer than `BATCH` bytes and
one line.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, Final

from hiyari.logfiles.blocks import open_regular
from hiyari.logfiles.decode import LONGEST, decode

BATCH: Final = 1 << 18
_HEAD: Final = 128
"""So many first bytes tell a file from one that took its inode or its place."""
_PATIENCE: Final = 2
"""So many looks without news, after the new file came, until the old one is left: its writer may not know yet."""


class Event(StrEnum):
    """What happened to a file before a batch."""

    ROTATED = "rotated"
    """The lines are of the file that took the old one's place."""
    TRUNCATED = "truncated"
    """The file was cut and begun anew; what was written just before may be lost with it (logrotate's copytruncate)."""
    LOST = "lost"
    """Lines between the position and this batch are not there any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Up to where a file was read: what is needed to find the place again."""

    device: int
    inode: int
    offset: int
    """Of the end of the last line that was given."""
    head: str
    """The file's first bytes in hexadecimal, as many as are before the offset, at most 128."""
    inside: bool = False
    """The rest of a line that was too long follows, and is left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Some lines of one file, and where to go on after them."""

    path: Path
    lines: list[str]
    position: Position
    event: Event | None = None


async def follow(
    paths: Sequence[Path],
    positions: Mapping[Path, Position] | None = None,
    *,
    from_start: bool = False,
    interval: float = 1.0,
) -> AsyncIterator[Batch]:
    """Give the lines that are written to the files, for ever.

    Args:
        paths: The names under which the writers write.
        positions: Where to go on; a file without one begins at its end.
        from_start: It begins at its beginning instead. A file that is not there yet always does.
        interval: Seconds between two looks.
    """
    known = positions or {}
    tails = [_Tail(path, known.get(path), from_start=from_start) for path in paths]
    try:
        while True:
            for tail in tails:
                for batch in tail.look():
                    yield batch
                    # Others get their turn between batches.
                    await asyncio.sleep(0)
            await asyncio.sleep(interval)
    finally:
        for tail in tails:
            tail.close()


def end_of(path: Path) -> Position:
    """The end of a file's last whole line.

    Raises:
        OSError: It is not there, cannot be read, or is no regular file.
    """
    with open_regular(path) as stream:
        found = os.fstat(stream.fileno())
        at = max(found.st_size - LONGEST, 0)
        newline = os.pread(stream.fileno(), found.st_size - at, at).rfind(b"\n")
        # In the middle of a line that is too long, its rest is left out.
        offset, inside = (at + newline + 1, False) if newline >= 0 or at == 0 else (found.st_size, True)
        head = os.pread(stream.fileno(), min(_HEAD, offset), 0)
    return Position(device=found.st_dev, inode=found.st_ino, offset=offset, head=head.hex(), inside=inside)


class _Tail:
    """One file that is followed. ``look`` is what is done at each turn; nothing else reads."""

    def __init__(self, path: Path, position: Position | None, *, from_start: bool) -> None:
        self._path = path
        self._stream: BinaryIO | None = None
        self._device = self._inode = self._offset = 0
        self._head = self._rest = b""
        self._event: Event | None = None
        self._skipping = self._overtaken = False
        self._quiet = 0
        if position is not None:
            self._go_on(position)
        elif not from_start:
            # What is not there, or cannot be read yet, is read from its beginning when it comes.
            with suppress(OSError):
                self._go_on(end_of(path))

    def close(self) -> None:
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    def look(self) -> Iterator[Batch]:
        """Give what is new."""
        if self._stream is None and not self._open():
            return
        yield from self._read()
        if not self._replaced():
            return
        self._quiet += 1
        if self._quiet > _PATIENCE:
            last = decode(self._take_rest())
            if last:
                yield self._batch(last)
            self.close()
            if self._open():
                self._event = self._event or (Event.LOST if self._overtaken else Event.ROTATED)
                self._overtaken = False
                yield from self._read()

    def _open(self, path: Path | None = None) -> bool:
        try:
            stream = open_regular(path or self._path)
        except OSError:
            return False
        found = os.fstat(stream.fileno())
        self._stream, self._device, self._inode = stream, found.st_dev, found.st_ino
        self._offset, self._head, self._rest, self._skipping, self._quiet = 0, b"", b"", False, 0
        return True

    def _go_on(self, position: Position) -> None:
        """Find the file that the position is of: by its name, or as a neighbour after it was rotated away."""
        neighbours = _neighbours(self._path)
        for path in (self._path, *neighbours):
            # A saved position may be damaged; then it is of no file.
            with suppress(OSError, ValueError):
                found = path.stat()
                if (found.st_dev, found.st_ino) == (position.device, position.inode) and self._open(path):
                    head = bytes.fromhex(position.head)
                    if found.st_size >= position.offset and self._pread(0, len(head)) == head:
                        self._offset, self._head, self._skipping = position.offset, head, position.inside
                        # A file between this one and the one that is written now was never looked at.
                        younger = any(_modified(one) > found.st_mtime_ns for one in neighbours)
                        self._overtaken = younger and path != self._path
                        return
                    self.close()
        self._event = Event.LOST

    def _read(self) -> Iterator[Batch]:
        while True:
            # Asked again after every batch: whoever takes them may take his time.
            if self._cut():
                self._offset, self._head, self._rest, self._skipping = 0, b"", b"", False
                self._event = self._event or Event.TRUNCATED
            data = self._pread(self._offset + len(self._rest), BATCH)
            if not data:
                return
            self._quiet = 0
            lines = self._lines(data)
            if lines:
                yield self._batch(lines)

    def _lines(self, data: bytes) -> list[str]:
        block, newline, rest = (self._rest + data).rpartition(b"\n")
        whole = block + newline
        self._offset += len(whole)
        self._rest = rest
        if whole and self._skipping:
            whole = whole[whole.index(b"\n") + 1 :]
            self._skipping = False
        lines = decode(whole)
        if len(rest) > LONGEST:
            # The beginning is given at once; what follows up to the line's end is left out.
            lines += [] if self._skipping else decode(rest[:LONGEST])
            self._offset, self._rest, self._skipping = self._offset + len(rest), b"", True
        self._head = self._head or self._pread(0, min(_HEAD, self._offset))
        return lines

    def _take_rest(self) -> bytes:
        rest, self._rest = self._rest, b""
        self._offset += len(rest)
        return b"" if self._skipping else rest

    def _batch(self, lines: list[str]) -> Batch:
        event, self._event = self._event, None
        position = Position(
            device=self._device, inode=self._inode, offset=self._offset, head=self._head.hex(), inside=self._skipping
        )
        return Batch(path=self._path, lines=lines, position=position, event=event)

    def _cut(self) -> bool:
        """Whether it is shorter than what was read, or another text stands at its beginning."""
        return self._size() < self._offset + len(self._rest) or self._pread(0, len(self._head)) != self._head

    def _replaced(self) -> bool:
        """Whether the name means another file now. While there is none, the old one may still be written to."""
        try:
            found = self._path.stat()
        except OSError:
            return False
        return (found.st_dev, found.st_ino) != (self._device, self._inode)

    def _size(self) -> int:
        return 0 if self._stream is None else os.fstat(self._stream.fileno()).st_size

    def _pread(self, at: int, size: int) -> bytes:
        if self._stream is None or size <= 0:
            return b""
        try:
            return os.pread(self._stream.fileno(), size, at)
        except OSError:
            return b""


def _modified(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _neighbours(path: Path) -> list[Path]:
    """The files beside it whose names begin with its name: mail.log.1, mail.log-20261126."""
    try:
        return sorted(one for one in path.parent.iterdir() if one.name.startswith(path.name) and one != path)
    except OSError:
        return []

"""Blocks of whole lines of one file, or of one part of it, in bounded memory.

A line belongs to the part in which it begins, so that any way to cut a file gives every line once. What a file gains
or loses while it is read changes where the reading ends and nothing else. Where a file cannot be read to its end, the
last thing given is a `Damage`: the caller cannot take half a log for a whole one.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, assert_never

from hiyari.logfiles.compression import Bytes, Compression, DamagedError, Flaw, unpacked
from hiyari.logfiles.decode import LONGEST
from hiyari.logfiles.logfile import LogFile
from hiyari.model.text import Text, text

BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Some whole lines."""

    content: bytes
    """A line over 64 KiB is cut in it. Only the last line of a file may lack its newline."""
    end: int
    """The offset in the file's content where they end: where reading goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """The rest of a file that could not be read."""

    path: str
    offset: int
    """How many bytes of its content (unpacked) were read before, to the end of a line."""
    flaw: Flaw

    @property
    def sentence(self) -> Text:
        """For a person: what, where, and what it means."""
        match self.flaw:
            case Flaw.TRUNCATED:
                return text(
                    "{path} ends too early, after {offset} bytes of its content. Lines after that are unknown.",
                    path=self.path,
                    offset=self.offset,
                )
            case Flaw.CORRUPT:
                return text(
                    "{path} is damaged after {offset} bytes of its content. Lines after that are unknown.",
                    path=self.path,
                    offset=self.offset,
                )
            case Flaw.UNREADABLE:
                return text(
                    "{path} cannot be read after {offset} bytes. Lines after that are unknown.",
                    path=self.path,
                    offset=self.offset,
                )
            case Flaw.REPLACED:
                return text(
                    "{path} was renamed or replaced while it was read, after {offset} bytes. Read the logs again.",
                    path=self.path,
                    offset=self.offset,
                )
            case _:
                assert_never(self.flaw)


def blocks(file: LogFile, start: int = 0, end: int | None = None, size: int = BLOCK) -> Iterator[bytes | Damage]:
    """Give the contents of `placed_blocks`."""
    for block in placed_blocks(file, start, end, size):
        yield block if isinstance(block, Damage) else block.content


def placed_blocks(file: LogFile, start: int = 0, end: int | None = None, size: int = BLOCK) -> Iterator[Block | Damage]:
    """Give the lines that begin at offsets from ``start`` to before ``end`` of the content, in blocks of whole lines.

    Args:
        file: As `log_files` found it.
        start: Offset in the unpacked content; a compressed file is unpacked up to it and that part is dropped.
        end: None: to the end of the file as it is then.
        size: About so many bytes a block.

    A line over 64 KiB is cut; the last line is given without a newline if it has none. Of a line that damage cut off,
    nothing is given.

    Raises:
        UserError: A package that unpacks the file is missing.
    """
    source = _Counted()
    try:
        with opened(file) as stream:
            source.inner = unpacked(stream, file.compression, file.name)
            yield from _part(source, _skip(source, stream, file, start), end, size)
    except ReplacedError:
        source.at, source.flaw = start, Flaw.REPLACED
    except OSError:
        # From opening or from a plain file; the decoders' own are `DamagedError` already.
        source.flaw = Flaw.UNREADABLE
    if source.flaw is not None:
        yield Damage(path=file.name, offset=source.at, flaw=source.flaw)


class ReplacedError(OSError):
    """Another file has the name now."""


@contextmanager
def opened(file: LogFile) -> Iterator[BinaryIO]:
    """Open it for reading; standard input stays open afterwards.

    Raises:
        ReplacedError: Another file has its name now: it was rotated since it was found.
        OSError: It cannot be opened, or is no regular file any more.
    """
    if file.standard_input:
        yield sys.stdin.buffer
        return
    with open_regular(file.path) as stream:
        found = os.fstat(stream.fileno())
        if file.identity not in {None, (found.st_dev, found.st_ino)}:
            raise ReplacedError(str(file.path))
        yield stream


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file. A pipe or a device that took its place is not waited for.

    Raises:
        OSError: It cannot be opened, or is no regular file.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(f"no regular file: {path}")
    return os.fdopen(descriptor, "rb", buffering=0)


class _Counted:
    """The content so far, and what stopped it."""

    def __init__(self) -> None:
        self.inner: Bytes | None = None
        self.at = 0
        self.flaw: Flaw | None = None

    def read(self, size: int, /) -> bytes:
        """As many bytes as asked for, unless the content ends: decoders give little at once."""
        pieces, missing = [], size
        while missing > 0 and (piece := self._piece(missing)):
            pieces.append(piece)
            missing -= len(piece)
        self.at += sum(map(len, pieces))
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def _piece(self, size: int) -> bytes:
        if self.inner is None or self.flaw is not None:
            return b""
        try:
            return self.inner.read(size)
        except DamagedError as error:
            self.flaw = error.flaw
        except OSError:
            self.flaw = Flaw.UNREADABLE
        return b""


def _skip(source: _Counted, stream: BinaryIO, file: LogFile, start: int) -> bool:
    """Go to the byte before ``start``; whether the line that this byte belongs to is another part's."""
    if start <= 0:
        return False
    before = start - 1
    if file.compression is Compression.PLAIN and not file.standard_input:
        source.at = stream.seek(before)
        return True
    while source.at < before and source.read(min(before - source.at, BLOCK)):
        pass
    return True


def _part(source: _Counted, skipping: bool, end: int | None, size: int) -> Iterator[Block]:  # noqa: FBT001 - private
    rest = b""
    while chunk := source.read(size):
        if skipping:
            newline = chunk.find(b"\n")
            if newline < 0:
                continue
            chunk = chunk[newline + 1 :]
            skipping = False
        block = rest + chunk
        begins = source.at - len(block)
        if end is not None and begins >= end:
            return
        block, rest, last = _until(block, begins, end)
        if block:
            yield Block(content=_bounded(block), end=begins + len(block))
        if last:
            return
        if len(rest) > LONGEST:
            yield Block(content=rest[:LONGEST] + b"\n", end=source.at)
            rest, skipping = b"", True
    if source.flaw is not None:
        # Half a line says something else than the whole one.
        source.at -= len(rest)
    elif rest:
        yield Block(content=rest, end=source.at)


def _until(block: bytes, at: int, end: int | None) -> tuple[bytes, bytes, bool]:
    """Whole lines, the line that is not complete yet, and whether no further line is wanted. ``at``: of the block."""
    if end is not None and at + len(block) >= end:
        newline = block.find(b"\n", max(end - 1 - at, 0))
        if newline >= 0:
            return block[: newline + 1], b"", True
    newline = block.rfind(b"\n") + 1
    return block[:newline], block[newline:], False


def _bounded(block: bytes) -> bytes:
    """Cut lines that are too long. A line is looked for in every 64 KiB only, not every line."""
    at = 0
    while len(block) - at > LONGEST + 1:
        newline = block.rfind(b"\n", at, at + LONGEST + 1)
        if newline < 0:
            return b"\n".join(line[:LONGEST] for line in block.split(b"\n"))
        at = newline + 1
    return block

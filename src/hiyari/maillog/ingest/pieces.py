"""Cutting logs into pieces that can be read side by side.

A piece needs to know in which year its stamps lie, since classic ones do not say. So a file is cut only where its zone
keeps its offset: in the hour that a clock repeats, a line tells its moment only by the line before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Final

from hiyari.logfiles.blocks import Damage, blocks
from hiyari.logfiles.compression import Compression
from hiyari.logfiles.decode import decode
from hiyari.logfiles.files import waiting_lines
from hiyari.logfiles.logfile import LogFile
from hiyari.logfiles.peek import first_seen, moment
from hiyari.logfiles.stamps import SECOND
from hiyari.logfiles.walls import DAY
from hiyari.maillog.formats.finding import AUTO, recognise

PIECE: Final = 32 << 20
"""Bytes of a piece: large enough that joining costs nothing, small enough to fit in memory many times."""
_LONGEST: Final = 20 * 366 * DAY
"""The time that a file which is cut may tell of."""
_SAMPLE: Final = 65_536
_SAMPLE_LINES: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file to be read, and what is known of it."""

    file: LogFile
    host: str
    """Whose it is, where its lines do not say."""
    format: str = AUTO
    start: int = 0
    """Where reading goes on: an offset in its content."""
    after: int | None = None
    """The moment of the last line before that, in microseconds."""
    unfinished: bool = False
    """Whether a last line without its newline is left to a later reading, as more of it may come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a file."""

    number: int
    source: Source
    format: str
    start: int
    end: int | None
    after: int | None
    inside: bool
    """Whether anything stands before it, in this file or an older one."""


def pieces(sources: Sequence[Source], zone: tzinfo, *, continued: bool = False, size: int = PIECE) -> Iterator[Piece]:
    """Cut files, given in the order of their time, into pieces.

    Args:
        sources: The files.
        zone: Of stamps that name none.
        continued: Whether an earlier reading left something open.
        size: Bytes of a piece.
    """
    number = 0
    for source in sources:
        log_format = recognise(_sample(source.file)) if source.format == AUTO else source.format
        after = source.after
        for start, end in _cuts(source, zone, size):
            if start > source.start:
                after = _moment(source.file, start, zone, after) or after
            yield Piece(
                number=number,
                source=source,
                format=log_format,
                start=start,
                end=end,
                after=after if start else None,
                inside=continued or number > 0,
            )
            number += 1
            after = after or source.file.first_at


def _cuts(source: Source, zone: tzinfo, size: int) -> Iterator[tuple[int, int | None]]:
    file = source.file
    whole = file.compression is not Compression.PLAIN or file.standard_input or file.size - source.start <= size
    if whole or not _steady(file, zone):
        yield source.start, None
        return
    at = source.start
    while file.size - at > size * 3 // 2:
        yield at, at + size
        at += size
    yield at, None


def _steady(file: LogFile, zone: tzinfo) -> bool:
    """Whether the zone keeps its offset from the file's first line to its last."""
    if file.first_at is None or file.modified_at - file.first_at > _LONGEST:
        return False
    # By days: a clock that goes forward and back again has the same offset at both ends.
    moments = (*range(file.first_at, file.modified_at, DAY), file.modified_at)
    return len({datetime.fromtimestamp(at // SECOND, UTC).astimezone(zone).utcoffset() for at in moments}) == 1


def _moment(file: LogFile, start: int, zone: tzinfo, after: int | None) -> int | None:
    """When the part that begins at an offset begins."""
    seen = first_seen(_lines(file, start))
    if seen is None:
        return None
    stamps = file.stamps(zone) if after is None else type(file.stamps(zone))(zone, file.year, after)
    try:
        return moment(seen, stamps)
    except ValueError:
        return None


def _sample(file: LogFile) -> list[str]:
    return waiting_lines()[:_SAMPLE_LINES] if file.standard_input else _lines(file, 0)


def _lines(file: LogFile, start: int) -> list[str]:
    for block in blocks(file, start=start, end=start + _SAMPLE, size=_SAMPLE):
        return [] if isinstance(block, Damage) else decode(block)[:_SAMPLE_LINES]
    return []

"""Times of the wall clock as microseconds since the epoch, UTC: where a zone puts its clock back or forward.

A time that the clock shows twice is the first of the two, unless that would go back behind what was read before. A time
that it skips is read with the offset of before.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo
from typing import Final

SECOND: Final = 1_000_000
DAY: Final = 86_400 * SECOND
EPOCH: Final = date(1970, 1, 1).toordinal()
JITTER: Final = 300 * SECOND
"""Lines of several programs, and of hosts whose clocks differ, are out of order by this much without a clock's help."""
_MICRO: Final = timedelta(microseconds=1)


def count(wall: datetime) -> int:
    """Microseconds from 1970 to that minute, as if it were UTC."""
    return (wall.toordinal() - EPOCH) * DAY + (wall.hour * 60 + wall.minute) * 60 * SECOND


def unzoned(wall: datetime, zone: tzinfo, last: int | None) -> int:
    """Read a minute of the wall clock in its zone; ``last`` is what was read before (microseconds UTC)."""
    at = count(wall) - _utc_offset(wall, zone)
    if last is not None and at < last - JITTER:
        at = max(at, count(wall) - _utc_offset(wall.replace(fold=1), zone))
    return at


def offset_of(shown: str) -> int:
    """Microseconds ahead of UTC: ``Z``, ``+09``, ``+0900``, ``+09:00``."""
    if shown in {"Z", "z"}:
        return 0
    digits = shown[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return (-minutes if shown[0] == "-" else minutes) * 60 * SECOND


def ordinal(year: int, month: int, day: int) -> int | None:
    """Give the day's number; None: there is no such day."""
    try:
        return date(year, month, day).toordinal()
    except ValueError:
        return None


def _utc_offset(wall: datetime, zone: tzinfo) -> int:
    offset = wall.replace(tzinfo=zone).utcoffset()
    return 0 if offset is None else offset // _MICRO

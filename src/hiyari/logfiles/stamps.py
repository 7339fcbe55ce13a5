"""Time stamps of log lines as integer microseconds since the epoch, UTC.

A classic syslog stamp (RFC 3164 section 4.1.2) has neither year nor zone; Exim's has no zone unless asked for. Both are
read in the zone that the log's owner names, and what they leave out comes from the lines before them: in the hour that
a clock repeats, time goes on rather than back; and of all years the one is meant that lies nearest to the last line.
A time that the clock skipped is read with the offset of before. Fails with ValueError on what is no stamp.

A stamp is read for every line, so the last second and the last minute of each form are kept: a table look-up instead
of a calendar. Nothing else grows.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final, NoReturn

from hiyari.logfiles.walls import DAY, EPOCH, JITTER, SECOND, count, offset_of, ordinal, unzoned

__all__ = ["SECOND", "Stamps", "epoch", "first_year", "tai64n"]

_CLOCKS: Final = 2 * DAY
"""A file's last stamp may lie after its modification by this much: zones differ by a day, and clocks go wrong."""

_NAMES: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS: Final = {name: number for number, name in enumerate(_NAMES, start=1)}
_DIGITS: Final = 6
_SECONDS: Final = {f"{second:02}": second * SECOND for second in range(61)}
"""A leap second (":60") is the second after ":59"."""
_MINUTES: Final = {f"{at // 60:02}:{at % 60:02}:": at * 60 * SECOND for at in range(24 * 60)}
"""Of a day: hour and minute as they stand before the seconds."""

_CLASSIC: Final = re.compile(r"([A-Z][a-z]{2}) ([ 0-3][0-9]) ([0-2][0-9]):([0-5][0-9]):([0-6][0-9])", re.ASCII)
_FULL: Final = re.compile(
    r"([0-9]{4})-([01][0-9])-([0-3][0-9])[Tt ]([0-2][0-9]):([0-5][0-9]):([0-6][0-9])"
    r"(?:[.,]([0-9]{1,9}))?(?: ?([Zz]|[+-][0-9]{2}(?::?[0-5][0-9])?))?",
    re.ASCII,
)
_WEB: Final = re.compile(r"([0-3][0-9])/([A-Z][a-z]{2})/([0-9]{4}):[0-9:]{8} ([+-][0-9]{4})", re.ASCII)
_NUMBER: Final = re.compile(r"([0-9]{1,11})(?:\.([0-9]{1,9})[0-9]{0,9})?", re.ASCII)
_TAI: Final = re.compile(r"@([0-9a-f]{16})([0-9a-f]{8})", re.ASCII)
_TAI_ZERO: Final = (1 << 62) + 10
"""TAI64's 2^62 is 1970-01-01 TAI, which was 10 s ahead; multilog adds those and no leap seconds since."""


class Stamps:
    """Reads the stamps of one sequence of lines. Not to be shared between files that are read side by side."""

    __slots__ = (
        "_classic", "_classic_at", "_last", "_minute", "_minute_at", "_stem", "_stem_at", "_tail",
        "_web", "_web_at", "_web_day", "_web_day_at", "_web_zone", "_whole", "_whole_at", "_year", "_zone",
    )  # fmt: skip

    def __init__(self, zone: tzinfo, year: int | None = None, after: int | None = None) -> None:
        """Lines written in ``zone``.

        Args:
            zone: Of stamps that name none.
            year: In which the first classic stamp lies (see `first_year`).
            after: Microseconds UTC of the line before the first, when it is known: it decides in place of ``year``.
        """
        self._zone = zone
        self._year = year
        self._last = after
        self._classic = self._minute = self._whole = ""
        self._stem = self._tail = ""
        """Up to the minute, and after the six digits of the fraction: what most lines share with the one before."""
        self._web = self._web_day = self._web_zone = ""
        self._classic_at = self._minute_at = self._stem_at = self._whole_at = self._web_at = self._web_day_at = 0

    def classic(self, stamp: str) -> int:
        """Read ``Nov 26 19:48:25`` or ``Nov  6 19:48:25`` (RFC 3164).

        Raises:
            ValueError: It is none, or no year is known for it.
        """
        if stamp == self._classic:
            return self._classic_at
        second = _SECONDS.get(stamp[13:]) if stamp[:13] == self._minute else None
        if second is None:
            second = self._new_minute(stamp)
        self._classic = stamp
        self._classic_at = self._last = at = self._minute_at + second
        return at

    def rfc3339(self, stamp: str) -> int:
        """Read ``2026-11-26T19:48:25.123456+09:00`` with any offset (``Z``, ``+0900`` too) and fraction (RFC 3339).

        Raises:
            ValueError: It is none, or without an offset.
        """
        if stamp[:17] == self._stem and stamp[26:] == self._tail and stamp[19:20] == ".":
            second, digits = _SECONDS.get(stamp[17:19]), stamp[20:26]
            if second is not None and digits.isdigit() and digits.isascii():
                return self._stem_at + second + int(digits)
        return self._read_full(stamp, zoned=True)

    def iso(self, stamp: str) -> int:
        """Read the same with or without an offset, with a ``T`` or a blank: Exim's, Exchange's, PHP's forms.

        Raises:
            ValueError: It is none.
        """
        if stamp == self._whole:
            return self._whole_at
        self._whole_at = at = self._read_full(stamp, zoned=False)
        self._whole = stamp
        return at

    def web(self, stamp: str) -> int:
        """Read ``26/Nov/2026:19:48:25 +0900``: Apache's %t without brackets, nginx's $time_local.

        Raises:
            ValueError: It is none.
        """
        if stamp == self._web:
            return self._web_at
        if stamp[:12] != self._web_day or stamp[20:] != self._web_zone:
            self._new_web_day(stamp)
        minute, second = _MINUTES.get(stamp[12:18]), _SECONDS.get(stamp[18:20])
        if minute is None or second is None:
            _refuse(stamp)
        self._web = stamp
        self._web_at = at = self._web_day_at + minute + second
        return at

    def _new_minute(self, stamp: str) -> int:
        found = _CLASSIC.fullmatch(stamp)
        if found is None:
            _refuse(stamp)
        name, day, hour, minute, second = found.groups()
        wall = self._dated(_MONTHS.get(name, 0), int(day)) + timedelta(hours=int(hour), minutes=int(minute))
        _check(int(hour), second, stamp)
        at = unzoned(wall, self._zone, self._last)
        # Set together and last: a stamp that was refused leaves nothing behind.
        self._minute, self._minute_at = stamp[:13], at
        return _SECONDS[second]

    def _dated(self, month: int, day: int) -> datetime:
        if self._last is None:
            if self._year is None:
                raise ValueError("a classic stamp, and no year is known")
            return datetime(self._year, month, day)  # noqa: DTZ001 - its zone is applied where the fold is known
        # In that zone, roughly: only the nearest year is wanted.
        last = self._last // DAY + EPOCH
        around = date.fromordinal(last).year
        days = [ordinal(year, month, day) for year in (around - 1, around, around + 1)]
        nearest = min((one for one in days if one is not None), key=lambda one: abs(one - last), default=None)
        if nearest is None:
            raise ValueError("no such day in the years around")
        return datetime.fromordinal(nearest)

    def _read_full(self, stamp: str, *, zoned: bool) -> int:
        found = _FULL.fullmatch(stamp)
        if found is None or (zoned and found[8] is None):
            _refuse(stamp)
        year, month, day, hour, minute, second, fraction, offset = found.groups()
        _check(int(hour), second, stamp)
        if not 1970 <= int(year) < 9999:
            _refuse(stamp)
        wall = datetime(int(year), int(month), int(day), int(hour), int(minute))  # noqa: DTZ001 - zoned just below
        at = _SECONDS[second]
        if offset is None:
            self._last = at = at + unzoned(wall, self._zone, self._last)
        else:
            at += count(wall) - offset_of(offset)
            # Only where nothing else is known: one stamp that a sender made up must not move the year of all others.
            self._last = at if self._last is None else self._last
        if fraction and len(fraction) == _DIGITS and offset is not None:
            self._stem, self._stem_at, self._tail = stamp[:17], at - _SECONDS[second], stamp[26:]
        return at + (int(fraction[:6].ljust(6, "0")) if fraction else 0)

    def _new_web_day(self, stamp: str) -> None:
        found = _WEB.fullmatch(stamp)
        if found is None:
            _refuse(stamp)
        day, name, year, offset = found.groups()
        midnight = datetime(int(year), _MONTHS.get(name, 0), int(day))  # noqa: DTZ001 - its offset is beside it
        self._web_day_at = count(midnight) - offset_of(offset)
        self._web_day, self._web_zone = stamp[:12], stamp[20:]


def epoch(stamp: str) -> int:
    """Read seconds since the epoch with a fraction (``1795722505.123``): Caddy's, qmail's, nginx's $msec.

    Raises:
        ValueError: It is no such number.
    """
    found = _NUMBER.fullmatch(stamp)
    if found is None:
        _refuse(stamp)
    return int(found[1]) * SECOND + (int(found[2][:6].ljust(6, "0")) if found[2] else 0)


def tai64n(stamp: str) -> int:
    """Read ``@`` and 24 hexadecimal digits, as multilog writes them.

    Raises:
        ValueError: It is none, or before 1970.
    """
    found = _TAI.fullmatch(stamp)
    if found is None:
        _refuse(stamp)
    seconds = int(found[1], 16) - _TAI_ZERO
    if not 0 <= seconds < 1 << 37:
        _refuse(stamp)
    return seconds * SECOND + int(found[2], 16) // 1000


def first_year(first_stamp: str, last_stamp: str | None, modified_at: int) -> int:
    """Tell the year of a file's first classic stamp from its last one and from when the file was last written to.

    The last line lies in the latest year in which it is not after ``modified_at`` (microseconds UTC), and the first one
    at most a year before the last. ``last_stamp`` None: not known, and the first is judged in its place. A file that
    was copied without its time, or that spans more than a year, cannot be told from another.

    Raises:
        ValueError: A stamp is none.
    """
    limit = (modified_at + _CLOCKS) // SECOND
    start = datetime.fromtimestamp(limit, UTC).year
    if last_stamp is not None:
        limit = _latest(last_stamp, start, limit) + JITTER // SECOND
    limit = _latest(first_stamp, start, limit)
    return datetime.fromtimestamp(limit, UTC).year


def _latest(stamp: str, start: int, limit: int) -> int:
    """Seconds of the wall clock of the stamp in the latest year that does not pass the limit."""
    found = _CLASSIC.fullmatch(stamp)
    if found is None:
        _refuse(stamp)
    month, day = _MONTHS.get(found[1], 0), int(found[2])
    clock = int(found[3]) * 3600 + int(found[4]) * 60 + int(found[5])
    # 29 February may be eight years back, around 1900 and 2100.
    for year in range(start, start - 10, -1):
        number = ordinal(year, month, day)
        if number is not None and (at := (number - EPOCH) * 86_400 + min(clock, 86_399)) <= limit:
            return at
    raise ValueError(f"no day of a year: {stamp!r}")


def _check(hour: int, second: str, stamp: str) -> None:
    if hour > 23 or second not in _SECONDS:
        _refuse(stamp)


def _refuse(stamp: str) -> NoReturn:
    raise ValueError(f"no time stamp: {stamp[:64]!r}")

"""Hours: a whole number since 1970 in UTC, and the hour of the week that people live by at that moment.

The hour of the week is local: people write mail by the clock on their wall, and in summer that clock is another one.
A day of 23 or 25 hours needs nothing special: each hour of UTC has one place in the week, and one place may come twice.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from hiyari.model.error import UserError
from hiyari.model.text import text

WEEK: Final = 168
"""Hours of a week; 0 is Monday from midnight to one o'clock."""
DAY: Final = 24
MICROSECONDS: Final = 3_600_000_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def hour_of(at_us: int) -> int:
    """The hour that a moment lies in."""
    return at_us // MICROSECONDS


def start_of(hour: int) -> datetime:
    """When an hour begins (UTC)."""
    return _EPOCH + timedelta(hours=hour)


def zone(name: str) -> ZoneInfo:
    """The time zone of a name.

    Raises:
        UserError: There is none of this name.
    """
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # ZoneInfoNotFoundError is a KeyError
        raise UserError(
            text('There is no time zone "{name}". Write for example --zone Asia/Tokyo.', name=name)
        ) from None


class Calendar:
    """The hour of the week in one zone. Remembers the offset of the day that was asked last: hours come in order."""

    def __init__(self, name: str) -> None:
        """Take the zone's name.

        Raises:
            UserError: There is none of this name.
        """
        self.name = name
        self._zone = zone(name)
        self._hour = -1
        self._place = 0

    def place(self, hour: int) -> int:
        """The hour of the week (0..167) that an hour begins in."""
        if hour != self._hour:
            local = start_of(hour).astimezone(self._zone)
            self._hour, self._place = hour, local.weekday() * DAY + local.hour
        return self._place

    def local(self, hour: int) -> datetime:
        """When an hour begins, as the wall clock shows it."""
        return start_of(hour).astimezone(self._zone)

"""Quarters of an hour since 1970 as the reader's days and hours, whatever the time zone and its summer time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Final

from hiyari.maillog.summary.figures import Traffic

_QUARTER: Final = 900_000_000
_MOST_DAYS: Final = 62
"""Days that are shown; of more the last."""


def by_day(quarters: Mapping[int, Traffic], clock: Callable[[int], datetime]) -> dict[date, Traffic]:
    """The days in their order."""
    found: dict[date, Traffic] = {}
    for quarter, one in sorted(quarters.items()):
        day = clock(quarter * _QUARTER).date()
        found[day] = found.get(day, Traffic()) + one
    return dict(list(found.items())[-_MOST_DAYS:])


def by_hour(quarters: Mapping[int, Traffic], clock: Callable[[int], datetime]) -> dict[int, Traffic]:
    """The hours of the day from the first in which something happened to the last, all days added up."""
    found: dict[int, Traffic] = {}
    for quarter, one in quarters.items():
        hour = clock(quarter * _QUARTER).hour
        found[hour] = found.get(hour, Traffic()) + one
    return {hour: found.get(hour, Traffic()) for hour in range(min(found), max(found) + 1)} if found else {}

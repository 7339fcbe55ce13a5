"""How long a lane will take for so many messages, when nothing goes wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from typing import Final

from hiyari.carriers.provider import Limit, Limits
from hiyari.delivery.pacing.hours import Hours

_HOUR: Final = 3600.0
_DAY: Final = 86400.0
_LONGEST: Final = 3650
"""Days until it is given up: no campaign is meant to take so long."""


def rate(limits: Limits, egresses: int) -> float | None:
    """Messages per second that the limits allow while the door is open; None when nothing limits them."""
    rates = [
        1 / limits.interval.value if limits.interval.value else 0.0,
        limits.per_minute.value / 60,
        limits.per_hour.value / 3600,
    ]
    known = [one for one in rates if one]
    return min(known) * egresses if known else None


def seconds_needed(count: int, limits: Limits, hours: Hours, egresses: int = 1, days: int = 0) -> float | None:
    """Seconds from the first message to the last at the allowed pace; None where only the servers decide.

    Args:
        count: Messages.
        limits: Of the lane.
        hours: Of the campaign; its quiet hours and the provider's avoided minutes are added up, not placed.
        egresses: Addresses that the lane is sent from, each with limits of its own.
        days: Days since the first message of these addresses here, for the warm-up.
    """
    per_second = rate(limits, egresses)
    open_share = _open_share(hours) * (1 - (limits.avoid_before.value + limits.avoid_after.value) / 60)
    caps = bool(limits.per_day.value or limits.warm_up.value)
    if (per_second is None and not caps) or count <= 0:
        return 0.0 if count <= 0 else None
    left, seconds = float(count), 0.0
    for day in range(_LONGEST):
        most = _per_day(limits, days + day) * egresses
        fits = per_second * _DAY * open_share if per_second is not None else left
        today = min(fits, most or fits)
        if today >= left:
            return seconds + _seconds(left / egresses, limits) / open_share
        if today <= 0:
            break
        left -= today
        seconds += _DAY
    return _LONGEST * _DAY


def _seconds(count: float, limits: Limits) -> float:
    """From the first message of one egress to the last within a day: what an hour allows goes at its beginning."""
    quick = rate(replace(limits, per_hour=Limit(value=0, source="")), 1)
    per_hour = limits.per_hour.value
    after_the_first = max(count - 1, 0.0)
    if per_hour and (quick is None or quick * _HOUR > per_hour):
        hours, rest = divmod(after_the_first, per_hour)
        return hours * _HOUR + (rest / quick if quick is not None else 0.0)
    return after_the_first / quick if quick is not None else 0.0


def _per_day(limits: Limits, day: int) -> float:
    caps = [limits.per_day.value, limits.warm_up.value * 2.0 ** min(day, 40)]
    return min((one for one in caps if one), default=0.0)


def _open_share(hours: Hours) -> float:
    """The share of a day in which mail may go out (0..1)."""
    if hours.daily_from is None or hours.daily_until is None or hours.daily_from == hours.daily_until:
        return 1.0
    return ((_minutes(hours.daily_until) - _minutes(hours.daily_from)) % 1440) / 1440


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def fits_window(seconds: float | None, hours: Hours, now: datetime) -> bool:
    """Whether the campaign's window is long enough for it; true where either has no end."""
    if seconds is None or hours.end is None:
        return True
    begin = max(now, hours.begin) if hours.begin is not None else now
    return (hours.end - begin).total_seconds() >= seconds

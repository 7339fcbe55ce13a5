"""Moments and spans as people write them: ``2026-11-26``, ``2026-11-26 19:00``, ``19:00``, ``2 days``, ``90 min``."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hiyari.model.error import UserError
from hiyari.model.text import text

_SPAN: Final = re.compile(
    r"(\d{1,6}) ?(s|sec|seconds?|m|min|minutes?|h|hours?|d|days?|w|weeks?)(?: ago)?", re.IGNORECASE
)
_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_ZONES: Final = "/zoneinfo/"
_MICRO: Final = timedelta(microseconds=1)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def zone_of(name: str | None) -> tzinfo:
    """The time zone of this name; else of TZ, else of /etc/localtime, else UTC.

    Raises:
        UserError: There is no zone of this name.
    """
    wanted = name or os.environ.get("TZ", "").lstrip(":")
    if not wanted:
        meant = os.path.realpath("/etc/localtime")
        wanted = meant.partition(_ZONES)[2] if _ZONES in meant else "UTC"
    try:
        return ZoneInfo(wanted)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        if name is None:
            return UTC
        raise UserError(text("There is no time zone {name}. Write one as Asia/Tokyo, or UTC.", name=name)) from None


def moment_of(written: str, zone: tzinfo, now: datetime, option: str) -> int:
    """Microseconds of a moment, or of a span before now.

    Args:
        written: What was written.
        zone: Of a time that names none.
        now: For spans, and for a time without a day.
        option: Which option it was written for.

    Raises:
        UserError: It is neither.
    """
    span = _SPAN.fullmatch(written.strip())
    if span is not None:
        at = now - timedelta(**{_UNITS[span[2][0].lower()]: int(span[1])})
        return (at - _EPOCH) // _MICRO
    return (_point(written.strip(), zone, now, option) - _EPOCH) // _MICRO


def _point(written: str, zone: tzinfo, now: datetime, option: str) -> datetime:
    today = now.astimezone(zone).date().isoformat()
    for form in (written, f"{today}T{written}"):
        try:
            at = datetime.fromisoformat(form)
        except ValueError:
            continue
        return at if at.tzinfo is not None else at.replace(tzinfo=zone)
    raise UserError(
        text(
            "{option} {written} is no moment. Write it as 2026-11-26, '2026-11-26 19:00', 19:00 or '2 days'.",
            option=option,
            written=written,
        )
    )

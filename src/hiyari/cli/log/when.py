"""Moments and spans as people write them: ``2026-11-26``, ``2026-11-26 19:00``, ``19:00``, ``2 days``, ``90 min``."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Final
from zoneinfo import TZPATH, ZoneInfo, ZoneInfoNotFoundError, available_timezones

from hiyari.model.error import UserError
from hiyari.model.text import text

_SPAN: Final = re.compile(
    r"(\d{1,6}) ?(s|sec|seconds?|m|min|minutes?|h|hours?|d|days?|w|weeks?)(?: ago)?", re.IGNORECASE
)
_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_ZONES: Final = "/zoneinfo/"
_LOCALTIME: Final = "/etc/localtime"
_MICRO: Final = timedelta(microseconds=1)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def zone_of(name: str | None) -> tzinfo:
    """The time zone of this name; else of TZ, else this machine's.

    Raises:
        UserError: There is no zone of this name, or it cannot be told which one this machine keeps.
    """
    if name is not None:
        zone = _named(name)
        if zone is None:
            raise UserError(text("There is no time zone {name}. Write one as Asia/Tokyo, or UTC.", name=name))
        return zone
    meant = os.environ.get("TZ", "").removeprefix(":") or _LOCALTIME
    zone = _of_file(Path(meant)) if meant.startswith("/") else _named(meant)
    if zone is None:
        # Another zone would move every line by hours, and nothing would look wrong.
        raise UserError(
            text(
                "It cannot be told which time zone {name} is. Name the zone in which the logs are written: "
                "--zone Asia/Tokyo",
                name=meant,
            )
        )
    return zone


def _named(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _of_file(path: Path) -> tzinfo | None:
    """The zone that a file of zone data is of: by where a link leads, else by its content, which has no name."""
    try:
        real = path.resolve()
        content = real.read_bytes()
    except (OSError, RuntimeError):
        # Without the file the C library keeps UTC.
        return UTC if str(path) == _LOCALTIME and not os.path.lexists(path) else None
    named = _named(str(real).partition(_ZONES)[2]) if _ZONES in str(real) else None
    return named or next((_named(name) for name in sorted(available_timezones()) if _data_of(name) == content), None)


def _data_of(name: str) -> bytes | None:
    for folder in TZPATH:
        with suppress(OSError):
            return (Path(folder) / name).read_bytes()
    return None


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
        # In numbers: what a person means by 9999 weeks lies before the calendar's first year.
        return (now - _EPOCH) // _MICRO - timedelta(**{_UNITS[span[2][0].lower()]: int(span[1])}) // _MICRO
    return (_point(written.strip(), zone, now, option) - _EPOCH) // _MICRO


def _point(written: str, zone: tzinfo, now: datetime, option: str) -> datetime:
    today = now.astimezone(zone).date().isoformat()
    # 2026 alone would be 20:26 of today.
    for form in (written, f"{today}T{written}") if ":" in written else (written,):
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

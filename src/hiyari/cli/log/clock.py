"""The reader's time zone, said once for a whole output: a time without a zone is read wrongly by the next reader."""

from __future__ import annotations

from datetime import datetime

from hiyari.model.text import Text, text


def zone_sentence(*moments: datetime) -> Text:
    """In which zone the times of an output are shown, for its first lines.

    Args:
        moments: The times, or the first and the last: where a clock was changed between them, both offsets are said.
    """
    shown = {(at.astimezone().tzname() or "", _offset(at)) for at in moments}
    zones = tuple(text("{zone} ({offset})", zone=zone, offset=offset) for zone, offset in sorted(shown))
    return text("Times are {zones}.", zones=zones)


def _offset(at: datetime) -> str:
    written = at.astimezone().strftime("%z")
    return f"{written[:3]}:{written[3:5]}"

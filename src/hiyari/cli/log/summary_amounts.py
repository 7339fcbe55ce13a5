"""Numbers as a summary shows them; what is not known is never shown as zero."""

from __future__ import annotations

from typing import Final

from hiyari.maillog.summary.words import unknown_word
from hiyari.model.text import Text

_UNITS: Final = ("", "k", "M", "G", "T", "P")
_STEP: Final = 1024
_SMALL: Final = 10
_SPANS: Final = ((60, 1, "s"), (3600, 60, "min"), (86400, 3600, "h"))


def count(number: int | None) -> str | Text:
    """A count with its thousands parted."""
    return unknown_word() if number is None else f"{number:,}"


def octets(number: int | None) -> str | Text:
    """Octets in at most five characters: 999, 1.2k, 35M."""
    if number is None:
        return unknown_word()
    size, unit = float(number), 0
    while size >= 1000 and unit < len(_UNITS) - 1:
        size, unit = size / _STEP, unit + 1
    return f"{size:.1f}{_UNITS[unit]}" if unit and size < _SMALL else f"{size:.0f}{_UNITS[unit]}"


def duration(milliseconds: float | None) -> str | Text:
    """A span of time in two figures: 0.3 s, 12 s, 5 min, 2.1 h, 4.0 d."""
    if milliseconds is None:
        return unknown_word()
    seconds = milliseconds / 1000
    size, unit = next(((seconds / one, name) for most, one, name in _SPANS if seconds < most), (seconds / 86400, "d"))
    return f"{size:.1f} {unit}" if size < _SMALL else f"{size:.0f} {unit}"

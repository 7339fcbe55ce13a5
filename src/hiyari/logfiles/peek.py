"""The first stamp of some lines, whatever wrote them: it tells where a file stands in time, and no more.

Every form that the readers of logs know is looked for at the place where it is written; a line without one (a header,
the second line of a message) is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from enum import StrEnum
from typing import Final, assert_never

from hiyari.logfiles.stamps import Stamps, epoch, first_year, tai64n

_TRIED: Final = 200
_WIDTH: Final = 4096
"""Lines, and characters of each, in which a stamp is looked for."""


class Form(StrEnum):
    """How a moment is written."""

    CLASSIC = "classic"
    ISO = "iso"
    WEB = "web"
    EPOCH = "epoch"
    MICROSECONDS = "microseconds"
    TAI64N = "tai64n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A stamp as it was written."""

    form: Form
    stamp: str


_ISO: Final = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.,][0-9]{1,9})?(?: ?(?:Z|[+-][0-9]{2}:?[0-9]{2}))?"
)
_WEB: Final = r"[0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}:[0-9]{2}:[0-9]{2}:[0-9]{2} [+-][0-9]{4}"
_PRIORITY: Final = r"(?:<[0-9]{1,3}>(?:1 )?)?"
"""Of a line as it came over the network: RFC 3164 section 4.1.1, RFC 5424 section 6.2.1."""

_PLACES: Final = (
    (Form.CLASSIC, re.compile(_PRIORITY + r"([A-Z][a-z]{2} [ 0-3][0-9] [0-2][0-9]:[0-5][0-9]:[0-6][0-9]) ")),
    (Form.ISO, re.compile(_PRIORITY + r"\[?(" + _ISO + r")(?![0-9])")),
    (Form.TAI64N, re.compile(r"(@[0-9a-f]{24}) ")),
    # Of a journal's line the time of receipt, which every line has.
    (Form.MICROSECONDS, re.compile(r'\{.*?"__REALTIME_TIMESTAMP" ?: ?"([0-9]{10,18})"')),
    (Form.EPOCH, re.compile(r'\{.*?"(?:ts|msec|time)" ?: ?"?([0-9]{9,11}\.[0-9]{1,9})')),
    (Form.WEB, re.compile(r"[^\[]*\[(" + _WEB + r")\] ")),
    (Form.WEB, re.compile(r'\{.*?" ?: ?"\[?(' + _WEB + r')\]?"')),
    (Form.ISO, re.compile(r'\{.*?" ?: ?"(' + _ISO + r')"')),
)


def first_seen(lines: Sequence[str]) -> Seen | None:
    """Give the first stamp of the first lines; of the last lines, when they are turned round."""
    for line in lines[:_TRIED]:
        shown = line[:_WIDTH]
        for form, pattern in _PLACES:
            found = pattern.match(shown)
            if found is not None and _readable(seen := Seen(form=form, stamp=found[1])):
                return seen
    return None


def moment(seen: Seen, stamps: Stamps) -> int:
    """Read it: microseconds UTC.

    Raises:
        ValueError: It only looked like one.
    """
    match seen.form:
        case Form.CLASSIC:
            return stamps.classic(seen.stamp)
        case Form.ISO:
            return stamps.iso(seen.stamp)
        case Form.WEB:
            return stamps.web(seen.stamp)
        case Form.EPOCH:
            return epoch(seen.stamp)
        case Form.MICROSECONDS:
            return int(seen.stamp)
        case Form.TAI64N:
            return tai64n(seen.stamp)
        case _:
            assert_never(seen.form)


def place_in_time(
    head: Sequence[str], tail: Sequence[str], modified_at: int, zone: tzinfo
) -> tuple[int | None, int | None]:
    """Tell when a file begins (microseconds UTC) and the year of its first stamp if that stamp names none.

    ``head`` and ``tail`` are its first and last lines; the tail may be empty, when reading it would cost too much.
    """
    first = first_seen(head)
    if first is None:
        return None, None
    year = None
    if first.form is Form.CLASSIC:
        last = first_seen(tail[::-1])
        known = last.stamp if last is not None and last.form is Form.CLASSIC else None
        year = first_year(first.stamp, known, modified_at)
    return moment(first, Stamps(zone, year)), year


def _readable(seen: Seen) -> bool:
    """Whether it is a moment: 2026-13-45 only looks like one. A leap year lets every day be one."""
    try:
        moment(seen, Stamps(UTC, 2024))
    except ValueError:
        return False
    return True

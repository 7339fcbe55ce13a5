"""Times that a notice leads to: around its moments, as wide as they are uncertain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hiyari.maillog.trace.notice import Moment, Notice
from hiyari.maillog.trace.rows import HOUR, MINUTE, SECOND, Message

_NEAR: Final = 5 * MINUTE
"""How far a time that a stranger tells may be off."""
_ZONELESS: Final = 14 * HOUR
"""Without a zone, a time may be any on earth."""
_SEPARATE: Final = 3
"""Times of a notice that are each looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A time from and to, in microseconds."""

    since: int
    until: int


def windows(notice: Notice) -> tuple[Window, ...]:
    """The times around those of a notice."""
    return tuple(_around(moment) for moment in notice.moments[:_SEPARATE])


def fits(life: Message, moments: Sequence[Moment]) -> bool:
    """Whether a message was in the queue at one of these times; where none is told, at any."""
    times = map(_around, moments)
    return not moments or any(life.first_at <= time.until and life.last_at >= time.since for time in times)


def within(time: Window, limits: Window | None) -> Window:
    """The part of a time that is looked at at all."""
    if limits is None:
        return time
    return Window(since=max(time.since, limits.since), until=min(time.until, limits.until))


def _around(moment: Moment) -> Window:
    at = int(moment.at.timestamp()) * SECOND
    apart = _NEAR if moment.zoned else _ZONELESS
    return Window(since=at - apart, until=at + apart)

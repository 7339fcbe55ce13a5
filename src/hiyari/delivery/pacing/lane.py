"""A lane: one provider from one egress address. It says when the next message may go, and learns from the answers.

    open -> closed (back-off, or doubt) -> probing -> open

Time is in seconds since the epoch, as the caller's clock has it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from hiyari.carriers.provider import Limits
from hiyari.carriers.reason import ABOUT_THE_SENDER, Reason

_FIRST_PAUSE: Final = 30.0
_PROBES: Final = 5
"""Messages taken one by one before a lane that was closed is open again."""
_NETWORK_PAUSE: Final = 900.0
_GROWTH: Final = 20
"""Messages taken in a row that bring back one connection."""


class Door(StrEnum):
    """Whether a lane lets anything through."""

    OPEN = "open"
    CLOSED = "closed"
    PROBING = "probing"


@dataclass(slots=True)
class _Window:
    """Messages in a fixed span of time."""

    span: float
    most: float
    begin: float = -math.inf
    count: int = 0

    def wait(self, now: float) -> float:
        if not self.most or now >= self.begin + self.span or self.count < self.most:
            return 0.0
        return self.begin + self.span - now

    def take(self, now: float) -> None:
        if now >= self.begin + self.span:
            self.begin, self.count = now, 0
        self.count += 1


class Lane:
    """The pace of one lane."""

    def __init__(self, name: str, egress: str, limits: Limits, *, spent_today: int = 0, days: int = 0) -> None:
        """Begin with an open door.

        Args:
            name: The provider's id, for *other* with the exchangers' group behind a colon.
            egress: The address that it is sent from.
            limits: The values, with their sources.
            spent_today: Messages that this egress has sent here today, for the limit of the day.
            days: Days since its first message here, for the warm-up.
        """
        self.name = name
        self.egress = egress
        self.limits = limits
        self.door = Door.OPEN
        self.why = ""
        """The reply or finding for which it is closed."""
        self.closed_until = 0.0
        self.doubted = False
        """Closed because its answers are not believed."""
        self._next = 0.0
        warm_up = limits.warm_up.value
        per_day = min((most for most in (limits.per_day.value, warm_up * 2.0**days) if most), default=0.0)
        self._windows = [_Window(3600.0, limits.per_hour.value), _Window(86400.0, per_day)]
        self._windows[1].count = spent_today
        if spent_today:
            self._windows[1].begin = 0.0
        self._allowed = limits.connections.value
        self._failures = 0
        self._good = 0
        self._probes = 0

    @property
    def connections(self) -> int:
        """Parallel connections that it bears now."""
        if self.door is Door.CLOSED:
            return 0
        return 1 if self.door is Door.PROBING else max(1, int(self._allowed))

    @property
    def interval(self) -> float:
        """Least seconds between two messages now."""
        if self.door is Door.PROBING:
            return max(self.limits.probe_interval.value, self.limits.interval.value)
        per_minute = self.limits.per_minute.value
        return max(self.limits.interval.value, 60.0 / per_minute if per_minute else 0.0)

    def reserve(self, now: float) -> float:
        """Seconds to wait before asking again; 0 when a message may go now, which is then counted."""
        if self.door is Door.CLOSED:
            if now < self.closed_until:
                return self.closed_until - now
            self.door = Door.PROBING
            self._probes = 0
            self._next = now
        wait = max(self._next - now, *(window.wait(now) for window in self._windows))
        if wait > 0:
            return wait
        interval = self.interval
        # A lane that was idle for long may not make up for it in a burst.
        self._next = max(self._next + interval, now + interval * 0.5) if interval else now
        for window in self._windows:
            window.take(now)
        return 0.0

    def accepted(self) -> None:
        """A message was taken."""
        self._failures = 0
        self._good += 1
        if self.door is Door.PROBING:
            self._probes += 1
            if self._probes >= _PROBES:
                self.door = Door.OPEN
                self.doubted = False
                self.why = ""
                self._allowed = 1.0
        elif self._good % _GROWTH == 0:
            self._allowed = min(self._allowed + 1, self.limits.connections.value)

    def held_back(self, reason: Reason, now: float, said: str, asked: float | None) -> None:
        """An answer that is about us, or a failure of the way: slow down, and close for a while.

        Args:
            reason: Why.
            now: The present.
            said: The reply, for whoever asks why.
            asked: Seconds that the reply asks to wait, where it does.
        """
        if reason is not Reason.NETWORK and reason not in ABOUT_THE_SENDER and asked is None:
            return
        self._failures += 1
        self._good = 0
        self._allowed = max(1.0, self._allowed / 2)
        longest = _NETWORK_PAUSE if reason is Reason.NETWORK else self.limits.closed_for.value
        if asked is None and self._failures < 2 and self.door is Door.OPEN:
            # Once may be chance: half as many connections, and a short breath.
            self._next = max(self._next, now + 1.0)
            return
        pause = asked if asked is not None else min(_FIRST_PAUSE * 2.0 ** min(self._failures - 1, 16), longest)
        self._close(now + pause, said)

    def doubt(self, now: float, why: str) -> None:
        """Its answers are not believed: close it for the provider's time, then probe."""
        self.doubted = True
        self._close(now + self.limits.closed_for.value, why)

    def open_again(self, now: float) -> None:
        """A person says that it may be tried: probing begins at once."""
        if self.door is Door.CLOSED:
            self.closed_until = now

    def _close(self, until: float, why: str) -> None:
        self.door = Door.CLOSED
        self.closed_until = max(until, self.closed_until)
        self.why = why

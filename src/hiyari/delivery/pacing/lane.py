"""A lane: one provider from one egress address. It says when the next message may go, and learns from the answers.

    open -> closed (back-off, or doubt) -> probing -> open

A lane that was doubted comes back slowly: one message at a time, twice as fast after every twenty that were taken,
until its own limits are reached. At its old pace it would meet the same storm again.

Time is in seconds since the epoch, as the caller's clock has it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from hiyari.carriers.provider import Limits
from hiyari.carriers.reason import ABOUT_THE_SENDER, Reason
from hiyari.delivery.pacing.window import Window

FIRST_PAUSE: Final = 30.0
PROBES: Final = 5
"""Messages taken one by one before a lane that was closed is open again."""
NETWORK_PAUSE: Final = 900.0
GROWTH: Final = 20
"""Messages taken in a row that bring back one connection."""
_SLOWS: Final = ABOUT_THE_SENDER | {Reason.NETWORK, Reason.SYSTEM}
"""Reasons to slow down. A recipient's full mailbox or a greylisted sender is no reason to let the others wait."""
_NO_TIME: Final = 0.01
"""Seconds between two messages that are no limit any more."""
_CATCH_UP: Final = 0.05
"""Seconds that the caller may come late without the rate of the minute falling behind."""
_DAY: Final = 86400.0
_LAST_DOUBLING: Final = 40
"""Days after which doubling has passed every limit."""


class Door(StrEnum):
    """Whether a lane lets anything through."""

    OPEN = "open"
    CLOSED = "closed"
    PROBING = "probing"


class Lane:
    """The pace of one lane."""

    def __init__(self, name: str, egress: str, limits: Limits, *, spent_today: int = 0, days: int = 0) -> None:
        """Begin with an open door.

        Args:
            name: The provider's id, for *other* with the exchangers' group behind a colon.
            egress: The address that it is sent from.
            limits: The values, with their sources.
            spent_today: Messages that this egress has sent here in the last 24 hours, for the limit of the day.
            days: Days since its first message here, for the warm-up; those that pass meanwhile are added.
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
        self._even = 0.0
        """When the next one is due at an even spread over the minute."""
        self._days = max(days, 0)
        self._began: float | None = None
        self._minute = Window(60.0, limits.per_minute.value)
        self._hour = Window(3600.0, limits.per_hour.value)
        self._day = Window(_DAY, self._per_day(self._days), spent_today)
        self._allowed = limits.connections.value
        self._failures = 0
        self._good = 0
        self._probes = 0
        self._slow = 0.0
        """Least seconds between two messages while it comes back from doubt."""

    @property
    def connections(self) -> int:
        """Parallel connections that it bears now."""
        if self.door is Door.CLOSED:
            return 0
        return 1 if self.door is Door.PROBING else max(1, int(self._allowed))

    @property
    def interval(self) -> float:
        """Seconds between two messages now, on average or more."""
        return max(self._least, self._spread)

    @property
    def _least(self) -> float:
        probing = self.limits.probe_interval.value if self.door is Door.PROBING else 0.0
        return max(self.limits.interval.value, probing, self._slow)

    @property
    def _spread(self) -> float:
        per_minute = self.limits.per_minute.value
        return 60.0 / per_minute if per_minute else 0.0

    def reserve(self, now: float) -> float:
        """Seconds to wait before asking again; 0 when a message may go now, which is then counted."""
        if self.door is Door.CLOSED:
            if now < self.closed_until:
                return self.closed_until - now
            self.door = Door.PROBING
            self._probes = 0
            self._next = now
        windows = self._windows(now)
        wait = max(self._next - now, self._even - now, *(window.wait(now) for window in windows))
        if wait > 0:
            return wait
        self._next = now + self._least
        # A lane that was idle for long may not make up for it in a burst.
        spread = self._spread
        self._even = max(self._even + spread, now + spread - max(spread / 2, _CATCH_UP))
        for window in windows:
            window.take(now)
        return 0.0

    def _windows(self, now: float) -> tuple[Window, Window, Window]:
        if self._began is None:
            self._began = now
        self._day.allow(self._per_day(self._days + int(max(now - self._began, 0.0) // _DAY)))
        return self._minute, self._hour, self._day

    def _per_day(self, days: int) -> float:
        warm_up = self.limits.warm_up.value * 2.0 ** min(days, _LAST_DOUBLING)
        return min((most for most in (self.limits.per_day.value, warm_up) if most), default=0.0)

    def accepted(self) -> None:
        """A message was taken."""
        self._failures = 0
        self._good += 1
        if self.door is Door.PROBING:
            self._probes += 1
            if self._probes >= PROBES:
                self.door = Door.OPEN
                self.doubted = False
                self.why = ""
                self._allowed = 1.0
                self._good = 0
                self._slow /= 2
        elif self._slow:
            if self._good % GROWTH == 0:
                self._slow = (
                    self._slow / 2 if self._slow > max(self.limits.interval.value, self._spread, _NO_TIME) else 0
                )
        elif self._good % GROWTH == 0:
            self._allowed = min(self._allowed + 1, self.limits.connections.value)

    def held_back(self, reason: Reason, now: float, said: str, asked: float | None) -> None:
        """An answer that is about us, or a failure of the way: slow down, and close for a while.

        Of reasons that are about one recipient nothing is learned here, whatever they ask: that delivery waits alone.

        Args:
            reason: Why.
            now: The present.
            said: The reply, for whoever asks why.
            asked: Seconds that the reply asks to wait, where it does.
        """
        if reason not in _SLOWS:
            return
        if self.door is Door.CLOSED:
            # What was under way when it closed says the same thing once more; only a longer time is news.
            if asked is not None:
                self._close(now + asked, said)
            return
        self._failures += 1
        self._good = 0
        self._allowed = max(1.0, self._allowed / 2)
        longest = self.limits.closed_for.value
        if reason is Reason.NETWORK:
            longest = min(longest, NETWORK_PAUSE)
        if asked is None and self._failures < 2 and self.door is Door.OPEN:
            # Once may be chance: half as many connections, and a short breath.
            self._next = max(self._next, now + 1.0)
            return
        pause = asked if asked is not None else min(FIRST_PAUSE * 2.0 ** min(self._failures - 1, 16), longest)
        self._close(now + pause, said)

    def doubt(self, now: float, why: str) -> None:
        """Its answers are not believed: close it for the provider's time, then probe."""
        self.doubted = True
        self._slow = self.limits.probe_interval.value
        self._close(now + self.limits.closed_for.value, why)

    def open_again(self, now: float) -> None:
        """A person says that it may be tried: probing begins at once."""
        if self.door is Door.CLOSED:
            self.closed_until = now

    def _close(self, until: float, why: str) -> None:
        if self.door is Door.CLOSED and until <= self.closed_until:
            return
        self.door = Door.CLOSED
        self.closed_until = until
        self.why = why

"""Who is known to send outside, and what a newcomer is here.

An account is known on all relays once it is known on one: a balancer may send it anywhere. A user id is known on its
own host only. At some sites a new account is an event, at others there are three every day; so the history itself says
from how many recipients a newcomer is told: from twice as many as any had, if there was more than one of them.
The same holds for an injector that is known and too small for a series of its own, and now sends far more than ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from hiyari.maillog.baseline.series import NAMED, Origin, Series, Way, origin_of
from hiyari.maillog.baseline.week import DAY

MOST_KNOWN: Final = 50_000
"""Injectors that are remembered. A site with more has them invented."""
_SURGE: Final = 5
"""Times its own greatest hour that a small injector must send to be told."""
_LEAST_SURGE: Final = 50
"""And recipients in that hour, at least."""


@dataclass(slots=True)
class Injector:
    """What is remembered of one injector that sends outside."""

    first: int
    """The hour it was first seen in."""
    last: int
    day: int = 0
    """Recipients of its first 24 hours."""
    peak: int = 0
    """Recipients in its greatest hour so far."""
    hour: int = 0
    """The hour that is being counted ..."""
    count: int = 0
    """... and its recipients so far."""
    told: bool = False
    """Whether it was told as new."""


@dataclass(slots=True, kw_only=True)
class Known:
    """Everybody who sends outside."""

    injectors: dict[str, Injector] = field(default_factory=dict)
    least: dict[str, int] = field(default_factory=dict)
    """By kind: the recipients in the first day from which a newcomer is told; one where none is written."""
    surge: int = _LEAST_SURGE
    """Recipients in an hour from which a small injector that sends more than ever is told."""
    surges: list[tuple[int, int]] = field(default_factory=list)
    """Hour and recipients of surges so far, while learning."""
    settled: bool = False
    """Whether there was history enough to say who is new."""
    full: bool = False
    """Whether more injectors came than are remembered."""

    def take(self, hour: int, series: Series, count: int) -> tuple[bool, int]:
        """Count recipients that an injector sends outside.

        Returns:
            Whether this makes it a newcomer to be told; and how many it sent at most in an hour before, where this
            makes it a surge to be told, else -1.
        """
        if series.way is not Way.OUTSIDE or series.origin not in NAMED:
            return False, -1
        name = name_of(series)
        one = self.injectors.get(name)
        if one is None:
            if len(self.injectors) >= MOST_KNOWN:
                self.full = True
                return False, -1
            one = self.injectors[name] = Injector(first=hour, last=hour, hour=hour)
        return self._new(one, series, hour, count), self._surge(one, hour, count)

    def _new(self, one: Injector, series: Series, hour: int, count: int) -> bool:
        one.last = max(one.last, hour)
        if hour - one.first >= DAY or one.told:
            return False
        one.day += count
        if one.day < self.least.get(series.origin.value, 1):
            return False
        one.told = True
        return True

    def _surge(self, one: Injector, hour: int, count: int) -> int:
        if hour > one.hour:
            one.peak = max(one.peak, min(one.count, max(self.surge, 2 * one.peak)))
            one.hour, one.count = hour, 0
        if hour < one.hour:
            return -1
        before, one.count = one.count, one.count + count
        limit = max(self.surge, _SURGE * one.peak)
        crossed = before < limit <= one.count and hour - one.first >= DAY
        if crossed:
            self.surges.append((hour, one.count))
        return one.peak if crossed else -1

    def settle(self, since: int, until: int) -> None:
        """End learning: from the history, say what a newcomer is and what a surge is. Hours ``since`` to ``until``."""
        # In its beginning everybody is new.
        begun = since + (until - since) // 4
        for kind in NAMED:
            days = [one.day for name, one in self.injectors.items() if one.first >= begun and _kind_of(name) is kind]
            self.least[kind.value] = _told_from(days, 1)
        self.surge = _told_from([count for hour, count in self.surges if hour >= begun], _LEAST_SURGE)
        self.surges.clear()
        self.settled = True
        for one in self.injectors.values():
            one.told = True


def _told_from(counts: Sequence[int], least: int) -> int:
    """From how many on something is told: the least where it hardly ever happened, else well above all that did."""
    return least if len(counts) < 2 else max(least, 2 * max(counts) + 1)


def name_of(series: Series) -> str:
    """What an injector is known as: a user id with its host, the others without."""
    return f"{series.host} {series.injector}" if series.origin in {Origin.USER, Origin.LOOPBACK} else series.injector


def _kind_of(name: str) -> Origin:
    return origin_of(name.rpartition(" ")[2]) if name.partition(":")[0] not in _PLAIN else origin_of(name)


_PLAIN: Final = (Origin.ACCOUNT.value, Origin.NETWORK.value)

"""Who is known to send outside, and what a newcomer is here.

An account is known on all relays once it is known on one: a balancer may send it anywhere. A user id is known on its
own host only. At some sites a new account is an event, at others there are three every day; so the history itself says
from how many recipients a newcomer is told: from twice as many as any had, if there was more than one of them.
The same holds for an injector that is known and too small for a series of its own, and now sends far more than ever.

A newcomer has no history to be judged by. Until it has, its volume is told in steps that need none: 10 recipients
since it was first seen, 100, 1000 and so on, each once. A stolen account must not be safe behind its first alarm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from hiyari.maillog.baseline.profile import LEARNING
from hiyari.maillog.baseline.series import NAMED, Origin, Series, Way, origin_of
from hiyari.maillog.baseline.week import DAY

MOST_KNOWN: Final = 50_000
"""Injectors that are remembered. A site with more has them invented."""
_SURGE: Final = 5
"""Times its own greatest hour that a small injector must send to be told."""
_LEAST_SURGE: Final = 50
"""And recipients in that hour, at least."""
_STEP: Final = 10
"""Times more from which what was told is told again: so often is a newcomer's volume told, and a surge."""


class News(StrEnum):
    """What a newly counted recipient makes of an injector."""

    NEW = "new"
    GROWN = "grown"
    """It is new, and has sent ten times as much as when it was told last, or more."""
    SURGE = "surge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What is to be told of an injector."""

    news: News
    since: int
    """The hour it was first seen in, of a surge the hour that it is in."""
    observed: int
    """Recipients since then."""
    usual: int = 0
    """The most in an hour before, of a surge."""


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
    total: int = 0
    """Recipients since it was first seen."""
    due: int = 0
    """The total from which its volume is told next; 0 where nothing is, since it was there while it was learned."""


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

    def take(self, hour: int, series: Series, count: int) -> Notice | None:
        """Count recipients that an injector sends outside; what is to be told of it now, if anything."""
        if series.way is not Way.OUTSIDE or series.origin not in NAMED:
            return None
        name = name_of(series)
        one = self.injectors.get(name)
        if one is None:
            if len(self.injectors) >= MOST_KNOWN:
                self.full = True
                return None
            one = self.injectors[name] = Injector(first=hour, last=hour, hour=hour, due=_STEP if self.settled else 0)
        one.last, one.total = max(one.last, hour), one.total + count
        least = self.least.get(series.origin.value, 1)
        # All three count, whichever is told.
        new, grown, surge = self._new(one, least, hour, count), _grown(one, least, hour), self._surge(one, hour, count)
        return new or grown or surge

    def _new(self, one: Injector, least: int, hour: int, count: int) -> Notice | None:
        if hour - one.first >= DAY or one.told:
            return None
        one.day += count
        if one.day < least:
            return None
        one.told, one.due = True, _step_above(one.total)
        return Notice(news=News.NEW, since=one.first, observed=one.total)

    def _surge(self, one: Injector, hour: int, count: int) -> Notice | None:
        if hour > one.hour:
            one.peak = max(one.peak, min(one.count, max(self.surge, 2 * one.peak)))
            one.hour, one.count = hour, 0
        if hour < one.hour:
            return None
        before, one.count = one.count, one.count + count
        limit = max(self.surge, _SURGE * one.peak)
        crossed = before < limit <= one.count and hour - one.first >= DAY
        if crossed and not self.settled:
            self.surges.append((hour, one.count))
        while limit <= before:
            limit *= _STEP
        if one.count < limit or hour - one.first < DAY:
            return None
        return Notice(news=News.SURGE, since=hour, observed=one.count, usual=one.peak)

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


def _grown(one: Injector, least: int, hour: int) -> Notice | None:
    """Where many newcomers are normal, each day must have as much as a first day that is told."""
    days = (hour - one.first) // DAY + 1
    if not one.due or days * DAY > LEARNING or one.total < max(one.due, least * days):
        return None
    news = News.GROWN if one.told else News.NEW
    one.told, one.due = True, _step_above(one.total)
    return Notice(news=news, since=one.first, observed=one.total)


def _step_above(total: int) -> int:
    step = _STEP
    while step <= total:
        step *= _STEP
    return step


def _told_from(counts: Sequence[int], least: int) -> int:
    """From how many on something is told: the least where it hardly ever happened, else well above all that did."""
    return least if len(counts) < 2 else max(least, 2 * max(counts) + 1)


def name_of(series: Series) -> str:
    """What an injector is known as: a user id with its host, the others without."""
    return f"{series.host} {series.injector}" if series.origin in {Origin.USER, Origin.LOOPBACK} else series.injector


def _kind_of(name: str) -> Origin:
    return origin_of(name.rpartition(" ")[2]) if name.partition(":")[0] not in _PLAIN else origin_of(name)


_PLAIN: Final = (Origin.ACCOUNT.value, Origin.NETWORK.value)

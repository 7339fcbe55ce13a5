"""Judges the hours of one series: too many at once, a little too many for long, or none at all.

* **Too many** (negative-binomial tail): one hour beyond the budget's rarest chance, or two of three hours beyond a
  milder one; and always a minimum of excess, since one message more is nobody's incident.
* **A slow leak** (CUSUM; Page 1954, Watkins et al. 2008 for negative-binomial scores): the sum of how much likelier
  each hour is with more mail than with the usual, never below zero. One hour can add only so much: a single burst is
  the other test's matter.
* **Silence**: the chance of so many hours without any mail, taken as if every day were a holiday.

What is told stays open until the series has been normal for a day; while it is open, only a much worse thing is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from math import sqrt
from typing import Final

from hiyari.maillog.baseline.budget import Budget
from hiyari.maillog.baseline.negbin import at_least, log_none, log_ratio, variance
from hiyari.maillog.baseline.profile import Expected, Profile
from hiyari.maillog.baseline.week import DAY, WEEK

_WORTH_A_LOOK: Final = 1.5
"""Standard deviations above the mean below which no tail is computed: it could not be rare."""
LEAST_ONCE: Final = 5
"""Excess over the mean, in recipients, that an hour needs to be told by itself."""
LEAST_TWICE: Final = 3
"""And that each of two hours needs."""
_LEAK_LEAST: Final = 0.5
"""The leak that is looked for, in recipients an hour ..."""
_LEAK_SHARE: Final = 0.5
"""... or as a share of the mean, whichever is more: days of 15 % more are normal."""
_LEAK_STEP: Final = 3.0
"""Nats that one hour can add."""
_DAY_ALIKE: Final = 12 * 0.15**2
"""The hours of a day are busy together (15 % of deviation in common, over a dozen hours): each tells less than one hour
alone would, by the ratio of the variance of their sum."""
_HOLIDAY: Final = 0.15
"""The share of the usual mail that is still expected on the emptiest day."""
_WORSE: Final = 4
"""Times the told count from which an open alarm is told again."""
FAR_WORSE: Final = 10
"""And within the hour that it was told in: what was told at its first messages must not stand for the whole."""
_REMIND: Final = WEEK
"""Hours after which an alarm that is still open is told again."""


class Kind(StrEnum):
    """What is not normal about a series."""

    MORE = "more"
    LEAK = "leak"
    SILENCE = "silence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """Something that is told about a series."""

    kind: Kind
    hour: int
    """The hour that made it known."""
    since: int
    """The hour that it began in."""
    observed: int
    """Recipients since then."""
    expected: float
    """The mean for the same time."""
    again: bool = False
    """Whether it was told before and goes on, or is worse now."""


@dataclass(slots=True)
class Episode:
    """An alarm that is open."""

    kind: Kind
    told: int
    """The hour it was told in."""
    last: int
    """The last hour that was not normal."""
    level: int
    """The most recipients in an hour of it."""


@dataclass(slots=True, kw_only=True)
class Judge:
    """What is remembered of one series between hours. Plain numbers: a copy goes on exactly as the original."""

    high: list[tuple[int, int, float]] = field(default_factory=list)
    """Hours beyond the milder chance, of the last three: hour, count, mean."""
    leak: float = 0.0
    leak_since: int = 0
    leak_seen: int = 0
    leak_mean: float = 0.0
    quiet: float = 0.0
    """Negated logarithm of the chance of the present silence."""
    quiet_since: int = 0
    quiet_mean: float = 0.0
    more: Episode | None = None
    silent: Episode | None = None

    def running(self, hour: int, count: int, expected: Expected, limits: Budget) -> Signal | None:
        """Look at an hour that is not over: what is too many for a whole hour is told at once."""
        if not self._rare(count, expected, limits.once, LEAST_ONCE):
            return None
        signal = Signal(kind=Kind.MORE, hour=hour, since=hour, observed=count, expected=expected.mean)
        return self._tell_more(signal, count)

    def close(self, hour: int, count: int, profile: Profile, place: int, limits: Budget) -> Iterator[Signal]:
        """Judge an hour that is over, then learn it. Hours must come in order, none left out. To be run to its end."""
        yield from self.judge(hour, count, profile, place, limits)
        profile.learn(place, count)

    def unsure(self, count: int) -> None:
        """An hour is over of which only a part was read: it is the measure of what is told, and is not judged."""
        if self.more is not None:
            self.more.level = max(self.more.level, count)

    def judge(self, hour: int, count: int, profile: Profile, place: int, limits: Budget) -> tuple[Signal, ...]:
        """Judge an hour that is over, and teach the profile nothing."""
        if not profile.ready:
            return ()
        expected = profile.expect(place)
        found = (
            self._tail(hour, count, expected, limits),
            self._leak(hour, count, expected, limits),
            self._silence(hour, count, expected, limits),
        )
        return tuple(one for one in found if one is not None)

    def _tail(self, hour: int, count: int, expected: Expected, limits: Budget) -> Signal | None:
        self.high = [one for one in self.high if one[0] > hour - 3]
        if not self._rare(count, expected, limits.twice, LEAST_TWICE):
            if self.more is not None and hour - self.more.last >= DAY:
                self.more = None
            return None
        self.high.append((hour, count, expected.mean))
        if len(self.high) < 2 and not self._rare(count, expected, limits.once, LEAST_ONCE):
            return None
        told = self._tell_more(
            Signal(
                kind=Kind.MORE,
                hour=hour,
                since=self.high[0][0],
                observed=sum(one[1] for one in self.high),
                expected=sum(one[2] for one in self.high),
            ),
            count,
        )
        if self.more is not None:
            self.more.level = max(self.more.level, count)
        return told

    def _rare(self, count: int, expected: Expected, chance: float, least: int) -> bool:
        mean = expected.mean
        if count - mean < least or count - mean < _WORTH_A_LOOK * sqrt(variance(mean, expected.dispersion)):
            return False
        return at_least(count, mean, expected.dispersion) < chance

    def _tell_more(self, signal: Signal, most: int) -> Signal | None:
        """Open an episode, or keep quiet about what is open and no worse."""
        open_now = self.more
        if open_now is None:
            self.more = Episode(signal.kind, signal.hour, signal.hour, most)
            return signal
        open_now.last = signal.hour
        graver = open_now.kind is Kind.LEAK and signal.kind is Kind.MORE
        times = _WORSE if signal.hour > open_now.told else FAR_WORSE
        worse = signal.kind is Kind.MORE and most >= times * max(1, open_now.level)
        if not graver and not worse and signal.hour - open_now.told < _REMIND:
            return None
        self.more = Episode(signal.kind, signal.hour, signal.hour, max(most, open_now.level))
        return _again(signal)

    def _leak(self, hour: int, count: int, expected: Expected, limits: Budget) -> Signal | None:
        other = expected.mean + max(_LEAK_LEAST, _LEAK_SHARE * expected.mean)
        alike = _DAY_ALIKE * expected.mean / (1 + expected.dispersion * expected.mean)
        step = min(_LEAK_STEP, log_ratio(count, expected.mean, other, expected.dispersion)) / (1 + alike)
        if self.leak <= 0:
            self.leak_since, self.leak_seen, self.leak_mean = hour, 0, 0.0
        self.leak = max(0.0, self.leak + step)
        self.leak_seen += count
        self.leak_mean += expected.mean
        if self.leak < limits.leak:
            if self.more is not None and self.leak > limits.leak / 4:
                self.more.last = hour
            return None
        # Half of it stays: a leak that goes on keeps its alarm open.
        self.leak = limits.leak / 2
        signal = Signal(
            kind=Kind.LEAK, hour=hour, since=self.leak_since, observed=self.leak_seen, expected=self.leak_mean
        )
        told = self._tell_more(signal, count)
        if self.more is not None:
            self.more.level = max(self.more.level, count)
        return told

    def _silence(self, hour: int, count: int, expected: Expected, limits: Budget) -> Signal | None:
        if count:
            self.quiet, self.silent = 0.0, None
            return None
        if self.quiet <= 0:
            self.quiet_since, self.quiet_mean = hour, 0.0
        self.quiet -= log_none(_HOLIDAY * expected.mean, expected.dispersion)
        self.quiet_mean += expected.mean
        if self.quiet < limits.silence:
            return None
        signal = Signal(kind=Kind.SILENCE, hour=hour, since=self.quiet_since, observed=0, expected=self.quiet_mean)
        if self.silent is None:
            self.silent = Episode(Kind.SILENCE, hour, hour, 0)
            return signal
        if hour - self.silent.told < _REMIND:
            return None
        self.silent.told = hour
        return _again(signal)


def _again(signal: Signal) -> Signal:
    return Signal(
        kind=signal.kind,
        hour=signal.hour,
        since=signal.since,
        observed=signal.observed,
        expected=signal.expected,
        again=True,
    )

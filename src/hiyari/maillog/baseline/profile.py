"""What is normal for one series: its mean for every hour of the week, and how widely its counts are spread.

Four weeks show each hour of the week four times, which is too little to believe (the tables of docs/log-baseline.md
tell how often that is wrong). So a mean leans on the same hour of the other days of its kind (working days, Saturday,
Sunday), that on the shape of all days, and each gives way as its own hours become many. What remains uncertain about
the mean widens the spread that is expected. The dispersion is estimated by moments from errors made in advance, each
hour judged by what was known before it, and leans on what is usual for mail.

Old weeks fade, so that growth is followed. A count far above the expected is learned as the most that is still
credible: a burst does not make itself normal, and a lasting change does so within some weeks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import sqrt
from typing import Final

from hiyari.maillog.baseline.negbin import variance
from hiyari.maillog.baseline.week import DAY, WEEK

USUAL_DISPERSION: Final = 0.2
"""Counts of mail within an hour of the week: variance / mean is 2 at 4 an hour, 6 to 9 at 40 to 53, so 0.1 to 0.25."""
_PRIOR_INFORMATION: Final = 40.0
"""How much the usual dispersion weighs: as an estimate with a standard error of 0.16."""
_LEAST_DISPERSION: Final = 0.05
_MOST_DISPERSION: Final = 3.0
_LEAST_MEAN: Final = 0.01
"""Mail an hour below which a difference says nothing."""
_FADE: Final = 0.5 ** (1 / 8)
"""A week's weight after one more week: half after eight."""
_FADE_HOURLY: Final = 0.5 ** (1 / (8 * WEEK))
_LEAN_HOUR: Final = 3.0
"""How many hours' worth the kind of day weighs against the hour of the week itself."""
_LEAN_KIND: Final = 4.0
"""And the shape of all days against the kind of day."""
_CREDIBLE: Final = 5.0
"""Standard deviations above the mean that are still learned."""
_DIGITS: Final = 4
_KINDS: Final = 3
"""Working days, Saturday, Sunday."""
LEARNING: Final = 2 * WEEK
"""Hours of history below which nothing is judged."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What is expected of one hour."""

    mean: float
    dispersion: float
    """Of the count to come: with what is not known about the mean."""


def _zeros(count: int) -> list[float]:
    return [0.0] * count


@dataclass(slots=True, kw_only=True)
class Profile:
    """The normal of one series. Plain numbers: a copy goes on exactly as the original."""

    sums: list[float] = field(default_factory=lambda: _zeros(WEEK))
    """Counts by hour of the week, faded."""
    weights: list[float] = field(default_factory=lambda: _zeros(WEEK))
    """Hours behind each sum, faded."""
    kind_sums: list[float] = field(default_factory=lambda: _zeros(_KINDS * DAY))
    kind_weights: list[float] = field(default_factory=lambda: _zeros(_KINDS * DAY))
    spread: float = 0.0
    """Excess of squared errors over Poisson, weighted."""
    information: float = 0.0
    """The weight of ``spread``."""
    hours: int = 0
    """Hours learned, unfaded."""

    @property
    def ready(self) -> bool:
        """Whether there is history enough to judge."""
        return self.hours >= LEARNING

    @property
    def dispersion(self) -> float:
        """Of the counts around their true mean."""
        found = (self.spread + USUAL_DISPERSION * _PRIOR_INFORMATION) / (self.information + _PRIOR_INFORMATION)
        return min(_MOST_DISPERSION, max(_LEAST_DISPERSION, found))

    def mean(self, place: int) -> float:
        """The mean of an hour of the week (0..167)."""
        leant = self._of_kind(place)
        found = (self.sums[place] + _LEAN_HOUR * leant) / (self.weights[place] + _LEAN_HOUR)
        return max(_LEAST_MEAN, found)

    def expect(self, place: int) -> Expected:
        """What is expected of an hour of the week."""
        mean, dispersion = self.mean(place), self.dispersion
        unsure = variance(mean, dispersion) / (self.weights[place] + _LEAN_HOUR)
        return Expected(mean, dispersion + unsure / (mean * mean))

    def learn(self, place: int, count: int) -> None:
        """Take one hour in."""
        learned = float(count)
        if self.hours >= WEEK:
            mean, dispersion = self.mean(place), self.dispersion
            wide = variance(mean, dispersion)
            unsure = wide / (self.weights[place] + _LEAN_HOUR)
            learned = min(learned, mean + _CREDIBLE * sqrt(wide + unsure) + 1)
            weight = 1 / (2 * wide * wide)
            excess = (learned - mean) ** 2 - mean - unsure
            self.spread = self.spread * _FADE_HOURLY + weight * excess * mean * mean
            self.information = self.information * _FADE_HOURLY + weight * mean**4
        self._add(place, learned)
        self.hours += 1

    def _add(self, place: int, learned: float) -> None:
        kind = _kind(place) * DAY + place % DAY
        # Rounded where it is made, so that what is written down is short and the same.
        new_sum = round(self.sums[place] * _FADE + learned, _DIGITS)
        new_weight = round(self.weights[place] * _FADE + 1, _DIGITS)
        self.kind_sums[kind] = round(self.kind_sums[kind] + new_sum - self.sums[place], _DIGITS)
        self.kind_weights[kind] = round(self.kind_weights[kind] + new_weight - self.weights[place], _DIGITS)
        self.sums[place], self.weights[place] = new_sum, new_weight

    def _of_kind(self, place: int) -> float:
        """The mean of this hour on days of this kind, leaning on the level of such days and the shape of all days."""
        kind, hour = _kind(place), place % DAY
        first = kind * DAY
        total = sum(self.kind_sums) / max(sum(self.kind_weights), 1.0)
        if total <= 0:
            return _LEAST_MEAN
        level = (sum(self.kind_sums[first : first + DAY]) + DAY * total) / (
            sum(self.kind_weights[first : first + DAY]) + DAY
        )
        of_hour = (sum(self.kind_sums[hour::DAY]) + total) / (sum(self.kind_weights[hour::DAY]) + 1)
        one = first + hour
        return (self.kind_sums[one] + _LEAN_KIND * level * of_hour / total) / (self.kind_weights[one] + _LEAN_KIND)


def _kind(place: int) -> int:
    return max(0, place // DAY - 4)

"""Hourly counts of made-up series, as rough as real ones: for the tests and the benchmark of the baseline.

A series has a level, a profile of hours and weekdays, days that differ by 15 %, holidays, growth, and counts that are
over-dispersed as public series are (variance / mean 2 at 4 an hour, 3.3 at 10, 6 to 9 at 40 to 53, 14 to 21 at 200 to
250). Everything comes from a seed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp
from random import Random

WEEK, DAY = 168, 24
_OFFICE = (1, 1, 1, 1, 1, 2, 3, 6, 14, 20, 20, 18, 14, 18, 19, 18, 16, 14, 9, 6, 4, 3, 2, 1)
_EVEN = (6, 5, 4, 4, 4, 5, 7, 9, 11, 12, 12, 12, 12, 12, 12, 12, 12, 12, 13, 14, 14, 13, 11, 8)
_WEEKDAYS = (1.1, 1.05, 1.0, 1.0, 0.95, 0.35, 0.3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Nature:
    """What a series is like."""

    base: float
    """Mean an hour, over the whole week."""
    dispersion: float
    day_noise: float = 0.15
    holidays: int = 16
    """A year."""
    growth: float = 0.2
    """A year."""
    office: bool = True


def dispersion(base: float) -> float:
    """As public count series have it, by their level (knowledge of mail logs, section 7)."""
    return 0.25 if base < 5 else 0.17 if base < 100 else 0.07


def counts(nature: Nature, weeks: int, chance: Random) -> Iterator[int]:
    """The counts of so many weeks, from a Monday on."""
    hours = _OFFICE if nature.office else _EVEN
    days = _WEEKDAYS if nature.office else tuple(1 - (1 - one) / 3 for one in _WEEKDAYS)
    scale = nature.base * 7 * DAY / (sum(hours) * sum(days))
    free = {chance.randrange(52 * 7) for _ in range(nature.holidays)}
    size = 1 / nature.dispersion
    for day in range(weeks * 7):
        level = scale * exp(chance.gauss(0, nature.day_noise) - nature.day_noise**2 / 2)
        level *= (1 + nature.growth) ** (day / 365) * (0.25 if day % 364 in free else 1) * days[day % 7]
        for hour in range(DAY):
            yield poisson(level * hours[hour] * chance.gammavariate(size, nature.dispersion), chance)


def poisson(mean: float, chance: Random) -> int:
    """A Poisson number; above 40 by the normal distribution, which is close enough there."""
    if mean > 40:
        return max(0, round(chance.gauss(mean, mean**0.5)))
    limit, product, found = exp(-mean), chance.random(), 0
    while product > limit:
        product *= chance.random()
        found += 1
    return found

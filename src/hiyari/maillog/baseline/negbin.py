"""The negative binomial distribution by its mean and dispersion: what hourly counts of mail look like.

Counts of mail come in bursts, so that their variance is ``mean + dispersion * mean**2``; Poisson is the case of
dispersion 0 and fits only rare events. Tails are the regularised incomplete beta function, by its continued fraction
(DLMF 8.17.22, evaluated as Lentz does); for a dispersion near 0 the same formula is stable, so that no second one is
needed. Everything is pure and bounded: a count of a million costs some hundred steps.
"""

from __future__ import annotations

import math
from typing import Final

_LEAST_DISPERSION: Final = 1e-6
"""Below it nothing differs from Poisson that a count could show."""
_STEPS: Final = 20_000
_TINY: Final = 1e-300
_EXACT: Final = 1e-12


def variance(mean: float, dispersion: float) -> float:
    """The variance of a count."""
    return mean + dispersion * mean * mean


def at_least(count: int, mean: float, dispersion: float) -> float:
    """The probability of ``count`` or more, in a time that has ``mean`` on average."""
    if count <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    size = 1 / max(dispersion, _LEAST_DISPERSION)
    return _beta(mean / (mean + size), float(count), size)


def at_most(count: int, mean: float, dispersion: float) -> float:
    """The probability of ``count`` or fewer."""
    if count < 0:
        return 0.0
    if mean <= 0:
        return 1.0
    size = 1 / max(dispersion, _LEAST_DISPERSION)
    return _beta(size / (mean + size), size, float(count + 1))


def log_none(mean: float, dispersion: float) -> float:
    """The logarithm of the probability of no mail at all."""
    size = 1 / max(dispersion, _LEAST_DISPERSION)
    return -size * math.log1p(max(mean, 0.0) / size)


def log_ratio(count: int, mean: float, other: float, dispersion: float) -> float:
    """How much likelier ``count`` is with the mean ``other`` than with ``mean`` (natural logarithm); both above 0."""
    size = 1 / max(dispersion, _LEAST_DISPERSION)
    shift = math.log1p(other / size) - math.log1p(mean / size)
    return count * (math.log(other / mean) - shift) - size * shift


def too_many(chance: float, mean: float, dispersion: float) -> int:
    """The least count whose tail (`at_least`) is below ``chance`` (0 < chance < 1)."""
    low, high = 0, max(4, math.ceil(mean))
    while at_least(high, mean, dispersion) >= chance:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        if at_least(middle, mean, dispersion) >= chance:
            low = middle
        else:
            high = middle
    return high


def too_few(chance: float, mean: float, dispersion: float) -> int:
    """The greatest count whose tail (`at_most`) is below ``chance``; -1 where not even none at all is so rare."""
    low, high = -1, max(1, math.ceil(mean))
    while high - low > 1:
        middle = (low + high) // 2
        if at_most(middle, mean, dispersion) < chance:
            low = middle
        else:
            high = middle
    return low


def _beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b)."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return min(1.0, front * _fraction(x, a, b) / a)
    return max(0.0, 1 - front * _fraction(1 - x, b, a) / b)


def _fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, 1 / _away(1 - (a + b) * x / (a + 1))
    found = d
    for m in range(1, _STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for part in (even, odd):
            d = 1 / _away(1 + part * d)
            c = _away(1 + part / c)
            found *= c * d
        if abs(c * d - 1) < _EXACT:
            break
    return found


def _away(value: float) -> float:
    """Away from zero, where a fraction would break."""
    return value if abs(value) > _TINY else _TINY

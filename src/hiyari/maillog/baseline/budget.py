"""How rare something must be before it is told: one budget of false alarms for the whole site.

A limit that is right for one series raises two false alarms a day with five hundred of them. So the chance that each
test is allowed follows from the number of series. The nominal budget is well below the promise of one a week, since
real counts are rougher than any model of them; docs/log-baseline.md has what is measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log, sqrt
from typing import Final

from hiyari.maillog.baseline.week import WEEK

_SHARE: Final = 0.02
"""False alarms a week and site that each test may raise if counts are what the model says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """The limits of all tests at one site."""

    once: float
    """Chance of an hour that is told by itself."""
    twice: float
    """Chance of an hour of which two in three are told."""
    leak: float
    """Threshold of the cumulative sums, in nats: a false alarm comes after exp(leak) hours or later."""
    silence: float
    """Logarithm of the chance of a silence that is told, negated."""
    peers: float
    """The wealth (product of e-values) at which a difference between peers is told."""


def budget(series: int, pairs: int = 1, share: float = _SHARE) -> Budget:
    """The limits for a number of series, and of (host, provider) pairs that are compared with their peers."""
    looks = WEEK * max(1, series)
    return Budget(
        once=share / looks,
        # Two of three hours: about three pairs for each hour.
        twice=sqrt(share / (3 * looks)),
        leak=log(looks / share),
        silence=log(looks / share),
        peers=WEEK * max(1, pairs) / share,
    )

"""When *user unknown* is not to be believed: a sequential test of a lane's answers against what its lists were like.

Each answer moves a cumulative sum (Page, "Continuous inspection schemes", Biometrika 41, 1954) by the logarithm of
how much likelier it is in a storm, where about half of all recipients are called unknown, than in this lane's
history. The sum never falls below zero; when it passes the threshold, a storm began where it last stood at zero. A
recipient whom the provider has taken mail for before says more: real ones of these hardly ever become unknown.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

THRESHOLD: Final = math.log(1_000_000)
"""By Lorden's bound (Ann. Math. Stat. 42, 1971) a false alarm comes after a million answers on average, or later."""
_STORM: Final = 0.5
"""Share of recipients called unknown in a storm; more is only found sooner."""
_LEAST: Final = 0.005
_MOST: Final = 0.25
"""Bounds of the share that is taken for normal: no list is perfect, and a worse one is not normal."""
_GOOD: Final = 0.002
"""Share of recipients known to be good who have become unknown since: about what a year of moving away would give a
list that is used monthly. A judgement, not a measurement."""
_WEIGHT: Final = 200
"""How many answers the lane's history weighs, against those of this list."""
_MOST_HELD: Final = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """A storm was found."""

    since: float
    """When it began, in the caller's time."""
    results: int
    """Answers since then."""
    unknown: int
    known_good: int
    """How many of the unknown had taken mail before."""
    expected: float
    """The share of unknown that was normal (0..1)."""
    recipients: tuple[str, ...]
    """The keys of those called unknown since then: what is doubted."""


class Watch:
    """Watches one lane."""

    def __init__(self, answered: int, unknown: int, budget: float) -> None:
        """Begin with the lane's history.

        Args:
            answered: Answers of earlier campaigns.
            unknown: How many of them were *user unknown*.
            budget: The share that is taken without suspicion where there is no history (0..1).
        """
        prior = (unknown + budget * 20) / (answered + 20)
        self._answered = float(_WEIGHT)
        self._unknown = prior * _WEIGHT
        self._sum = 0.0
        self._since: float | None = None
        self._results = 0
        self._known_good = 0
        self._held: list[str] = []

    @property
    def expected(self) -> float:
        """The share of unknown that is normal here (0..1): the history, and this list until the sum last rose."""
        return min(max(self._unknown / self._answered, _LEAST), _MOST)

    @property
    def suspicion(self) -> float:
        """The sum as a share of the threshold (0..1)."""
        return min(self._sum / THRESHOLD, 1.0)

    def observe(self, recipient: str, at: float, *, unknown: bool, known_good: bool) -> Alarm | None:
        """Take an answer; an alarm when the sum passes the threshold, after which the watch begins anew."""
        normal = _GOOD if known_good else self.expected
        storm = max(_STORM, 2 * normal)
        step = math.log(storm / normal) if unknown else math.log((1 - storm) / (1 - normal))
        if self._sum == 0.0:
            self._since, self._results, self._known_good = at, 0, 0
            self._held.clear()
        self._sum = max(self._sum + step, 0.0)
        self._results += 1
        if unknown:
            self._known_good += known_good
            if len(self._held) < _MOST_HELD:
                self._held.append(recipient)
        if self._sum == 0.0:
            self._learn()
            return None
        return self._alarm() if self._sum >= THRESHOLD else None

    def _learn(self) -> None:
        """What came since the sum last stood at zero was normal."""
        self._answered += self._results
        self._unknown += len(self._held)

    def _alarm(self) -> Alarm:
        assert self._since is not None  # noqa: S101 - the sum has risen
        alarm = Alarm(
            since=self._since,
            results=self._results,
            unknown=len(self._held),
            known_good=self._known_good,
            expected=self.expected,
            recipients=tuple(self._held),
        )
        self._sum = 0.0
        return alarm

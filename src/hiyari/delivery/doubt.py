"""When *user unknown* is not to be believed: a sequential test of a lane's answers against what its lists were like.

Each answer moves a cumulative sum (Page, "Continuous inspection schemes", Biometrika 41, 1954) by the logarithm of
how much likelier it is in a storm than in this lane's history. The sum never falls below zero; when it passes the
threshold, a storm began where it last stood at zero. A recipient whom the provider has taken mail for before is
measured by a share of its own: real ones of these hardly ever become unknown, and a bad list does not change that.

What is normal is learned while nothing is suspected, and only up to twice of what the budget or the history allows:
else a storm that rises slowly would teach that it is normal. Rates of false alarms and delays stand in docs/doubt.md.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

THRESHOLD: Final = math.log(1_000_000)
"""By Lorden's bound (Ann. Math. Stat. 42, 1971) a false alarm comes after a million answers on average, or later."""
_STORM: Final = 0.4
"""Least share of recipients called unknown that is looked for: more is found sooner, half of it later or not."""
_LEAST: Final = 0.005
_MOST: Final = 0.25
"""Bounds of the share that is taken for normal: no list is perfect, and a worse one is not normal."""
_GOOD: Final = 0.01
_MOST_GOOD: Final = 0.05
"""Share of recipients known to be good who have become unknown since, in the beginning and at most: about what a month
and what a year of moving away would give. A judgement, not a measurement."""
_LEARNED: Final = 2
"""How many times the budget or the history the list at hand may be, and still be taken for normal."""
_WEIGHT: Final = 100
"""How many answers the history weighs, against those of this list."""
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


class _Share:
    """The share of unknown among recipients of one kind."""

    def __init__(self, normal: float, most: float) -> None:
        self._answered = float(_WEIGHT)
        self._unknown = normal * _WEIGHT
        self._most = most
        self._new = self._new_unknown = 0

    @property
    def normal(self) -> float:
        return min(max(self._unknown / self._answered, _LEAST), self._most)

    def step(self, *, unknown: bool) -> float:
        """Take an answer; how much likelier it is in a storm, as a logarithm."""
        self._new += 1
        self._new_unknown += unknown
        normal = self.normal
        storm = max(_STORM, 2 * normal)
        return math.log(storm / normal) if unknown else math.log((1 - storm) / (1 - normal))

    def settle(self, *, learn: bool) -> None:
        """Count what was taken since the last time as normal, or forget it."""
        if learn:
            self._answered += self._new
            self._unknown += self._new_unknown
        self._new = self._new_unknown = 0


class Watch:
    """Watches one lane."""

    def __init__(self, answered: int, unknown: int, budget: float) -> None:
        """Begin with the lane's history.

        Args:
            answered: Answers of earlier campaigns that were believed, taken and unknown ones.
            unknown: How many of them were *user unknown*.
            budget: The share that is taken without suspicion where there is no history (0..1).
        """
        prior = (unknown + budget * 20) / (answered + 20)
        most = min(max(prior, budget) * _LEARNED, _MOST)
        self._others = _Share(prior, max(most, _LEAST))
        self._good = _Share(_GOOD, _MOST_GOOD)
        self._sum = 0.0
        self._since = 0.0
        self._results = self._unknown = self._known_good = 0
        self._held: list[str] = []

    @property
    def expected(self) -> float:
        """The share of unknown that is normal here (0..1): the history, and this list until the sum last rose."""
        return self._others.normal

    @property
    def suspicion(self) -> float:
        """The sum as a share of the threshold (0..1)."""
        return min(self._sum / THRESHOLD, 1.0)

    def observe(self, recipient: str, at: float, *, unknown: bool, known_good: bool) -> Alarm | None:
        """Take an answer: the address was called unknown, or the message was taken. Nothing else says anything here.

        Args:
            recipient: The key of the recipient.
            at: When it came, in the caller's time.
            unknown: Whether the address was called unknown.
            known_good: Whether the provider has taken mail for this recipient before.

        Returns:
            An alarm when the sum passes the threshold, after which the watch begins anew.
        """
        if self._sum == 0.0:
            self._since = at
        step = (self._good if known_good else self._others).step(unknown=unknown)
        self._sum = max(self._sum + step, 0.0)
        self._results += 1
        if unknown:
            self._unknown += 1
            self._known_good += known_good
            if len(self._held) < _MOST_HELD:
                self._held.append(recipient)
        if self._sum == 0.0:
            self._begin(learn=True)
            return None
        return self._alarm() if self._sum >= THRESHOLD else None

    def _begin(self, *, learn: bool) -> None:
        """Nothing is suspected any more: what came since the sum last stood at zero was normal, or a storm."""
        self._others.settle(learn=learn)
        self._good.settle(learn=learn)
        self._sum = 0.0
        self._results = self._unknown = self._known_good = 0
        self._held.clear()

    def _alarm(self) -> Alarm:
        alarm = Alarm(
            since=self._since,
            results=self._results,
            unknown=self._unknown,
            known_good=self._known_good,
            expected=self.expected,
            recipients=tuple(self._held),
        )
        self._begin(learn=False)
        return alarm

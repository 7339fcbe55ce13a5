"""When *user unknown* is not to be believed: a sequential test of a lane's answers against what its lists were like.

Each answer moves a cumulative sum (Page, "Continuous inspection schemes", Biometrika 41, 1954) by the logarithm of
how much likelier it is in a storm, where about half of all recipients are called unknown, than in this lane's
history. The sum never falls below zero; when it passes the threshold, a storm began where it last stood at zero.

Recipients whom the provider has taken mail for before are judged by a share of their own: real ones of these hardly
ever become unknown, so that fewer answers are needed, and a storm that refuses one in four is seen too.

What a list is like is learned only from answers after which the sum has come back to zero: a storm that is under way
never makes itself normal. docs/doubt.md has the rates that tests/bench/doubt.py simulates.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final

THRESHOLD: Final = math.log(1_000_000)
"""By Lorden's bound (Ann. Math. Stat. 42, 1971) a false alarm comes after a million answers on average, or later,
where no more are unknown than expected."""
AT_THE_END: Final = THRESHOLD / 2
"""The threshold when no further answer comes that could tell a storm from chance: one false alarm in a thousand ends.
That alarm costs a look; a storm that is believed costs recipients."""
_STORM: Final = 0.5
"""Share of recipients called unknown in a storm; more is only found sooner."""
_STORM_OF_GOOD: Final = 0.25
"""The same among recipients who are known to be good: so many never go at once, so that less of a storm is seen."""
_MOST: Final = 0.25
"""Highest share that a list can teach: a worse one is normal only if a person says so."""
_MOST_OF_GOOD: Final = 0.05
_GOOD: Final = 0.01
"""Share of recipients known to be good who have become unknown since: a tenth of all addresses is given up in a year
or so, and lists are used about monthly. A judgement, not a measurement."""
_HIGHEST: Final = 0.45
"""Of what a person can call normal: above it nothing could be told from a storm."""
_LEAST: Final = 0.005
"""No list is perfect."""
_WEIGHT: Final = 200
"""How many answers the lane's history weighs, against those of this list."""
_WEIGHT_OF_BUDGET: Final = 20
"""How many answers the budget weighs, against the lane's history."""
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
    """The keys of those called unknown since then, what is doubted: the first hundred thousand of them."""


@dataclass(slots=True, kw_only=True)
class _Kind:
    """Recipients of one kind: how many of them are usually unknown, and what came since the sum stood at zero."""

    storm: float
    least: float
    most: float
    usual: float
    _answered: float = _WEIGHT
    _unknown: float = field(init=False)
    results: int = 0
    unknown: int = 0

    def __post_init__(self) -> None:
        self._unknown = self.usual * _WEIGHT

    @property
    def share(self) -> float:
        """The share of unknown that is normal (0..1)."""
        return min(max(self._unknown / self._answered, self.least), self.most)

    def take(self, *, unknown: bool) -> float:
        """Count an answer; returns the logarithm of how much likelier it is in a storm."""
        self.results += 1
        self.unknown += unknown
        normal = self.share
        storm = max(self.storm, 2 * normal)
        return math.log(storm / normal) if unknown else math.log((1 - storm) / (1 - normal))

    def learn(self) -> None:
        """What came since the sum stood at zero was normal."""
        self._answered += self.results
        self._unknown += self.unknown
        self.forget()

    def forget(self) -> None:
        """Begin to count anew."""
        self.results = self.unknown = 0


class Watch:
    """Watches one lane."""

    def __init__(self, answered: int, unknown: int, budget: float) -> None:
        """Begin with the lane's history.

        Args:
            answered: Answers of earlier campaigns.
            unknown: How many of them were *user unknown*.
            budget: The share that is taken without suspicion, whatever the history says (0..1).
        """
        least = min(max(budget, _LEAST), _HIGHEST)
        usual = (unknown + budget * _WEIGHT_OF_BUDGET) / (answered + _WEIGHT_OF_BUDGET)
        self._others = _Kind(storm=_STORM, least=least, most=max(_MOST, least), usual=usual)
        self._good = _Kind(storm=_STORM_OF_GOOD, least=_LEAST, most=_MOST_OF_GOOD, usual=_GOOD)
        self._sum = 0.0
        self._since = 0.0
        self._held: list[str] = []

    @property
    def expected(self) -> float:
        """The share of unknown that is normal here (0..1): the history, and this list until the sum last rose."""
        return self._others.share

    @property
    def suspicion(self) -> float:
        """The sum as a share of the threshold (0..1)."""
        return min(self._sum / THRESHOLD, 1.0)

    def observe(self, recipient: str, at: float, *, unknown: bool, known_good: bool) -> Alarm | None:
        """Take an answer; an alarm when the sum passes the threshold, after which the watch begins anew.

        Args:
            recipient: The recipient key.
            at: When the answer came, in the caller's time.
            unknown: Whether it called the recipient unknown.
            known_good: Whether the provider has taken mail for the recipient in another campaign.
        """
        if self._sum == 0.0:
            self._since = at
        kind = self._good if known_good else self._others
        self._sum = max(self._sum + kind.take(unknown=unknown), 0.0)
        if unknown and len(self._held) < _MOST_HELD:
            self._held.append(recipient)
        if self._sum == 0.0:
            self._others.learn()
            self._good.learn()
            self._held.clear()
            return None
        return self._alarm() if self._sum >= THRESHOLD else None

    def end(self) -> Alarm | None:
        """No answer is to come any more: an alarm when the sum has passed half of the threshold."""
        return self._alarm() if self._sum >= AT_THE_END else None

    def _alarm(self) -> Alarm:
        alarm = Alarm(
            since=self._since,
            results=self._others.results + self._good.results,
            unknown=self._others.unknown + self._good.unknown,
            known_good=self._good.unknown,
            expected=self.expected,
            recipients=tuple(self._held),
        )
        self._sum = 0.0
        self._others.forget()
        self._good.forget()
        self._held.clear()
        return alarm

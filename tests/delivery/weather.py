"""Lists and storms by chance, from a seed: what the watch over *user unknown* is simulated with."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from hiyari.delivery.doubt import Watch

BUDGET = 0.05
"""The share that most carriers' lanes take without suspicion."""
_STAY = 0.95
"""Probability that the next row of a clumped list is from the same clump: twenty rows on average."""
_IN_CLUMPS = 5.0
"""How many times likelier a row in a bad clump is unknown than one of the whole list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One answer."""

    unknown: bool
    known_good: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the watch said about one campaign."""

    alarms: int
    first: int | None
    """Answers until the first alarm, that one included."""
    at_end: bool


def scattered(chance: Random, count: int, share: float, good: float = 0.0, gone: float = 0.005) -> Iterator[Result]:
    """A list whose unknown users stand anywhere; some recipients were good, and a share of these is gone since."""
    for _ in range(count):
        known_good = chance.random() < good
        yield Result(unknown=chance.random() < (gone if known_good else share), known_good=known_good)


def clumped(chance: Random, count: int, share: float) -> Iterator[Result]:
    """The same number of unknown users, all in clumps of about twenty rows where most or many are unknown."""
    dense = min(share * _IN_CLUMPS, 0.4)
    bad = share / dense
    inside = chance.random() < bad
    for _ in range(count):
        if chance.random() > _STAY:
            inside = chance.random() < bad
        yield Result(unknown=inside and chance.random() < dense, known_good=False)


def sorted_by_age(chance: Random, count: int, share: float) -> Iterator[Result]:
    """The oldest rows first: twice the share at the beginning, none at the end."""
    for place in range(count):
        yield Result(unknown=chance.random() < 2 * share * (1 - place / count), known_good=False)


def storm(chance: Random, count: int, share: float, good: float = 0.0) -> Iterator[Result]:
    """Whoever it is, known to be good or not, is called unknown with this probability."""
    for _ in range(count):
        yield Result(unknown=chance.random() < share, known_good=chance.random() < good)


def watch(results: Iterable[Result], history: tuple[int, int] = (0, 0), budget: float = BUDGET) -> Seen:
    """A campaign to its end."""
    seen, first, alarms = Watch(*history, budget), None, 0
    for number, one in enumerate(results, 1):
        if seen.observe(str(number), float(number), unknown=one.unknown, known_good=one.known_good) is not None:
            alarms += 1
            first = first or number
    return Seen(alarms=alarms, first=first, at_end=seen.end() is not None)


def delays(
    rounds: int, share: float, *, before: int = 0, good: float = 0.0, usual: float = 0.02, most: int = 2000
) -> list[int | None]:
    """Answers from the beginning of each storm to its alarm; None where none came in so many answers.

    Args:
        rounds: How many storms.
        share: Of recipients called unknown.
        before: Answers of calm weather before it.
        good: The share of recipients who are known to be good.
        usual: The share of unknown users in the list.
        most: Answers of each storm.
    """
    found: list[int | None] = []
    for seed in range(rounds):
        chance = Random(f"{seed} {share} {before} {good}")
        seen = Watch(0, 0, BUDGET)
        for one in scattered(chance, before, usual, good):
            seen.observe("calm", 0.0, unknown=one.unknown, known_good=one.known_good)
        found.append(_delay(seen, storm(chance, most, share, good)))
    return found


def _delay(seen: Watch, results: Iterable[Result]) -> int | None:
    for number, one in enumerate(results, 1):
        if seen.observe("storm", 1.0, unknown=one.unknown, known_good=one.known_good) is not None:
            return number
    return None


def within(found: Sequence[int | None], share: float) -> float:
    """The answers within which this share of the storms was found; infinite where fewer were found."""
    ordered = sorted(float("inf") if one is None else one for one in found)
    return float(ordered[min(int(len(ordered) * share), len(ordered) - 1)])


def middle(found: Sequence[int | None]) -> float:
    """The median."""
    return statistics.median(float("inf") if one is None else one for one in found)

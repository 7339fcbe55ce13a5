"""False alarms and delays of the watch over *user unknown*, by simulation: the tables of docs/doubt.md.

Nothing is sent. Every list and every storm comes from a seed, so that the same numbers come out anywhere.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from random import Random

from tests.delivery.weather import (
    BUDGET,
    Result,
    clumped,
    delays,
    middle,
    scattered,
    sorted_by_age,
    storm,
    watch,
    within,
)

_ANSWERS = 2000
_SHARES = (0.005, 0.02, 0.05, 0.1, 0.2)
_List = Callable[[Random, int, float], Iterator[Result]]


def _false_alarms(rounds: int) -> None:
    print(f"False alarms: campaigns of {_ANSWERS} answers in one lane, budget {BUDGET:.0%}, {rounds} of each.\n")
    _head("truly unknown", "rows in the file", "history", "with an alarm", "alarms each", "at the end only")
    lists: dict[str, _List] = {"scattered": scattered, "oldest first": sorted_by_age, "in clumps": clumped}
    for share in _SHARES:
        for name, make in lists.items():
            for history in ((0, 0), (5000, int(5000 * share))):
                known = f"{share:.1%} of 5,000" if history[0] else "none"
                _row(f"{share:.1%}", name, known, *_alarms(rounds, make, share, history))
    print(f"\nA bad list, and what raising the budget does to it ({rounds} campaigns of each).\n")
    _head("truly unknown", "rows in the file", "unknown_budget", "with an alarm", "alarms each", "at the end only")
    for share, name in ((0.2, "scattered"), (0.3, "scattered"), (0.1, "in clumps"), (0.2, "in clumps")):
        for budget in (0.05, 0.1, 0.2, 0.3, 0.4):
            _row(f"{share:.0%}", name, f"{budget:.0%}", *_alarms(rounds, lists[name], share, (0, 0), budget))
    print(f"\nSmall lanes: the share with an alarm, at their end or before ({rounds * 10} of each, budget 10%).\n")
    _head("truly unknown", "5 answers", "10", "20")
    for share in _SHARES:
        _row(f"{share:.1%}", *(f"{_small(rounds * 10, count, share):.2%}" for count in (5, 10, 20)))


def _alarms(
    rounds: int, make: _List, share: float, history: tuple[int, int], budget: float = BUDGET
) -> tuple[str, str, str]:
    seen = [watch(make(Random(f"{seed}"), _ANSWERS, share), history, budget) for seed in range(rounds)]
    some = sum(bool(one.alarms) for one in seen) / rounds
    return (
        f"{some:.1%}",
        f"{sum(one.alarms for one in seen) / rounds:.2f}",
        f"{sum(one.at_end and not one.alarms for one in seen) / rounds:.1%}",
    )


def _small(rounds: int, count: int, share: float) -> float:
    seen = (watch(scattered(Random(f"{seed}"), count, share), budget=0.1) for seed in range(rounds))
    return sum(one.alarms > 0 or one.at_end for one in seen) / rounds


def _delays(rounds: int) -> None:
    print(f"\nAnswers until a storm is found ({rounds} of each, budget {BUDGET:.0%}, a list with 2% unknown).\n")
    _head("called unknown", "begins", "known good", "median", "95 % within", "never in 2,000")
    for share in (0.1, 0.2, 0.3, 0.5, 0.9):
        for before in (0, 1000):
            for good in (0.0, 0.5, 1.0):
                found = delays(rounds, share, before=before, good=good)
                missed = sum(one is None for one in found) / rounds
                start = f"after {before:,}" if before else "at once"
                _row(
                    f"{share:.0%}",
                    start,
                    f"{good:.0%}",
                    *(_count(one) for one in (middle(found), within(found, 0.95))),
                    f"{missed:.1%}",
                )
    print(f"\nStorms in the last answers of a campaign: the share that is found ({rounds} of each).\n")
    lengths = (3, 5, 8, 10, 15, 20)
    _head("called unknown", *(f"last {length}" for length in lengths))
    for share in (0.3, 0.5, 0.9):
        _row(f"{share:.0%}", *(f"{_tail(rounds, share, length):.0%}" for length in lengths))


def _tail(rounds: int, share: float, length: int) -> float:
    found = 0
    for seed in range(rounds):
        chance = Random(f"{seed}")
        seen = watch([*scattered(chance, 500, 0.02), *storm(chance, length, share)])
        found += seen.alarms > 0 or seen.at_end
    return found / rounds


def _count(answers: float) -> str:
    return f"{answers:,.0f}" if answers < float("inf") else "-"


def _head(*cells: str) -> None:
    _row(*cells)
    _row(*("---" for _ in cells))


def _row(*cells: str) -> None:
    print(f"| {' | '.join(cells)} |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=1000, help="simulated campaigns for each line")
    rounds = parser.parse_args().rounds
    _false_alarms(rounds)
    _delays(rounds)

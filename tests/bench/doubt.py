"""How often a doubt is a false alarm, and how long a storm lasts until it is found: simulated campaigns.

`script/bench doubt` prints the tables of docs/doubt.md; tests/delivery/test_doubt.py asserts their bounds with fewer.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Final

from hiyari.delivery.doubt import Watch

HISTORY: Final = (5000, 100)
"""A lane that has seen 5,000 answers with 2 % unknown."""
NEVER: Final = 10**9
SHARES: Final = (0.005, 0.02, 0.05, 0.10, 0.20)
STORMS: Final = (0.15, 0.30, 0.50, 0.90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One kind of campaign."""

    recipients: int = 3000
    share: float = 0.02
    """Truly unknown."""
    sorted_by_age: bool = False
    """The oldest come first: three times the share at the beginning, falling to none at the end."""
    known_good: float = 0.0
    """Share of recipients who took mail before."""
    moved_away: float = 0.005
    """Share of these who are unknown now."""
    budget: float = 0.05
    history: tuple[int, int] = (0, 0)
    storm: float = 0.0
    """Share of real recipients who are called unknown in the storm."""
    storm_from: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What became of one campaign."""

    false_alarms: int
    delay: int
    """Answers from the beginning of the storm until the alarm; NEVER where there was none."""
    missed: float
    """Share of those wrongly called unknown until the alarm whom it does not doubt."""


def campaign(scenario: Scenario, seed: int) -> Found:
    """One campaign: to its end without a storm, until the alarm with one."""
    watch = Watch(*scenario.history, scenario.budget)
    wronged: set[str] = set()
    false_alarms = 0
    for number, unknown, known_good, wrong in _answers(scenario, random.Random(seed)):
        key = str(number)
        if wrong:
            wronged.add(key)
        alarm = watch.observe(key, float(number), unknown=unknown, known_good=known_good)
        if alarm is None:
            continue
        if scenario.storm and number >= scenario.storm_from:
            missed = len(wronged.difference(alarm.recipients)) / max(len(wronged), 1)
            return Found(false_alarms=false_alarms, delay=number - scenario.storm_from + 1, missed=missed)
        false_alarms += 1
    return Found(false_alarms=false_alarms, delay=NEVER, missed=1.0)


def _answers(scenario: Scenario, chance: random.Random) -> Iterator[tuple[int, bool, bool, bool]]:
    """Number, whether called unknown, whether known to be good, whether wrongly called so."""
    for number in range(scenario.recipients):
        known_good = chance.random() < scenario.known_good
        share = scenario.share
        if known_good:
            share = scenario.moved_away
        elif scenario.sorted_by_age:
            share *= 3 * (1 - number / scenario.recipients) ** 2
        unknown = chance.random() < share
        wrong = not unknown and number >= scenario.storm_from and chance.random() < scenario.storm
        yield number, unknown or wrong, known_good, wrong


def false_alarms(scenario: Scenario, campaigns: int) -> tuple[float, float]:
    """Share of campaigns with a false alarm, and false alarms per campaign."""
    found = [campaign(scenario, seed).false_alarms for seed in range(campaigns)]
    return sum(map(bool, found)) / campaigns, sum(found) / campaigns


def delays(scenario: Scenario, campaigns: int) -> tuple[int, int, float]:
    """Median and 95th percentile of the delay, and the median share of wronged recipients who are missed."""
    found = [campaign(scenario, seed) for seed in range(campaigns)]
    ordered = sorted(one.delay for one in found)
    return (
        ordered[campaigns // 2],
        ordered[min(int(campaigns * 0.95), campaigns - 1)],
        median(one.missed for one in found),
    )


def _alarm_table(campaigns: int, recipients: int) -> None:
    print(
        f"False alarms in {campaigns} campaigns of {recipients} recipients: share of campaigns, alarms per campaign\n"
    )
    kinds = [
        ("random order, budget 5 %", {}),
        ("random order, budget 10 %", {"budget": 0.10}),
        ("random order, history of 2 %", {"history": HISTORY}),
        ("sorted by age, budget 5 %", {"sorted_by_age": True}),
        ("sorted by age, budget 10 %", {"sorted_by_age": True, "budget": 0.10}),
        ("half known good, budget 5 %", {"known_good": 0.5}),
    ]
    print("| list |", " | ".join(f"{share:.1%} unknown" for share in SHARES), "|")
    print("|---" * (len(SHARES) + 1) + "|")
    for name, changes in kinds:
        cells = []
        for share in SHARES:
            some, mean = false_alarms(Scenario(recipients=recipients, share=share, **changes), campaigns)  # type: ignore[arg-type]
            cells.append(f"{some:.1%}, {mean:.2f}")
        print(f"| {name} |", " | ".join(cells), "|")


def _delay_table(campaigns: int) -> None:
    print(
        f"\nAnswers until a storm is found in {campaigns} campaigns with 2 % unknown: median, 95 %; wronged but missed\n"
    )
    kinds = [
        ("at the beginning, no history, budget 5 %", {}),
        ("at the beginning, no history, budget 10 %", {"budget": 0.10}),
        ("at the beginning, history of 2 %", {"history": HISTORY}),
        ("after 1000 answers", {"storm_from": 1000}),
        ("after 1000 answers, half known good", {"storm_from": 1000, "known_good": 0.5}),
    ]
    print("| storm |", " | ".join(f"{storm:.0%} unknown" for storm in STORMS), "|")
    print("|---" * (len(STORMS) + 1) + "|")
    for name, changes in kinds:
        cells = []
        for storm in STORMS:
            middle, late, missed = delays(Scenario(recipients=4000, storm=storm, **changes), campaigns)  # type: ignore[arg-type]
            cells.append(f"{_number(middle)}, {_number(late)}; {missed:.0%}")
        print(f"| {name} |", " | ".join(cells), "|")


def _number(delay: int) -> str:
    return "not found" if delay == NEVER else str(delay)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="Simulates campaigns for the tables of docs/doubt.md.")
    parser.add_argument("--campaigns", type=int, default=1000)
    parser.add_argument("--recipients", type=int, default=10_000)
    arguments = parser.parse_args()
    _alarm_table(arguments.campaigns, arguments.recipients)
    _delay_table(arguments.campaigns)


if __name__ == "__main__":
    main()

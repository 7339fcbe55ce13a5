"""False alarms and delays of the baseline, by simulation: the tables of docs/log-baseline.md.

Nothing is read. Every series comes from a seed, so that the same numbers come out anywhere. A site is thirty series
(ten small, ten of 3 an hour, six of 30, four of 300) with the limits of a site of thirty; each has learned four weeks.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from math import inf, sqrt
from random import Random
from statistics import median

from hiyari.maillog.baseline.budget import Budget, budget
from hiyari.maillog.baseline.judging import Judge
from hiyari.maillog.baseline.known import Known
from hiyari.maillog.baseline.negbin import at_least
from hiyari.maillog.baseline.peers import Peers, Tally
from hiyari.maillog.baseline.profile import Profile
from hiyari.maillog.baseline.series import Series, Way
from tests.maillog.baseline.weather import Nature, counts, dispersion, poisson

WEEK = 168
LEARNED = 4 * WEEK
SITE = {0.3: 10, 3.0: 10, 30.0: 6, 300.0: 4}
"""Series of a site by their mean an hour."""
LIMITS = budget(sum(SITE.values()), 20)
INCIDENTS = (0.5, 2, 5, 20, 100)
SILENCE = -1
_Told = set[str]
Detector = Callable[[int, int], _Told]


@dataclass(slots=True)
class Ours:
    """The judge of the product; or one of its tests alone, by limits that the others never reach."""

    name: str
    profile: Profile
    limits: Budget
    judge: Judge = field(default_factory=Judge)

    def __call__(self, hour: int, count: int) -> _Told:
        """What is told of an hour."""
        return {self.name for _ in self.judge.close(hour, count, self.profile, hour % WEEK, self.limits)}


OURS = {
    "tail": replace(LIMITS, leak=inf, silence=inf),
    "leak": replace(LIMITS, once=0, twice=0, silence=inf),
    "silence": replace(LIMITS, once=0, twice=0, leak=inf),
    "all together": LIMITS,
}


@dataclass(slots=True)
class Naive:
    """What is usually done: limits that know nothing, or too much."""

    pooled: tuple[float, float]
    places: Sequence[tuple[float, float]]
    quiet: int
    """Hours without it after which something is told again."""
    last: dict[str, int] = field(default_factory=dict)

    def __call__(self, hour: int, count: int) -> _Told:
        """What is told of an hour."""
        mean, deviation = self.places[hour % WEEK]
        over = {
            "fixed limit 100/h": count > 100,
            "mean + 3 sd": count > self.pooled[0] + 3 * self.pooled[1],
            "hour-of-week mean + 3 sd": count > mean + 3 * deviation,
            "Poisson 1e-5": count > mean and at_least(count, max(mean, 0.05), 0.0) < 1e-5,
        }
        found = set()
        for name, told in over.items():
            if told:
                if hour - self.last.get(name, -WEEK) > self.quiet:
                    found.add(name)
                self.last[name] = hour
        return found


def learned(past: Sequence[int], quiet: int) -> list[Detector]:
    """All detectors, with the same four weeks."""
    profile = Profile()
    for hour, count in enumerate(past):
        profile.learn(hour % WEEK, count)
    places = [_moments(past[place::WEEK]) for place in range(WEEK)]
    ours = [Ours(name, deepcopy(profile), limits) for name, limits in OURS.items()]
    return [*ours, Naive(_moments(past), places, quiet)]


def _moments(values: Sequence[int]) -> tuple[float, float]:
    mean = sum(values) / len(values)
    return mean, sqrt(sum((one - mean) ** 2 for one in values) / max(1, len(values) - 1))


def series(base: float, number: int, seed: int, weeks: int) -> list[int]:
    """The counts of one series."""
    nature = Nature(base=base, dispersion=dispersion(base), office=number % 2 == 0)
    return list(counts(nature, weeks, Random(f"{seed} {base} {number}")))


def watch(detectors: Sequence[Detector], coming: Sequence[int], start: int = LEARNED) -> Iterator[tuple[int, _Told]]:
    """Each hour that something was told in."""
    for hour, count in enumerate(coming, start):
        found = set[str]().union(*(one(hour, count) for one in detectors))
        if found:
            yield hour, found


def false_alarms(seeds: int, sites: int, weeks: int) -> None:
    """Counts what is told of ordinary years."""
    per_base: dict[float, Counter[str]] = {base: Counter() for base in SITE}
    for seed in range(seeds):
        for base, each in SITE.items():
            for number in range(each * sites):
                found = series(base, number, seed, weeks + 4)
                for _, told in watch(learned(found[:LEARNED], 24), found[LEARNED:]):
                    per_base[base].update(told)
    years = {base: seeds * sites * each * weeks / 52 for base, each in SITE.items()}
    total = sum(seeds * sites * each for each in SITE.values())
    print(f"False alarms a series-year, and a week of a site of 30: {total} series-years of {weeks} weeks.\n")
    _head("detector", *(f"base {base:g}/h" for base in SITE), "a site-week")
    for name in (*OURS, *NAIVE):
        week = sum(per_base[base][name] / years[base] * each / 52 for base, each in SITE.items())
        _row(name, *(f"{per_base[base][name] / years[base]:.2f}" for base in SITE), f"{week:.2f}")


NAIVE = ("fixed limit 100/h", "mean + 3 sd", "hour-of-week mean + 3 sd", "Poisson 1e-5")


def delays(rounds: int) -> None:
    """Hours until planted incidents are told, by the first that tells them."""
    print(f"\nMedian hours until an incident is told, {rounds} of each; -: half of them not within two weeks.\n")
    _head("base", "incident", *OURS, *NAIVE)
    for base in SITE:
        for more in (*INCIDENTS, SILENCE):
            found = [_delay(base, more, number) for number in range(rounds)]
            names = (*OURS, *NAIVE)
            cells = (median(one.get(name, inf) for one in found) for name in names)
            what = "silence" if more == SILENCE else f"+{more:g}/h"
            _row(f"{base:g}/h", what, *("-" if cell == inf else f"{cell:.0f}" for cell in cells))


def _delay(base: float, more: float, number: int) -> dict[str, float]:
    """Hours until each detector tells an incident that begins at any hour of the fifth week and stays."""
    chance = Random(f"incident {base} {more} {number}")
    found = series(base, number, 1000, 8)
    start = LEARNED + chance.randrange(WEEK)
    for hour in range(start, len(found)):
        found[hour] = 0 if more == SILENCE else found[hour] + poisson(more, chance)
    first: dict[str, float] = {}
    for hour, told in watch(learned(found[:LEARNED], 0), found[LEARNED : start + 2 * WEEK]):
        for name in told if hour >= start else ():
            first.setdefault(name, hour - start + 1)
    return first


def peers(sites: int, weeks: int, rounds: int) -> None:
    """Two relays and ten providers, refusals in clumps; and a relay that is refused from one hour on."""
    told = sum(len(list(_peers(f"calm {site}", weeks * WEEK, 1.0, 0))) for site in range(sites))
    print(f"\nPeers: {told / (sites * weeks):.3f} false alarms a week and site, {sites} sites of {weeks} weeks.")
    for share in (0.2, 0.5, 0.85):
        found = [next(_peers(f"bad {one}", 2 * WEEK, share, WEEK), 3 * WEEK) - WEEK + 1 for one in range(rounds)]
        missed = sum(one > WEEK for one in found)
        print(f"One relay refused {share:.0%} by one provider: {median(found):.0f} h, {missed} of {rounds} missed.")


def _peers(seed: str, hours: int, share: float, since: int) -> Iterator[int]:
    """The hours in which a difference is told; from ``since`` on relay b is refused by the provider 0."""
    chance, state, group = Random(seed), Peers(), ("a", "b")
    usual = [0.005 * 2.0 ** chance.randrange(5) for _ in range(10)]
    for hour in range(hours):
        day = 2 ** chance.gauss(0, 0.5) if hour % 24 == 0 else 1.0
        totals: dict[tuple[str, str], Tally] = {}
        for host in group:
            for provider, bad in enumerate(usual):
                sent = poisson(8 / (1 + provider), chance)
                # A clump: half of the refusals come in hours in which one sender is refused a lot.
                now = min(0.9, bad * day * (0.5 + (12.5 if chance.random() < 0.04 else 0)))
                if since and hour >= since and host == "b" and provider == 0:
                    now = share
                refused = sum(chance.random() < now for _ in range(sent))
                totals[host, str(provider)] = Tally(sent - refused, refused)
        for one in state.close(hour, group, totals, LIMITS.peers):
            if not since or hour >= since:
                yield one.hour


def newcomers(sites: int, weeks: int) -> None:
    """Legitimate newcomers, so many a week, whose first day has a few recipients or some dozens."""
    print(f"\nNever seen before: alarms a site-week about legitimate newcomers, {sites} sites of {weeks} weeks.\n")
    _head("newcomers a week", "told a week")
    for rate in (0.1, 0.25, 1, 5, 20):
        told = sum(_newcomers(rate, weeks, Random(f"new {rate} {site}")) for site in range(sites))
        _row(f"{rate:g}", f"{told / (sites * weeks):.2f}")


def _newcomers(rate: float, weeks: int, chance: Random) -> int:
    known, told = Known(), 0
    known.take(0, Series("relay1", "account:first", Way.OUTSIDE), 1)
    for week in range(weeks + 4):
        if week == 4:
            known.settle(0, LEARNED)
        for one in range(poisson(rate, chance)):
            series = Series("relay1", f"account:{week}-{one}", Way.OUTSIDE)
            count = 1 + int(chance.lognormvariate(1, 1.2))
            new = known.take(week * WEEK + chance.randrange(WEEK), series, count) is not None
            told += new and week >= 4
    return told


def _head(*cells: str) -> None:
    _row(*cells)
    _row(*("---" for _ in cells))


def _row(*cells: str) -> None:
    print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--sites", type=int, default=5, help="sites of 30 series for each seed")
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--rounds", type=int, default=30, help="incidents of each kind")
    asked = parser.parse_args()
    false_alarms(asked.seeds, asked.sites, asked.weeks)
    delays(asked.rounds)
    peers(asked.sites, asked.weeks, asked.rounds)
    newcomers(asked.sites * asked.seeds, asked.weeks)

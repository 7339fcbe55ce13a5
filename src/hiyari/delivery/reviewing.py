"""What the rules about a run look at when it has ended, and their findings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from hiyari.delivery import run_rules
from hiyari.delivery.telling.case import AlarmRow
from hiyari.model.finding import Finding
from hiyari.model.rulebook import Judge, judges_in


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFacts:
    """One run of a campaign, when it has ended."""

    campaign: str
    alarms: tuple[AlarmRow, ...]
    """The lanes that were not believed in this run, in order."""


@cache
def judges() -> tuple[Judge[RunFacts], ...]:
    """Every rule of the folder, by id."""
    return judges_in(run_rules)


def judge_run(facts: RunFacts) -> tuple[Finding, ...]:
    """Every finding, the worst rules first."""
    found = [finding for one in judges() for finding in one.judge(facts)]
    return tuple(sorted(found, key=lambda one: (-one.severity, one.rule.id, one.object)))

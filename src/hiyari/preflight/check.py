"""Finds the rules by their place in the folder, and runs them over the facts."""

from __future__ import annotations

from functools import cache
from typing import Final

from hiyari.model.finding import Finding
from hiyari.model.rulebook import Judge, judges_in
from hiyari.preflight import rules
from hiyari.preflight.facts import Facts

_FIELDS: Final = ("DNS", "SPF", "MX", "RLY")
"""A relay that differs from its peers usually does so because of what stands before it here."""


@cache
def judges() -> tuple[Judge[Facts], ...]:
    """Every rule of the folder, by id."""
    return judges_in(rules)


def judge_all(facts: Facts) -> tuple[Finding, ...]:
    """Every finding, the worst rules first, causes before what follows from them; ignored near misses are left out."""
    found = [finding for one in judges() for finding in one.judge(facts) if not _is_ignored(finding, facts)]
    return tuple(sorted(found, key=_order))


def _order(finding: Finding) -> tuple[int, int, str, str]:
    field = finding.rule.id.rstrip("0123456789")
    return -finding.severity, _FIELDS.index(field), finding.rule.id, finding.object


def _is_ignored(finding: Finding, facts: Facts) -> bool:
    today = facts.at.date()
    return any(ignore.covers(finding.rule.id, finding.object, today) for ignore in facts.inventory.ignores)

"""Runs the rules about compared relays."""

from __future__ import annotations

from functools import cache

from hiyari.maillog.compare import rules
from hiyari.maillog.compare.comparison import Comparison
from hiyari.model.finding import Finding
from hiyari.model.rulebook import Judge, judges_in


@cache
def judges() -> tuple[Judge[Comparison], ...]:
    """Every rule of the folder, by id."""
    return judges_in(rules)


def judge_comparison(facts: Comparison) -> tuple[Finding, ...]:
    """Every finding, the worst rules first, and of a rule the surest difference first."""
    found = [finding for one in judges() for finding in one.judge(facts)]
    return tuple(sorted(found, key=lambda one: -one.severity))

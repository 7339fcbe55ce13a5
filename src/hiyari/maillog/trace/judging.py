"""From a trace to findings, by the rules of `rules`."""

from __future__ import annotations

from functools import cache

from hiyari.maillog.trace import rules
from hiyari.maillog.trace.tracing import Traced
from hiyari.model.finding import Finding
from hiyari.model.rulebook import Judge, judges_in


@cache
def judges() -> tuple[Judge[Traced], ...]:
    """Every rule, by id."""
    return judges_in(rules)


def findings(traced: Traced) -> tuple[Finding, ...]:
    """What the rules say."""
    return tuple(finding for one in judges() for finding in one.judge(traced))

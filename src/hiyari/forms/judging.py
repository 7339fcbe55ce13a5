"""The rules about forms, and their findings."""

from __future__ import annotations

from functools import cache

from hiyari.forms import rules
from hiyari.forms.evidence import Scan
from hiyari.model.finding import Finding
from hiyari.model.rulebook import Judge, judges_in


@cache
def judges() -> tuple[Judge[Scan], ...]:
    """Every rule of this room."""
    return judges_in(rules)


def judge_scan(scan: Scan) -> tuple[Finding, ...]:
    """What all rules say about a scan."""
    return tuple(finding for judge in judges() for finding in judge.judge(scan))

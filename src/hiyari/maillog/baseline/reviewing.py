"""Alarms become findings: each rule takes the kind that it is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from hiyari.maillog.baseline import rules
from hiyari.maillog.baseline.alarm import Alarm
from hiyari.maillog.baseline.series import Series
from hiyari.model.finding import Finding
from hiyari.model.rulebook import Judge, judges_in


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineFacts:
    """What the rules look at."""

    alarms: tuple[Alarm, ...] = ()
    learning: tuple[tuple[Series, int], ...] = ()
    """Series that have too little history to be judged, with their hours."""
    judged: int = 0
    """Series that were judged."""


@cache
def judges() -> tuple[Judge[Any], ...]:
    """The rules of this room."""
    return judges_in(rules)


def findings(facts: BaselineFacts) -> Iterator[Finding]:
    """What the rules say, in their order."""
    for one in judges():
        yield from one.judge(facts)

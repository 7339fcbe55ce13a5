"""What is said about the logs themselves, before anything is said about the mail in them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from hiyari.maillog.ingest import rules
from hiyari.maillog.store.asking import Asker
from hiyari.model.finding import Finding
from hiyari.model.rulebook import Judge, judges_in
from hiyari.model.text import Text

ENOUGH: Final = 0.95
"""The share of a file's lines about mail that has to be understood."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How one file was read."""

    source: str
    format: str
    lines: int
    other: int
    mail: int
    understood: int
    last_at: int | None
    strange: tuple[str, ...]

    @property
    def share(self) -> float:
        """Of its lines about mail, how many were understood."""
        return self.understood / self.mail if self.mail else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFacts:
    """All that was read."""

    readings: tuple[Reading, ...]
    problems: tuple[tuple[str, Text], ...] = ()
    """Files that could not be read to their end, and why."""


@cache
def judges() -> tuple[Judge[Any], ...]:
    """Every rule about reading."""
    return judges_in(rules)


def readings(facts: Asker) -> tuple[Reading, ...]:
    """How each file was read, all its readings together."""
    return tuple(
        Reading(
            source=source,
            format=log_format,
            lines=lines,
            other=other,
            mail=mail,
            understood=understood,
            last_at=last_at,
            strange=_lines(strange),
        )
        for source, log_format, lines, other, mail, understood, last_at, strange in facts.ask("readings_all")
    )


def _lines(strange: str | None) -> tuple[str, ...]:
    """A JSON list; what is none was written by somebody else, and is one line."""
    if strange is None:
        return ()
    try:
        lines = json.loads(strange)
    except (ValueError, RecursionError):
        return (strange,)
    return tuple(map(str, lines)) if isinstance(lines, list) else (strange,)


def judge_reading(facts: Asker, problems: Sequence[tuple[str, Text]] = ()) -> tuple[Finding, ...]:
    """What has to be said about the reading before its results."""
    read = ReadFacts(readings=readings(facts), problems=tuple(problems))
    return tuple(finding for one in judges() for finding in one.judge(read))

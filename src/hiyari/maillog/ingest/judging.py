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


FOREVER: Final = (1 << 63) - 1
"""A moment after all others."""
_BUNCH: Final = 200
"""Lines about mail of which a share can be judged: a log that is read every five minutes gives a few at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How one file was read, once or some times after one another."""

    source: str
    format: str
    lines: int
    mail: int
    understood: int
    last_at: int | None
    strange: tuple[str, ...]

    @property
    def share(self) -> float:
        """Of its lines about mail, how many were understood."""
        return self.understood / self.mail if self.mail else 1.0

    def joined(self, later: Reading) -> Reading:
        """This one and the next as one."""
        return Reading(
            source=self.source,
            format=later.format,
            lines=self.lines + later.lines,
            mail=self.mail + later.mail,
            understood=self.understood + later.understood,
            last_at=later.last_at if later.last_at is not None else self.last_at,
            strange=(*self.strange, *later.strange),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFacts:
    """All that was read."""

    readings: tuple[Reading, ...]
    problems: tuple[tuple[str, Text], ...] = ()
    """Files that could not be read to their end, and why."""
    skipped: tuple[tuple[str, Text], ...] = ()
    """Files of folders that look like mail logs and were passed over, and why."""


@cache
def judges() -> tuple[Judge[Any], ...]:
    """Every rule about reading."""
    return judges_in(rules)


def readings(facts: Asker, since: int = 0, until: int = FOREVER) -> tuple[Reading, ...]:
    """How each file was read that tells of a span: the worst part of it that is long enough to be judged.

    Good years do not excuse a bad day, so that readings are not added up for ever.

    Args:
        facts: Where they stand.
        since: The first moment of interest, in microseconds.
        until: The first that is of none any more.
    """
    files: dict[str, list[Reading]] = {}
    for source, log_format, lines, mail, understood, last_at, strange in facts.ask(
        "readings_all", since=since, until=until
    ):
        one = Reading(
            source=source,
            format=log_format,
            lines=lines,
            mail=mail,
            understood=understood,
            last_at=last_at,
            strange=_lines(strange),
        )
        bunches = files.setdefault(source, [])
        if bunches and bunches[-1].mail < _BUNCH:
            bunches[-1] = bunches[-1].joined(one)
        else:
            bunches.append(one)
    return tuple(_worst(bunches) for bunches in files.values())


def _lines(strange: str | None) -> tuple[str, ...]:
    """A JSON list; what is none was written by somebody else, and is one line."""
    if not strange:
        return ()
    try:
        lines = json.loads(strange)
    except (ValueError, RecursionError):
        return (strange,)
    return tuple(map(str, lines)) if isinstance(lines, list) else (strange,)


def _worst(bunches: list[Reading]) -> Reading:
    if len(bunches) > 1 and bunches[-1].mail < _BUNCH:
        bunches[-2:] = [bunches[-2].joined(bunches[-1])]
    told = [one for one in bunches if one.mail] or bunches
    return min(told, key=lambda one: one.share)


def judge_reading(
    facts: Asker,
    problems: Sequence[tuple[str, Text]] = (),
    since: int = 0,
    until: int = FOREVER,
    skipped: Sequence[tuple[str, Text]] = (),
) -> tuple[Finding, ...]:
    """What has to be said about the reading of a span before its results."""
    read = ReadFacts(readings=readings(facts, since, until), problems=tuple(problems), skipped=tuple(skipped))
    return tuple(finding for one in judges() for finding in one.judge(read))

"""Findings about changes: what the rules of watching share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from hiyari.forms.evidence import Ability
from hiyari.forms.watching.compare import Change, Changed, Compared
from hiyari.locale.shell import quoted
from hiyari.model.cause import Other
from hiyari.model.finding import Finding
from hiyari.model.rule import Rule
from hiyari.model.rulebook import Judge, judges_in
from hiyari.model.text import Command, Text, ntext, text
from hiyari.model.verdict import NearMiss, Pass, Unknown, Verdict

_GAINED: Final = {
    Ability.COMMAND: text("A stranger can now run commands through it."),
    Ability.RECIPIENT: text("A stranger can now choose whom it mails."),
    Ability.HEADER: text("A stranger can now add header lines to its mail."),
    Ability.AUTOREPLY: text("It now mails a stranger's text to an address that the stranger names."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """All web roots of one run."""

    compared: tuple[Compared, ...]


@cache
def judges() -> tuple[Judge[Watched], ...]:
    """Every rule about changes."""
    from hiyari.forms import watch_rules  # noqa: PLC0415 - the rules use this file

    return judges_in(watch_rules)


def judge_watched(watched: Watched) -> tuple[Finding, ...]:
    """What all rules say about a run; one pass for each web root in which nothing has changed."""
    found = tuple(finding for judge in judges() for finding in judge.judge(watched))
    changed = {one.root for one in watched.compared if any(each.change is not Change.GONE for each in one.changes)}
    rule = judges()[0].rule
    same = tuple(
        Finding(rule=rule, verdict=Pass(), object=one.root, params=MappingProxyType({"path": one.root}))
        for one in watched.compared
        if one.root not in changed
    )
    return (*found, *same)


def told(rule: Rule, watched: Watched, kind: Change) -> Iterator[Finding]:
    """A finding for each change of one kind."""
    for compared in watched.compared:
        for change in compared.changes:
            if change.change is kind:
                yield _finding(rule, change)


def _finding(rule: Rule, change: Changed) -> Finding:
    verdict: Verdict = NearMiss()
    if change.change is Change.HIDDEN:
        verdict = Unknown(cause=Other(sentence=change.why or text("it could not be looked at")))
    return Finding(
        rule=rule,
        verdict=verdict,
        object=change.path,
        params=MappingProxyType({"path": change.path}),
        details=tuple(_details(change)),
        next=text("hiyari forms scan --show {path}", path=Command(quoted(change.path))),
    )


def _details(change: Changed) -> Iterator[Text]:
    if change.moved_from is not None:
        yield text("It has the same content as {path}, which is gone.", path=change.moved_from)
    for ability, sentence in _GAINED.items():
        if ability in change.gained:
            yield sentence
    if change.change is Change.CHANGED and not change.content:
        yield text("The file itself is the same: something that it includes has changed.")
    if change.lost and not change.gained:
        yield text("What a stranger could do with it before was closed, in part or altogether.")
    if change.now is not None and change.now.unknown and not change.gained:
        yield text("Part of it was not understood.")
    if change.probes is not None:
        yield ntext("{count} probe since the last scan.", "{count} probes since the last scan.", change.probes)

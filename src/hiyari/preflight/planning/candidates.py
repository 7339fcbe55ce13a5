"""The records in which a domain's SPF may be edited: its own, and those that it always includes or redirects to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from hiyari.auth.spf.macro import MacroString, fit
from hiyari.auth.spf.parse import parse_strings
from hiyari.auth.spf.record import All, Include, Qualifier, Record
from hiyari.dns.answer import Answer
from hiyari.dns.records import RdType, Txt
from hiyari.preflight.planning.ground import Ground, owner_of

MAX_RECORDS: Final = 40
"""Records of one tree that are looked at; one with more is over every limit."""
MAX_DEPTH: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A record that may be edited."""

    owner: str
    name: str
    """The name that leads to it: the owner, or an alias."""
    depth: int
    """0 for the domain's own record."""
    answer: Answer
    txt: Txt
    record: Record


def candidates(domain: str, ground: Ground) -> Iterator[Candidate]:
    """The records of the tree that are ours, whole and alone at their name; the domain's own first."""
    for depth, answer in _tree(domain, ground):
        found = spf_records(answer)
        if len(found) == 1 and ground.is_ours(owner_of(answer)):
            txt, record = found[0]
            if record is not None:
                yield Candidate(
                    owner=owner_of(answer),
                    name=answer.question.name,
                    depth=depth,
                    answer=answer,
                    txt=txt,
                    record=record,
                )


def spf_records(answer: Answer) -> list[tuple[Txt, Record | None]]:
    """The TXT records that claim to be SPF, each with what it says, or None where it has a flaw."""
    found = ((txt, parse_strings(txt.strings)) for txt in answer.records if isinstance(txt, Txt))
    return [(txt, parsed if isinstance(parsed, Record) else None) for txt, parsed in found if parsed is not None]


def _tree(domain: str, ground: Ground) -> Iterator[tuple[int, Answer]]:
    seen: set[str] = set()
    waiting = [(0, domain)]
    while waiting and len(seen) < MAX_RECORDS:
        depth, name = waiting.pop(0)
        if name in seen or depth > MAX_DEPTH:
            continue
        seen.add(name)
        answer = ground.ask(name, RdType.TXT)
        yield depth, answer
        for _, record in spf_records(answer)[:1]:
            waiting.extend((depth + 1, target) for target in _targets(record))


def _targets(record: Record | None) -> Iterator[str]:
    """Where a record leads every sender that nothing has matched before."""
    if record is None:
        return
    for term in record.directives:
        if isinstance(term, All):
            return
        if isinstance(term, Include) and term.qualifier is Qualifier.PASS:
            yield from _constant(term.domain)
    if record.redirect is not None:
        yield from _constant(record.redirect)


def _constant(spec: MacroString) -> Iterator[str]:
    if spec.constant:
        yield fit(spec.expand({})).lower().removesuffix(".")

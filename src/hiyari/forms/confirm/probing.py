"""Trying canaries on a form that is known to send mail: all fields at once, and one by one where that is refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hiyari.forms.confirm.attempts import Attempt, twins
from hiyari.forms.confirm.canaries import Canary, Carried, carried
from hiyari.forms.confirm.decide import Hit, hits
from hiyari.forms.confirm.fields import Field
from hiyari.forms.confirm.visiting import Visited, Visitor


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How the form is made to send its mail."""

    attempt: Attempt
    steps: int
    mails: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Probed:
    """What the canaries showed, and whether all of them were tried."""

    hits: tuple[Hit, ...]
    whole: bool


def probe(visitor: Visitor, way: Way, fields: Sequence[Field], canaries: Sequence[Canary], charset: str) -> Probed:
    """Try every canary. A batch that sends less mail than an honest visit was refused, and is taken apart."""
    found: list[Hit] = []
    places = [place for place, field in enumerate(fields) if field.kind not in {"submit", "file"}]
    for canary in canaries:
        for group in _groups(places):
            if visitor.spent:
                return Probed(hits=tuple(found), whole=False)
            loads = carried([fields[place] for place in group], group, canary, charset, way.attempt.values)
            short, some = _send(visitor, way, loads, fields)
            found += some
            if not short and len(group) == len(places):
                break
    return Probed(hits=tuple(found), whole=True)


def _groups(places: list[int]) -> Iterator[list[int]]:
    """Every field, then each alone; the caller stops after the first where it is not refused."""
    yield places
    if len(places) > 1:
        yield from ([place] for place in places)


def _send(visitor: Visitor, way: Way, loads: Sequence[Carried], fields: Sequence[Field]) -> tuple[bool, list[Hit]]:
    double = twins(fields)
    values = {load.field.name: load.value for load in loads}
    values |= {name: values[stem] for name, stem in double.items() if stem in values}
    visited = visitor.visit(way.attempt, values, steps=way.steps)
    found = [*hits(loads, visited.mails, visited.marks)]
    if way.steps > 1:
        again: Visited = visitor.visit(way.attempt, values, steps=way.steps, last_only=True)
        found += hits(loads, again.mails, again.marks)
        return max(len(visited.mails), len(again.mails)) < way.mails, found
    return len(visited.mails) < way.mails, found

"""Trying canaries on a form that is known to send mail: all fields at once, and one by one where that is refused."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hiyari.forms.confirm.attempts import Attempt, twins
from hiyari.forms.confirm.canaries import FIRST, FURTHER, Canary, Carried, Trial, carried
from hiyari.forms.confirm.decide import Hit, hits
from hiyari.forms.confirm.fields import Field
from hiyari.forms.confirm.visiting import Visitor

KNOWN = 2
"""Refusals after which a field is known to be refused."""
TOKENS = re.compile(rb"token|csrf|nonce|ticket|onetime|one_time", re.IGNORECASE)


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


@dataclass(slots=True, kw_only=True)
class Prober:
    """Sends canaries, and remembers which fields make the form refuse them."""

    visitor: Visitor
    way: Way
    fields: Sequence[Field]
    charset: str
    found: list[Hit] = field(default_factory=list)
    refused: Counter[int] = field(default_factory=Counter)
    """How often fields, by their places, alone led to a refusal."""
    passed: set[int] = field(default_factory=set)
    """Places of fields with which the form took a canary, alone or with others."""
    took: set[tuple[int, Trial]] = field(default_factory=set)
    """The same with the kind of the canary."""

    def try_one(self, canary: Canary) -> bool:
        """One kind of canary in every field; false when the budget ended before.

        A batch that sends less mail than an honest visit was refused: then the fields that never were refused go
        together and the others alone, and where that is refused too, each goes alone. Where one or two fields are
        known to be refused, that is done at once.
        """
        places = [place for place, one in enumerate(self.fields) if one.kind not in self._fixed()]
        places = [place for place in places if self._fits(place, canary)]
        known = [place for place in places if self.refused[place] >= KNOWN]
        parted = 0 < len(known) <= KNOWN and len(places) > len(known)
        if not places or (not parted and self._passes(places, canary)) or len(places) == 1:
            return not self.visitor.spent
        calm = [place for place in places if not self.refused[place]]
        together = 0 < len(calm) < len(places) and self._passes(calm, canary)
        for place in places:
            if self.visitor.spent:
                return False
            if together and place in calm:
                continue
            if not self._passes([place], canary):
                self.refused[place] += 1
        return not self.visitor.spent

    def _fixed(self) -> frozenset[str]:
        """Kinds of fields that carry nothing."""
        return frozenset({"submit"} if self.way.attempt.multipart else {"submit", "file", "file part"})

    def _fits(self, place: int, canary: Canary) -> bool:
        """Whether a canary may show something in a field that others did not."""
        if canary.instead:
            honest = self.way.attempt.values.get(self.fields[place].name, b"")
            return b"@" in honest and (place, canary.trial) not in self.took
        early = canary not in FURTHER and not TOKENS.search(self.fields[place].name)
        return early or not self._locked(place)

    def _locked(self, place: int) -> bool:
        """Whether a field takes nothing but what it is to hold: a token, a step's name."""
        enough = KNOWN if TOKENS.search(self.fields[place].name) else len(FIRST)
        return self.refused[place] >= enough and place not in self.passed

    def _passes(self, places: Sequence[int], canary: Canary) -> bool:
        """Send a canary in some fields; whether as much mail came as from an honest visit."""
        loads = carried([self.fields[place] for place in places], places, canary, self.charset, self.way.attempt.values)
        values = {load.field.name: load.value for load in loads}
        values |= {name: values[stem] for name, stem in twins(self.fields).items() if stem in values}
        came = self._visit(loads, values, last_only=False)
        if self.way.steps > 1 and (came < self.way.mails or len(places) > 1):
            came = max(came, self._visit(loads, values, last_only=True))
        if came < self.way.mails:
            return False
        self.passed.update(places)
        self.took.update((place, canary.trial) for place in places)
        return True

    def _visit(self, loads: Sequence[Carried], values: Mapping[bytes, bytes], *, last_only: bool) -> int:
        visited = self.visitor.visit(self.way.attempt, values, steps=self.way.steps, last_only=last_only)
        self.found += hits(loads, visited.mails, visited.marks)
        return len(visited.mails)


def probe(visitor: Visitor, way: Way, fields: Sequence[Field], canaries: Sequence[Canary], charset: str) -> Probed:
    """Try every canary in every field."""
    prober = Prober(visitor=visitor, way=way, fields=fields, charset=charset)
    whole = all(prober.try_one(canary) for canary in canaries)
    return Probed(hits=tuple(prober.found), whole=whole)

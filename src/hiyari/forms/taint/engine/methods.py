"""Which function of the script a call means: methods are looked for in a class, its traits and its bases."""

from __future__ import annotations

from typing import Final

from hiyari.forms.taint.engine.naming import name_of
from hiyari.forms.taint.engine.references import PLAIN
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import State
from hiyari.forms.taint.engine.values import (
    Ref,
    Value,
    constant,
    tainted,
)
from hiyari.forms.taint.ir import Function

MOST_ANCESTORS: Final = 12


class Methods:
    """Finds what a call means."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def found(self, name: str, base: Value | None, state: State) -> Function | None:
        """The function of the script that a call means."""
        run = self.run
        if ".SUPER::" in name:
            return self.inherited(name.rpartition("::")[2])
        owner, dot, method = name.rpartition(".")
        if isinstance(base, Ref) and owner in run.classes:  # a base's own: parent::send(), super.send()
            found = self.of(owner, method)
            if found is not None:
                return found
        thing = state.thing(base)
        if thing is not None:
            found = self.of(thing.kind, method) or self.of(thing.kind, run.traits.starters.get(name, ""))
            if found is not None or not run.traits.package_classes:
                return found
        written = constant(base) if base is not None and name[:1] == "." else None
        if written:
            # a class by its name: $class->new
            found = self.of(run.tables.name(name_of(written)), name[1:])
            if found is not None:
                return found
        if run.traits.package_classes and name[:1] == ".":
            return run.functions.get(name[1:]) if "::" in name else self.only(name[1:], base, state)
        found = run.functions.get(name)
        if found is not None:
            return found
        if dot and owner in run.classes:
            return self.of(owner, method)
        return run.functions.get(f"{owner}::{method}") if dot and owner else None

    def of(self, kind: str, name: str) -> Function | None:
        """A class's method, or the one that it has from its base."""
        for each in self.ancestors(kind):
            found = self.run.functions.get(f"{each}.{name}") or self.run.functions.get(f"{each}::{name}")
            if found is not None:
                return found
        return None

    def inherited(self, name: str) -> Function | None:
        """Perl's ``$self->SUPER::name``: what a base of the package that runs has."""
        package = self.run.calling[-1].name.rpartition("::")[0] if self.run.calling else ""
        for each in self.ancestors(package)[1:]:
            found = self.run.functions.get(f"{each}::{name}")
            if found is not None:
                return found
        return None

    def ancestors(self, kind: str) -> list[str]:
        """A class, its traits, its base, and theirs, in the order in which methods are looked for."""
        found: dict[str, None] = {}
        waiting = [kind]
        while waiting and len(found) < MOST_ANCESTORS:
            each = waiting.pop()
            if each in found:
                continue
            found[each] = None
            known = self.run.classes.get(each)
            waiting.extend(reversed(known.bases if known is not None else ()))
        return list(found)

    def only(self, name: str, base: Value | None, state: State) -> Function | None:
        """The only method of that name in the script, for an object of which nothing else is known."""
        thing = state.thing(base)
        if base is None or tainted(base) or (thing is not None and thing.kind != PLAIN):
            return None
        found = [one for full, one in self.run.functions.items() if full.endswith("::" + name)]
        return found[0] if len(found) == 1 else None

"""What assignments change: variables, elements, properties, variables of any name."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from hiyari.forms.taint.engine import containers
from hiyari.forms.taint.engine.choices import either
from hiyari.forms.taint.engine.looking import root
from hiyari.forms.taint.engine.merging import merged, merged_into_one
from hiyari.forms.taint.engine.naming import name_of, octets_of, written_name
from hiyari.forms.taint.engine.pieces import extended
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import State
from hiyari.forms.taint.engine.values import (
    EMPTY,
    Arr,
    Func,
    Ref,
    Step,
    Str,
    Value,
    constant,
    fixed,
    mapped,
    requested,
    stepped,
    tainted,
    weight,
)
from hiyari.forms.taint.ir import (
    Arg,
    Array,
    Assign,
    Call,
    Choice,
    Const,
    Expr,
    Item,
    Join,
    Member,
    Mix,
    Var,
)
from hiyari.model.text import Text, text

_SIGILS: Final = frozenset({"%", "@", "*", "$"})
MOST_ALIASES: Final = 50


class Assigning:
    """Gives variables, elements and properties their values."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._spreading = False

    def assign_ways(self, assign: Assign, state: State) -> list[State]:
        """An assignment; conditions that are assigned part the ways."""
        ways = self.run.expressions.ways(assign.value, state)
        flags = all(constant(value) is not None or isinstance(value, Arr) for _, value in ways)
        for one, value in ways:
            if one.end is None:
                self.assign(assign.target, value, one, append=assign.append, declares=assign.declares)
                self._share(assign, value)
        states = [one for one, _ in ways]
        if len(states) < 2:
            return states
        ended, alive = [one for one in states if one.end], [one for one in states if one.end is None]
        return ended + (merged(alive) if flags else [merged_into_one(alive)] if alive else [])

    def _share(self, assign: Assign, value: Value) -> None:
        """The same list or mapping under another name: ``b = a``, Perl's references to hashes, arrays and scalars."""
        if not self.run.traits.shares or assign.append or not isinstance(assign.target, Var):
            return
        match assign.value:
            case Mix(parts=(Var() as only,), number=False) if assign.target.name[:1] == "$":
                self.alias(assign.target, only)
            case Var(name=name) if isinstance(value, Arr) and name != "@_" and assign.target.name[:1] not in "@%":
                self.alias(assign.target, assign.value)
            case _:
                pass

    def assign(
        self,
        target: Expr | tuple[Expr, ...],
        value: Value,
        state: State,
        *,
        append: bool = False,
        declares: bool = False,
    ) -> None:
        """Give a variable, an element or a property a value."""
        match target:
            case tuple():
                self._assign_each(target, value, state, declares=declares)
            case Var(at=at, name=name):
                self._assign_variable(name, at, value, state, append=append, declares=declares)
                self._assign_others(target, state)
            case Item(at=at, base=base, key=key):
                self._assign_item(at, base, key, value, state, append=append)
                self._assign_others(target, state)
            case Member(at=at, base=base, name=name):
                self._assign_member(at, base, name, value, state, append=append)
                self._assign_others(target, state)
            case Choice(yes=yes, no=no):
                for one in (yes, no):
                    self.assign(one, value, state, append=True)
            case Call(name="<contents>", at=at, args=(only, Arg(value=Const(value=b"*")))):
                self._assign_glob(only.value, at, value, state)
            case Call(name="<contents>", args=(only, Arg(value=Const(value=sigil)))):
                value = containers.paired(value) if sigil == b"%" else value
                self._assign_contents(only.value, value, state, append=append, sigil=sigil or b"")
            case Array(items=items):
                self._assign_each(tuple(one for _, one in items), value, state, declares=declares)
            case Mix(parts=(only,)) | Join(parts=(only,)):
                self.assign(only, value, state, append=append, declares=declares)
            case Const():
                pass
            case _:
                self._lost(target, value)

    def _lost(self, target: Expr, value: Value) -> None:
        """What is assigned here goes to a place that is not known."""
        if requested(value):
            run = self.run
            run.report.unclear(
                text("what the request holds is put into a place that is not known"), target.at, run.file
            )

    def alias(self, left: Expr, right: Expr) -> None:
        """From here on two names are of one place, in the function that runs."""
        kept = (left, right, id(self.run.calling[-1]) if self.run.calling else 0)
        if len(self.run.aliases) < MOST_ALIASES and kept not in self.run.aliases:
            self.run.aliases.append(kept)

    def _assign_others(self, target: Expr, state: State) -> None:
        """Other names of the place that was assigned to may hold the new value, too."""
        if not self.run.aliases or self._spreading:
            return
        name = root(target)
        frame = id(self.run.calling[-1]) if self.run.calling else 0
        self._spreading = True
        try:
            for left, right, made in self.run.aliases:
                if made != frame:
                    continue
                for one, other in ((left, right), (right, left)):
                    if root(one) == name and (root(one) != root(other) or one == target):
                        before = self.run.expressions.value(other, state)
                        self.assign(other, either(before, self.run.expressions.value(one, state)), state)
        finally:
            self._spreading = False

    def _assign_each(self, targets: tuple[Expr, ...], value: Value, state: State, *, declares: bool) -> None:
        for index, target in enumerate(targets):
            if isinstance(target, Const):
                continue
            if isinstance(target, Var) and target.name[:1] in "@%" and target.name[:1]:
                self.assign(target, containers.after(value, index), state, declares=declares)
                return
            key = fixed(str(index).encode())
            self.assign(target, self.run.expressions.element(value, key, target.at, state), state, declares=declares)

    def noted(self, value: Value, at: int, what: Text) -> Value:
        """A value with a step added to its way."""
        if isinstance(value, Str) and len(value.pieces) > 4:
            self.run.step(weight(value.pieces) // 10)
        step = Step(at, what, self.run.file)
        return mapped(value, lambda taint: stepped(taint, step)) if tainted(value) else value

    def _assign_variable(self, name: str, at: int, value: Value, state: State, *, append: bool, declares: bool) -> None:
        if name[:1] != "<":  # a blank parts off what tells apart the variables of Python's comprehensions
            value = self.noted(value, at, text("assigned to {name}", name=name.partition(" ")[0]))
        by_sigil = self.run.traits.sigils and name[:1] in _SIGILS
        if by_sigil and self._assign_by_sigil(name, value, state, append=append, declares=declares):
            return
        if append:
            value = containers.appended(self.run.variables.variable(name, at, state), value)
        self.run.variables.store(name, value, state, declares=declares)

    def _assign_glob(self, expr: Expr, at: int, value: Value, state: State) -> None:
        """``*{"Class::$name"} = sub { ... }``: a name that is put together while the script runs."""
        run = self.run
        name = run.references.symbol(run.expressions.value(expr, state), b"*")
        if name is not None:
            run.variables.alias(name[1:], value, state)
            return
        run.opened = True
        if isinstance(value, Func):
            run.callables.suspect("a function without a name that is known", at)
        run.report.unclear(text("what gets a name here, which is put together while the script runs"), at, run.file)

    def _assign_contents(self, expr: Expr, value: Value, state: State, *, append: bool, sigil: bytes = b"") -> None:
        """``@$list = ...``: what the reference leads to; a value that is no reference here is the list itself."""
        reference = self.run.expressions.value(expr, state)
        name = self.run.references.symbol(reference, sigil)
        if name is not None:
            self.assign(Var(expr.at, name), value, state, append=append)
            return
        held = self.run.references.held(reference, state)
        if held is None and sigil and isinstance(reference, Str) and reference.tainted:
            self.fill(value, state)  # the request names the list
            return
        if held is None:
            self.assign(expr, value, state, append=append)
            return
        value = self.run.references.contents(value, state)
        self.run.references.change(reference, containers.appended(held, value) if append else value, state)

    def _assign_by_sigil(self, name: str, value: Value, state: State, *, append: bool, declares: bool) -> bool:
        """Perl's lists and mappings, to which references may lead, and its globs, which are names for others."""
        if name[:1] == "*":
            return self.run.variables.alias(name[1:], value, state)
        if name[:1] == "$":
            old = None if declares or isinstance(value, Ref) else self.run.variables.lookup(name, state)
            held = None if not isinstance(old, Ref) else self.run.references.held(old, state)
            if old is None or not isinstance(held, Str):
                return False
            self.run.references.change(old, containers.appended(held, value) if append else value, state)
            return True
        value = self.run.references.contents(value, state)
        if name[:1] == "%":
            value = containers.paired(value)
        raw = self.run.variables.lookup(name, state)
        before = None if raw is None or declares else self.run.references.held(raw, state)
        if append:
            old = before if before is not None else self.run.variables.variable(name, 0, state)
            value = containers.appended(self.run.references.contents(old, state), value)
        if raw is not None and before is not None:
            self.run.references.change(raw, value, state)
        else:
            self.run.variables.store(name, value, state, declares=declares)
        return True

    def _assign_item(self, at: int, base: Expr, key: Expr | None, value: Value, state: State, *, append: bool) -> None:
        given = None if key is None else self.run.expressions.value(key, state)
        if given is not None and (exactly := state.exactly(given)) is not None:
            given = fixed(exactly)
        if isinstance(base, Var) and base.name in {"<variables>", "<globals>"}:
            self._assign_named(base.name, given, value, state, append=append)
            return
        named = self._symbolic(base, given, state)
        if named is not None:
            self._assign_item(at, named, key, value, state, append=append)
            return
        name = written_name(base)
        value = self.noted(value, at, text("put into {name}", name=name))
        before = self.run.expressions.value(base, state)
        if isinstance(before, Ref):
            if self.run.traits.item_setter:
                self.run.properties.set_item(before, given, value, at, state)
            if append and before.address in state.things:
                value = containers.appended(self.run.expressions.element(before, given, at, state), value)
            if not self.run.references.put(before, given, value, state):
                self.run.mailers.set_element(before, given, value, at, state)
            return
        if append and key is not None:
            value = containers.appended(self.run.expressions.element(before, given, at, state), value)
        if isinstance(base, Var) and base.name in self.run.tables.persistent:
            written = None if given is None else constant(given)
            self.run.remembering.put(written, value, state)
        if key is None and self.run.loops and isinstance(before, Arr):
            value = self._placed(value, len(before.items))
        self.assign(base, containers.put(before, given, value, self.run.loop_keys), state)

    def _symbolic(self, base: Expr, key: Value | None, state: State) -> Var | None:
        """``$$name{to}`` and ``$name->{to}`` where a string names the mapping."""
        if not self.run.traits.symbolic_references or (isinstance(base, Var) and base.name[:1] != "$"):
            return None
        written = b"" if key is None else constant(key)
        sigil = b"@" if written is not None and written.isdigit() else b"%"
        name = self.run.references.symbol(self.run.expressions.value(base, state), sigil)
        return None if name is None else Var(base.at, name)

    @staticmethod
    def _placed(value: Value, place: int) -> Value:
        """What a loop adds to a list: each element is other data, though all come from the same place in the script."""
        return mapped(value, lambda taint: replace(taint, ids=extended(taint.ids, f" #{place}")))

    def _assign_named(self, where: str, key: Value | None, value: Value, state: State, *, append: bool) -> None:
        written = None if key is None else constant(key)
        if written is None:
            self.fill(value, state)
            return
        name = name_of(written)
        if where == "<variables>":
            self._assign_variable("$" + name.lstrip("$"), 0, value, state, append=append, declares=False)
            return
        place = state.globals
        known = "$" + name in place or "$" + name in self.run.assigned
        full = "$" + name if known and "::" not in name else f"<globals>{name}"
        place[full] = containers.appended(place.get(full, EMPTY), value) if append else value

    def fill(self, value: Value, state: State, *, only_new: bool = False, prefix: str = "") -> None:
        """Give variables of any name a value (``extract``, ``$$name``), also those that have one."""
        before = state.variables.get("<any>")
        state.variables["<any>"] = value if before is None else either(before, value)
        if only_new or prefix:
            return
        for name, old in list(state.variables.items()):
            if name[:1] == "<" or self.run.variables.is_everywhere(name) or name == "$this":
                continue
            new = containers.element(value, name.lstrip("$@%"), self.run.came, 0)
            state.variables[name] = either(old, new)

    def _assign_member(self, at: int, base: Expr, name: str, value: Value, state: State, *, append: bool) -> None:
        value = self.noted(value, at, text("assigned to {name}", name=f"{written_name(base)}->{name}"))
        before = self.run.expressions.value(base, state)
        if isinstance(before, Ref) and before.address in state.things:
            thing = state.things[before.address]
            self.run.properties.set(thing, name, value, before, at, state)
            thing = state.things[before.address]
            if append:
                value = containers.appended(thing.get(name) or EMPTY, value)
            kept = tuple((key, old) for key, old in thing.fields if key != name)
            state.things[before.address] = replace(thing, fields=(*kept, (name, value)))
            self.run.mailers.set_property(before, name, value, at, state, append=append)
            return
        key = fixed(octets_of(name))
        if append:
            value = containers.appended(self.run.expressions.element(before, key, at, state), value)
        self.assign(base, containers.put(before, key, value, self.run.loop_keys), state)

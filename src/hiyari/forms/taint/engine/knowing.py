"""What functions give: those that the tables know (the request's data, a cleaned value), and any other."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from hiyari.forms.taint.engine import containers
from hiyari.forms.taint.engine.choices import concatenated, either
from hiyari.forms.taint.engine.given import Given
from hiyari.forms.taint.engine.merging import forgotten
from hiyari.forms.taint.engine.naming import asks_by_name, name_of, told_apart
from hiyari.forms.taint.engine.pieces import extended
from hiyari.forms.taint.engine.remembering import without_tags
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import State
from hiyari.forms.taint.engine.values import (
    EMPTY,
    SOMETHING,
    Barrier,
    Step,
    Str,
    Taint,
    Unknown,
    Value,
    any_of,
    constant,
    fixed,
    mapped,
    stepped,
    tainted,
    taints_of,
    weakened,
)
from hiyari.forms.taint.ir import Call, Member, Var
from hiyari.forms.taint.tables import BREAKS, NONE, Power, Sanitiser, Source
from hiyari.model.text import text

_PUTS: Final = (
    ".push",
    ".append",
    ".add",
    ".set",
    ".put",
    ".enqueue",
    ".unshift",
    ".insert",
    ".offsetset",
    ".attach",
    ".read_dict",
    ".store",
    ".save",
    ".feed",
)
"""Beginnings of methods that put something into an object."""

MOST_FOLDED: Final = 100_000

_STREAMS: Final = frozenset({"<STDIN>", "gets", "readline", "read", "sys.stdin.readline"})
"""Sources that give something else at every call."""


def may_decode(taint: Taint, state: State) -> Taint:
    """A line of the request that was not looked at yet, in which breaks are encoded: what nobody knows may decode.

    What a check or a filter has kept out stays out.
    """
    untouched = not taint.barriers and not any(state.proofs.get(one) for one in taint.ids)
    if taint.power & BREAKS or not taint.power & Power.TEXT or not untouched or taint.origin.file:
        return taint
    return replace(taint, power=taint.power | BREAKS, ids=(*taint.ids, f"{taint.ids[-1]} given away"))


_PLAIN: Final = frozenset({"basename", "dirname", "expr", "readlink", "realpath", "<output>"})
"""Commands of every system that decode nothing."""


class Knowing:
    """Knows functions by the tables, and takes the others to give what they were given."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def known(self, call: Call, base: Value | None, given: list[Given], state: State) -> Value:
        """A function that the tables know, or any other, whose result may hold what it was given."""
        tables, name = self.run.tables, call.name
        folded = self._folded(call, given) or self.run.filing.used(call, base, given, state)
        if folded is not None:
            return folded
        if base is not None and name in tables.getters and tainted(base):
            return containers.lookup(base, given[0].value, self.run.came, call.at) if given else base
        source = self._source(call, given)
        if source is not None:
            fresh = {taint.ids[-1] for taint in taints_of(source) if taint.origin.file or taint.origin.name in _STREAMS}
            state.become(forgotten(state, fresh))
            return self.sanitised(tables.sanitisers.get(name), self._filter(call, source, given), call, given)
        rule = tables.sanitisers.get(name)
        own = base if name[:1] == "." else _at(given, 0)
        coded = self.run.coding.encoded(call, own, NONE if rule is None else rule.takes)
        if coded is not None:
            return coded
        if rule is not None and self._applies(rule, given):
            subject = base if rule.of == "base" else _at(given, rule.of)
            if name in tables.meanings:
                subject = self.run.meanings.value(tables.meanings[name], call, base, given, state)
            return self.sanitised(rule, EMPTY if subject is None else subject, call, given)
        if name.startswith("filter_var") and given:
            return self._filter(call, given[0].value, given)
        if name in tables.meanings:
            return self.run.meanings.value(tables.meanings[name], call, base, given, state)
        if name in tables.harmless:
            return SOMETHING
        if name in tables.through:
            values = [base if index == "base" else _at(given, index) for index in tables.through[name]]
            return self.through(concatenated([value for value in values if value is not None]), call)
        return self.any(call, base, given, state)

    def _folded(self, call: Call, given: list[Given]) -> Value | None:
        """A function of constants."""
        fold = self.run.tables.folds.get(call.name)
        known = [constant(one.value) for one in given]
        if fold is None or not known or any(one is None or len(one) > MOST_FOLDED for one in known):
            return None
        try:
            made = fold(*known)
        except TypeError:
            return None  # another number of arguments
        return None if made is None or len(made) > MOST_FOLDED else fixed(made)

    def _source(self, call: Call, given: list[Given]) -> Value | None:
        tables, name = self.run.tables, call.name
        source = tables.sources.get(name) or tables.sources.get(_on_object(call))
        first = constant(given[0].value) if given else None
        if first is not None and len(first) < 100 and name in tables.containers:
            written = name_of(first)
            special = tables.part(name, written)
            if special is not None:
                return self.run.source(special, name, None if "://" in written else written, call.at)
            return source if source is None else self.run.source(source, name, None, call.at)
        if source is None:
            return None
        field = None
        if source.key is not None and source.key < len(given):
            octets = constant(given[source.key].value)
            field = None if octets is None else name_of(octets)
        if name == "filter_input" and first is not None:
            name = {b"INPUT_GET": "$_GET", b"INPUT_COOKIE": "$_COOKIE", b"INPUT_SERVER": "$_SERVER"}.get(
                first, "$_POST"
            )
        return self.run.source(source, name, field, call.at)

    @staticmethod
    def _applies(rule: Sanitiser, given: list[Given]) -> bool:
        for index, allowed in rule.when.items():
            found = constant(given[index].value) if index < len(given) else b""
            if found is None or name_of(found) not in allowed:
                return False
        return True

    def sanitised(self, rule: Sanitiser | None, value: Value, call: Call, given: list[Given]) -> Value:
        """A value after a sanitiser."""
        if rule is None or not self._applies(rule, given):
            return value
        barrier = Barrier(call.at, text("{name}() cleans it", name=call.name.lstrip(".")), rule.takes, self.run.file)
        if rule.validates:
            barrier = replace(barrier, what=text("{name}() checks it", name=call.name.lstrip(".")))

        def change(taint: Taint) -> Taint:
            made = weakened(taint, barrier)
            return replace(made, validated=(*taint.validated, barrier)) if rule.validates else made

        made = mapped(without_tags(value) if rule.takes & BREAKS == BREAKS else value, change)
        return concatenated((fixed(b"'"), made, fixed(b"'"))) if rule.quotes else made

    def through(self, value: Value, call: Call) -> Value:
        """The same data in another form: proven of the original, it is proven of this, but not the other way round."""
        if not tainted(value):
            return value
        step = Step(call.at, text("through {name}()", name=call.name.lstrip(".")), self.run.file)
        made_by = f" {call.name}{told_apart(call)}"

        def change(taint: Taint) -> Taint:
            ids = extended(taint.ids, made_by + self.run.context(taint))
            return stepped(replace(taint, ids=ids, validated=()), step)

        return mapped(value, change)

    def _filter(self, call: Call, value: Value, given: list[Given]) -> Value:
        """``filter_var`` and ``filter_input`` with another filter."""
        index = 2 if call.name == "filter_input" else 1
        name = constant(given[index].value) if index < len(given) else None
        takes = None if name is None else self.run.tables.filters.get(name.decode("latin-1"))
        if takes is None:
            return value
        what = text("{name}() cleans it", name=call.name)
        value = without_tags(value) if takes & BREAKS == BREAKS else value
        return mapped(value, lambda taint: weakened(taint, Barrier(call.at, what, takes, self.run.file)))

    def any(self, call: Call, base: Value | None, given: list[Given], state: State) -> Value:
        """A function that nobody knows: its result may hold what it was given, and it may call that."""
        values = [one.value for one in given] + ([] if base is None else [base])
        taints = [taint for value in values for taint in taints_of(value)]
        if self.run.traits.shows_fields:
            taints = [taint for value in values for taint in self.run.objects.taints(value, state)]
        for value in values:
            if self.run.callables.names_function(value, state):
                self._may_call(value, taints, state, call)
        self.run.unknowing.told(call, base, data=bool(taints))
        self.run.handles.said(call, values, state)
        if not taints:
            return self._unknown(call, values)
        self._into_object(call, base, given, state)
        if self.is_unknown(call.name):
            taints = [may_decode(taint, state) for taint in taints]
        return self.through(any_of(taints), call)

    def is_unknown(self, name: str) -> bool:
        """Whether nobody knows what a function or command does with a line: it may decode it."""
        tables = self.run.tables
        return not (tables.is_built_in(name) or name in _PLAIN or name in tables.harmless or name in self.run.functions)

    def _unknown(self, call: Call, values: list[Value]) -> Value:
        """What a function gives that got nothing of a stranger's; what came of a file that was not read stays that."""
        strings = (value for value in values if isinstance(value, Str))
        unknown = (piece for value in strings for piece in value.pieces if isinstance(piece, Unknown))
        tag = next((piece.tag for piece in unknown if piece.tag), None)
        if tag is not None:
            return Str((Unknown(tag=tag),))
        known = self.run.tables.is_built_in(call.name) or call.name == "function" or not call.name[:1].isalpha()
        elsewhere = self.run.unread and self.run.traits.includes_in_place and not known
        if asks_by_name(call.name) and not known:
            return self.run.outside(call.name.removeprefix("new "), call.at)
        return self.run.unknowing.unknown(call.name) if elsewhere else SOMETHING

    def _into_object(self, call: Call, base: Value | None, given: list[Given], state: State) -> None:
        """An unknown object may keep what it is given: what it gives later is not known."""
        if not isinstance(call.base, Var) or not isinstance(base, Str) or not call.name.startswith(_PUTS):
            return
        if any(True for one in given for _ in taints_of(one.value)):
            source = Source(reason="an object that may hold a stranger's data", file=True)
            held = self.run.source(source, call.base.name, None, call.at)
            self.run.assigning.assign(call.base, either(base, held), state)

    def _may_call(self, value: Value, taints: list[Taint], state: State, call: Call) -> None:
        """An unknown function is given one of the script's: it is taken to call it, with anything that it has."""
        rest = any_of(taints)
        for target in self.run.callables.targets(value, state).known:
            if target.function is not None:
                given = [
                    Given(rest if taints else self.run.outside(one.name.lstrip("$@%"), call.at))
                    for one in target.function.params
                ]
                inner = state.copy()
                for name in self.run.traits.topics:
                    inner.variables[name] = rest
                for one, _ in self.run.invoking.invoke(target.function, given, inner, call, target.this):
                    self.run.handles.flush_open(one)


def _on_object(call: Call) -> str:
    """A method by the name of what it is called on: ``$this->input->post()`` is ``input.post``."""
    match call.base:
        case Member(name=name) | Var(name=name):
            return name.lstrip("$@").lower() + call.name
        case _:
            return ""


def _at(given: list[Given], index: int | str) -> Value | None:
    if isinstance(index, int):
        return given[index].value if index < len(given) else None
    return next((one.value for one in given if one.name == index), None)

"""Calls: of functions in the script, of functions that the tables know, of any other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from hiyari.forms.taint.engine import containers
from hiyari.forms.taint.engine.choices import as_string, concatenated
from hiyari.forms.taint.engine.merging import forgotten
from hiyari.forms.taint.engine.naming import told_apart
from hiyari.forms.taint.engine.pieces import extended
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import End, State
from hiyari.forms.taint.engine.values import (
    EMPTY,
    SOMETHING,
    Arr,
    Barrier,
    Func,
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
    taints_of,
    weakened,
)
from hiyari.forms.taint.ir import Arg, Call, Expr, Member, Var
from hiyari.forms.taint.tables import Guard, Meaning, Sanitiser
from hiyari.model.text import text

EXITS: Final = frozenset(
    {"exit", "die", "throw", "croak", "confess", "sys.exit", "abort", "process.exit", "raise", "os._exit"}
)
_THROWN: Final = frozenset({"throw", "raise", "croak", "confess"})
_WHOLE: Final = frozenset({Meaning.FIRST, Meaning.CALLBACK})
"""What gives elements as they are, references among them."""
_SETS: Final = frozenset({"isset", "exists", "defined"})

Ways = list[tuple[State, Value]]

_STREAMS: Final = frozenset({"<STDIN>", "gets", "readline", "read", "sys.stdin.readline"})
"""Sources that give something else at every call."""


@dataclass(frozen=True, slots=True)
class Given:
    """An argument."""

    value: Value
    name: str | None = None
    expr: Expr | None = None
    spread: bool = False
    """Whether there may be any number of it."""


class Calls:
    """Runs calls."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def ways(self, call: Call, state: State) -> Ways:
        """What a call gives, on each way through it."""
        self.run.step()
        name = call.name
        if name in EXITS and name not in self.run.functions:
            for arg in call.args:
                self.run.expressions.value(arg.value, state)
            state.end = End.THROWN if name in _THROWN else End.EXIT
            return [(state, EMPTY)]
        special: Callable[[Call, State], Ways] | None = self.run.special.known.get(name)
        if special is not None and name not in self.run.functions:
            return special(call, state)
        if name in _SETS:
            return self.run.guarding.isset(call, state)
        base = None if call.base is None else self.run.expressions.value(call.base, state)
        given = self.arguments(call.args, state)
        if state.end is not None:
            return [(state, EMPTY)]
        return self.by_name(call, base, given, state)

    def arguments(self, args: tuple[Arg, ...], state: State) -> list[Given]:
        """The values of arguments; an array that is spread gives its elements."""
        made: list[Given] = []
        for arg in args:
            value = self.run.expressions.value(arg.value, state)
            if arg.spread:
                value = self.run.references.contents(value, state)
            if not arg.spread or not isinstance(value, Arr):
                made.append(Given(value, arg.name, arg.value))
                continue
            for key, item in value.items:
                made.append(Given(item, None if key.isdigit() else key.decode("utf-8", "surrogateescape")))
            if value.rest is not None:
                made.append(Given(value.rest, spread=True))
        return made

    def by_name(self, call: Call, base: Value | None, given: list[Given], state: State) -> Ways:
        """A call whose arguments are known."""
        run = self.run
        function = self.run.invoking.found(call.name, base, state)
        if function is not None:
            return self.run.invoking.invoke(function, given, state, call, base or self.run.invoking.owner(call.name))
        made = self.run.invoking.construct(call, given, state)
        if made is not None:
            return made
        self.run.invoking.unfollowed(call, base, given, state)
        if run.tables.class_receiver and run.tables.meanings.get(call.name) not in _WHOLE:
            given = [replace(one, value=run.references.reachable(one.value, state)) for one in given]
        sent = run.mails.call(call, base, given, state)
        if sent is not None:
            return sent
        if call.name in run.functions:
            return self.run.invoking.invoke(run.functions[call.name], given, state, call, base)
        guard = run.tables.guards.get(call.name)
        if guard is not None:
            values = [one.value for one in given]
            ways = run.guarding.guard(guard, call, values, base, state)
            if guard.pattern is not None and len(call.args) > 2 and isinstance(call.args[2].value, Var):
                self._captures(guard, call, values, ways)
            return ways
        return [(state, self.known(call, base, given, state))]

    def _captures(self, guard: Guard, call: Call, values: list[Value], ways: Ways) -> None:
        """``preg_match($p, $s, $found)``: what is found is part of the subject."""
        pattern = self.run.guarding.pattern(guard, call, values)
        subject = as_string(values[1])
        groups = self.run.guarding.groups(subject, pattern, call.at)
        items = tuple((str(index).encode(), group) for index, group in enumerate((subject, *groups)))
        for state, _ in ways:
            self.run.assigning.assign(call.args[2].value, Arr(items, subject if len(items) < 2 else None), state)

    def known(self, call: Call, base: Value | None, given: list[Given], state: State) -> Value:
        """A function that the tables know, or any other, whose result may hold what it was given."""
        tables, name = self.run.tables, call.name
        if base is not None and name in tables.getters and any(True for _ in taints_of(base)):
            return containers.lookup(base, given[0].value, self.run.came, call.at) if given else base
        source = self._source(call, given)
        if source is not None:
            fresh = {taint.ids[-1] for taint in taints_of(source) if taint.origin.file or taint.origin.name in _STREAMS}
            state.become(forgotten(state, fresh))
            return self.sanitised(tables.sanitisers.get(name), self._filter(call, source, given), call, given)
        if name in tables.sanitisers:
            rule = tables.sanitisers[name]
            if self._applies(rule, given):
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
            return self._through(concatenated([value for value in values if value is not None]), call)
        return self.any(call, base, given, state)

    def _source(self, call: Call, given: list[Given]) -> Value | None:
        tables, name = self.run.tables, call.name
        source = tables.sources.get(name) or tables.sources.get(_on_object(call))
        first = constant(given[0].value) if given else None
        if first is not None and len(first) < 100 and name in tables.containers:
            written = first.decode("utf-8", "surrogateescape")
            known = tables.containers[name]
            special = known.get(written) or next(
                (one for key, one in known.items() if key.endswith("*") and written.startswith(key[:-1])), None
            )
            if special is not None:
                return self.run.source(special, name, None if "://" in written else written, call.at)
            return source if source is None else self.run.source(source, name, None, call.at)
        if source is None:
            return None
        field = None
        if source.key is not None and source.key < len(given):
            octets = constant(given[source.key].value)
            field = None if octets is None else octets.decode("utf-8", "surrogateescape")
        if name == "filter_input" and first is not None:
            name = {b"INPUT_GET": "$_GET", b"INPUT_COOKIE": "$_COOKIE", b"INPUT_SERVER": "$_SERVER"}.get(
                first, "$_POST"
            )
        return self.run.source(source, name, field, call.at)

    @staticmethod
    def _applies(rule: Sanitiser, given: list[Given]) -> bool:
        for index, allowed in rule.when.items():
            found = constant(given[index].value) if index < len(given) else b""
            if found is None or found.decode("utf-8", "surrogateescape") not in allowed:
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

        made = mapped(value, change)
        return concatenated((fixed(b"'"), made, fixed(b"'"))) if rule.quotes else made

    def _through(self, value: Value, call: Call) -> Value:
        """The same data in another form: proven of the original, it is proven of this, but not the other way round."""
        if not any(True for _ in taints_of(value)):
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
        return mapped(value, lambda taint: weakened(taint, Barrier(call.at, what, takes, self.run.file)))

    def any(self, call: Call, base: Value | None, given: list[Given], state: State) -> Value:
        """A function that nobody knows: its result may hold what it was given, and it may call that."""
        values = [one.value for one in given] + ([] if base is None else [base])
        taints = [taint for value in values for taint in taints_of(value)]
        for value in values:
            if isinstance(value, Func):
                rest = any_of(taints)
                self.run.invoking.invoke(
                    value.function, [Given(rest) for _ in value.function.params], state.copy(), call, None
                )
        if not taints:
            tag = next(
                (
                    piece.tag
                    for value in values
                    if isinstance(value, Str)
                    for piece in value.pieces
                    if isinstance(piece, Unknown) and piece.tag
                ),
                None,
            )
            return SOMETHING if tag is None else Str((Unknown(tag=tag),))
        made: Value = any_of(taints)
        return self._through(made, call)

    # Functions of the script

    # Calls with a meaning of their own


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

"""Functions as values: by name, as a pair of object and method, as an object that can be called, as a choice of these.

Which function is called may only be decided when the script runs. What can be found out is run; where the request or
something unknown decides, the place is reported, since the function may well be ``mail``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from hiyari.forms.taint.engine.given import Given, Ways
from hiyari.forms.taint.engine.instances import magic_arguments
from hiyari.forms.taint.engine.naming import name_of
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import State
from hiyari.forms.taint.engine.values import (
    Arr,
    Fixed,
    Func,
    OneOf,
    Options,
    Ref,
    Str,
    Value,
    constant,
    requested,
    taints_of,
)
from hiyari.forms.taint.ir import Call, Function, Var
from hiyari.model.text import text

CHOSEN: Final = "a function chosen at run time"
MOST: Final = 12
"""Functions that one call may mean, each of which is run."""


@dataclass(frozen=True, slots=True)
class Target:
    """Something that a call may mean."""

    function: Function | None = None
    name: str = ""
    """Of a function that the script does not define."""
    this: Value | None = None
    magic: str | None = None
    """The name that was called, where ``__call`` answers for it."""


@dataclass(frozen=True, slots=True)
class Targets:
    """All that a value may stand for."""

    known: tuple[Target, ...] = ()
    open: bool = False
    """Whether it may be any other function, too."""


class Callables:
    """Finds and runs what a value stands for."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def targets(self, value: Value, state: State) -> Targets:
        """What a value may stand for."""
        found: dict[Target, None] = {}
        opened = False
        for one in self._each(value, state):
            if one is None:
                opened = True
            else:
                found.setdefault(one)
        return Targets(tuple(found)[:MOST], opened or len(found) > MOST)

    def call(self, value: Value, given: list[Given], state: State, call: Call) -> Ways:
        """Call what a value stands for, on a way of its own for each."""
        targets = self.targets(value, state)
        if isinstance(call.base, Var) and not targets.known and call.base.name in self.run.functions:
            targets = Targets((Target(self.run.functions[call.base.name]),))
        made: Ways = []
        for one in targets.known:
            made.extend(self._run(one, given, state.copy(), call))
        if targets.open or not targets.known:
            made.append((state, self._unknown(value, given, state, call)))
        return made

    def names_function(self, value: Value, state: State) -> bool:
        """Whether a value is a function of the script, so that what takes it may call it."""
        match value:
            case Func():
                return True
            case Arr(items=items) if len(items) == 2:
                return any(one.function is not None for one in self.targets(value, state).known)
            case _:
                name = constant(value)
                return name is not None and any(
                    one is not None and one.function is not None for one in self._named(name)
                )

    def answers(self, name: bytes) -> bool:
        """Whether a name is a function's, of the script or one that the tables know."""
        return any(
            one is not None and (one.function is not None or self._is_known(one.name)) for one in self._named(name)
        )

    def _each(self, value: Value, state: State) -> Iterator[Target | None]:
        match value:
            case Func(function=function):
                yield Target(function)
            case Ref() if isinstance(held := self.run.references.held(value, state), Func):
                yield Target(held.function)
            case Ref():
                yield from self._object(value, state)
            case OneOf(values=values):
                for one in values:
                    yield from self._each(one, state)
            case Arr(items=items, rest=rest):
                if rest is None and len(items) == 2:
                    yield from self._pair(items[0][1], items[1][1], state)
                elif items or rest is not None:
                    yield None
            case Str():
                yield from self._string(value)

    def _string(self, value: Str) -> Iterator[Target | None]:
        name = constant(value)
        if name is not None:
            yield from self._named(name)
            return
        match value.pieces:
            case (Options(choices=choices),):
                for choice in choices:
                    yield from self._string(Str(choice))
            case (Fixed(data=head), *_) if head.strip():
                # "handle_" . $_GET['action']: any function whose name begins so.
                start = self.run.tables.name(name_of(head))
                for known, function in self.run.functions.items():
                    if known.startswith(start):
                        yield Target(function)
                yield None
            case _:
                yield None

    def _named(self, octets: bytes) -> Iterator[Target | None]:
        written = self.run.tables.name(name_of(octets))
        if self.run.traits.package_classes:
            written = written.removeprefix("main::")
        function = self.run.functions.get(written)
        if function is not None:
            yield Target(function)
            return
        owner, colons, method = written.rpartition("::")
        if colons and owner in self.run.classes:
            yield from self._method(owner, method, None)
        elif colons:
            yield Target(name=f"{owner}.{method}")
        elif written:
            yield Target(name=written)

    def _object(self, value: Ref, state: State) -> Iterator[Target | None]:
        thing = state.things.get(value.address)
        find = self.run.methods.of
        function = None if thing is None else find(thing.kind, "__invoke") or find(thing.kind, "__call__")
        yield None if function is None else Target(function, this=value)

    def _pair(self, base: Value, method: Value, state: State) -> Iterator[Target | None]:
        if isinstance(base, OneOf):
            for one in base.values:
                yield from self._pair(one, method, state)
            return
        thing = state.thing(base)
        owner = constant(base)
        kind = thing.kind if thing is not None else self.run.tables.name((owner or b"").decode("utf-8", "replace"))
        if isinstance(method, Func):
            yield Target(method.function, this=base)  # Perl's $object->$code(...)
            return
        names = list(choices_of(method))
        if None in names and kind in self.run.classes:
            yield from (Target(one, this=base) for name, one in self._methods(kind) if not name.startswith("__"))
        for name in names:
            if name is None:
                yield None
                continue
            written = self.run.tables.name(name_of(name))
            if kind in self.run.classes:
                passed = thing is not None or self.run.traits.class_receiver
                yield from self._method(kind, written, base if passed else None)
            elif (thing is not None and thing.mailer is not None) or (thing is None and owner is None):
                yield Target(name="." + written, this=base)
            else:
                yield Target(name=f"{kind}.{written}") if kind else None

    def _methods(self, kind: str) -> Iterator[tuple[str, Function]]:
        for name, function in self.run.functions.items():
            owner, dot, method = name.rpartition(".")
            if dot and owner in self.run.methods.ancestors(kind):
                yield method, function

    def _method(self, kind: str, name: str, this: Value | None) -> Iterator[Target | None]:
        function = self.run.methods.of(kind, name.removeprefix("parent::"))
        if function is not None:
            yield Target(function, this=this)
            return
        for magic in ("__call", "__callstatic", "method_missing"):
            function = self.run.methods.of(kind, magic)
            if function is not None:
                yield Target(function, this=this, magic=name)
                return
        yield None

    def _is_known(self, name: str) -> bool:
        tables = self.run.tables
        return any(name in one for one in (tables.sinks, tables.sanitisers, tables.meanings, tables.through))

    def _run(self, target: Target, given: list[Given], state: State, call: Call) -> Ways:
        if target.function is None:
            return self.run.calls.by_name(replace(call, name=target.name, base=None), target.this, given, state)
        if target.magic is not None:
            given = magic_arguments(target.magic, given)
        return self.run.invoking.invoke(target.function, given, state, call, target.this)

    def _unknown(self, value: Value, given: list[Given], state: State, call: Call) -> Value:
        """The function is not known: it may send mail."""
        run = self.run
        asked = requested(value)
        if asked or any(not taint.origin.file for one in given for taint in taints_of(one.value)):
            why = (
                text("the request decides which function is called here")
                if asked
                else text("which function is called here is not known")
            )
            self.suspect(CHOSEN, call.at)
            run.report.unclear(why, call.at, run.file)
            run.dynamic = True
        return run.knowing.any(replace(call, name="function", base=None), value, given, state)

    def suspect(self, name: str, at: int) -> None:
        """A place where anything may be called, mail functions among it."""
        self.run.report.saw(self.run.mails.place(at, name))


def choices_of(value: Value) -> Iterator[bytes | None]:
    """The names that a value may be; None: any."""
    name = constant(value)
    match value:
        case Str(pieces=(Options(choices=choices),)):
            for choice in choices:
                yield constant(Str(choice))
        case _:
            yield name

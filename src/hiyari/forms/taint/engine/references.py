r"""Perl's references and objects: what is kept once and seen by every name that leads to it.

``\%mail``, ``{ ... }`` in a scalar and whatever was blessed are a `Thing` with its contents; a variable whose
reference was taken holds the same `Ref`, so that a change through either is seen by both. A thing that is made again at
the same place (in a loop) may be any of those that were made there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from zlib import crc32

from hiyari.forms.taint.engine import containers
from hiyari.forms.taint.engine.choices import either
from hiyari.forms.taint.engine.given import Ways
from hiyari.forms.taint.engine.looking import every
from hiyari.forms.taint.engine.naming import name_of
from hiyari.forms.taint.engine.state import State, Thing
from hiyari.forms.taint.engine.values import (
    EMPTY,
    SOMETHING,
    Arr,
    Fixed,
    Func,
    OneOf,
    Ref,
    Str,
    Value,
    constant,
    leaves,
    taints_of,
)
from hiyari.forms.taint.ir import Call, Expr, Function, Var

if TYPE_CHECKING:
    from hiyari.forms.taint.engine.run import Run

CONTENTS: Final = "<contents>"
_NAME: Final = re.compile(rb"\*?[A-Za-z_]\w{0,99}(?:::\w{1,99}){0,9}")
PLAIN: Final = "<plain>"
"""The kind of a thing that belongs to no class."""
_WHOLE: Final = ("%", "@")


class References:
    """Makes references and follows them."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def held(self, value: Value, state: State) -> Value | None:
        """What a reference leads to; None for any other value."""
        thing = state.thing(value)
        return None if thing is None else thing.get(CONTENTS)

    def symbol(self, value: Value, sigil: bytes) -> str | None:
        """The variable that a string names, where a reference would be expected; None: that is no name."""
        name = constant(value)
        if not sigil or name is None or not _NAME.fullmatch(name):
            return None
        return (sigil + name.lstrip(b"*").removeprefix(b"main::")).decode("ascii")

    def contents(self, value: Value, state: State, deepest: int = 4) -> Value:
        """A value with references followed."""
        found = self.held(value, state)
        if found is not None:
            return found
        if isinstance(value, OneOf) and deepest:
            made = [self.contents(one, state, deepest - 1) for one in value.values]
            whole = made[0]
            for one in made[1:]:
                whole = either(whole, one)
            return whole
        return value

    def read(self, name: str, value: Value, state: State) -> Value:
        """A Perl variable's value; one whose reference was taken keeps it elsewhere, and ``$$x`` is written ``$x``."""
        if not isinstance(value, Ref | OneOf):
            return value
        if name[:1] in _WHOLE:
            return self.contents(value, state)
        found = self.held(value, state)
        return found if isinstance(found, Str) else value

    def capture(self, function: Function, state: State) -> None:
        """A closure keeps the variables of the sub that it was made in."""
        kept = self.run.captured.setdefault(id(function), {})
        self.run.made_in.setdefault(id(function), set()).add(tuple(self.run.callers))
        names = {node.name for node in every(function.body) if isinstance(node, Var)}
        for name in names:
            value = state.variables.get(name)
            if value is None:
                continue
            kept[name] = either(kept[name], value) if name in kept else value

    def recapture(self, function: Function, variables: Mapping[str, Value]) -> None:
        """What a closure has made of its variables is seen by all that share them."""
        own = self.run.captured[id(function)]
        for name, before in list(own.items()):
            value = variables.get(name)
            if value is None or value == before:
                continue
            for kept in self.run.captured.values():
                if name in kept and kept[name] != value:
                    kept[name] = either(kept[name], value)

    def captured(self, function: Function, variables: MutableMapping[str, Value], *, missing: bool = False) -> None:
        """What a closure has kept, besides (or for want of) what the caller's variables of that name may be."""
        at_home = tuple(self.run.callers) in self.run.made_in.get(id(function), ())
        lexical = not self.run.traits.closures_see_callers
        for name, value in self.run.captured.get(id(function), {}).items():
            if (missing or (lexical and at_home)) and name in variables:
                continue
            if lexical and not missing:  # elsewhere a variable of that name is another one
                variables[name] = value
                continue
            variables[name] = either(variables[name], value) if name in variables else value

    def reachable(self, value: Value, state: State, deepest: int = 4) -> Value:
        """All that a value holds, with what it refers to in place of references."""
        if not deepest:
            return value
        match value:
            case Ref():
                thing = state.things.get(value.address)
                held = None if thing is None else thing.get(CONTENTS)
                return value if held is None else self.reachable(held, state, deepest - 1)
            case Arr(items=items, rest=rest):
                if not any(isinstance(each, Ref | OneOf | Arr) for each in (rest, *(each for _, each in items))):
                    return value
                made = tuple((key, self.reachable(each, state, deepest - 1)) for key, each in items)
                return replace(value, items=made, rest=rest and self.reachable(rest, state, deepest - 1))
            case OneOf(values=values):
                return OneOf(tuple(self.reachable(one, state, deepest - 1) for one in values))
            case _:
                return value

    def change(self, reference: Value, contents: Value, state: State) -> None:
        """Give a referenced thing new contents."""
        if isinstance(reference, Ref) and (thing := state.things.get(reference.address)) is not None:
            kept = tuple((name, value) for name, value in thing.fields if name != CONTENTS)
            state.things[reference.address] = replace(thing, fields=(*kept, (CONTENTS, contents)))

    def put(self, reference: Value, key: Value | None, value: Value, state: State) -> bool:
        """Give an element of a referenced list or mapping a value; False where it is no reference to one."""
        found = self.held(reference, state)
        if found is None:
            return False
        self.change(reference, containers.put(found, key, value, self.run.loop_keys), state)
        return True

    def made(self, kind: str, contents: Value, at: int, state: State) -> Ref:
        """A new thing."""
        address = crc32(repr((at, self.run.callers)).encode()) * 64 + 5
        before = state.things.get(address)
        if before is not None and (old := before.get(CONTENTS)) is not None and self.run.loops:
            contents = either(old, contents)
        state.things[address] = Thing(kind, at, ((CONTENTS, contents),))
        return Ref(address)

    def reference(self, call: Call, state: State) -> Ways:
        r"""``\%mail``, ``{ ... }``: a reference."""
        expr = call.args[0].value
        if not (isinstance(expr, Var) and expr.name[:1] in {*_WHOLE, "$"}):
            value = self.run.expressions.value(expr, state)
            return [(state, self.made(PLAIN, value, call.at, state) if isinstance(value, Arr) else value)]
        raw = self.run.variables.variable(expr.name, expr.at, state)
        if not isinstance(raw, Ref) and (expr.name[:1] != "$" or isinstance(raw, Str)):
            empty = expr.name[:1] in _WHOLE and constant(raw) == b""
            raw = self.made(PLAIN, Arr() if empty else raw, call.at, state)
            self.run.variables.store(expr.name, raw, state)
        return [(state, raw)]

    def blessed(self, call: Call, state: State) -> Ways:
        """``bless $self, $class``: the thing belongs to a class from now on."""
        values = [self.run.expressions.value(arg.value, state) for arg in call.args]
        value = values[0]
        kind = self._kind(values[1:], state)
        if not isinstance(value, Ref):
            whole = isinstance(value, Arr | Func)
            contents = value if whole else Arr((), value if any(taints_of(value)) else SOMETHING)
            return [(state, self.made(kind, contents, call.at, state))]
        thing = state.things.get(value.address)
        if thing is not None:
            state.things[value.address] = replace(thing, kind=kind)
        return [(state, value)]

    def _kind(self, names: list[Value], state: State) -> str:
        """The class by its name: the first that is known."""
        written = ""
        for value in names:
            thing = state.thing(value)
            if thing is not None:
                return thing.kind
            if not isinstance(value, Str):
                continue
            for piece in leaves(value.pieces):
                if isinstance(piece, Fixed) and piece.data:
                    written = name_of(piece.data)
                    if written in self.run.classes:
                        return written
        return written or PLAIN

    def back(self, expr: Expr | None, before: Value, after: Value, state: State) -> None:
        """What a function did to an element of its list of arguments is done to what it was given."""
        if expr is not None and after is not before and after not in (before, EMPTY):
            self.run.assigning.assign(expr, after, state)

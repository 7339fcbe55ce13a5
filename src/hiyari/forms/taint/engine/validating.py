"""Mojolicious' validation: ``$v->required('name', 'trim')->like(qr/.../)``, and ``$v->param('name')`` of what passed.

A field that fails a check is not in the validation's output (Mojolicious::Validator::Validation), whether the script
asks ``has_error`` or not. Where it asks, the request's own field is proven, too. Failing: checks that the site adds
itself are not known, and what comes behind them in a chain is not either: the field stays as it was, which alarms.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.engine import containers
from hiyari.forms.taint.engine.guarding import Shown
from hiyari.forms.taint.engine.naming import name_of
from hiyari.forms.taint.engine.state import Thing
from hiyari.forms.taint.engine.strings import changed, less
from hiyari.forms.taint.engine.values import (
    EMPTY,
    SOMETHING,
    TRUE,
    Arr,
    Barrier,
    Ref,
    Value,
    constant,
    fixed,
    taints_of,
)
from hiyari.forms.taint.ir import Call, Pattern
from hiyari.forms.taint.tables import Power
from hiyari.model.text import text

if TYPE_CHECKING:
    from hiyari.forms.taint.engine.given import Given, Ways
    from hiyari.forms.taint.engine.run import Run
    from hiyari.forms.taint.engine.state import State

_KIND: Final = "validation"
_ADDRESS: Final = -2
"""A request has one validation, whichever call gives it."""
_TOPIC: Final = "<topic>"
_INPUT: Final = "<input>"
_LISTED: Final = Shown(Power.all(), Power(0), text("it is one of a list that the script holds"))
_NUMBER: Final = Shown(Power.all(), Power(0), text("it is a number"))


class Validating:
    """Runs its methods, where they are called on one."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.known: dict[str, Callable[[Call, State], Ways]] = {
            ".validation": self.validation,
            **dict.fromkeys((*_METHODS, *_CHECKS), self.method),
        }

    def validation(self, call: Call, state: State) -> Ways:
        """``$c->validation``."""
        base = None if call.base is None else self.run.expressions.value(call.base, state)
        given = self.run.calls.arguments(call.args, state)
        if given:
            return self.run.calls.by_name(call, base, given, state)
        if state.things.get(_ADDRESS) is None:
            state.things[_ADDRESS] = Thing(_KIND, call.at)
        return [(state, Ref(_ADDRESS))]

    def method(self, call: Call, state: State) -> Ways:
        """A method of a validation, or of any other object."""
        base = None if call.base is None else self.run.expressions.value(call.base, state)
        given = self.run.calls.arguments(call.args, state)
        thing = state.thing(base)
        if thing is None or thing.kind != _KIND or state.end is not None:
            return self.run.calls.by_name(call, base, given, state)
        made = _METHODS.get(call.name)
        if made is not None:
            return made(self, call, thing, given, state)
        self._check(call, thing, given, state)
        return [(state, Ref(_ADDRESS))]

    def _check(self, call: Call, thing: Thing, given: list[Given], state: State) -> None:
        name, args = call.name[1:], call.args
        if name == "check":
            name, args = name_of(constant(given[0].value) or b"") if given else "", args[1:]
        topic = name_of(constant(thing.get(_TOPIC) or EMPTY) or b"")
        held = thing.get(topic)
        shown = self._shown(name, args[0].value if args else None)
        if held is None or shown.what is None:
            return
        _put(state, topic, less(held, shown.holds, call.at, shown.what, self.run.file))

    def _shown(self, name: str, pattern: object) -> Shown:
        match name:
            case "like" if isinstance(pattern, Pattern):
                return self.run.guarding.shown(pattern)
            case "in":
                return _LISTED
            case "num":
                return _NUMBER
            case _:
                return Shown()

    def topic(self, call: Call, thing: Thing, given: list[Given], state: State) -> Ways:
        """``required('name', 'trim')``: the checks that follow are of this field."""
        octets = constant(given[0].value) if given else None
        name = name_of(octets or b"")
        entered = thing.get(_INPUT)
        if entered is None:
            value: Value = self.run.source(self.run.tables.sources[".param"], ".param", name or None, call.at)
        else:
            value = containers.lookup(entered, fixed(octets or b""), self.run.came, call.at)
        if any(constant(one.value) in {b"trim", b"not_empty"} for one in given[1:]):
            value = changed(self.run.strings.trimmed(value), b"trim")  # a check of it says nothing of what came
        _put(state, name, value)
        _put(state, _TOPIC, fixed(octets or b""))
        return [(state, Ref(_ADDRESS))]

    def entered(self, _: Call, thing: Thing, given: list[Given], state: State) -> Ways:
        """``input``: what is validated."""
        if given:
            _put(state, _INPUT, self.run.references.contents(given[0].value, state))
            return [(state, Ref(_ADDRESS))]
        return [(state, thing.get(_INPUT) or SOMETHING)]

    def param(self, call: Call, thing: Thing, given: list[Given], state: State) -> Ways:
        """``param``, ``every_param``: a field that has passed."""
        name = constant(given[0].value) if given else None
        if name is None:
            return [(state, containers.lookup(_output(thing), None, self.run.came, call.at))]
        return [(state, thing.get(name_of(name)) or EMPTY)]

    def output(self, _call: Call, thing: Thing, _given: list[Given], state: State) -> Ways:
        """``output``: all of them."""
        return [(state, _output(thing))]

    def failed(self, call: Call, thing: Thing, given: list[Given], state: State) -> Ways:
        """``has_error``, ``is_valid``: of one field, or of all."""
        only = name_of(constant(given[0].value) or b"") if given else None
        passed, failing = state, state.copy()
        for name, value in thing.fields:
            if name in {_TOPIC, _INPUT} or (only is not None and name != only):
                continue
            for taint in taints_of(value):
                takes = Power.all() & ~taint.power
                barrier = Barrier(call.at, text("{name}() checks it", name=call.name[1:]), takes, self.run.file)
                passed.prove(taint.ids[-1], barrier)
        valid = call.name == ".is_valid"
        return [(passed, TRUE if valid else EMPTY), (failing, EMPTY if valid else TRUE)]


def _output(thing: Thing) -> Arr:
    return Arr(tuple((name.encode(), value) for name, value in thing.fields if name not in {_TOPIC, _INPUT}))


def _put(state: State, name: str, value: Value) -> None:
    thing = state.things.get(_ADDRESS)
    if thing is not None:
        kept = tuple(one for one in thing.fields if one[0] != name)
        state.things[_ADDRESS] = replace(thing, fields=(*kept, (name, value)))


_Method = Callable[[Validating, Call, Thing, "list[Given]", "State"], "Ways"]
_METHODS: Final[dict[str, _Method]] = {
    ".required": Validating.topic,
    ".optional": Validating.topic,
    ".input": Validating.entered,
    ".param": Validating.param,
    ".every_param": Validating.param,
    ".output": Validating.output,
    ".has_error": Validating.failed,
    ".is_valid": Validating.failed,
}
_CHECKS: Final = (".like", ".in", ".num", ".size", ".equal_to", ".check", ".csrf_protect")

"""PHP's filters and ``strtok``: what is left of a value by what the script asks for beside it.

``filter_input_array(INPUT_POST, [...])`` gives a mapping of the fields that its second argument names, each filtered by
itself; ``FILTER_VALIDATE_REGEXP`` gives what matches, or false. Failing: where filters are not written out, the whole
request is what it gives, which alarms, and hides nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.engine import containers, patterns
from hiyari.forms.taint.engine.choices import either
from hiyari.forms.taint.engine.given import Given, Ways
from hiyari.forms.taint.engine.regex import ALL
from hiyari.forms.taint.engine.strings import less
from hiyari.forms.taint.engine.values import (
    EMPTY,
    SOMETHING,
    Arr,
    Barrier,
    Taint,
    Value,
    constant,
    fixed,
    mapped,
    weakened,
)
from hiyari.forms.taint.ir import Call
from hiyari.forms.taint.tables import Power
from hiyari.model.text import text

if TYPE_CHECKING:
    from hiyari.forms.taint.engine.run import Run
    from hiyari.forms.taint.engine.state import State

_INPUTS: Final = {b"INPUT_GET": "$_GET", b"INPUT_POST": "$_POST", b"INPUT_COOKIE": "$_COOKIE"}
_REGEXP: Final = b"FILTER_VALIDATE_REGEXP"
_CUT: Final = "<globals><strtok>"
"""What ``strtok`` goes on with when it is given no text."""


class Filtering:
    """Runs them."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.known: dict[str, Callable[[Call, State], Ways]] = {
            "strtok": self.token,
            "filter_var": self.one,
            "filter_input": self.one,
            "filter_input_array": self.fields,
            "filter_var_array": self.fields,
        }

    def token(self, call: Call, state: State) -> Ways:
        """``strtok``: a part that holds none of some characters; with one argument the next part of the same text."""
        values = self.run.calls.values(call, state)
        if len(values) > 1:
            state.globals[_CUT] = values[0]
        subject = state.globals.get(_CUT, EMPTY)
        octets = constant(values[-1]) if values else None
        if not octets:
            return [(state, self.run.knowing.through(subject, call))]
        allowed = ALL
        for octet in octets:
            allowed &= ~(1 << octet)
        takes = Power.all() & ~patterns.powers_of(allowed | (1 << ord(":")))
        takes |= Power.TRAILING_LF if b"\n" in octets else Power(0)
        made = self.run.knowing.through(subject, call)
        return [(state, less(made, takes, call.at, text("it is split there"), self.run.file))]

    def one(self, call: Call, state: State) -> Ways:
        """``filter_var`` and ``filter_input``: a pattern is looked at here, other filters stand in the tables."""
        given = self.run.calls.arguments(call.args, state)
        place = 1 if call.name == "filter_var" else 2
        named = len(given) <= place or any(one.name is not None for one in given)
        if state.end is not None or named or constant(given[place].value) != _REGEXP:
            return self.run.calls.by_name(call, None, given, state)
        plain = replace(call, args=call.args[:place])
        value = given[0].value if place == 1 else self.run.knowing.known(plain, None, given[:place], state)
        options = given[place + 1].value if len(given) > place + 1 else EMPTY
        return [(state, self._matching(value, options, call.at))]

    def fields(self, call: Call, state: State) -> Ways:
        """``filter_input_array``, ``filter_var_array``: a mapping, each element by its own filter."""
        given = self.run.calls.arguments(call.args, state)
        if state.end is not None or any(one.name is not None for one in given):
            return self.run.calls.by_name(call, None, given, state)
        whole: Value = self._whole(call, given)
        wanted = given[1].value if len(given) > 1 else EMPTY
        if not isinstance(wanted, Arr):
            return [(state, self._filtered(whole, wanted, call.at, state))]
        if wanted.rest is not None:
            return [(state, whole)]
        items = tuple(
            (key, self._filtered(containers.lookup(whole, fixed(key), self.run.came, call.at), how, call.at, state))
            for key, how in wanted.items
        )
        return [(state, Arr(items))]

    def _whole(self, call: Call, given: list[Given]) -> Value:
        """What is filtered."""
        first = given[0].value if given else EMPTY
        if call.name == "filter_var_array":
            return first
        name = _INPUTS.get(constant(first) or b"", "$_POST")
        return self.run.source(self.run.tables.sources[name], name, None, call.at)

    def _filtered(self, value: Value, how: Value, at: int, state: State) -> Value:
        """A value after a filter, which is named alone or beside its options."""
        name: Value = how
        options: Value = EMPTY
        if isinstance(how, Arr):
            held = dict(how.items)
            name, options = held.get(b"filter", EMPTY), held.get(b"options", EMPTY)
        if constant(name) == _REGEXP:
            return self._matching(value, Arr(((b"options", options),)), at)
        made = self.run.knowing.known(Call(at, "filter_var"), None, [Given(value), Given(name)], state)
        default = dict(options.items).get(b"default") if isinstance(options, Arr) else None
        return made if default is None else either(made, default)

    def _matching(self, value: Value, options: Value, at: int) -> Value:
        """What matches a pattern whole, or false."""
        inner = dict(options.items).get(b"options", SOMETHING) if isinstance(options, Arr) else SOMETHING
        source = constant(dict(inner.items).get(b"regexp", SOMETHING)) if isinstance(inner, Arr) else None
        pattern = None if source is None else patterns.from_delimited(source)
        if pattern is None:
            return value
        found = patterns.proven(pattern)
        barrier = Barrier(at, text("{name}() checks it", name="filter_var"), found.match, self.run.file)

        def change(taint: Taint) -> Taint:
            made = weakened(taint, barrier)
            return replace(made, validated=(*taint.validated, barrier))

        return mapped(value, change)

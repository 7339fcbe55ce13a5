"""Lists and mappings taken apart, put together and counted, by calls that the lowering of a language writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from hiyari.forms.taint.engine import containers
from hiyari.forms.taint.engine.choices import concatenated, either, truth
from hiyari.forms.taint.engine.given import Ways
from hiyari.forms.taint.engine.naming import name_of
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import State
from hiyari.forms.taint.engine.values import (
    EMPTY,
    NUMBER,
    POSITIVE,
    SOMETHING,
    Arr,
    OneOf,
    Ref,
    Value,
    constant,
    fixed,
)
from hiyari.forms.taint.ir import Arg, Call, Var

_COUNTED: Final = "<counted>"
"""The variable that holds what is counted, on each way to it."""


class Listing:
    """Knows them by name."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.known: dict[str, Callable[[Call, State], Ways]] = {
            "<each>": self.each,
            "<after>": self.after,
            "<any order>": self.any_order,
            "<before>": self.before,
            "<merged>": self.merged,
            "<part>": self.part,
            "<pair>": self.pair,
            "<pairs>": self.pairs,
            "<concat>": self.concat,
            "<mapping>": self.mapping,
            "<keys>": self.keys,
            "<paired>": self.paired,
            "<listed>": self.listed,
            "<inverted>": self.listed,
            "compact": self.compact,
            "count": self.count,
            "sizeof": self.count,
            "<count>": self.count,
        }

    def each(self, call: Call, state: State) -> Ways:
        """What a loop goes through: an object gives its elements by a method of its own."""
        run, over = self.run, self.run.expressions.value(call.args[0].value, state)
        thing = state.thing(over)
        for name in ("getiterator", "current"):
            function = run.methods.of(thing.kind, name) if thing is not None else None
            if function is not None:
                made = run.invoking.one(function, [], state, Call(call.at, name), over)
                return [(state, made if name == "getiterator" else Arr((), made, filled=True))]
        return [(state, over)]

    def after(self, call: Call, state: State) -> Ways:
        """A list without its first elements, or what is left of a string."""
        given = self.run.calls.arguments(call.args, state)
        number = constant(given[1].value) or b"" if len(given) > 1 else b""
        value = self.run.references.contents(given[0].value, state)
        if isinstance(value, Arr) and value.rest is None and number.isdigit() and len(number) < 4:
            return [(state, containers.after(value, int(number)))]
        return self.any_order(call, state) if isinstance(value, Arr) else [(state, value)]

    def any_order(self, call: Call, state: State) -> Ways:
        """A list whose elements may stand anywhere in it."""
        value = self.run.references.contents(self.run.calls.arguments(call.args, state)[0].value, state)
        if not isinstance(value, Arr) or (len(value.items) < 2 and value.rest is None):
            return [(state, value)]
        made = containers.lookup(value, None, self.run.came, call.at)
        return [(state, Arr((), made, filled=bool(value.items)))]

    def merged(self, call: Call, state: State) -> Ways:
        """A mapping into which another is put; of anything else, what comes behind it."""
        base, more = (self.run.expressions.value(arg.value, state) for arg in call.args[:2])
        if isinstance(base, Arr):
            return [(state, containers.spread(base, more, call.at, self.run.came))]
        return [(state, base if isinstance(base, Ref) else containers.appended(base, more))]

    def before(self, call: Call, state: State) -> Ways:
        """An element before a list, a text before a text."""
        value, base = (self.run.expressions.value(arg.value, state) for arg in call.args[:2])
        if isinstance(base, Arr):
            return [(state, containers.joined(Arr(((b"0", value),)), base))]
        return [(state, concatenated((value, base)))]

    def pairs(self, call: Call, state: State) -> Ways:
        """A mapping as a list of its names and values, two and two."""
        value = self.run.references.contents(self.run.expressions.value(call.args[0].value, state), state)
        if not isinstance(value, Arr):
            held = containers.elements(value, call.at, self.run.came)
            return [(state, Arr((), Arr(((b"0", containers.keys(value, call.at)), (b"1", held)))))]
        two = [Arr(((b"0", fixed(key)), (b"1", held))) for key, held in value.items]
        items = tuple((str(place).encode(), one) for place, one in enumerate(two))
        rest = None if value.rest is None else Arr(((b"0", containers.keys(value, call.at)), (b"1", value.rest)))
        return [(state, replace(value, items=items, rest=rest, names=None))]

    def concat(self, call: Call, state: State) -> Ways:
        """JavaScript's ``a.concat(b, c)``: a list with further elements, lists taken apart; or a longer text."""
        given = self.run.calls.arguments(call.args, state)
        values = [self.run.references.contents(one.value, state) for one in given]
        made = values[0]
        if not isinstance(made, Arr):
            return [(state, concatenated(values))]
        for one, value in zip(given[1:], values[1:], strict=True):
            if isinstance(value, Arr):
                made = containers.joined(made, value)
            elif one.spread and isinstance(made, Arr):
                made = replace(made, rest=value if made.rest is None else either(made.rest, value))
            else:
                made = containers.put(made, None, value, {})
        return [(state, made)]

    def part(self, call: Call, state: State) -> Ways:
        """Some elements of a list, which stay a list of many; of a text a part of it."""
        value = self.run.expressions.value(call.args[0].value, state)
        if not isinstance(value, Arr):
            return [(state, value)]
        return [(state, Arr((), containers.lookup(value, None, self.run.came, call.at)))]

    def pair(self, call: Call, state: State) -> Ways:
        """What a block's first or second parameter takes: a mapping's key and value, or parts of an inner list."""
        key, element = (self.run.expressions.value(arg.value, state) for arg in call.args[:2])
        index = self.run.expressions.value(call.args[2].value, state)
        whole = element if constant(index) == b"1" else key
        if not isinstance(element, Arr | OneOf):
            return [(state, whole)]
        part = self.run.expressions.element(element, index, call.at, state)
        written = constant(key)
        if written is not None:
            return [(state, part if written.isdigit() else whole)]
        return [(state, either(whole, part))]

    def mapping(self, call: Call, state: State) -> Ways:
        """A list of pairs as a mapping; a mapping stays one."""
        given = self.run.expressions.value(call.args[0].value, state)
        if not isinstance(given, Arr):
            return [(state, given)]
        made: Value = Arr()
        rest = [] if given.rest is None else [(b"*", given.rest)]
        for key, item in (*given.items, *rest):
            if isinstance(item, Arr) and (key.isdigit() or key == b"*"):
                name, held = (self.run.expressions.element(item, fixed(each), call.at, state) for each in (b"0", b"1"))
                made = containers.put(made, name, held, {})
            else:
                made = containers.put(made, SOMETHING if key == b"*" else fixed(key), item, {})
        return [(state, made)]

    def keys(self, call: Call, state: State) -> Ways:
        """Perl's ``keys``."""
        value = self.run.references.contents(self.run.expressions.value(call.args[0].value, state), state)
        if isinstance(value, Arr) and value.rest is None and value.names is None:
            named = tuple((str(index).encode(), fixed(key)) for index, (key, _) in enumerate(value.items))
            return [(state, Arr(named, None, value.filled, value.sure))]
        return [(state, Arr((), containers.keys(value, call.at)))]

    def paired(self, call: Call, state: State) -> Ways:
        """Perl's list as a mapping: keys and values in turn."""
        value = self.run.expressions.value(call.args[0].value, state)
        return [(state, containers.paired(self.run.references.contents(value, state)))]

    def listed(self, call: Call, state: State) -> Ways:
        """Perl's mapping as a list: keys and values in turn, in any order."""
        value = self.run.references.contents(self.run.expressions.value(call.args[0].value, state), state)
        held = either(containers.keys(value, call.at), containers.lookup(value, None, self.run.came, call.at))
        return [(state, Arr((), held))]

    def compact(self, call: Call, state: State) -> Ways:
        """A mapping of variables by their names."""
        made: Value = Arr()
        for one in self.run.calls.arguments(call.args, state):
            for each in [item for _, item in one.value.items] if isinstance(one.value, Arr) else [one.value]:
                name = constant(each)
                if name is None:
                    made = containers.put(made, each, SOMETHING, {})
                    continue
                held = self.run.variables.variable("$" + name_of(name), call.at, state)
                made = containers.put(made, each, held, {})
        return [(state, made)]

    def count(self, call: Call, state: State) -> Ways:
        """How many elements a list has, where that is known, on each way to it."""
        if len(call.args) == 1 and isinstance(call.args[0].value, Call):
            made: Ways = []
            for one, value in self.run.expressions.ways(call.args[0].value, state):
                if one.end is not None:
                    made.append((one, EMPTY))
                    continue
                one.globals[_COUNTED] = value
                made.extend(self.count(replace(call, args=(Arg(Var(call.at, _COUNTED)),)), one))
            return made
        given = self.run.calls.values(call, state)
        return [(state, _number_of(given[0]) if given else NUMBER)]


def _number_of(value: Value) -> Value:
    """How many elements a value has: exactly, or whether there are any, or not at all known."""
    if not isinstance(value, Arr):
        return fixed(b"0") if constant(value) == b"" else NUMBER
    if value.rest is None and not value.filled and value.sure:
        return fixed(str(len(value.items)).encode())
    return POSITIVE if truth(value) else NUMBER

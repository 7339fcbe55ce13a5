"""PHP's own functions that change a list in place, take a list apart, or gather what is printed (``ob_start``).

They are looked up by name only where PHP's tables are in use: other languages have functions of the same names.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.engine import containers, patterns
from hiyari.forms.taint.engine.choices import as_string, concatenated, either
from hiyari.forms.taint.engine.given import Given, Ways
from hiyari.forms.taint.engine.naming import name_of, octets_of
from hiyari.forms.taint.engine.values import (
    EMPTY,
    NUMBER,
    SOMETHING,
    TRUE,
    Arr,
    Func,
    Ref,
    Str,
    Value,
    constant,
    fixed,
    in_order,
    taints_of,
)
from hiyari.forms.taint.ir import Call, Expr

if TYPE_CHECKING:
    from hiyari.forms.taint.engine.run import Run
    from hiyari.forms.taint.engine.state import State

_BUFFERS: Final = "<globals><buffers>"
"""What is printed while it is gathered, the innermost last."""
MOST_BUFFERS: Final = 8
_SORTS: Final = [
    "sort",
    "rsort",
    "asort",
    "arsort",
    "ksort",
    "krsort",
    "natsort",
    "natcasesort",
    "shuffle",
    "array_multisort",
]


class Phpish:
    """Runs them."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.known: dict[str, Callable[[Call, State], Ways]] = {
            "array_push": self.push,
            "array_unshift": self.push,
            "array_splice": self.splice,
            "array_values": self.values,
            "array_reverse": self.values,
            "array_keys": self.keys,
            "array_flip": self.keys,
            "get_object_vars": self.properties,
            "get_defined_vars": self.variables,
            "ob_start": self.start,
            "ob_get_clean": self.taken,
            "ob_get_flush": self.taken,
            "ob_get_contents": self.contents,
            "ob_end_clean": self.ended,
            "ob_end_flush": self.ended,
            "ob_clean": self.ended,
            "strval": self.text,
            "strtr": self.translated,
            "preg_replace_callback": self.replaced_by,
            "<late>": self.late,
            "<bound>": self.bound,
            "echo": self.printed,
            "printf": self.printed,
            "vprintf": self.printed,
            "var_dump": self.printed,
            "print_r": self.printed,
            "var_export": self.printed,
            **dict.fromkeys(_SORTS, self.sort),
        }

    def _given(self, call: Call, state: State) -> list[Given]:
        return self.run.calls.arguments(call.args, state)

    def _changed(self, expr: Expr | None, value: Value, state: State) -> None:
        if expr is not None:
            self.run.assigning.assign(expr, value, state)

    def push(self, call: Call, state: State) -> Ways:
        """``array_push($a, $x)``, ``array_unshift``: there is no telling where the others stand afterwards."""
        given = self._given(call, state)
        made: Value = given[0].value if given else EMPTY
        for one in given[1:]:
            made = containers.put(made, None, one.value, {})
        if call.name == "array_unshift":
            made = self.any_order(made, call.at)
        if given:
            self._changed(given[0].expr, made, state)
        return [(state, NUMBER)]

    def splice(self, call: Call, state: State) -> Ways:
        """``array_splice($a, 0, 1, $new)``."""
        given = self._given(call, state)
        made: Value = given[0].value if given else EMPTY
        if len(given) > 3:
            more = given[3].value
            made = containers.joined(made, more) if isinstance(more, Arr) else containers.put(made, None, more, {})
        if given:
            self._changed(given[0].expr, self.any_order(made, call.at), state)
        return [(state, given[0].value if given else EMPTY)]

    def sort(self, call: Call, state: State) -> Ways:
        """``sort($a)`` and its like."""
        given = self._given(call, state)
        if given:
            self._changed(given[0].expr, self.any_order(given[0].value, call.at), state)
        return [(state, TRUE)]

    def any_order(self, value: Value, at: int) -> Value:
        """A list whose elements may stand anywhere in it."""
        if not isinstance(value, Arr) or len(value.items) < 2:
            return value
        return Arr((), containers.lookup(value, None, self.run.came, at), filled=True)

    def values(self, call: Call, state: State) -> Ways:
        """``array_values``, ``array_reverse``: numbered anew."""
        given = self._given(call, state)
        value = given[0].value if given else EMPTY
        if not isinstance(value, Arr) or value.rest is not None:
            return [(state, value)]
        held = [item for _, item in value.items]
        if call.name == "array_reverse":
            held.reverse()
        named = [] if call.name == "array_values" else [one for one in value.items if not one[0].isdigit()]
        items = named or [*in_order(held)]
        return [(state, Arr(tuple(items), None, value.filled, value.sure))]

    def keys(self, call: Call, state: State) -> Ways:
        """``array_keys``: names that may be the request's; ``array_flip``: keys and values change places."""
        given = self._given(call, state)
        value = given[0].value if given else EMPTY
        known = isinstance(value, Arr) and value.rest is None and value.names is None
        names = [fixed(key) for key, _ in value.items] if isinstance(value, Arr) else []
        if call.name == "array_keys" and known:
            return [(state, Arr(in_order(names)))]
        keys = containers.keys(value, call.at)
        if call.name == "array_keys":
            return [(state, Arr((), keys))]
        made: Value = Arr()
        for key, item in value.items if isinstance(value, Arr) else ():
            made = containers.put(made, item, fixed(key), {})
        return [(state, made if known else Arr((), keys))]

    def properties(self, call: Call, state: State) -> Ways:
        """``get_object_vars``."""
        given = self._given(call, state)
        value = given[0].value if given else EMPTY
        return [(state, self.run.expressions.fields(value, state) if isinstance(value, Ref) else value)]

    def variables(self, _: Call, state: State) -> Ways:
        """``get_defined_vars``."""
        found = [(name, value) for name, value in state.variables.items() if name[:1] == "$"]
        return [(state, Arr(tuple((octets_of(name[1:]), value) for name, value in found)))]

    def text(self, call: Call, state: State) -> Ways:
        """``(string) $x``: an object by its own method, anything else as it is."""
        given = self._given(call, state)
        return [(state, self.run.instances.text_of(given[0].value, state, call.at) if given else EMPTY)]

    def translated(self, call: Call, state: State) -> Ways:
        """``strtr``: by a mapping of strings, or octet by octet."""
        given, strings = self._given(call, state), self.run.strings
        values = [one.value for one in given]
        pairs = values[1] if len(values) == 2 else None
        if state.end is None and isinstance(pairs, Arr) and pairs.rest is None and pairs.sure:
            what, by = (
                Arr(tuple((str(index).encode(), one) for index, one in enumerate(side)))
                for side in ([fixed(key) for key, _ in pairs.items], [value for _, value in pairs.items])
            )
            return [(state, strings.replaced(what, by, values[0], call.at, at_once=True))]
        octets = [constant(value) for value in values[1:]]
        match octets:
            case [bytes() as these, bytes() as those] if constant(values[0]) is None:
                count = min(len(these), len(those))
                sides = (fixed(these[:count]), fixed(those[:count]))
                return [(state, strings.translated([values[0], *sides], call.at))]
            case _:
                return self.run.calls.by_name(call, None, given, state)

    def replaced_by(self, call: Call, state: State) -> Ways:
        """``preg_replace_callback``: what was found is given to a function, and what that gives comes in its place."""
        given = self._given(call, state)
        if len(given) < 3:
            return [(state, SOMETHING)]
        source, subject = constant(given[0].value), as_string(given[2].value)
        pattern = None if source is None else patterns.from_delimited(source)
        groups = self.run.guarding.groups(subject, pattern, call.at) if subject.tainted else []
        items = in_order((subject, *groups))
        found = Arr(items, subject) if subject.tainted else Arr((), SOMETHING, filled=True)
        passed = replace(call, args=(), base=None)
        made: Ways = []
        for one, value in self.run.callables.call(given[1].value, [Given(found)], state, passed):
            kept = self.run.strings.substituted([pattern], value, given[2].value, call.at)
            made.append((one, either(kept, value) if not subject.tainted else kept))
        return made

    def late(self, call: Call, state: State) -> Ways:
        """``static::f()``: of the class that was called, which may be any that extends this one."""
        run = self.run
        kind, name = (constant(run.expressions.value(arg.value, state)) or b"" for arg in call.args[:2])
        owner, method = name_of(kind), name_of(name)
        this = None if call.base is None else run.variables.lookup("$this", state)
        thing = state.thing(this)
        kinds = (
            [thing.kind] if thing is not None else [one for one in run.classes if owner in run.methods.ancestors(one)]
        )
        found = dict.fromkeys(run.methods.of(one, method) for one in kinds)
        given = self.run.calls.arguments(call.args[2:], state)
        one = replace(call, name=f"{owner}.{method}", args=call.args[2:], base=None)
        functions = [each for each in found if each is not None][:MOST_BUFFERS]
        if not functions:
            return run.calls.by_name(one, None, given, state)
        return [way for each in functions for way in run.invoking.invoke(each, given, state.copy(), one, this)]

    def bound(self, call: Call, state: State) -> Ways:
        """``Closure::bind($f, $object)``: the function, with ``$this`` from now on."""
        values = [one.value for one in self._given(call, state)]
        function = values[0] if values else EMPTY
        if isinstance(function, Func) and len(values) > 1:
            kept = self.run.captured.setdefault(id(function.function), {})
            kept["$this"] = values[1]
        return [(state, function)]

    # What is printed

    def _buffers(self, state: State) -> Arr:
        found = state.globals.get(_BUFFERS)
        return found if isinstance(found, Arr) else Arr()

    def _keep(self, buffers: Arr, state: State) -> None:
        state.globals[_BUFFERS] = buffers

    def start(self, call: Call, state: State) -> Ways:
        """``ob_start``; a function that it is given is called in the end."""
        buffers = self._buffers(state)
        given = self._given(call, state)
        if len(buffers.items) < MOST_BUFFERS:
            self._keep(Arr((*buffers.items, (str(len(buffers.items)).encode(), EMPTY))), state)
        return self.run.calls.by_name(call, None, given, state) if given else [(state, TRUE)]

    def contents(self, _: Call, state: State) -> Ways:
        """``ob_get_contents``."""
        buffers = self._buffers(state)
        return [(state, buffers.items[-1][1] if buffers.items else SOMETHING)]

    def taken(self, call: Call, state: State) -> Ways:
        """``ob_get_clean``."""
        found = self.contents(call, state)
        self._keep(Arr(self._buffers(state).items[:-1]), state)
        return found

    def ended(self, call: Call, state: State) -> Ways:
        """``ob_end_clean``; ``ob_clean`` goes on with an empty one."""
        items = self._buffers(state).items[:-1]
        if call.name == "ob_clean":
            items = (*items, (str(len(items)).encode(), EMPTY))
        self._keep(Arr(items), state)
        return [(state, TRUE)]

    def printed(self, call: Call, state: State) -> Ways:
        """``echo``, ``printf``, ``print_r``: into the innermost buffer, where there is one."""
        given = self._given(call, state)
        buffers = self._buffers(state)
        returned = call.name in {"print_r", "var_export"} and len(given) > 1 and constant(given[1].value) != b""
        if not buffers.items or returned or state.end is not None:
            return self.run.calls.by_name(call, None, given, state)
        values = [self.run.instances.text_of(one.value, state, call.at) for one in given]
        if call.name == "printf" and values:
            values = [self.run.strings.formatted(values[0], values[1:], {}, call.at)]
        elif call.name != "echo":
            values = [SOMETHING, *(Str((taint,)) for value in values for taint in taints_of(value))]
        name, before = buffers.items[-1]
        after = concatenated([before, *values])
        self._keep(Arr((*buffers.items[:-1], (name, after))), state)
        return [(state, TRUE)]

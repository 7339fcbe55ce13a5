"""Functions that the tables give a meaning: what each does, argument by argument."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from hiyari.forms.taint.engine import containers, patterns
from hiyari.forms.taint.engine.choices import concatenated, either
from hiyari.forms.taint.engine.given import Given
from hiyari.forms.taint.engine.merging import merged_into_one
from hiyari.forms.taint.engine.naming import name_of
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import State
from hiyari.forms.taint.engine.values import EMPTY, SOMETHING, Arr, Func, Ref, Value, constant, fixed, tainted
from hiyari.forms.taint.ir import Call, Lambda, Pattern, Var
from hiyari.forms.taint.tables import Meaning


class Meanings:
    """One entry for each `hiyari.forms.taint.tables.Meaning`."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def value(self, meaning: Meaning, call: Call, base: Value | None, given: list[Given], state: State) -> Value:
        """What a call gives; what it changes is changed in the state."""
        values = [one.value for one in given]
        match meaning:
            case Meaning.PRINT | Meaning.WRITE:
                return self.run.handles.write(meaning, call, base, given, state)
            case Meaning.FILL:
                return self._fill(call, given, state)
            case Meaning.FIRST:
                return self._first(call, given, state)
            case Meaning.CALLBACK:
                return self._callback(call, given, state)
            case Meaning.ELEMENT if not values and base is not None:
                held = self.run.references.contents(base, state)
                return held if held is base else containers.lookup(held, fixed(b"0"), self.run.came, call.at)
            case Meaning.ELEMENT:
                held = self.run.expressions.element(base or EMPTY, values[0] if values else None, call.at, state)
                return either(held, values[1]) if len(values) > 1 else held
            case Meaning.NEITHER:
                return SOMETHING
            case Meaning.NUMBER:
                return self.run.expressions.number(values if base is None else [*values, base], call.at)
            case _:
                return self._text(meaning, call, base, values, given, state)

    def _replacing(self, meaning: Meaning, call: Call, own: Value, values: list[Value], state: State) -> Value:
        """A string with what is put in place of parts of it; where only some are replaced, any may be left."""
        first, second, third = values[:3]
        if _is_limited(call, values):
            return concatenated((own if meaning is Meaning.REPLACE_METHOD else third, second))
        if meaning is Meaning.REPLACE:
            return self._replaced(call, first, second, third)
        if meaning is Meaning.REPLACE_METHOD:
            return self._replace_method(call, own, first, second)
        if isinstance(second, Func):
            return self._substituted_by(call, second, third, state)
        return self.run.strings.substituted(self._patterns(call, 0, first), second, third, call.at)

    def _text(
        self, meaning: Meaning, call: Call, base: Value | None, values: list[Value], given: list[Given], state: State
    ) -> Value:
        strings, at = self.run.strings, call.at
        first, second, third = (values[index] if index < len(values) else EMPTY for index in range(3))
        own = base if base is not None else first
        match meaning:
            case Meaning.JOIN:
                several = len(given) > 2 or any(one.spread for one in given)
                listed = _listed(given[1:]) if several else second
                return strings.joined(listed, first) if isinstance(first, Arr) else strings.joined(first, listed)
            case Meaning.JOIN_LIST:
                if isinstance(base, Arr) or (base is not None and not isinstance(first, Arr) and _is_list(base)):
                    return strings.joined(first, base)
                return strings.joined(base or EMPTY, first)
            case Meaning.SPLIT:
                return self._split(call, base, values)
            case Meaning.REPLACE | Meaning.REPLACE_METHOD | Meaning.SUBSTITUTE:
                return self._replacing(meaning, call, own, [first, second, third, *values[3:]], state)
            case Meaning.FORMAT:
                return self._formatted(base, given, at)
            case Meaning.DECODE:
                return strings.decoded(self._encoded(call, values, own), state, call.name)
            case Meaning.TRIM | Meaning.CHOMP:
                return strings.trimmed(own) if meaning is Meaning.TRIM else strings.chomped(own)
            case _:
                return own

    def _split(self, call: Call, base: Value | None, values: list[Value]) -> Value:
        """At a string or at a pattern, into at most some parts."""
        first, second, third = (values[index] if index < len(values) else EMPTY for index in range(3))
        subject, limit = (second, third) if base is None else (base, second)
        written = constant(limit) or b""
        most = int(written) if written.isdigit() and len(written) < 4 else 0
        if self.run.traits.limits_cuts and most:
            most += 1
        elif self.run.traits.limits_leave_out:
            most = 0
        by = None
        if (call.args and isinstance(call.args[0].value, Pattern)) or call.name.startswith(("preg", "re.")):
            by = self._patterns(call, 0, first)[0]
            first = first if by is not None else SOMETHING
        return self.run.strings.split(first, subject, call.at, by=by, most=most)

    def _replaced(self, call: Call, what: Value, by: Value, subject: Value) -> Value:
        written = constant(what) if call.name == "str_ireplace" else None
        if written is not None:  # capital and small letters are the same to it
            pattern = Pattern(call.at, re.escape(written), "i", "perl")
            return self.run.strings.substituted([pattern], by, subject, call.at)
        return self.run.strings.replaced(what, by, subject, call.at)

    def _substituted_by(self, call: Call, function: Value, subject: Value, state: State) -> Value:
        passed = replace(call, args=(), base=None)
        ways = self.run.callables.call(function, [Given(subject)], state.copy(), passed)
        return concatenated([subject, *(value for _, value in ways)])

    def _formatted(self, base: Value | None, given: list[Given], at: int) -> Value:
        named = {one.name: one.value for one in given if one.name is not None}
        plain = [one.value for one in given if one.name is None]
        if base is not None:
            return self.run.strings.formatted(base, plain, named, at)
        whole = self.run.strings.by_name(plain[0]) if len(plain) == 2 else False  # a mapping, and no list of values
        return self.run.strings.formatted(
            plain[0] if plain else EMPTY, plain[1:] if whole else _spread(plain[1:]), named, at
        )

    def _encoded(self, call: Call, values: list[Value], own: Value) -> Value:
        """What is decoded: the arguments that the tables name, or the first."""
        positions = self.run.tables.through.get(call.name)
        if positions is None:
            return own
        return concatenated([values[one] for one in positions if isinstance(one, int) and one < len(values)])

    def _replace_method(self, call: Call, own: Value, what: Value, by: Value) -> Value:
        pattern = call.args[0].value if call.args else None
        if isinstance(pattern, Pattern):
            return self.run.strings.substituted([pattern], by, own, call.at)
        return self.run.strings.replaced(what, by, own, call.at)

    def _patterns(self, call: Call, index: int, value: Value) -> list[Pattern | None]:
        written = call.args[index].value if index < len(call.args) else None
        if isinstance(written, Pattern):
            return [written]
        items = [item for _, item in value.items] if isinstance(value, Arr) else [value]
        made: list[Pattern | None] = []
        for item in items:
            source = constant(item)
            if source is None:
                made.append(None)
            elif call.name.startswith(("ereg", "mb_ereg")):
                made.append(Pattern(call.at, source, "i" if "eregi" in call.name else "", "posix"))
            elif call.name.startswith("preg"):
                made.append(patterns.from_delimited(source))
            else:
                made.append(Pattern(call.at, source, "", "python"))
        return made

    def _fill(self, call: Call, given: list[Given], state: State) -> Value:
        """``extract``, ``parse_str`` with one argument and with two, ``import_request_variables``."""
        if not given:
            return EMPTY
        if call.name.endswith("parse_str") and len(given) > 1 and given[1].expr is not None:
            self.run.assigning.assign(given[1].expr, given[0].value, state)
            return SOMETHING
        value = given[0].value
        if call.name == "import_request_variables":
            source = self.run.tables.sources.get("$_REQUEST")
            value = EMPTY if source is None else self.run.source(source, "$_REQUEST", None, call.at)
        flags = constant(given[1].value) if len(given) > 1 else b""
        prefix = bool(flags and (b"PREFIX" in flags or call.name == "import_request_variables"))
        if isinstance(value, Arr):
            for key, item in value.items:
                self.run.variables.store("$" + name_of(key), item, state)
            if value.rest is None:
                return SOMETHING
            value = value.rest
        if tainted(value):
            self.run.assigning.fill(value, state, only_new=flags == b"EXTR_SKIP", prefix="_" if prefix else "")
        return SOMETHING

    def _first(self, call: Call, given: list[Given], state: State) -> Value:
        """``shift``: the first element is taken out of the list."""
        if not given:
            return EMPTY
        expr, held = given[0].expr, self.run.references.contents(given[0].value, state)
        again = self.run.loops > 0 and call.name in {"<shift>", "<pop>"}
        if isinstance(held, Arr) and held.items and not again:  # in a loop it may be any of them
            last = call.name in {"pop", "array_pop", ".pop", "<pop>"}
            left = Arr(held.items[:-1], held.rest) if last else containers.after(held, 1)
            if isinstance(given[0].value, Ref):
                self.run.references.change(given[0].value, left, state)
            elif isinstance(expr, Var):
                self.run.variables.store(expr.name, left, state)
            return held.items[-1][1] if last else held.items[0][1]
        return containers.elements(held, call.at, self.run.came)

    def _callback(self, call: Call, given: list[Given], state: State) -> Value:
        """``array_map``: a function for every element; ``array_walk`` gives it the element itself."""
        function = next((one for one in given if self._calls(one, state)), None)
        lists = [one for one in given if one is not function]
        if not lists:
            return SOMETHING
        over = lists[0]
        if function is None:
            return self._unknown_function(call, given, state)
        others = [one.value for one in lists[1:]]
        self.run.loops += 1
        try:
            made = self._over(call, function, over.value, others, state)
        finally:
            self.run.loops -= 1
        if call.name in _WALKS and over.expr is not None:
            self.run.assigning.assign(over.expr, made, state)
        if "sort" in call.name and over.expr is not None and isinstance(over.value, Arr) and len(over.value.items) > 1:
            whole = containers.lookup(over.value, None, self.run.came, call.at)
            self.run.assigning.assign(over.expr, Arr((), whole, filled=True), state)
        if call.name in _KEEPS or "sort" in call.name:
            return over.value
        return made

    def _unknown_function(self, call: Call, given: list[Given], state: State) -> Value:
        """A function that is not known is called with every element."""
        first = 0 if call.name == "array_map" else 1
        named = given[first].value if first < len(given) and len(given) > 1 else EMPTY
        lists = [one for index, one in enumerate(given) if index != first] or given
        if constant(named) in {b"", b"1"} or call.name in _OTHER_LANGUAGES:
            return lists[0].value
        element = containers.elements(lists[0].value, call.at, self.run.came)
        passed = [self._given(call, element, state), *(replace(one, expr=None) for one in lists[1:])]
        ways = self.run.callables.call(named, passed, state.copy(), call)
        return either(lists[0].value, ways[0][1]) if ways else lists[0].value

    def _calls(self, one: Given, state: State) -> bool:
        if isinstance(one.expr, Lambda) or self.run.callables.names_function(one.value, state):
            return True
        name = constant(one.value)
        return name is not None and self.run.callables.answers(name)

    def _over(self, call: Call, function: Given, value: Value, others: list[Value], state: State) -> Value:
        match value:
            case Arr():
                items = tuple(
                    (key, self._apply(call, function, item, _others(call, fixed(key), others), state))
                    for key, item in value.items[:50]
                )
                rest = value.rest
                for _, item in value.items[50:]:
                    rest = item if rest is None else either(rest, item)
                known = fixed(b"0") if rest is None else containers.keys(value, call.at)
                rest = None if rest is None else containers.elements(Arr((), rest), call.at, self.run.came)
                after = None if rest is None else self._apply(call, function, rest, _others(call, known, others), state)
                return Arr(items, after, value.filled)
            case _:
                element = containers.elements(value, call.at, self.run.came) if "sort" in call.name else value
                key = containers.keys(value, call.at)
                return self._apply(call, function, element, _others(call, key, others), state)

    def _given(self, call: Call, value: Value, state: State) -> Given:
        state.variables["<element>"] = value
        return Given(value, None, Var(call.at, "<element>"))

    def _apply(self, call: Call, function: Given, value: Value, others: list[Value], state: State) -> Value:
        """One call of a callback; it may change its argument, where it takes a reference."""
        given = [self._given(call, value, state), *(Given(one) for one in others)]
        if call.name == "array_reduce" or "sort" in call.name:
            given = [given[0], Given(value), *given[1:]]
        ways = self.run.callables.call(function.value, given, state.copy(), replace(call, args=(), base=None))
        state.variables.pop("<element>", None)
        walks = call.name in _WALKS
        results = [
            one.variables.get("<element>", EMPTY) if walks else result for one, result in ways if one.end is None
        ]
        for one, _ in ways:
            state.sent |= one.sent
            self.run.remembering.left_by(one, state)
            for identity, barriers in one.proofs.items():
                if one.end is None and len(ways) == 1:
                    for barrier in barriers:
                        state.prove(identity, barrier)
        self._leaves(state, [one for one, _ in ways if one.end is None])
        made = results[0] if results else EMPTY
        for result in results[1:]:
            made = either(made, result)
        return made

    @staticmethod
    def _leaves(state: State, ways: list[State]) -> None:
        """What a callback changed outside of itself may be so afterwards: it may have been called, or not."""
        if not ways:
            return
        after = merged_into_one([state.copy(), *ways])
        for held, now in ((state.variables, after.variables), (state.outer, after.outer)):
            if held is None or now is None:
                continue
            for name, value in list(now.items()):
                if name[:1] != "<" and held.get(name) != value:
                    held[name] = value
        for address, thing in list(after.things.items()):
            if state.things.get(address) != thing:
                state.things[address] = thing


def _listed(given: list[Given]) -> Value:
    """Perl's ``join($separator, $one, @more)``: all that is given is one list."""
    made: Value = Arr()
    for one in given:
        if one.spread:
            made = containers.joined(made, Arr((), one.value))
        elif isinstance(one.value, Arr):
            made = containers.joined(made, one.value)
        else:
            made = containers.put(made, None, one.value, {})
    return made


def _is_limited(call: Call, values: list[Value]) -> bool:
    """Whether only some matches are replaced: what stands behind the last of them stays."""
    at, all_of_them = _LIMITS.get(call.name, (0, b""))
    return bool(at) and at < len(values) and constant(values[at]) not in {all_of_them, b"", b"null", b"NULL", b"None"}


_LIMITS: Final = {"preg_replace": (3, b"-1"), "re.sub": (3, b"0"), ".replace": (2, b"-1")}
"""For functions that take one: the place of the greatest number of matches, and the number that means all."""


def _is_list(base: Value) -> bool:
    """Whether a value that is joined is a list of the request's, and no separator that stands in the script."""
    return tainted(base)


_WALKS: Final = frozenset({"array_walk", "array_walk_recursive"})
_KEEPS: Final = frozenset({"array_filter", "grep", "filter"})
_OTHER_LANGUAGES: Final = frozenset({"map", "filter", "grep", "List::Util::first"})


def _others(call: Call, key: Value, others: list[Value]) -> list[Value]:
    """What a callback is given behind the element: the key and one value more, or the other lists' elements."""
    if call.name in _WALKS:
        return [key, *others]
    made = []
    for one in others:
        found = dict(one.items).get(constant(key) or b"") if isinstance(one, Arr) else None
        made.append(found if found is not None else one)
    return made


def _spread(values: list[Value]) -> list[Value]:
    """Arguments of a format; a list that is given as one (``vsprintf``) gives its elements."""
    if len(values) == 1 and isinstance(values[0], Arr):
        return [item for _, item in values[0].items] or [values[0].rest or EMPTY] * 20
    return values

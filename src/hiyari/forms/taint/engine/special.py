"""Calls with a meaning of their own: constants, included files, calls by name, sums, replacements by pattern."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from hiyari.forms.taint.engine import containers
from hiyari.forms.taint.engine.calls import Given
from hiyari.forms.taint.engine.choices import concatenated, either
from hiyari.forms.taint.engine.looking import calls as calls_in
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import State
from hiyari.forms.taint.engine.values import (
    EMPTY,
    NUMBER,
    SOMETHING,
    TRUE,
    Arr,
    Func,
    OneOf,
    Value,
    constant,
    fixed,
    taints_of,
)
from hiyari.forms.taint.ir import Call, Item, Member, Pattern, Var
from hiyari.forms.taint.tables import Scope
from hiyari.model.text import text

Ways = list[tuple[State, Value]]
_DECODERS: Final = frozenset({"pack", "chr", "hex", "uri_unescape", "unpack"})


class Special:
    """Runs calls that are no ordinary functions."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.known: dict[str, Callable[[Call, State], Ways]] = {
            "global": self._global,
            "empty": self.empty,
            "define": self.define,
            "constant": self.constant,
            "include": self.include,
            "require": self.include,
            "<entry>": self.entry,
            "<dynamic>": self.dynamic,
            "+": self.arithmetic,
            "-": self.arithmetic,
            "count": self.count,
            "sizeof": self.count,
            "dirname": self.dirname,
            "<pair>": self.pair,
            "<ReadParse>": self.read_parse,
            "<reference>": run.references.reference,
            "<contents>": self.contents,
            "<paired>": self.paired,
            "<bless>": run.references.blessed,
            "<mapping>": self.mapping,
            "s///": self.substitute,
            "tr///": self.translate,
            "captures": self.captured,
            "redirect": run.shelling.redirect,
            "capture": run.shelling.capture,
        }

    def _global(self, call: Call, state: State) -> Ways:
        state.shared |= {arg.value.name for arg in call.args if isinstance(arg.value, Var)}
        return [(state, EMPTY)]

    def empty(self, call: Call, state: State) -> Ways:
        """``empty``."""
        from hiyari.forms.taint.ir import Not  # noqa: PLC0415

        if not call.args:
            return [(state, TRUE)]
        return self.run.conditions.ways(Not(call.at, call.args[0].value), state)

    def define(self, call: Call, state: State) -> Ways:
        """A constant gets its value."""
        given = self.run.calls.arguments(call.args, state)
        name = constant(given[0].value) if given else None
        if name is not None and len(given) > 1:
            state.globals["<globals>" + name.decode("utf-8", "surrogateescape")] = given[1].value
        return [(state, TRUE)]

    def constant(self, call: Call, state: State) -> Ways:
        """A constant by its name."""
        at = call.at
        key = call.args[0].value if call.args else None
        return [(state, self.run.expressions.value(Item(at, Var(at, "<globals>"), key), state))]

    def include(self, call: Call, state: State) -> Ways:
        """An included file inside an expression."""
        path = self.run.expressions.value(call.args[0].value, state) if call.args else SOMETHING
        return [(one, TRUE) for one in self.run.walking.included(path, call.at, state)]

    def entry(self, call: Call, state: State) -> Ways:
        """A framework calls this function."""
        for one in self.run.calls.arguments(call.args, state):
            function = self.run.invoking.callable_of(one.value, one.expr)
            if function is not None:
                self.run.invoking.invoke(
                    function, [Given(SOMETHING) for _ in function.params], state.copy(), call, None
                )
        return [(state, EMPTY)]

    def dynamic(self, call: Call, state: State) -> Ways:
        """A function whose name is a value."""
        base = SOMETHING if call.base is None else self.run.expressions.value(call.base, state)
        given = self.run.calls.arguments(call.args, state)
        function = self.run.invoking.callable_of(base, call.base)
        if function is not None:
            return self.run.invoking.invoke(function, given, state, call, None)
        several = [one.function for one in base.values if isinstance(one, Func)] if isinstance(base, OneOf) else []
        if several:
            ways = [self.run.invoking.invoke(one, given, state.copy(), call, None) for one in several]
            return [way for each in ways for way in each]
        name = constant(base)
        if name:
            written = name.decode("utf-8", "surrogateescape")
            return self.run.calls.by_name(replace(call, name=written, base=None), None, given, state)
        if any(True for _ in taints_of(base)):
            why = text("the request decides which function is called here")
            self.run.report.unclear(why, call.at, self.run.file)
        elif any(True for one in given for _ in taints_of(one.value)):
            why = text("which function is called here is not known")
            self.run.report.unclear(why, call.at, self.run.file)
        base_call = replace(call, name="function", base=None)
        if isinstance(call.base, Member):
            base_call = replace(call, name="." + call.base.name)
        return [(state, self.run.calls.any(base_call, base, given, state))]

    def arithmetic(self, call: Call, state: State) -> Ways:
        """Plus and minus: exact for small numbers, so that counters of errors are followed."""
        values = [one.value for one in self.run.calls.arguments(call.args, state)]
        numbers = [constant(value) for value in values]
        if len(numbers) == 2 and all(number is not None and _is_number(number) for number in numbers):
            first, second = (int(number or b"0") for number in numbers if number is not None)
            made = first + second if call.name == "+" else first - second
            return [(state, fixed(str(made).encode()) if abs(made) < 10**9 else NUMBER)]
        if call.name == "+" and all(isinstance(value, Arr) for value in values) and len(values) == 2:
            return [(state, containers.joined(values[1], values[0]))]
        if call.name == "+" and self.run.tables.scope is not Scope.OWN:
            return [(state, concatenated(values))]
        return [(state, self.run.expressions.number(values, call.at))]

    def count(self, call: Call, state: State) -> Ways:
        """How many elements a list has, where that is known."""
        given = self.run.calls.arguments(call.args, state)
        if (
            given
            and isinstance(value := given[0].value, Arr)
            and value.rest is None
            and not value.filled
            and value.sure
        ):
            return [(state, fixed(str(len(value.items)).encode()))]
        if given and constant(given[0].value) == b"":
            return [(state, fixed(b"0"))]
        return [(state, NUMBER)]

    def substitute(self, call: Call, state: State) -> Ways:
        """Perl's ``s///``; with ``e`` the replacement is code, which may bring back what was kept out."""
        values = [one.value for one in self.run.calls.arguments(call.args, state)]
        pattern = call.args[1].value if len(call.args) > 1 else None
        if len(values) < 3 or not isinstance(pattern, Pattern):
            return [(state, values[0] if values else EMPTY)]
        strings = self.run.strings
        if "e" in pattern.flags and any(one.name in _DECODERS for one in calls_in(call.args[2].value)):
            return [(state, strings.decoded(values[0], state))]
        return [(state, strings.substituted([pattern], values[2], values[0], call.at))]

    def translate(self, call: Call, state: State) -> Ways:
        """Perl's ``tr///``."""
        values = [one.value for one in self.run.calls.arguments(call.args, state)]
        return [(state, self.run.strings.translated(values, call.at))]

    def captured(self, call: Call, state: State) -> Ways:
        """The groups of a match, as a list."""
        values = [one.value for one in self.run.calls.arguments(call.args, state)]
        pattern = call.args[1].value if len(call.args) > 1 else None
        found = pattern if isinstance(pattern, Pattern) else None
        groups = self.run.guarding.groups(values[0] if values else EMPTY, found, call.at)
        items = tuple((str(index).encode(), group) for index, group in enumerate(groups))
        return [(state, Arr(items, None if items else (values[0] if values else EMPTY)))]

    def read_parse(self, call: Call, state: State) -> Ways:
        """cgi-lib.pl's ``ReadParse``: the script's own sub, or the one that fills a mapping from the request."""
        name = (constant(self.run.expressions.value(call.args[0].value, state)) or b"").decode(
            "utf-8", "surrogateescape"
        )
        function = self.run.functions.get(name)
        if function is not None:
            given = self.run.calls.arguments(call.args[2:], state)
            return self.run.invoking.invoke(function, given, state, call, None)
        fields = self.run.source(self.run.tables.sources["ReadParse"], "ReadParse", None, call.at)
        self.run.assigning.assign(call.args[1].value, fields, state, append=True)
        return [(state, SOMETHING)]

    def contents(self, call: Call, state: State) -> Ways:
        """What a reference leads to."""
        value = self.run.expressions.value(call.args[0].value, state)
        return [(state, self.run.references.contents(value, state))]

    def paired(self, call: Call, state: State) -> Ways:
        """Perl's list as a mapping: keys and values in turn."""
        value = self.run.expressions.value(call.args[0].value, state)
        return [(state, containers.paired(self.run.references.contents(value, state)))]

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

    def dirname(self, call: Call, state: State) -> Ways:
        """The folder of a path."""
        given = self.run.calls.arguments(call.args, state)
        written = constant(given[0].value) if given else None
        if written is None:
            return [(state, SOMETHING if not given else self.run.calls.any(call, None, given, state))]
        import posixpath  # noqa: PLC0415

        return [(state, fixed(posixpath.dirname(written) or b"."))]


def _is_number(written: bytes) -> bool:
    return written == b"" or (written.lstrip(b"-").isdigit() and len(written) < 10)

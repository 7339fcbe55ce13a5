"""Calls with a meaning of their own: constants, included files, sums; gathers those of the other files, too."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from dataclasses import replace

from hiyari.forms.taint.engine import containers
from hiyari.forms.taint.engine.choices import concatenated, either
from hiyari.forms.taint.engine.curl import Curl
from hiyari.forms.taint.engine.filtering import Filtering
from hiyari.forms.taint.engine.frames import ARGUMENTS
from hiyari.forms.taint.engine.given import Ways
from hiyari.forms.taint.engine.listing import Listing
from hiyari.forms.taint.engine.naming import name_of
from hiyari.forms.taint.engine.perlish import Perlish
from hiyari.forms.taint.engine.phpish import Phpish
from hiyari.forms.taint.engine.rubyish import Rubyish
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import State
from hiyari.forms.taint.engine.validating import Validating
from hiyari.forms.taint.engine.values import (
    EMPTY,
    NUMBER,
    POSITIVE,
    SOMETHING,
    TRUE,
    Arr,
    Func,
    constant,
    fixed,
)
from hiyari.forms.taint.engine.variables import THROWN
from hiyari.forms.taint.ir import Call, Item, Not, Var
from hiyari.forms.taint.traits import Scope


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
            "spl_autoload_register": run.autoloading.register,
            "require": self.include,
            "<alias>": self.alias,
            "<static>": self.static,
            "<caught>": self.caught,
            "func_get_args": self.own_arguments,
            "func_get_arg": self.own_argument,
            "+": self.arithmetic,
            "-": self.arithmetic,
            "<exported>": self.exported,
            "dirname": self.dirname,
            "redirect": run.shelling.redirect,
            "capture": run.shelling.capture,
            **run.evaluating.known,
            **run.matching.known,
            **run.objects.known,
            **Curl(run).known,
            **Listing(run).known,
            **Perlish(run).known,
            **Rubyish(run).known,
        }
        if run.traits.php_functions:
            self.known |= {**Phpish(run).known, **Filtering(run).known}
        if run.traits.package_classes:
            self.known |= Validating(run).known

    def _global(self, call: Call, state: State) -> Ways:
        state.shared |= {arg.value.name for arg in call.args if isinstance(arg.value, Var)}
        return [(state, EMPTY)]

    def empty(self, call: Call, state: State) -> Ways:
        """``empty``."""
        if not call.args:
            return [(state, TRUE)]
        return self.run.conditions.ways(Not(call.at, call.args[0].value), state)

    def define(self, call: Call, state: State) -> Ways:
        """A constant gets its value."""
        given = self.run.calls.arguments(call.args, state)
        name = constant(given[0].value) if given else None
        if name is not None and len(given) > 1:
            state.globals["<globals>" + name_of(name)] = given[1].value
        return [(state, TRUE)]

    def constant(self, call: Call, state: State) -> Ways:
        """A constant by its name."""
        at = call.at
        key = call.args[0].value if call.args else None
        return [(state, self.run.expressions.value(Item(at, Var(at, "<globals>"), key), state))]

    def include(self, call: Call, state: State) -> Ways:
        """An included file inside an expression."""
        path = self.run.expressions.value(call.args[0].value, state) if call.args else SOMETHING
        return [(one, TRUE) for one in self.run.including.included(path, call.at, state)]

    def alias(self, call: Call, state: State) -> Ways:
        """Two names of one place, from here on."""
        left, right = call.args[0].value, call.args[1].value
        self.run.assigning.alias(left, right)
        return [(state, EMPTY)]

    def static(self, call: Call, state: State) -> Ways:
        """What a function's variable had when it was called before."""
        place, before = call.args[0].value, call.args[1].value
        key = place.key if isinstance(place, Item) else None
        name = constant(self.run.expressions.value(key, state)) if key is not None else None
        found = state.globals.get("<globals>" + name_of(name or b""))
        return [(state, self.run.expressions.value(before, state) if found is None else found)]

    def caught(self, _: Call, state: State) -> Ways:
        """What a handler is given: anything that was thrown, or an error of the language's own."""
        thrown = self.run.variables.lookup(THROWN, state)
        return [(state, SOMETHING if thrown is None else either(thrown, SOMETHING))]

    def own_arguments(self, _: Call, state: State) -> Ways:
        """What the function that runs was given."""
        return [(state, state.variables.get(ARGUMENTS, SOMETHING))]

    def own_argument(self, call: Call, state: State) -> Ways:
        """One of what the function that runs was given."""
        given = self.run.calls.arguments(call.args, state)
        key = given[0].value if given else None
        base = state.variables.get(ARGUMENTS, SOMETHING)
        return [(state, self.run.expressions.element(base, key, call.at, state))]

    def arithmetic(self, call: Call, state: State) -> Ways:
        """Plus and minus: exact for small numbers, so that counters of errors are followed."""
        values = self.run.calls.values(call, state)
        numbers = [constant(value) for value in values]
        if len(numbers) == 2 and all(number is not None and _is_number(number) for number in numbers):
            first, second = (int(number or b"0") for number in numbers if number is not None)
            made = first + second if call.name == "+" else first - second
            return [(state, fixed(str(made).encode()) if abs(made) < 10**9 else NUMBER)]
        if call.name == "+" and any(value == POSITIVE for value in values) and None not in numbers[-1:]:
            return [(state, NUMBER if (numbers[-1] or b"")[:1] == b"-" else POSITIVE)]
        if call.name == "-" and values[:1] == [POSITIVE] and (numbers[-1] or b"")[:1] == b"-":
            return [(state, POSITIVE)]
        if call.name == "+" and len(values) == 2 and any(isinstance(value, Arr) for value in values):
            right = values[1] if isinstance(values[1], Arr) else Arr((), values[1])
            return [(state, containers.spread(right, values[0], call.at, self.run.came))]
        if call.name == "+" and self.run.traits.scope is not Scope.OWN:
            return [(state, concatenated(values))]
        return [(state, self.run.expressions.number(values, call.at))]

    def exported(self, call: Call, state: State) -> Ways:
        """``mailer.send(x)`` where a file of the site is ``mailer``: its function, or a method of what it exports."""
        name = constant(self.run.expressions.value(call.args[0].value, state)) or b""
        written = name_of(name)
        one = replace(call, name=written, args=call.args[1:], base=None)
        held = self.run.variables.lookup(written, state)
        if written in self.run.functions or isinstance(held, Func):
            return self.run.calls.ways(one, state)
        return self.run.calls.ways(replace(one, name="." + written, base=Var(call.at, "exports")), state)

    def dirname(self, call: Call, state: State) -> Ways:
        """The folder of a path, some levels above it."""
        given = self.run.calls.arguments(call.args, state)
        written = constant(given[0].value) if given else None
        levels = constant(given[1].value) if len(given) > 1 else b"1"
        if written is None or levels is None or not levels.isdigit() or len(levels) > 1:
            return [(state, SOMETHING if not given else self.run.knowing.any(call, None, given, state))]
        for _ in range(int(levels)):
            written = _above(written)
        return [(state, fixed(written))]


def _above(path: bytes) -> bytes:
    """The folder above; of a path that ends in ``..`` the one that is meant, not the one that is written."""
    if path.rpartition(b"/")[2] == b"..":
        return path + b"/.."
    return posixpath.dirname(path.rstrip(b"/")) or (b"/" if path.startswith(b"/") else b".")


def _is_number(written: bytes) -> bool:
    return written == b"" or (written.lstrip(b"-").isdigit() and len(written) < 10)

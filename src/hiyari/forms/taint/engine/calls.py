"""Calls: of functions in the script, of functions that the tables know, of any other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from hiyari.forms.taint.engine import containers
from hiyari.forms.taint.engine.given import ANY_NAME, Given, Ways
from hiyari.forms.taint.engine.naming import name_of, octets_of
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import End, State
from hiyari.forms.taint.engine.values import (
    EMPTY,
    Arr,
    Func,
    OneOf,
    Ref,
    Value,
    constant,
    fixed,
    requested,
)
from hiyari.forms.taint.ir import Arg, Call, Const
from hiyari.forms.taint.tables import Meaning
from hiyari.model.text import text

EXITS: Final = frozenset(
    {"exit", "die", "throw", "croak", "confess", "sys.exit", "abort", "process.exit", "raise", "os._exit"}
)
_THROWN: Final = frozenset({"throw", "raise", "croak", "confess"})
_WHOLE: Final = frozenset({Meaning.FIRST, Meaning.CALLBACK})
"""What gives elements as they are, references among them."""
_SETS: Final = frozenset({"isset", "exists", "defined"})

MOST_OBJECTS: Final = 4


class Calls:
    """Runs calls."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def ways(self, call: Call, state: State) -> Ways:
        """What a call gives, on each way through it."""
        self.run.step()
        name = call.name
        if (name in EXITS or name in self.run.tables.exits) and name not in self.run.functions:
            values = [self.run.expressions.value(arg.value, state) for arg in call.args]
            state.end = End.THROWN if name in _THROWN else End.EXIT
            if values and state.end is End.THROWN:
                self.run.variables.throw(values[0], state)
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
                made.append(Given(value, ANY_NAME if arg.mapping else arg.name, arg.value))
                continue
            for key, item in value.items:
                made.append(Given(item, None if key.isdigit() else name_of(key)))
            if value.rest is not None and arg.mapping:
                made.append(Given(Arr((), value.rest), ANY_NAME))
            elif value.rest is not None:
                made.append(Given(value.rest, spread=True))
        return made

    def values(self, call: Call, state: State) -> list[Value]:
        """The same, where neither names nor places of the arguments matter."""
        return [one.value for one in self.arguments(call.args, state)]

    def by_name(self, call: Call, base: Value | None, given: list[Given], state: State) -> Ways:
        """A call whose arguments are known."""
        run = self.run
        if isinstance(base, OneOf) and (objects := [one for one in base.values if isinstance(one, Ref)]):
            return [way for one in objects[:MOST_OBJECTS] for way in self.by_name(call, one, given, state.copy())]
        call, given = self._ordered(call, given)
        if run.traits.package_classes and "." in call.name:
            call, base = self._of_class(call, base)
        if base is None and "." in call.name[1:]:
            run.autoloading.want(call.name.rpartition(".")[0], call.at, state)
        ways = self._of_the_script(call, base, given, state)
        return self._of_the_tables(call, base, given, state) if ways is None else ways

    def _of_the_script(self, call: Call, base: Value | None, given: list[Given], state: State) -> Ways | None:
        """A call of what the script itself defines, or holds in a variable; None where it does not."""
        run = self.run
        own = self._element(call, base)
        if isinstance(own, Func):
            return run.invoking.invoke(own.function, given, state, call, base)
        if own is not None:
            return run.callables.call(own, given, state, call)
        function = run.methods.found(call.name, base, state)
        if function is not None:
            return run.invoking.invoke(function, given, state, call, base)
        held = self._held(call, state)
        if held is not None:
            return run.callables.call(held, given, state, call)
        return (
            run.instances.construct(call, given, state)
            or run.instances.magic(call, base, given, state)
            or run.instances.of_only_class(call, base, given, state)
        )

    def _element(self, call: Call, base: Value | None) -> Value | None:
        """The function that stands in an object under the method's name (JavaScript)."""
        if not isinstance(base, Arr | OneOf) or not self.run.traits.elements_are_methods or call.name[:1] != ".":
            return None
        own = containers.lookup(base, fixed(octets_of(call.name[1:])), self.run.came, call.at)
        functions = own.values if isinstance(own, OneOf) else (own,)
        return own if any(isinstance(one, Func) for one in functions) else None

    def _of_the_tables(self, call: Call, base: Value | None, given: list[Given], state: State) -> Ways:
        """A call that sends, checks or keeps, as the language's tables tell, or gives what its meaning says."""
        run = self.run
        run.invoking.unfollowed(call, base, given, state)
        if run.traits.sigils and run.tables.meanings.get(call.name) not in _WHOLE:
            given = [replace(one, value=run.references.reachable(one.value, state)) for one in given]
        made = run.shelling.function(call, given, state)
        if made is not None:
            return made
        sent = run.mails.call(call, base, given, state)
        if sent is not None:
            return sent
        if call.name in run.functions:
            return run.invoking.invoke(run.functions[call.name], given, state, call, base)
        if call.name in run.tables.callbacks:
            self._keep(call, given, state)
        if (stored := run.storing.used(call, base, given, state)) is not None:
            return [(state, stored)]
        guard = run.tables.guards.get(call.name)
        if guard is not None:
            return run.matching.checked(guard, call, base, given, state)
        return [(state, run.knowing.known(call, base, given, state))]

    def _of_class(self, call: Call, base: Value | None) -> tuple[Call, Value | None]:
        """A method of a class by its name (``$class->new``), or of one that has it from a class of the tables."""
        run = self.run
        written = constant(base) if base is not None and call.name[:1] == "." else None
        owner = name_of(written or b"") or call.name.rpartition(".")[0]
        method = call.name.rpartition(".")[2]
        if call.name == ".new" and base is not None and requested(base):
            run.report.unclear(text("the request decides of which class an object is made here"), call.at, run.file)
            run.callables.suspect("an object of a class chosen at run time", call.at)
        if not owner or run.methods.of(owner, method) is not None:
            return call, base
        for each in run.methods.ancestors(owner):
            if f"{each}.{method}" in run.known_names:
                return replace(call, name=f"{each}.{method}", base=None), None
        return call, base

    def _held(self, call: Call, state: State) -> Value | None:
        """A function that is in a variable of that name (Python, JavaScript), or in a glob (Perl)."""
        if call.base is not None or self.run.traits.names_apart:
            return None
        for name in (call.name, "*" + call.name):
            found = self.run.variables.lookup(name, state)
            match found:
                case Func():
                    return found
                case OneOf(values=values) if any(isinstance(one, Func) for one in values):
                    return found
                case Ref(address=address) if address in state.things:
                    kind = state.things[address].kind
                    if self.run.methods.of(kind, "__call__") is not None:
                        return found
                case _:
                    pass
        return None

    def _ordered(self, call: Call, given: list[Given]) -> tuple[Call, list[Given]]:
        """Arguments by name (PHP 8) in the order in which the tables have them."""
        tables = self.run.tables
        if not tables.parameters or all(one.name is None for one in given):
            return call, given
        known = tables.parameters.get(call.name)
        if known is None:
            # The order is not known: what a check or a function of the tables would show of it is not either.
            unnamed = [replace(one, name=None) for one in given] if call.name[:1] == "." else given
            return call, unnamed
        places: list[Given | None] = [None] * max(len(known), len(given))
        for index, one in enumerate(given):
            place = known.index(one.name) if one.name in known else index
            places[place] = replace(one, name=None)
        while places and places[-1] is None:
            places.pop()
        ordered = [Given(EMPTY) if one is None else one for one in places]
        args = tuple(Arg(Const(call.at, b"") if one.expr is None else one.expr) for one in ordered)
        return replace(call, args=args), ordered

    def _keep(self, call: Call, given: list[Given], state: State) -> None:
        """A function that is handed over to be called later."""
        for index, one in enumerate(given):
            if self.run.callables.names_function(one.value, state):
                rest = tuple(each.value for each in given[index + 1 :])
                kept = (one.value, rest if call.name == "register_shutdown_function" else (), call.at)
                if kept not in self.run.later:
                    self.run.later.append(kept)

"""What Perl does with references and names: ``@$list``, ``bless``, ``can``, cgi-lib.pl's ``ReadParse``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hiyari.forms.taint.engine.given import Ways
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import State
from hiyari.forms.taint.engine.values import (
    SOMETHING,
    Arr,
    Func,
    OneOf,
    Ref,
    constant,
    in_order,
)
from hiyari.forms.taint.ir import Call, Item, Var


class Perlish:
    """Runs them."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.known: dict[str, Callable[[Call, State], Ways]] = {
            "<ReadParse>": self.read_parse,
            "<contents>": self.contents,
            "<can>": self.can,
            "<reference>": run.references.reference,
            "<bless>": run.references.blessed,
            "<delete>": self.deleted,
        }

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
        self.run.assigning.assign(call.args[1].value, fields, state)
        return [(state, SOMETHING)]

    def contents(self, call: Call, state: State) -> Ways:
        """What a reference leads to; a string in its place names a variable."""
        value = self.run.expressions.value(call.args[0].value, state)
        sigil = constant(self.run.expressions.value(call.args[1].value, state)) if len(call.args) > 1 else None
        name = self.run.references.symbol(value, sigil or b"")
        if name is not None:
            return [(state, self.run.expressions.value(Var(call.at, name), state))]
        return [(state, self.run.references.contents(value, state))]

    def can(self, call: Call, state: State) -> Ways:
        """Perl's ``$object->can('name')``: the method itself."""
        values = [self.run.expressions.value(arg.value, state) for arg in call.args]
        if len(values) < 2:
            return [(state, SOMETHING)]
        if constant(values[0]) == b"main":
            return [(state, values[1])]  # a function of the script, which is called by its name
        pair = Arr(in_order(values))
        found = [one.function for one in self.run.callables.targets(pair, state).known if one.function is not None]
        made = tuple(Func(one) for one in found)
        return [(state, SOMETHING if not made else made[0] if len(made) == 1 else OneOf(made))]

    def deleted(self, call: Call, state: State) -> Ways:
        """``delete $h{key}``: an element, which its mapping has no more."""
        run, place = self.run, call.args[0].value
        value = run.expressions.value(place, state)
        if not isinstance(place, Item) or place.key is None:
            return [(state, value)]
        key, base = constant(run.expressions.value(place.key, state)), run.expressions.value(place.base, state)
        held = run.references.contents(base, state)
        if key is None or not isinstance(held, Arr):
            return [(state, value)]
        left = replace(held, items=tuple(item for item in held.items if item[0] != key))
        if isinstance(base, Ref):
            run.references.change(base, left, state)
        elif isinstance(place.base, Var):
            run.variables.store(place.base.name, left, state)
        else:
            run.assigning.assign(place.base, left, state)
        return [(state, value)]

"""What Ruby does with methods: ``yield``, ``super``, ``define_method``, ``send``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hiyari.forms.taint.engine.choices import concatenated, either
from hiyari.forms.taint.engine.given import Ways
from hiyari.forms.taint.engine.naming import name_of
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import State
from hiyari.forms.taint.engine.values import (
    SOMETHING,
    Arr,
    Func,
    OneOf,
    Str,
    constant,
)
from hiyari.forms.taint.ir import Call, Member
from hiyari.model.text import text


class Rubyish:
    """Runs them."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.known: dict[str, Callable[[Call, State], Ways]] = {
            "<yield>": self.yielded,
            "<super>": self.inherited,
            "<define>": self.defined,
            "<send>": self.sent,
        }

    def yielded(self, call: Call, state: State) -> Ways:
        """Ruby's ``yield``: the block, or what it would be given."""
        block = SOMETHING if call.base is None else self.run.expressions.value(call.base, state)
        given = self.run.calls.arguments(call.args, state)
        if isinstance(block, Func | OneOf):
            return self.run.callables.call(block, given, state, call)
        return [(state, concatenated([one.value for one in given]) if len(given) != 1 else given[0].value)]

    def inherited(self, call: Call, state: State) -> Ways:
        """Ruby's ``super``."""
        run = self.run
        given = run.calls.arguments(call.args, state)
        now = run.calling[-1] if run.calling else None
        this = run.variables.lookup("self", state)
        thing = state.thing(this)
        method = "" if now is None else now.name.rpartition(".")[2]
        for each in run.methods.ancestors(thing.kind if thing is not None else (now.owner or "") if now else ""):
            found = run.functions.get(f"{each}.{method}")
            if found is not None and found not in run.calling:
                return run.invoking.invoke(found, given, state, call, this)
        return [(state, run.knowing.any(replace(call, base=None), None, given, state))]

    def defined(self, call: Call, state: State) -> Ways:
        """Ruby's ``define_method`` and ``alias_method``: a function under a name that may only be known now."""
        owner, name, body = (self.run.expressions.value(arg.value, state) for arg in call.args[:3])
        written, kind = constant(name), name_of(constant(owner) or b"")
        old = constant(body)
        function = body.function if isinstance(body, Func) else None
        if old is not None:
            known = name_of(old)
            function = self.run.methods.of(kind, known) or self.run.functions.get(known)
        if written is None or function is None:
            if function is not None:
                self.run.callables.suspect("a method without a name that is known", call.at)
                why = text("what gets a name here, which is put together while the script runs")
                self.run.report.unclear(why, call.at, self.run.file)
            return [(state, SOMETHING)]
        own = name_of(written)
        full = f"{kind}.{own}" if kind else own
        if full not in self.run.functions:
            made = replace(function, name=full, owner=kind or None)
            self.run.functions[full] = made
            self.run.references.capture(made, state)
        return [(state, name)]

    def sent(self, call: Call, state: State) -> Ways:
        """Ruby's ``object.send(name, ...)`` of a name that is a value."""
        base = SOMETHING if call.base is None else self.run.expressions.value(call.base, state)
        name = self.run.expressions.value(call.args[0].value, state)
        written = constant(name)
        if written is not None:
            own = name_of(written)
            if own.endswith("=") and len(call.args) > 1 and call.base is not None:
                value = self.run.expressions.value(call.args[1].value, state)
                self.run.assigning.assign(Member(call.at, call.base, own[:-1]), value, state)
                return [(state, value)]
            return self.run.calls.ways(replace(call, name=f".{own}", args=call.args[1:]), state)
        given = self.run.calls.arguments(call.args[1:], state)
        pair = Arr(((b"0", base), (b"1", name)))
        made = self.run.callables.call(pair, given, state, call)
        return [(one, either(value, base) if isinstance(base, Str | Arr) else value) for one, value in made]

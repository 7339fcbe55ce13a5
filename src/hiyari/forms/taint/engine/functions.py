"""Functions and classes of the script itself: finding them, running them, and what they leave behind."""

from __future__ import annotations

from hiyari.forms.taint.engine import containers
from hiyari.forms.taint.engine.calls import Given
from hiyari.forms.taint.engine.merging import merged
from hiyari.forms.taint.engine.paged import Paged
from hiyari.forms.taint.engine.run import DEEPEST_CALLS, Run
from hiyari.forms.taint.engine.state import End, State, Thing
from hiyari.forms.taint.engine.values import (
    EMPTY,
    SOMETHING,
    Arr,
    Func,
    Ref,
    Value,
    any_of,
    constant,
    fixed,
    taints_of,
)
from hiyari.forms.taint.ir import Assign, Call, Expr, Function, Var
from hiyari.forms.taint.tables import Scope
from hiyari.model.text import text

Ways = list[tuple[State, Value]]


class Functions:
    """Runs what the script defines."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def found(self, name: str, base: Value | None, state: State) -> Function | None:
        """The function of the script that a call means."""
        run = self.run
        if isinstance(base, Ref) and base.address in state.things:
            return self.method(state.things[base.address].kind, name.rpartition(".")[2])
        found = run.functions.get(name)
        if found is not None:
            return found
        owner, dot, method = name.rpartition(".")
        return self.method(owner, method) if dot and owner in run.classes else None

    def method(self, kind: str, name: str) -> Function | None:
        """A class's method, or the one that it has from its base."""
        for _ in range(6):
            found = self.run.functions.get(f"{kind}.{name}")
            if found is not None:
                return found
            known = self.run.classes.get(kind)
            if known is None or not known.bases:
                return None
            kind = known.bases[0]
        return None

    def construct(self, call: Call, given: list[Given], state: State) -> Ways | None:
        """An object of a class of the script; None where the call makes none."""
        run = self.run
        kind = call.name.removeprefix("new ").removesuffix(".new").rpartition(".")[2] if call.base is None else ""
        known = run.classes.get(kind)
        if known is None or call.name in run.tables.sources:
            return None
        address = call.at * 64 + len(run.calling)
        fields: list[tuple[str, Value]] = []
        mailer = None
        for _ in range(6):
            fields.extend(
                (statement.target.name, run.expressions.value(statement.value, state))
                for statement in known.body
                if isinstance(statement, Assign) and isinstance(statement.target, Var)
            )
            following = run.classes.get(known.bases[0]) if known.bases else None
            mailer = mailer or next((run.mails.made_by("new " + base) for base in known.bases), None)
            if following is None:
                break
            known = following
        names = dict(reversed(fields))
        state.things[address] = Thing(kind, call.at, tuple(names.items()), mailer=mailer)
        made = Ref(address)
        for constructor in ("__construct", kind, "__init__", "initialize", "constructor"):
            function = self.method(kind, constructor)
            if function is not None:
                return [(one, made) for one, _ in self.invoke(function, given, state, call, made)]
        return [(state, made)]

    def invoke(self, function: Function, given: list[Given], state: State, call: Call, this: Value | None) -> Ways:
        """Run a function of the script. Its variables are its own, but what the language shares."""
        run = self.run
        run.called.add(id(function))
        run.own_calls.add(call.at)
        if len(run.calling) >= DEEPEST_CALLS or run.calling.count(function) >= 2:
            taints = [taint for one in given for taint in taints_of(one.value)]
            if taints and len(run.calling) >= DEEPEST_CALLS:
                run.report.unclear(text("calls nest too deep to be followed"), call.at, run.file)
            return [(state, any_of(taints))]
        inner = self._frame(function, given, state, call, this)
        run.calling.append(function)
        run.callers.append(call.at)
        before, run.file = run.file, run.files.get(id(function), run.file)
        try:
            outs = run.walking.block(function.body, inner)
        finally:
            run.calling.pop()
            run.callers.pop()
            run.file = before
        return self._returned(function, outs, state, given)

    def _frame(self, function: Function, given: list[Given], state: State, call: Call, this: Value | None) -> State:
        inner = state.copy()
        closure = not function.name
        if inner.outer is None:
            inner.outer = inner.variables
        shares = closure or (self.run.tables.scope is Scope.SHARED and state.outer is not None)
        inner.variables = state.variables.copy() if shares else Paged()
        inner.shared = frozenset() if not closure else state.shared
        inner.own = frozenset()
        positional = [one for one in given if one.name is None]
        if this is not None and self.run.tables.explicit_receiver:
            positional = [Given(this), *positional]
        elif this is not None:
            inner.variables[self.run.tables.receiver] = this
        named = {one.name: one for one in given if one.name is not None}
        shown = function.name.rpartition(".")[2] or "function"
        for index, parameter in enumerate(function.params):
            name = parameter.name
            if parameter.rest:
                inner.variables[name] = self._rest(positional[index:], named)
                continue
            one = named.get(name.lstrip("$@%")) or (positional[index] if index < len(positional) else None)
            known = self.run.tables.types.get(parameter.type or "")
            if known is not None and (one is None or one.value == SOMETHING):
                value: Value = self.run.source(known, name, None, function.at)
            elif one is None:
                default = parameter.default
                value = EMPTY if default is None else self.run.expressions.value(default, inner)
            else:
                what = text("given to {function}() as {name}", function=shown, name=name)
                value = self.run.assigning.noted(one.value, call.at, what)
            inner.variables[name] = value
        inner.own = frozenset(parameter.name for parameter in function.params)
        return inner

    @staticmethod
    def _rest(given: list[Given], named: dict[str, Given]) -> Value:
        items: list[tuple[bytes, Value]] = [(str(index).encode(), one.value) for index, one in enumerate(given)]
        for name, one in named.items():
            items.append((str(len(items)).encode(), fixed(name.encode("utf-8", "surrogateescape"))))
            items.append((str(len(items)).encode(), one.value))
        return Arr(tuple(items[: containers.MOST_ITEMS]))

    def _returned(self, function: Function, outs: list[State], state: State, given: list[Given]) -> Ways:
        made: list[State] = []
        closure = not function.name
        mine = {parameter.name for parameter in function.params}
        for out in outs:
            value = out.result if out.result is not None else EMPTY
            inner = out.variables
            after = out
            if state.outer is None:
                after.variables, after.outer = (Paged() if out.outer is None else out.outer), None
            else:
                after.variables = state.variables.copy()
            if closure or (self.run.tables.scope is Scope.SHARED and state.outer is not None):
                for name, changed in inner.items():
                    if name not in mine and name not in out.own and (name in state.variables or closure):
                        after.variables[name] = changed
            after.shared, after.own = state.shared, state.own
            after.end = out.end if out.end in {End.EXIT, End.THROWN} else None
            after.result = None
            for index, parameter in enumerate(function.params):
                if parameter.reference and index < len(given) and (target := given[index].expr) is not None:
                    self.run.assigning.assign(target, inner.get(parameter.name, EMPTY), after)
            after.variables["<result>"] = value
            made.append(after)
        ways: Ways = []
        for one in merged(made):
            value = one.variables.pop("<result>", EMPTY)
            ways.append((one, value))
        return ways

    def callable_of(self, value: Value, expr: Expr | None) -> Function | None:
        """The function that a value stands for."""
        if isinstance(value, Func):
            return value.function
        if isinstance(expr, Var) and expr.name in self.run.functions:
            return self.run.functions[expr.name]
        name = constant(value)
        return None if name is None else self.run.functions.get(name.decode("utf-8", "surrogateescape"))

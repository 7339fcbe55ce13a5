"""Functions and classes of the script itself: finding them, running them, and what they leave behind."""

from __future__ import annotations

import re
from typing import Final

from hiyari.forms.taint.engine import containers
from hiyari.forms.taint.engine.calls import Given
from hiyari.forms.taint.engine.choices import either
from hiyari.forms.taint.engine.looking import sets_arguments
from hiyari.forms.taint.engine.merging import merged
from hiyari.forms.taint.engine.paged import Paged
from hiyari.forms.taint.engine.references import PLAIN
from hiyari.forms.taint.engine.run import DEEPEST_CALLS, Run
from hiyari.forms.taint.engine.state import End, State, Thing
from hiyari.forms.taint.engine.values import (
    EMPTY,
    SOMETHING,
    Arr,
    Func,
    Ref,
    Str,
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
MOST_BASES: Final = 20
_MAILS: Final = re.compile(r"mail|smtp|send|deliver|notif", re.IGNORECASE)


class Functions:
    """Runs what the script defines."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def found(self, name: str, base: Value | None, state: State) -> Function | None:
        """The function of the script that a call means."""
        run = self.run
        if isinstance(base, Ref) and base.address in state.things:
            found = self.method(state.things[base.address].kind, name.rpartition(".")[2])
            if found is not None or not run.tables.class_receiver:
                return found
        if run.tables.class_receiver and name[:1] == ".":
            return self.only(name[1:], base, state)
        found = run.functions.get(name)
        if found is not None:
            return found
        owner, dot, method = name.rpartition(".")
        return self.method(owner, method) if dot and owner in run.classes else None

    def method(self, kind: str, name: str) -> Function | None:
        """A class's method, or the one that it has from one of its bases (Perl: the first, and that one's first)."""
        if "::SUPER::" in name:
            kind, _, name = name.partition("::SUPER::")
            known = self.run.classes.get(kind)
            return None if known is None else next(filter(None, (self.method(one, name) for one in known.bases)), None)
        waiting, seen = [kind], 0
        while waiting and seen < MOST_BASES:
            kind, seen = waiting.pop(), seen + 1
            found = self.run.functions.get(f"{kind}.{name}") or self.run.functions.get(f"{kind}::{name}")
            if found is not None:
                return found
            known = self.run.classes.get(kind)
            waiting.extend(reversed(known.bases if known is not None else ()))
        return None

    def only(self, name: str, base: Value | None, state: State) -> Function | None:
        """The only method of that name in the script, for an object of which nothing else is known."""
        if "::SUPER::" in name:
            return self.method("", name)
        thing = state.things.get(base.address) if isinstance(base, Ref) else None
        if base is None or any(True for _ in taints_of(base)) or (thing is not None and thing.kind != PLAIN):
            return None
        if isinstance(base, Str) and (written := constant(base)):
            return self.method(written.decode("utf-8", "surrogateescape"), name)
        found = [one for full, one in self.run.functions.items() if full.endswith("::" + name)]
        return found[0] if len(found) == 1 else None

    def owner(self, name: str) -> Value | None:
        """The class that a method is called of, where the language hands it over as the first argument (Perl)."""
        owner, dot, _ = name.rpartition(".")
        known = self.run.tables.class_receiver and dot and owner
        return fixed(owner.encode("utf-8", "surrogateescape")) if known else None

    def unfollowed(self, call: Call, base: Value | None, given: list[Given], state: State) -> None:
        """A method of the script's own object that was not found, or one of an unknown class that may send mail."""
        run = self.run
        if not run.tables.class_receiver or "." not in call.name or call.name in run.known_names:
            return
        thing = state.things.get(base.address) if isinstance(base, Ref) else None
        owner, _, method = call.name.rpartition(".")
        own = (thing is not None and thing.kind in run.classes) or owner in run.classes
        if not own and not (_MAILS.search(call.name) and (owner or base == SOMETHING)):
            return
        values = [one.value for one in given] + ([base] if base is not None else [])
        if any(True for one in values for _ in taints_of(run.references.reachable(one, state))):
            run.report.unclear(text("what {function}() does is not known", function=method), call.at, run.file)

    def construct(self, call: Call, given: list[Given], state: State) -> Ways | None:
        """An object of a class of the script; None where the call makes none."""
        run = self.run
        kind = call.name.removeprefix("new ").removesuffix(".new").rpartition(".")[2] if call.base is None else ""
        known = run.classes.get(kind)
        if known is None or call.name in run.tables.sources or run.tables.class_receiver:
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
        if closure:
            self.run.references.captured(function, inner.variables)
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
        plain = [one for one in given if not one.spread]
        items: list[tuple[bytes, Value]] = [(str(index).encode(), one.value) for index, one in enumerate(plain)]
        for name, one in named.items():
            items.append((str(len(items)).encode(), fixed(name.encode("utf-8", "surrogateescape"))))
            items.append((str(len(items)).encode(), one.value))
        rest: Value | None = None
        for one in given:
            if one.spread:
                rest = one.value if rest is None else either(rest, one.value)
        return Arr(tuple(items[: containers.MOST_ITEMS]), rest)

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
                if parameter.name == "@_":
                    self._changed_in_place(function, given, inner.get("@_", EMPTY), after)
            after.variables["<result>"] = value
            made.append(after)
        ways: Ways = []
        for one in merged(made):
            value = one.variables.pop("<result>", EMPTY)
            ways.append((one, value))
        return ways

    def _changed_in_place(self, function: Function, given: list[Given], after: Value, state: State) -> None:
        """Perl's ``$_[0] =~ s/...//``: elements of ``@_`` are the caller's own variables."""
        known = self.run.in_place.get(id(function))
        if known is None:
            known = self.run.in_place[id(function)] = sets_arguments(function.body)
        if not known or not isinstance(after, Arr) or after.rest is not None:
            return
        if len(after.items) != len(given):
            return
        for one, (_, value) in zip(given, after.items, strict=True):
            self.run.references.back(one.expr, one.value, value, state)

    def callable_of(self, value: Value, expr: Expr | None) -> Function | None:
        """The function that a value stands for."""
        if isinstance(value, Func):
            return value.function
        if isinstance(expr, Var) and expr.name in self.run.functions:
            return self.run.functions[expr.name]
        name = constant(value)
        return None if name is None else self.run.functions.get(name.decode("utf-8", "surrogateescape"))

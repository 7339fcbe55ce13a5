"""A function's own variables: what its parameters get when it is called, what the caller sees when it is left."""

from __future__ import annotations

from typing import Final

from hiyari.forms.taint.engine import containers
from hiyari.forms.taint.engine.choices import either
from hiyari.forms.taint.engine.given import ANY_NAME, Given, Ways
from hiyari.forms.taint.engine.handing import handed
from hiyari.forms.taint.engine.looking import sets_arguments
from hiyari.forms.taint.engine.merging import merged
from hiyari.forms.taint.engine.naming import octets_of
from hiyari.forms.taint.engine.paged import Paged
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import End, State
from hiyari.forms.taint.engine.values import (
    EMPTY,
    SOMETHING,
    Arr,
    Value,
    fixed,
    in_order,
)
from hiyari.forms.taint.ir import Call, Expr, Function, Param
from hiyari.forms.taint.traits import Scope
from hiyari.model.text import text

ARGUMENTS: Final = "<arguments>"
"""What a function was given, by position (``func_get_args``)."""
_RESULT: Final = "<result>"
"""What it gives, while ways are taken together."""


class Frames:
    """Makes a function's variables of its arguments, and gives the caller its own back."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def entered(self, function: Function, given: list[Given], state: State, call: Call, this: Value | None) -> State:
        """The state in which a function begins."""
        inner = state.copy()
        closure = not function.name
        if inner.outer is None:
            inner.outer = inner.variables
        shares = closure or (self.run.traits.scope is Scope.SHARED and state.outer is not None)
        inner.variables = state.variables.copy() if shares else Paged()
        if closure or self.run.traits.named_closures:
            self.run.references.captured(function, inner.variables)
        elif id(function) in self.run.captured:
            self.run.references.captured(function, inner.variables, missing=True)
        inner.shared = frozenset() if not closure else state.shared
        inner.own = frozenset()
        positional = [one for one in given if one.name is None]
        if this is not None and not self.run.traits.explicit_receiver:
            inner.variables[self.run.traits.receiver] = this
        elif this is not None and not function.static:
            positional = [Given(this), *positional]
        self._bind(function, positional, {one.name: one for one in given if one.name is not None}, inner, call)
        inner.own = frozenset(parameter.name for parameter in function.params)
        inner.variables[ARGUMENTS] = Arr(in_order(one.value for one in given))
        return inner

    def _bind(
        self, function: Function, positional: list[Given], named: dict[str, Given], inner: State, call: Call
    ) -> None:
        """Parameters by name, by place, or by default."""
        whole = named.pop(ANY_NAME, None)
        rested = False
        for index, parameter in enumerate(function.params):
            name = parameter.name
            if parameter.names:
                inner.variables[name] = _by_names(function, named, whole)
                continue
            if parameter.rest:
                inner.variables[name] = self._rest(positional[index:], {} if self.run.traits.named_apart else named)
                rested = True
                continue
            one = named.get(name.lstrip("$@%")) or (None if rested else _placed(positional, index))
            if one is None and whole is not None:
                key = fixed(octets_of(name))
                one = Given(containers.lookup(whole.value, key, self.run.came, call.at))
            if one is None and named and self._takes_options(function, named):
                inner.variables[name] = _by_names(function, named, whole)
                continue
            inner.variables[name] = self._parameter(function, parameter, one, inner, call)

    def _parameter(self, function: Function, parameter: Param, one: Given | None, inner: State, call: Call) -> Value:
        known = self.run.tables.types.get(parameter.type or "")
        if known is not None and (one is None or one.value == SOMETHING):
            return self.run.source(known, parameter.name, None, function.at)
        if one is None:
            default = parameter.default
            return EMPTY if default is None else self.run.expressions.value(default, inner)
        shown = function.name.rpartition(".")[2] or "function"
        what = text("given to {function}() as {name}", function=shown, name=parameter.name)
        return self.run.assigning.noted(one.value, call.at, what)

    def _takes_options(self, function: Function, named: dict[str, Given]) -> bool:
        """Ruby's ``def f(options = {})``, called with arguments by name that no parameter has."""
        mine = {parameter.name for parameter in function.params}
        named_by_all = any(parameter.names for parameter in function.params)
        return self.run.traits.gathers_named and not named_by_all and bool(set(named) - mine - {"&block"})

    @staticmethod
    def _rest(given: list[Given], named: dict[str, Given]) -> Value:
        plain = [one for one in given if not one.spread]
        items = list(in_order(one.value for one in plain))
        for name, one in named.items():
            items.append((str(len(items)).encode(), fixed(octets_of(name))))
            items.append((str(len(items)).encode(), one.value))
        rest: Value | None = None
        for one in given:
            if one.spread:
                rest = one.value if rest is None else either(rest, one.value)
        for _, value in items[containers.MOST_ITEMS :]:
            rest = value if rest is None else either(rest, value)
        return Arr(tuple(items[: containers.MOST_ITEMS]), rest)

    def left(self, function: Function, outs: list[State], state: State, given: list[Given]) -> Ways:
        """The caller's state again on each way out, ways that are alike taken together, and what each gives."""
        for out in outs:
            if id(function) in self.run.captured:
                self.run.references.recapture(function, out.variables)
            value = out.result if out.result is not None else EMPTY
            inner = out.variables
            inner.pop(ARGUMENTS, None)
            self._outside(function, out, state)
            self._by_reference(function, inner, given, out)
            self.run.narrowing.handed(given, state, out)
            for expr, name, before in handed(function, given, self.run.traits):
                self._take_back(expr, before, inner.get(name), out)
            out.variables[_RESULT] = value
        return [(one, one.variables.pop(_RESULT, EMPTY)) for one in merged(outs)]

    def _outside(self, function: Function, out: State, state: State) -> None:
        """The caller's variables in place of the function's, with what the function could change of them."""
        inner, closure = out.variables, not function.name
        mine = {parameter.name for parameter in function.params}
        if state.outer is None:
            out.variables, out.outer = (Paged() if out.outer is None else out.outer), None
        else:
            out.variables = state.variables.copy()
        if closure or (self.run.traits.scope is Scope.SHARED and state.outer is not None):
            for name, changed in inner.items():
                if changed is state.variables.get(name):
                    continue  # it is as it was, here: what is global may have changed
                if name not in mine and name not in out.own and (name in state.variables or closure):
                    out.variables[name] = changed
        out.shared, out.own = state.shared, state.own
        out.end = out.end if out.end in {End.EXIT, End.THROWN} else None
        out.result = None

    def _by_reference(self, function: Function, inner: Paged[str, Value], given: list[Given], after: State) -> None:
        """What a function has made of arguments that are the caller's own variables."""
        for index, parameter in enumerate(function.params):
            if parameter.reference and index < len(given) and (target := given[index].expr) is not None:
                self.run.assigning.assign(target, inner.get(parameter.name, EMPTY), after)
            if parameter.name == "@_":
                self._changed_in_place(function, given, inner.get("@_", EMPTY), after)

    def _take_back(self, expr: Expr, before: Value, after: Value | None, state: State) -> None:
        """What a function has made of a list or mapping that it was given is the caller's, too."""
        if after is not None and after != before:
            held = self.run.expressions.value(expr, state)
            self.run.assigning.assign(expr, either(held, after), state)

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


def _placed(given: list[Given], index: int) -> Given | None:
    """The argument at a place; a list that is spread fills all places behind it."""
    if index < len(given):
        return given[index]
    return given[-1] if given and given[-1].spread else None


def _by_names(function: Function, named: dict[str, Given], whole: Given | None) -> Value:
    """``**kw``: a mapping of the arguments that no parameter has the name of."""
    mine = {parameter.name for parameter in function.params}
    items = [(octets_of(name), one.value) for name, one in named.items() if name not in mine][: containers.MOST_ITEMS]
    rest = None
    if whole is not None:
        rest = whole.value.rest if isinstance(whole.value, Arr) else whole.value
    return Arr(tuple(items), rest)

"""Which arguments a function may change for its caller: lists and mappings, of which it gets no copy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hiyari.forms.taint.engine.given import Given
from hiyari.forms.taint.engine.looking import every
from hiyari.forms.taint.engine.values import Arr, Value
from hiyari.forms.taint.ir import Assign, Expr, Function, Item, Member, Mix, Var

if TYPE_CHECKING:
    from hiyari.forms.taint.traits import Traits


def handed(function: Function, given: list[Given], traits: Traits) -> Iterator[tuple[Expr, str, Value]]:
    """Expressions of the caller that a function may change, and the variables that hold them inside."""
    if not traits.shares:
        return
    for index, parameter in enumerate(function.params):
        one = given[index] if index < len(given) else None
        if one is None or one.expr is None or one.spread:
            continue
        if not isinstance(one.value, Arr) and not (traits.changes_in_place and _grows(function, parameter.name)):
            continue
        expr = _place(one.expr)
        if expr is not None:
            yield expr, parameter.name, one.value


def _grows(function: Function, name: str) -> bool:
    """Whether a function changes a text that it is given (``text << more``), not only its own variable."""
    return any(
        isinstance(one, Assign) and one.append and isinstance(one.target, Var) and one.target.name == name
        for one in every(function.body)
    )


def _place(expr: Expr) -> Expr | None:
    match expr:
        case Mix(parts=(Var() as only,), number=False):
            return only
        case Var() | Item() | Member():
            return expr
        case _:
            return None

"""Which arguments a function may change for its caller: references, lists, mappings, Perl's globs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hiyari.forms.taint.engine.values import Arr, Str, Value
from hiyari.forms.taint.ir import Assign, Call, Expr, Function, Item, Member, Mix, Var

if TYPE_CHECKING:
    from hiyari.forms.taint.engine.calls import Given
    from hiyari.forms.taint.tables import Tables

_ALL = "@_"


def handed(function: Function, given: list[Given], tables: Tables) -> Iterator[tuple[Expr, str, Value]]:
    """Expressions of the caller that a function may change, and the variables that hold them inside."""
    if not tables.shares:
        return
    perl = bool(function.params) and function.params[0].name == _ALL
    names = _taken(function) if perl else {index: one.name for index, one in enumerate(function.params)}
    for index, name in names.items():
        one = given[index] if index < len(given) else None
        if one is None or one.expr is None or one.spread or not isinstance(one.value, Arr | Str):
            continue
        expr = _place(one.expr, perl=perl)
        if expr is not None and (perl or isinstance(one.value, Arr)):
            yield expr, name, one.value


def _place(expr: Expr, *, perl: bool) -> Expr | None:
    match expr:
        case Mix(parts=(Var() as only,), number=False):
            return only
        case Var(name=name) if not perl or name[:1] in "%@$":
            return expr
        case Item() | Member() if not perl:
            return expr
        case _:
            return None


def _taken(function: Function) -> dict[int, str]:
    """Perl: the variables that take elements of ``@_`` at the beginning of a sub, by position."""
    made: dict[int, str] = {}
    shifted = 0
    for statement in function.body:
        match statement:
            case Assign(target=tuple() as targets, value=Var(name="@_")):
                made.update({shifted + index: one.name for index, one in enumerate(targets) if isinstance(one, Var)})
                return made
            case Assign(target=Var(name=name), value=Call(name="shift")):
                made[shifted] = name
                shifted += 1
            case Assign(target=Var(name=name), value=Item(base=Var(name="@_"))):
                made.setdefault(shifted, name)
            case _:
                return made
    return made


def globs(function: Function) -> dict[int, str]:
    """Perl: the globs that a sub takes its arguments into (``local(*in) = @_``), by position."""
    return {index: name for index, name in _taken(function).items() if name[:1] == "*"}

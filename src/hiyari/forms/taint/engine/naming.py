"""Names of variables, elements and properties as a reader calls them."""

from __future__ import annotations

from hiyari.forms.taint.ir import (
    Const,
    Expr,
    Item,
    Member,
    Var,
)


def dotted_name(expr: Expr) -> str | None:
    """``request.form`` of nested members."""
    names: list[str] = []
    while isinstance(expr, Member):
        names.append(expr.name)
        expr = expr.base
    if not isinstance(expr, Var):
        return None
    names.append(expr.name)
    return ".".join(reversed(names))


def tails(dotted: str) -> list[str]:
    """A dotted name without its first parts, the longest first."""
    parts = dotted.split(".")
    return [dotted, *(".".join(parts[index:]) for index in range(1, len(parts) - 1))]


def written_name(expr: Expr) -> str:
    """An expression as a reader calls it: ``$form['to']``."""
    match expr:
        case Var(name=name):
            return name
        case Member(base=base, name=name):
            return f"{written_name(base)}->{name}"
        case Item(base=base, key=Const(value=bytes() as key)):
            return f"{written_name(base)}[{key.decode('utf-8', 'replace')[:40]}]"
        case Item(base=base):
            return f"{written_name(base)}[]"
        case _:
            return "..."

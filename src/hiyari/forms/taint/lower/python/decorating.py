"""Decorators of the file itself: what they make of a function takes its place.

A decorator of a library is known by its name, or changes nothing that matters. One that the file defines is called with
the function, as Python does, and the name stands for what it gives from then on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.python.lowering import Python
from hiyari.forms.taint.lower.tree import field, name_of, parts

if TYPE_CHECKING:
    from tree_sitter import Node

_PLAIN: Final = "<undecorated>"


def own_decorators(walk: Python, node: Node) -> list[Node]:
    """Decorators that the file defines, the innermost first."""
    found = []
    for one in parts(node):
        inner = next(iter(parts(one)), None) if one.type == "decorator" else None
        callee = field(inner, "function") if inner is not None and inner.type == "call" else inner
        while callee is not None and callee.type == "attribute":
            callee = field(callee, "object")
        if inner is not None and callee is not None and name_of(callee) in walk.defined:
            found.append(inner)
    return found[::-1]


def decorated(walk: Python, made: Sequence[ir.Stmt], decorators: Sequence[Node]) -> Sequence[ir.Stmt]:
    """A definition with what its decorators make of it."""
    match made:
        case [ir.Define(at=at, function=function)] if decorators:
            plain = replace(function, name=function.name + _PLAIN)
            value = _applied(walk, at, ir.Var(at, plain.name), decorators)
            if function.owner is None:
                return (ir.Define(at, plain), ir.Assign(at, ir.Var(at, function.name), value))
            given = (ir.Arg(ir.Var(at, "args"), spread=True), ir.Arg(ir.Var(at, "kw"), spread=True, mapping=True))
            params = (ir.Param("args", rest=True), ir.Param("kw", rest=True, names=True))
            body = (ir.Return(at, ir.Call(at, "<dynamic>", given, value)),)
            return (ir.Define(at, plain), ir.Define(at, replace(function, params=params, body=body)))
        case [ir.Assign(at=at, target=ir.Var() as name)] if decorators:
            return (*made, ir.Assign(at, name, _applied(walk, at, name, decorators)))
        case _:
            return made


def _applied(walk: Python, at: int, value: ir.Expr, decorators: Sequence[Node]) -> ir.Expr:
    for one in decorators:
        given = (ir.Arg(value),)
        callee = walk.expression(one)
        value = (
            ir.Call(at, callee.name, given) if isinstance(callee, ir.Var) else ir.Call(at, "<dynamic>", given, callee)
        )
    return value

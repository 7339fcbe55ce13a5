"""Ruby's ``case``: patterns match, lists hold, anything else is compared."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.ruby.lowering import Ruby
from hiyari.forms.taint.lower.tree import child_of_type, field, fields, parts
from hiyari.forms.taint.lower.walking import branches

if TYPE_CHECKING:
    from tree_sitter import Node


def cases(walk: Ruby, node: Node, block_of: Callable[[Node | None], ir.Block]) -> ir.Block:
    """``case ... when ... else``, each branch as ``block_of`` makes it."""
    at, value = node.start_byte, field(node, "value")
    subject = walk.expression(value) if value is not None else None
    arms: list[tuple[ir.Expr, ir.Block]] = []
    for one in parts(node):
        if one.type == "when":
            patterns = [next(iter(parts(held)), held) for held in fields(one, "pattern")]
            arms.append((_fits(walk, at, subject, patterns), block_of(field(one, "body"))))
        elif one.type == "in_clause":
            given = ir.Call(at, "<fits>", (ir.Arg(subject if subject is not None else ir.Const(at)),))
            arms.append((given, block_of(field(one, "body"))))
    other = child_of_type(node, "else")
    return branches(at, arms, block_of(other))


def _fits(walk: Ruby, at: int, subject: ir.Expr | None, patterns: list[Node]) -> ir.Expr:
    made: ir.Expr | None = None
    for one in patterns:
        if one.type == "splat_argument":
            held = walk.expression(next(iter(parts(one)), None))
            test: ir.Expr = ir.Test(at, ir.Comparison.IN, subject or ir.Const(at), held)
        else:
            test = _one(at, subject, walk.expression(one))
        made = test if made is None else ir.Either(at, made, test)
    return made if made is not None else ir.Call(at, "<fits>")


def _one(at: int, subject: ir.Expr | None, value: ir.Expr) -> ir.Expr:
    if subject is None:
        return value
    match value:
        case ir.Pattern():
            return ir.Test(at, ir.Comparison.MATCHES, subject, value)
        case ir.Const():
            return ir.Test(at, ir.Comparison.EQUAL, subject, value)
        case _:
            return ir.Call(at, "<fits>", (ir.Arg(subject), ir.Arg(value)))

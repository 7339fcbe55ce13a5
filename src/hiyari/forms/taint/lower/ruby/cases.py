"""Ruby's ``case``: patterns match, lists hold, anything else is compared."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.ruby.lowering import Ruby
from hiyari.forms.taint.lower.ruby.targets import target
from hiyari.forms.taint.lower.tree import child_of_type, field, fields, name_of, parts
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
            held = subject if subject is not None else ir.Const(at)
            given = ir.Call(at, "<fits>", (ir.Arg(held),))
            arms.append((given, (*bound(walk, field(one, "pattern"), held), *block_of(field(one, "body")))))
    other = child_of_type(node, "else")
    return branches(at, arms, block_of(other))


def bound(walk: Ruby, pattern: Node | None, value: ir.Expr) -> list[ir.Stmt]:
    """The names of a pattern take what stands in their place; where it is not clear which part, any of it."""
    if pattern is None:
        return []
    at = pattern.start_byte
    match pattern.type:
        case "identifier":
            return [ir.Assign(at, target(walk, pattern), value)]
        case "keyword_pattern":
            key, inner = field(pattern, "key"), field(pattern, "value")
            name = name_of(key).strip(":\"'") if key is not None else ""
            held = ir.Item(at, value, ir.Const(at, name.encode("utf-8", "surrogateescape")))
            if inner is not None:
                return bound(walk, inner, held)
            walk.locals[-1].add(name)
            return [ir.Assign(at, ir.Var(at, name), held)]
        case "as_pattern":
            named = field(pattern, "name")
            own = [] if named is None else [ir.Assign(at, target(walk, named), value)]
            return [*own, *bound(walk, field(pattern, "value"), value)]
        case "hash_splat_parameter" | "splat_parameter":
            inner = field(pattern, "name") or next(iter(parts(pattern)), None)
            return [] if inner is None else [ir.Assign(at, target(walk, inner), value)]
        case "array_pattern":
            owner = field(pattern, "class")
            elements = [one for one in parts(pattern) if owner is None or one.id != owner.id]
            fixed = not any(one.type == "splat_parameter" for one in elements)
            return [
                each
                for index, one in enumerate(elements)
                for each in bound(walk, one, _part(at, value, index if fixed else None, one))
            ]
        case "find_pattern":
            return [each for one in parts(pattern) for each in bound(walk, one, _part(at, value, None, one))]
        case "constant" | "variable_reference_pattern" | "expression_reference_pattern":
            return []
        case _:
            return [each for one in parts(pattern) for each in bound(walk, one, value)]


def _part(at: int, value: ir.Expr, index: int | None, pattern: Node) -> ir.Expr:
    if pattern.type == "splat_parameter":
        return value
    return ir.Item(at, value, None if index is None else ir.Const(at, str(index).encode()))


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

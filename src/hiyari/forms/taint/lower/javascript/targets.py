"""What JavaScript assigns to: names, properties, and patterns that take an object apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.javascript.literals import key
from hiyari.forms.taint.lower.javascript.lowering import JavaScript
from hiyari.forms.taint.lower.tree import field, name_of, parts

if TYPE_CHECKING:
    from tree_sitter import Node


def target(walk: JavaScript, node: Node) -> ir.Expr:
    """A name or a property. A name that was imported is a variable from here on."""
    if node.type in {"identifier", "shorthand_property_identifier_pattern"}:
        name = name_of(node)
        if walk.meaning(name) is not None:
            walk.scopes[-1][name] = None
        return ir.Var(node.start_byte, name)
    return walk.expression(node)


def assigned(walk: JavaScript, node: Node | None, value: ir.Expr, *, declares: bool) -> list[ir.Stmt]:
    """The assignments that ``pattern = value`` makes, however deep the pattern is."""
    made: list[ir.Stmt] = []
    waiting: list[tuple[Node | None, ir.Expr]] = [(node, value)]
    while waiting:
        one, given = waiting.pop()
        if one is None:
            continue
        at = one.start_byte
        match one.type:
            case "object_pattern":
                kept = _kept(walk, at, given, made)
                waiting.extend(reversed([_property(walk, inner, kept) for inner in parts(one)]))
            case "array_pattern":
                kept = _kept(walk, at, given, made)
                items = [(inner, _nth(kept, inner, index)) for index, inner in enumerate(parts(one))]
                waiting.extend(reversed(items))
            case "assignment_pattern" | "object_assignment_pattern":
                default = walk.expression(field(one, "right"))
                waiting.append((field(one, "left"), ir.Either(at, given, default)))
            case "rest_pattern":
                waiting.append((next(iter(parts(one)), None), given))
            case _:
                made.append(ir.Assign(at, target(walk, one), given, declares=declares))
    return made


def _kept(walk: JavaScript, at: int, value: ir.Expr, made: list[ir.Stmt]) -> ir.Expr:
    """A value that is looked at several times: a call is made once."""
    if isinstance(value, ir.Var):
        return value
    kept = walk.fresh(at, "value")
    made.append(ir.Assign(at, kept, value, declares=True))
    return kept


def _property(walk: JavaScript, node: Node, base: ir.Expr) -> tuple[Node | None, ir.Expr]:
    at = node.start_byte
    match node.type:
        case "pair_pattern":
            name = key(walk, field(node, "key"))
            return field(node, "value"), _of(at, base, name)
        case "object_assignment_pattern":
            name = key(walk, field(node, "left"))
            default = walk.expression(field(node, "right"))
            return field(node, "left"), ir.Either(at, _of(at, base, name), default)
        case "rest_pattern":
            return next(iter(parts(node)), None), base
        case _:
            return node, _of(at, base, key(walk, node))


def _of(at: int, base: ir.Expr, name: ir.Expr | None) -> ir.Expr:
    """A property by its name. What belongs to a request (or another known object) goes by its full name."""
    if isinstance(base, ir.Var) and isinstance(name, ir.Const) and name.value is not None:
        shown = name.value.decode("utf-8", "replace")
        if base.name == "process.env":
            return ir.Var(at, f"process.env[{shown}]")
        if base.name in KNOWN:
            return ir.Var(at, f"{base.name}.{shown}")
    return ir.Item(at, base, name)


def _nth(base: ir.Expr, node: Node, index: int) -> ir.Expr:
    key_ = ir.Const(node.start_byte, b"%d" % index)
    if node.type == "rest_pattern":
        return ir.Call(node.start_byte, "<after>", (ir.Arg(base), ir.Arg(key_)))
    return ir.Item(node.start_byte, base, key_)


KNOWN = frozenset({"Request", "Context", "Context.request", "Event", "process"})
"""Objects whose properties go by their full names in the tables."""

"""Python's assignments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.python.elements import field_of, target
from hiyari.forms.taint.lower.python.lowering import Python
from hiyari.forms.taint.lower.tree import field, name_of, octets, parts

if TYPE_CHECKING:
    from tree_sitter import Node


def assignment(walk: Python, node: Node) -> Sequence[ir.Stmt]:
    """``a = b = value``: the value, then each target from the left."""
    at, targets = node.start_byte, []
    one: Node | None = node
    while one is not None and one.type == "assignment":
        if (left := field(one, "left")) is not None:
            targets.append(left)
        one = field(one, "right")
    if one is None:
        return ()  # an annotation
    value = walk.expression(one)
    if isinstance(value, ir.Call) and value.name.startswith("email."):
        walk.names.messages.update(name_of(left) for left in targets)
    if len(targets) > 1:
        kept = walk.fresh(at, "value")
        first: list[ir.Stmt] = [ir.Assign(at, kept, value)]
        return (*first, *(assigned(walk, at, left, kept) for left in targets))
    return tuple(one for left in targets for one in _kept(walk, assigned(walk, at, left, value), value))


def _kept(walk: Python, made: ir.Stmt, value: ir.Expr) -> tuple[ir.Stmt, ...]:
    """A field of a message is also kept by itself, where it may be read again."""
    match made:
        case ir.Assign(target=ir.Item(base=ir.Var(name=name), key=ir.Const(value=bytes() as key))) if (
            name in walk.names.messages
        ):
            return (made, ir.Assign(made.at, field_of(made.at, name, key), value))
        case _:
            return (made,)


def assigned(walk: Python, at: int, left: Node, value: ir.Expr) -> ir.Stmt:
    """``left = value``; several names take elements."""
    if left.type in {"pattern_list", "tuple_pattern", "list_pattern"}:
        return ir.Assign(at, tuple(target(walk, one) for one in parts(left)), value)
    return ir.Assign(at, target(walk, left), value)


def augmented(walk: Python, node: Node) -> Sequence[ir.Stmt]:
    """``a += value``."""
    at, left, operator = node.start_byte, field(node, "left"), field(node, "operator")
    value, to = walk.expression(field(node, "right")), walk.expression(left)
    if operator is not None and octets(operator) in {b"+=", b"|="}:
        if isinstance(value, ir.Array) and all(key is None for key, _ in value.items):
            return tuple(ir.Assign(at, ir.Item(at, to, None), one) for _, one in value.items)
        return (ir.Assign(at, to, value, append=True),)
    return (ir.Assign(at, to, ir.Mix(at, (to, value))),)

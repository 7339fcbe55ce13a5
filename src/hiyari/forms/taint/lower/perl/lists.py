"""What Perl does to whole lists: ``map``, ``grep``, ``sort``, ``reverse``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hiyari.forms.taint.ir import Array, Assign, Block, Choice, Comparison, Expr, If, Item, Loop, Mix, Test, Var
from hiyari.forms.taint.lower.perl.state import Perl
from hiyari.forms.taint.lower.tree import field, fields

if TYPE_CHECKING:
    from tree_sitter import Node


def mapped(low: Perl, node: Node) -> Expr:
    """``map { ... } list`` and ``grep { ... } list``."""
    at, callback = node.start_byte, field(node, "callback")
    values = [low.expression(one) for one in fields(node, "list")]
    of = values[0] if len(values) == 1 else Mix(at=at, parts=tuple(values))
    if callback is None:
        return of
    before, value = low.hoisting(callback)
    if low.raw(node).startswith(b"grep"):
        among = _among(value, of)
        if among is not None:
            return among
        taken = Var(at=at, name="$_")
        value = Choice(at=at, condition=value, yes=Array(at=at, items=((None, taken),)), no=Array(at=at, items=()))
    made = Var(at=at, name=f"<map {at}>")
    body = (*before, *_collected(made, value))
    low.hoisted.append(Assign(at=at, target=made, value=Array(at=at, items=())))
    low.hoisted.append(Loop(at=at, body=body, over=of, each=(Var(at=at, name="$_"),)))
    return made


def _collected(into: Var, value: Expr) -> Block:
    """What one round of ``map`` adds: an element, a key with its element, or nothing."""
    at = value.at
    match value:
        case Choice(condition=condition, yes=yes, no=no):
            return (If(at=at, condition=condition, then=_collected(into, yes), otherwise=_collected(into, no)),)
        case Array(items=()):
            return ()
        case Array(items=((None, key), (None, held))):
            return (Assign(at=at, target=Item(at=at, base=into, key=key), value=held),)
        case Array(items=items):
            return tuple(Assign(at=at, target=Item(at=at, base=into, key=key), value=held) for key, held in items)
        case _:
            return (Assign(at=at, target=Item(at=at, base=into, key=None), value=value),)


def _among(condition: Expr, of: Expr) -> Expr | None:
    """``grep { $_ eq $x } @list``: whether the list has it."""
    match condition:
        case Test(kind=Comparison.EQUAL, left=Var(name="$_"), right=other):
            return Test(at=condition.at, kind=Comparison.IN, left=other, right=of)
        case Test(kind=Comparison.EQUAL, left=other, right=Var(name="$_")):
            return Test(at=condition.at, kind=Comparison.IN, left=other, right=of)
        case _:
            return None


def in_order(low: Perl, node: Node) -> Expr:
    """``sort { ... } list``, ``reverse list``: the same elements."""
    values = [low.expression(one) for one in fields(node, "list")]
    return values[0] if len(values) == 1 else Array(at=node.start_byte, items=tuple((None, one) for one in values))

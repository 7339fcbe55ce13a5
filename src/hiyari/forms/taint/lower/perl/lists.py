"""What Perl does to whole lists: ``map``, ``grep``, ``sort``, ``reverse``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hiyari.forms.taint.engine.looking import calls
from hiyari.forms.taint.ir import Array, Assign, Block, Choice, Comparison, Do, Expr, If, Item, Loop, Mix, Test, Var
from hiyari.forms.taint.lower.perl.state import Perl, call
from hiyari.forms.taint.lower.tree import field, fields, parts

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
    if _is_mapping(callback) and isinstance(value, Array):
        value = Array(at=value.at, items=((None, call(value.at, "<reference>", value)),))
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


def _is_mapping(callback: Node) -> bool:
    """Whether ``map`` makes mappings, each an element: ``map { { to => $_ } } ...``, ``map +{ ... }, ...``."""
    inner = parts(callback)
    if callback.type == "unary_expression":
        return bool(inner) and inner[0].type == "anonymous_hash_expression"
    last = inner[-1] if inner else None
    while last is not None and last.type == "expression_statement" and len(parts(last)) == 1:
        last = parts(last)[0]
    return callback.type == "block" and last is not None and last.type == "anonymous_hash_expression"


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
    at, callback = node.start_byte, field(node, "callback")
    values = [low.expression(one) for one in fields(node, "list")]
    of = values[0] if len(values) == 1 else Array(at=at, items=tuple((None, one) for one in values))
    if callback is not None and callback.type == "block":
        _compared(low, callback, of)
    if isinstance(of, Var) and of.name[:1] == "%":
        return call(at, "<inverted>", of)
    return of


def _compared(low: Perl, callback: Node, of: Expr) -> None:
    """What the block of ``sort`` does besides comparing, for all elements."""
    made, value = low.hoisting(callback)
    called = any(one.name in low.subs or one.name == "<dynamic>" for one in calls(value))
    if not made and not called:
        return
    at = callback.start_byte
    one, other = Var(at=at, name="$a"), Var(at=at, name="$b")
    body = (Assign(at=at, target=other, value=one), *made, Do(at=at, value=value))
    low.hoisted.append(Loop(at=at, body=body, over=of, each=(one,)))

"""Perl's expressions that stand for what they do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.ir import (
    Arg,
    Array,
    Assign,
    Bind,
    Block,
    Call,
    Const,
    Exit,
    Expr,
    If,
    Include,
    Leave,
    Opaque,
    Return,
    Stmt,
    Var,
)
from hiyari.forms.taint.lower.perl.branches import either_way, postfix
from hiyari.forms.taint.lower.perl.caught import evaluated
from hiyari.forms.taint.lower.perl.operators import assigned, condition
from hiyari.forms.taint.lower.perl.state import Perl, const, doing, operator
from hiyari.forms.taint.lower.tree import child_of_type, field, joined, parts

if TYPE_CHECKING:
    from tree_sitter import Node

_OR: Final = frozenset((b"||", b"//", b"or"))
_AND: Final = frozenset((b"&&", b"and"))


def effects(low: Perl, node: Node) -> Block:
    """An expression for what it does."""
    maker = _EFFECTS.get(node.type)
    if maker is not None:
        return maker(low, node)
    value = low.expression(node)
    return doing(value) if isinstance(value, Const) and low.is_value(node) else _done(value)


def _logical(low: Perl, node: Node) -> Block:
    """``open(...) or die``, ``$x and exit``: a branch."""
    sign = operator(node)
    if sign not in _OR and sign not in _AND:
        return _done(low.expression(node))
    if low.is_value(node):
        before, value = low.hoisting(node)
        if not before:
            return doing(value)
    test, after = condition(low, field(node, "left")), low.block(field(node, "right"))
    if sign in _OR:
        return (If(at=node.start_byte, condition=test, then=(), otherwise=after),)
    return (If(at=node.start_byte, condition=test, then=after),)


def _each(low: Perl, node: Node) -> Block:
    return tuple(one for child in parts(node) for one in low.block(child))


def _inner(low: Perl, node: Node) -> Block:
    return low.block(child_of_type(node, "block"))


def _left(low: Perl, node: Node) -> Block:
    return (Leave(at=node.start_byte, again=low.raw(node).startswith(b"next")),)


def _new(low: Perl, node: Node) -> Block:
    if low.raw(node).startswith(b"state"):
        return ()
    return tuple(_emptied(low, one) for one in _declared(node))


def _done(value: Expr) -> Block:
    match value:
        case Bind(assign=assign):
            return (assign,)
        case Call(name="exit", args=args):
            return (Exit(at=value.at, value=args[0].value if args else None),)
        case Call(name="die" | "croak" | "confess", args=args):
            given = [arg.value for arg in args]
            whole = given[0] if len(given) == 1 else joined(value.at, given) if given else None
            return (Exit(at=value.at, value=whole, thrown=True),)
        case Call(name="exec" | "exec LIST"):
            return (*doing(value), Exit(at=value.at))
        case Const():
            return ()
        case _:
            return doing(value)


def _declared(node: Node) -> list[Node]:
    inner = [one for one in parts(node) if one.type not in {"attrlist", "type"}]
    while len(inner) == 1 and inner[0].type in {"parenthesized_expression", "list_expression"}:
        inner = parts(inner[0])
    return inner if not node.text or not node.text.startswith(b"our") else []


def _emptied(low: Perl, node: Node) -> Stmt:
    """``my $x;``: a new variable, with nothing in it."""
    target = low.expression(node)
    empty: Expr = Array(at=node.start_byte, items=()) if node.type in {"array", "hash"} else const(node, b"")
    return Assign(at=node.start_byte, target=target, value=empty, declares=True)


def _assignment(low: Perl, node: Node) -> Block:
    left = field(node, "left")
    if left is not None and left.type == "variable_declaration" and low.raw(left).startswith(b"state"):
        # Done once; what the variable is given later, stays for the next call.
        low.named.extend(replace(one, declares=False) for one in assigned(low, node))
        return ()
    return tuple(assigned(low, node))


def _evaluated(low: Perl, node: Node) -> Block:
    """``eval { ... }`` catches; ``eval "..."`` is code that nobody reads; ``do 'file'`` includes it."""
    at = node.start_byte
    file = child_of_type(node, "filename")
    if file is not None:
        return (Include(at=at, path=low.expression(parts(file)[0] if parts(file) else None), required=True),)
    if child_of_type(node, "block") is not None:
        return evaluated(low, node)
    return doing(low.expression(node))


def _required(low: Perl, node: Node) -> Block:
    given = parts(node)
    if not given or given[0].type in {"number", "version"}:
        return ()
    if given[0].type in {"bareword", "package"}:
        name = low.name(given[0])
        if name in low.packages or not name[:1].isupper():
            return ()
        path = Const(at=given[0].start_byte, value=name.replace("::", "/").encode("utf-8", "surrogateescape") + b".pm")
        return (Include(at=node.start_byte, path=path),)
    return (Include(at=node.start_byte, path=low.expression(given[0]), required=True),)


def _returned(low: Perl, node: Node) -> Block:
    given = parts(node)
    if not given:
        return (Return(at=node.start_byte),)
    return (Return(at=node.start_byte, value=low.expression(given[0])),)


def _gone(low: Perl, node: Node) -> Block:
    """``goto &sub`` is a call and a return; another ``goto`` is not followed."""
    at = node.start_byte
    inner = next((one for one in parts(node) if one.type != "label"), None)
    if inner is not None and inner.type == "scalar":
        args = (Arg(value=Var(at=at, name="@_"), spread=True),)
        return (Return(at=at, value=Call(at=at, name="<dynamic>", args=args, base=low.expression(inner))),)
    if inner is None or not low.raw(inner).startswith(b"&"):
        return doing(Opaque(at=at, end=node.end_byte, why="goto"))
    return (Return(at=at, value=low.expression(inner)),)


_EFFECTS: Final[dict[str, Callable[[Perl, Node], Block]]] = {
    "assignment_expression": _assignment,
    "binary_expression": _logical,
    "lowprec_logical_expression": _logical,
    "conditional_expression": either_way,
    "postfix_conditional_expression": postfix,
    "parenthesized_expression": _each,
    "list_expression": _each,
    "do_expression": _inner,
    "eval_expression": _evaluated,
    "require_expression": _required,
    "return_expression": _returned,
    "loopex_expression": _left,
    "goto_expression": _gone,
    "variable_declaration": _new,
    "localization_expression": _new,
}

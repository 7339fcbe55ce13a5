"""Functions of JavaScript that are called another way: ``f.call``, ``f.apply``, ``f.bind``, ``Reflect``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.javascript.endings import arguments
from hiyari.forms.taint.lower.javascript.functions import FUNCTIONS
from hiyari.forms.taint.lower.javascript.lowering import JavaScript
from hiyari.forms.taint.lower.tree import field, name_of, octets, parts

if TYPE_CHECKING:
    from tree_sitter import Node

_CALLED: Final = frozenset({"identifier", "member_expression", "subscript_expression", "parenthesized_expression"})
_ARRAYS: Final = (b"Array.prototype.", b"[].")
_REST: Final = "what is given"


def applied(walk: JavaScript, node: Node) -> ir.Expr | None:
    """A call of a function by one of its methods, or by ``Reflect``; None where it is none."""
    at, callee = node.start_byte, field(node, "function")
    owner = None if callee is None else field(callee, "object")
    if callee is None or owner is None:
        return None
    method = name_of(field(callee, "property"))
    if octets(owner) in {b"Reflect", b"Object"}:
        return _reflected(walk, node, f"{octets(owner).decode()}.{method}")
    if method not in {"call", "apply", "bind"} or owner.type not in {*_CALLED, *FUNCTIONS}:
        return None
    if octets(owner).endswith(b"hasOwnProperty"):
        return None
    args = arguments(walk, field(node, "arguments"))
    if octets(owner).startswith(_ARRAYS) and method != "bind" and args:
        rest = args[1:] if method == "call" else _listed(args[1:2])
        return ir.Call(at, f".{name_of(field(owner, 'property'))}", rest, args[0].value)
    match method:
        case "call":
            return calling(walk, at, owner, args[1:])
        case "apply":
            return calling(walk, at, owner, _listed(args[1:2]))
        case _:
            return _bound(walk, at, owner, args[1:])


def calling(walk: JavaScript, at: int, owner: Node, args: tuple[ir.Arg, ...]) -> ir.Expr:
    """A call of what a node gives."""
    from hiyari.forms.taint.lower.javascript.calls import invoked  # noqa: PLC0415 - calls imports this file

    while owner.type == "parenthesized_expression" and parts(owner):
        owner = parts(owner)[0]
    if owner.type in FUNCTIONS:
        return ir.Call(at, "<dynamic>", args, walk.expression(owner))
    return invoked(walk, at, owner, args)


def _listed(args: tuple[ir.Arg, ...]) -> tuple[ir.Arg, ...]:
    """``[a, b]`` as arguments; any other list as however many."""
    match args:
        case (ir.Arg(value=ir.Array(items=items)),) if all(key is None for key, _ in items):
            return tuple(ir.Arg(value) for _, value in items)
        case (one, *_):
            return (ir.Arg(one.value, spread=True),)
        case _:
            return ()


def _bound(walk: JavaScript, at: int, owner: Node, args: tuple[ir.Arg, ...]) -> ir.Expr:
    """``f.bind(o, a)`` is a function that calls ``f(a, ...)``."""
    held: list[ir.Arg] = []
    for one in args:
        kept = walk.fresh(at, "bound")
        walk.waiting.append(ir.Assign(at, kept, one.value, declares=True))
        held.append(ir.Arg(kept, spread=one.spread))
    rest = ir.Arg(ir.Var(at, _REST), spread=True)
    body = walk.before(lambda: [ir.Return(at, calling(walk, at, owner, (*held, rest)))])
    return ir.Lambda(at, ir.Function(at, "", (ir.Param(_REST, rest=True),), body))


def _reflected(walk: JavaScript, node: Node, name: str) -> ir.Expr | None:
    """``Reflect.apply(f, o, [a])``, ``Reflect.get(o, "k")``, ``Object.defineProperty(o, "k", ...)``."""
    at, given = node.start_byte, field(node, "arguments")
    nodes = parts(given) if given is not None else []
    if name == "Reflect.apply" and len(nodes) > 2:
        return calling(walk, at, nodes[0], _listed((ir.Arg(walk.expression(nodes[2])),)))
    plain = [one.value for one in arguments(walk, given)]
    match name, plain:
        case "Reflect.get", [base, key, *_]:
            return ir.Item(at, base, key)
        case "Reflect.set", [base, key, value, *_]:
            return ir.Bind(at, ir.Assign(at, ir.Item(at, base, key), value))
        case "Reflect.has", [base, key]:
            return ir.Test(at, ir.Comparison.IN, key, base)
        case "Object.defineProperty" | "Object.defineProperties", _:
            if nodes and octets(nodes[0]) in {b"exports", b"module.exports"}:
                return ir.Const(at)
            return ir.Opaque(at, node.end_byte, f"{name}()", tuple(plain))
        case _ if name.startswith("Reflect."):
            return ir.Opaque(at, node.end_byte, f"{name}()", tuple(plain))
        case _:
            return None

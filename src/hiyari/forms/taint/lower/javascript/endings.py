"""Calls of JavaScript after which a handler does not go on: ``ctx.throw``, ``assert``, ``next`` with an error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.javascript.lowering import JavaScript
from hiyari.forms.taint.lower.tree import name_of, octets, parts

if TYPE_CHECKING:
    from tree_sitter import Node

_THROWS: Final = frozenset({"Context.throw", "assert.fail", "node:assert.fail"})
"""Koa's ``ctx.throw(400)`` raises an error with that status."""
_HOLDS: Final = frozenset({"Context.assert", "assert", "assert.ok", "assert.strict", "assert.strict.ok", "http-assert"})
"""Raise an error unless the first argument is true."""
_EQUAL: Final = frozenset({"assert.equal", "assert.strictEqual", "assert.deepEqual", "assert.deepStrictEqual"})
_MATCHES: Final = frozenset({"assert.match", "assert.strict.match"})
_MAYBE: Final = frozenset({"identifier", "member_expression", "null", "undefined", "false"})
"""What ``next`` may be given when there was no error."""


def arguments(walk: JavaScript, node: Node | None) -> tuple[ir.Arg, ...]:
    """The arguments of a call."""
    if node is None:
        return ()
    if node.type == "template_string":
        return _tagged(walk, node)
    made = []
    for one in parts(node):
        spread = one.type == "spread_element"
        made.append(ir.Arg(walk.expression(next(iter(parts(one)), None) if spread else one), spread=spread))
    return tuple(made)


def _tagged(walk: JavaScript, node: Node) -> tuple[ir.Arg, ...]:
    """`` f`a${b}c` `` is ``f(["a", "c"], b)``."""
    texts = [ir.Const(one.start_byte, octets(one)) for one in node.named_children if one.type == "string_fragment"]
    held = [one for one in node.named_children if one.type == "template_substitution"]
    values = [walk.expression(next(iter(parts(one)), None)) for one in held]
    strings = ir.Array(node.start_byte, tuple((None, one) for one in texts))
    return (ir.Arg(strings), *(ir.Arg(one) for one in values))


def ending(walk: JavaScript, callee: Node, full: str | None, given: Node | None) -> ir.Expr | None:
    """What a call that may end a handler means; None for any other."""
    at = callee.start_byte
    if callee.type == "identifier" and name_of(callee) == "next" and walk.meaning("next") is not None:
        return _next(walk, at, given)
    if full is None or full not in _KNOWN:
        return None
    plain = [one.value for one in arguments(walk, given)]
    throw = ir.Call(at, "throw", tuple(ir.Arg(one) for one in plain))
    match plain:
        case _ if full in _THROWS:
            return throw
        case [held, *_] if full in _HOLDS:
            return ir.Either(at, held, ir.Call(at, "throw"))
        case [one, other, *_] if full in _EQUAL:
            return ir.Either(at, ir.Test(at, ir.Comparison.EQUAL, one, other), ir.Call(at, "throw"))
        case [one, ir.Pattern() as pattern, *_] if full in _MATCHES:
            return ir.Either(at, ir.Test(at, ir.Comparison.MATCHES, one, pattern), ir.Call(at, "throw"))
        case _:
            return None


_KNOWN: Final = _THROWS | _HOLDS | _EQUAL | _MATCHES


def _next(walk: JavaScript, at: int, given: Node | None) -> ir.Expr | None:
    """``next(new Error("x"))`` calls an error handler, and none of those that follow."""
    args = parts(given) if given is not None else []
    if not args or args[0].type in _MAYBE:
        return None
    return ir.Mix(at, (ir.Const(at, b""), *(one.value for one in arguments(walk, given))))

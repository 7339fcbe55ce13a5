"""Methods of JavaScript's values that mean a test, an element, a string, or a mail service's own call."""

from __future__ import annotations

import re

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.javascript.lowering import JavaScript


def method_of(walk: JavaScript, at: int, base: ir.Expr, method: str, args: tuple[ir.Arg, ...]) -> ir.Expr:
    """``base.method(args)``."""
    plain = [one.value for one in args if not one.spread]
    tested = _test(at, base, method, plain)
    if tested is not None:
        return tested
    match method, plain:
        case "replace", [ir.Const(value=bytes() as what), with_]:  # a string: only the first one
            pattern = ir.Pattern(at, re.escape(what), "", "javascript")
            return ir.Call(at, ".replace", (ir.Arg(pattern), ir.Arg(with_)), base)
        case "get" | "getAll", [key]:
            return ir.Item(at, base, key)
        case "next", []:
            value = (ir.Const(at, b"value"), ir.Item(at, base, None))
            return ir.Array(at, (value, (ir.Const(at, b"done"), ir.Mix(at, (), number=True))))
        case "next", [_]:
            return ir.Opaque(at, at, "next()", (base, *plain))
        case "concat", [_, *_]:
            return ir.Call(at, "<concat>", (ir.Arg(base), *args))
        case "set", [key, value] if isinstance(base, ir.Var) and base.name in walk.maps:
            walk.waiting.append(ir.Assign(at, ir.Item(at, base, key), value))
            return base
        case "entries", [] if isinstance(base, ir.Var) and base.name in walk.maps:
            return ir.Call(at, "<pairs>", (ir.Arg(base),))
        case _:
            listed = _of_list(walk, at, base, method, plain)
    if listed is not None:
        return listed
    return ir.Call(at, _service(base, method), args, None if _service(base, method)[1:] != method else base)


def _of_list(walk: JavaScript, at: int, base: ir.Expr, method: str, plain: list[ir.Expr]) -> ir.Expr | None:
    """Methods that change a list, or give some of it."""
    match method, plain:
        case "push", [_, *_]:
            walk.waiting.extend(ir.Assign(at, ir.Item(at, base, None), one) for one in plain)
            return ir.Mix(at, (), number=True)
        case "unshift", [_, *_]:
            return _put(walk, at, base, plain)
        case "shift" | "pop", []:
            return ir.Call(at, f"<{method}>", (ir.Arg(base),))
        case "splice", [_, _, _, *_]:
            return _put(walk, at, base, plain[2:])
        case "values" | "flat" | "filter", _:
            return base
        case "sort" | "reverse" | "toSorted" | "toReversed" | "splice", _:
            return ir.Call(at, "<any order>", (ir.Arg(base),))
        case "slice", [ir.Const(value=bytes() as first), *_] if first != b"0":
            return ir.Call(at, "<after>", (ir.Arg(base), ir.Arg(plain[0])))
        case "slice", _:
            return base  # Some of a list is a list, and may be all of it.
        case _:
            return None


def _put(walk: JavaScript, at: int, base: ir.Expr, values: list[ir.Expr]) -> ir.Expr:
    """Elements that are put into a list somewhere."""
    walk.waiting.extend(ir.Assign(at, ir.Item(at, base, None), one) for one in values)
    if isinstance(base, ir.Var | ir.Item | ir.Member):
        walk.waiting.append(ir.Assign(at, base, ir.Call(at, "<any order>", (ir.Arg(base),))))
    return base


def _service(base: ir.Expr, method: str) -> str:
    """``mg.messages().send``, ``mg.messages.create``, ``resend.emails.send`` by their longer names."""
    match base, method:
        case ir.Call(name=".messages"), "send":
            return ".messages().send"
        case ir.Item(key=ir.Const(value=b"messages")), "create":
            return ".messages.create"
        case ir.Item(key=ir.Const(value=b"emails")), "send":
            return ".emails.send"
        case _:
            return f".{method}"


def _test(at: int, base: ir.Expr, method: str, plain: list[ir.Expr]) -> ir.Expr | None:
    match method, plain:
        case "test", [subject] if isinstance(base, ir.Pattern):
            return ir.Test(at, ir.Comparison.MATCHES, subject, base)
        case "exec", [subject] if isinstance(base, ir.Pattern):
            return ir.Call(at, ".match", (ir.Arg(base),), subject)
        case "includes" | "has", [one]:
            return contains(at, base, one)
        case "hasOwnProperty", [one]:
            return ir.Test(at, ir.Comparison.IN, one, base)
        case "call", [held, one] if _asks_for_key(base):
            return ir.Test(at, ir.Comparison.IN, one, held)
        case _:
            return None


def _asks_for_key(function: ir.Expr) -> bool:
    """``Object.prototype.hasOwnProperty``, ``{}.hasOwnProperty``, or a variable's."""
    match function:
        case ir.Var(name=name):
            return name.endswith(".hasOwnProperty")
        case ir.Item(key=ir.Const(value=b"hasOwnProperty")):
            return True
        case _:
            return False


def contains(at: int, base: ir.Expr, one: ir.Expr) -> ir.Test:
    """``base.includes(one)``: a literal is looked for in a string, anything else in a list."""
    if isinstance(one, ir.Const) and not isinstance(base, ir.Array):
        return ir.Test(at, ir.Comparison.CONTAINS, base, one)
    return ir.Test(at, ir.Comparison.IN, one, base)

"""Methods of Python's values that mean a string, an element, a test, or a call for later."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.python import strings
from hiyari.forms.taint.lower.python.names import environment
from hiyari.forms.taint.lower.python.patterns import limit, matched, substitution
from hiyari.forms.taint.lower.walking import join


def method_of(at: int, base: ir.Expr, method: str, args: tuple[ir.Arg, ...]) -> ir.Expr:
    """``base.method(args)``."""
    plain = [one.value for one in args if one.name is None and not one.spread]
    known = _text(at, base, method, plain, args) or _parts(at, base, method, plain, args)
    if known is not None:
        return known
    match method, plain:
        case "get" | "getunicode" | "getvalue" | "getfirst" | "getlist" | "getall" | "getone", [key]:
            return _named(at, _element(at, base, key), args)
        case "get" | "getunicode" | "getvalue" | "getfirst", [key, other]:
            return _named(at, ir.Either(at, _element(at, base, key), other), args)
        case "match" | "fullmatch" | "search", [subject, *_] if isinstance(base, ir.Pattern):
            return matched(at, method, base, subject)
        case "sub", [with_, subject, *more] if isinstance(base, ir.Pattern):
            return substitution(at, base, with_, subject, limit(more, args))
        case "add_task" | "submit" | "apply_async" | "call_soon" | "run_in_executor", [_, *_]:
            return _later(at, method, plain, args, base)
        case "delay", _ if isinstance(base, ir.Var):
            return ir.Call(at, base.name, args)
        case _:
            return ir.Call(at, f".{method}", args, base)


def _text(at: int, base: ir.Expr, method: str, plain: list[ir.Expr], args: tuple[ir.Arg, ...]) -> ir.Expr | None:
    """Methods that put strings together, where the string that they are called on is written out."""
    match method, plain:
        case "format", _ if isinstance(base, ir.Const) and base.value is not None:
            return strings.formatted(at, base.value, args)
        case "format_map", [one] if isinstance(base, ir.Const) and base.value is not None:
            return strings.formatted(at, base.value, (ir.Arg(one, spread=True),))
        case "join", [ir.Array() as known] if isinstance(base, ir.Const) and all(key is None for key, _ in known.items):
            pieces = [one for _, value in known.items for one in (base, value)]
            return join(at, pieces[1:])
        case "substitute" | "safe_substitute", _ if isinstance(base, ir.Call) and base.name == "string.Template":
            template = base.args[0].value if base.args else None
            if isinstance(template, ir.Const) and template.value is not None:
                return strings.substituted(at, template.value, args)
        case _:
            pass
    return None


def _parts(at: int, base: ir.Expr, method: str, plain: list[ir.Expr], args: tuple[ir.Arg, ...]) -> ir.Expr | None:
    """Methods that give parts of a value: a match's groups, a mapping's names, words and lines."""
    match method, plain:
        case "group", [ir.Const() as key]:
            return ir.Item(at, base, key)
        case "group", []:
            return ir.Item(at, base, ir.Const(at, b"0"))
        case "groups", []:
            return ir.Call(at, "<groups>", (ir.Arg(base),))
        case ("groupdict" | "copy", []) | ("makefile", _):
            return base
        case "wrap_socket", [connection, *_]:
            return connection
        case "send", [_] if _is_connection(base):
            return ir.Call(at, ".sendall", args, base)
        case "keys", []:
            return ir.Call(at, "<names>", (ir.Arg(base),))
        case "splitlines", [_, *_]:
            return ir.Call(at, ".lines", (), base)  # the lines keep their ends
        case "split", [] if not args:
            return ir.Call(at, ".words", (), base)
        case _:
            return None


_CONNECTIONS: Final = re.compile(r"(?i)s|.{0,20}sock(?:et)?")


def _is_connection(base: ir.Expr) -> bool:
    """Whether a value is called like a socket: others have a method ``send``, too."""
    return isinstance(base, ir.Var | ir.Member) and _CONNECTIONS.fullmatch(base.name[:60]) is not None


def _later(at: int, method: str, plain: Sequence[ir.Expr], args: tuple[ir.Arg, ...], base: ir.Expr) -> ir.Expr:
    """A function that is handed over with its arguments, to be called in the background."""
    handed = plain[1:] if method == "run_in_executor" else plain
    named = tuple(one for one in args if one.name is not None)
    given = (*(ir.Arg(one) for one in handed[1:]), *named)
    if handed and isinstance(handed[0], ir.Var):
        return ir.Call(at, handed[0].name, given)
    if handed and isinstance(handed[0], ir.Lambda | ir.Member):
        return ir.Call(at, "<dynamic>", given, handed[0])
    return ir.Call(at, f".{method}", args, base)


def _named(at: int, element: ir.Expr, args: tuple[ir.Arg, ...]) -> ir.Expr:
    """``get("n", default=x, type=int)`` of Werkzeug's and Bottle's mappings: what comes if it is not there, and how."""
    by_name = {one.name: one.value for one in args if one.name is not None}
    match by_name.get("type"):
        case ir.Var(name="int" | "float"):
            element = ir.Mix(at, (element,), number=True)
        case _:
            pass
    return ir.Either(at, element, by_name["default"]) if "default" in by_name else element


def _element(at: int, base: ir.Expr, key: ir.Expr) -> ir.Expr:
    if isinstance(base, ir.Var) and base.name in {"os.environ", "os.environb"}:
        return environment(at, key.value if isinstance(key, ir.Const) else None)
    return ir.Item(at, base, key)

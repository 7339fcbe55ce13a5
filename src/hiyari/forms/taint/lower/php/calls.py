"""PHP's functions that are more than calls: code in strings, calls of a function by its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.ir import Arg, Array, Assign, Bind, Call, Const, Expr, Item, Join, Not, Opaque, Var
from hiyari.forms.taint.lower.tree import joined, octets

if TYPE_CHECKING:
    from tree_sitter import Node


def _eval(node: Node, arguments: tuple[Arg, ...]) -> Expr | None:
    return Opaque(node.start_byte, node.end_byte, "eval", tuple(one.value for one in arguments))


def _assert(node: Node, arguments: tuple[Arg, ...]) -> Expr | None:
    """A string given to ``assert`` was run as code up to PHP 7."""
    code = bool(arguments) and isinstance(arguments[0].value, Const | Join)
    return _eval(node, arguments) if code or b"assert($" in octets(node) else None


def _environment(node: Node, arguments: tuple[Arg, ...]) -> Expr | None:
    """``putenv``: what is put there comes back by another way."""
    if all(isinstance(one.value, Const) for one in arguments):
        return None
    return Opaque(node.start_byte, node.end_byte, "putenv()", tuple(one.value for one in arguments))


def _setting(node: Node, arguments: tuple[Arg, ...]) -> Expr | None:
    """``ini_set``, ``ini_get``: a place of its own among the globals."""
    if not arguments:
        return None
    at = node.start_byte
    name = joined(at, [Const(at=at, value=b"<ini>"), arguments[0].value])
    place = Item(at, Var(at, "<globals>"), name)
    return place if len(arguments) == 1 else Bind(at, Assign(at, place, arguments[1].value))


def _by_name(node: Node, arguments: tuple[Arg, ...]) -> Expr | None:
    """``call_user_func('f', $x)`` is ``f($x)``."""
    if not arguments:
        return None
    return called(node.start_byte, arguments[0].value, arguments[1:])


def _by_name_with_array(node: Node, arguments: tuple[Arg, ...]) -> Expr | None:
    if len(arguments) != 2:
        return None
    given = arguments[1].value
    if isinstance(given, Array) and all(key is None for key, _ in given.items):
        return called(node.start_byte, arguments[0].value, tuple(Arg(value) for _, value in given.items))
    return called(node.start_byte, arguments[0].value, (Arg(given, spread=True),))


def called(at: int, function: Expr, arguments: tuple[Arg, ...]) -> Expr:
    """A call of what a value names."""
    return Call(at, "<dynamic>", arguments, function)


def _itself(_: Node, arguments: tuple[Arg, ...]) -> Expr | None:
    """``Closure::fromCallable('f')`` is ``'f'``."""
    return arguments[0].value if len(arguments) == 1 else None


def _bound(node: Node, arguments: tuple[Arg, ...]) -> Expr | None:
    """``Closure::bind($f, $object)``."""
    return Call(node.start_byte, "<bound>", arguments)


def _truth(node: Node, arguments: tuple[Arg, ...]) -> Expr | None:
    """``boolval``."""
    at = node.start_byte
    return Not(at, Not(at, arguments[0].value)) if len(arguments) == 1 else None


def _exit(node: Node, arguments: tuple[Arg, ...]) -> Expr | None:
    return Call(node.start_byte, "exit", arguments)


CALLS: Final[Mapping[str, Callable[[Node, tuple[Arg, ...]], Expr | None]]] = {
    "eval": _eval,
    "create_function": _eval,
    "putenv": _environment,
    "ini_set": _setting,
    "ini_get": _setting,
    "assert": _assert,
    "call_user_func": _by_name,
    "call_user_func_array": _by_name_with_array,
    "forward_static_call": _by_name,
    "forward_static_call_array": _by_name_with_array,
    "closure.fromcallable": _itself,
    "closure.bind": _bound,
    "boolval": _truth,
    "exit": _exit,
    "die": _exit,
}

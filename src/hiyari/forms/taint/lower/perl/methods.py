"""Perl's methods, of objects and of classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.ir import Arg, Array, Call, Const, Expr
from hiyari.forms.taint.lower.perl import opened
from hiyari.forms.taint.lower.perl.access import handle
from hiyari.forms.taint.lower.perl.arguments import arguments, operands, operands_of_method
from hiyari.forms.taint.lower.perl.opened import FILES
from hiyari.forms.taint.lower.perl.state import Perl, call, const
from hiyari.forms.taint.lower.tree import field, fields

if TYPE_CHECKING:
    from tree_sitter import Node

_NAMED: Final = frozenset(("add", "replace", "set", "attr", "header", "header_set", "header_str_set", "header_raw_set"))


def constructed(low: Perl, node: Node) -> Expr:
    """``new Net::SMTP('host', Timeout => 3)``: the class is the function of an inner call, or a bare word."""
    given = fields(node, "arguments")
    if not given:
        return call(node.start_byte, "new")
    inner = field(given[0], "function")
    method = low.name(field(node, "function"))
    if inner is None:
        return Call(at=node.start_byte, name=f"{low.name(given[0])}.{method}", args=arguments(low, operands(node)[1:]))
    return class_method(low, node, low.name(inner), method, operands(given[0]))


def is_indirect(low: Perl, node: Node) -> bool:
    """``build MIME::Lite(...)``: a method before its class."""
    given = fields(node, "arguments")
    inner = field(given[0], "function") if len(given) == 1 else None
    owner = "" if inner is None else low.name(inner)
    return "::" in owner and owner[:1].isupper() and low.sub(owner) not in low.subs


def class_method(low: Perl, node: Node, owner: str, method: str, given: list[Node]) -> Expr:
    """``Class->method(...)``."""
    if owner in FILES and method == "new":
        made = opened.made(low, node, owner, arguments(low, given, named=False))
        if made is not None:
            return made
    if low.packages.get(owner) is not None:
        return Call(at=node.start_byte, name=f"{owner}.{method}", args=arguments(low, given, named=False))
    return Call(at=node.start_byte, name=f"{owner}.{method}", args=_flat(arguments(low, given)))


def _flat(args: tuple[Arg, ...]) -> tuple[Arg, ...]:
    """``header => [To => $x]``: the fields inside are arguments of their own."""
    made: list[Arg] = []
    for arg in args:
        match arg:
            case Arg(name="header" | "header_str", value=Array(items=items)):
                made.extend(Arg(value=value, name=_field(key)) for key, value in items)
            case _:
                made.append(arg)
    return tuple(made)


def _field(key: Expr | None) -> str | None:
    match key:
        case Const(value=octets) if octets is not None:
            return octets.decode("utf-8", "surrogateescape")
        case _:
            return None


def method_called(low: Perl, node: Node) -> Expr:
    """``$object->method(...)``, ``Class->method(...)``."""
    invocant, method = field(node, "invocant"), low.name(field(node, "method"))
    given = operands_of_method(node)
    if invocant is None or "$" in method:
        base = low.expression(invocant)
        named = field(node, "method")
        inner = None if named is None or not named.named_children else named.named_children[0]
        chosen = Array(at=node.start_byte, items=((None, base), (None, low.expression(inner))))
        return Call(at=node.start_byte, name="<dynamic>", args=arguments(low, given), base=chosen)
    if method == "can":
        classes = {"bareword", "package"}
        of = const(invocant, low.name(invocant).encode()) if invocant.type in classes else low.expression(invocant)
        return call(node.start_byte, "<can>", of, *(low.expression(one) for one in given[:1]))
    if low.raw(invocant) == b"__PACKAGE__":
        return class_method(low, node, low.package or "main", method, given)
    if invocant.type in {"bareword", "package", "string_literal"} and low.name(invocant) not in low.handles:
        return class_method(low, node, low.name(invocant).strip("'\""), method, given)
    base = handle(low, invocant) if invocant.type == "bareword" else low.expression(invocant)
    if method in {"open", "writer"}:
        made = opened.by_method(low, node, method, base, arguments(low, given, named=False))
        if made is not None:
            return made
    if method == "param" and b"sess" in low.raw(invocant).lower():
        return call(node.start_byte, "<login>")
    return Call(at=node.start_byte, name="." + method, args=_of_method(low, method, given), base=base)


def _of_method(low: Perl, method: str, given: list[Node]) -> tuple[Arg, ...]:
    """A method's arguments; what sets a field of the header by name has it as its argument's name."""
    args = arguments(low, given)
    if method in {"data", "datasend"} and args and isinstance(args[0].value, Array):
        return tuple(Arg(value=one) for _, one in args[0].value.items)
    if method in _NAMED and len(args) > 1 and isinstance(args[0].value, Const) and args[0].name is None:
        name = (args[0].value.value or b"").decode("utf-8", "surrogateescape")
        return tuple(Arg(value=one.value, name=name) for one in args[1:])
    return args


def coderef_called(low: Perl, node: Node) -> Expr:
    """``$code->(...)``."""
    base = low.expression(node.named_children[0]) if node.named_children else const(node)
    return Call(at=node.start_byte, name="<dynamic>", args=arguments(low, operands_of_method(node)), base=base)

"""Python's literals: escapes, f-strings, ``%`` and ``.format`` as strings that are put together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.tree import field, octets
from hiyari.forms.taint.lower.walking import join

if TYPE_CHECKING:
    from tree_sitter import Node

_SIMPLE: Final = {
    b"n": b"\n",
    b"r": b"\r",
    b"t": b"\t",
    b"v": b"\v",
    b"f": b"\f",
    b"a": b"\a",
    b"b": b"\b",
    b"\n": b"",
    b"\r\n": b"",
    b"\\": b"\\",
    b"'": b"'",
    b'"': b'"',
}
_HIGHEST: Final = 0x110000


def unescape(written: bytes) -> bytes:
    """What an escape sequence stands for; one that means nothing stands for itself."""
    rest = written[1:]
    if rest in _SIMPLE:
        return _SIMPLE[rest]
    if re.fullmatch(rb"[0-7]{1,3}", rest):
        return bytes([int(rest, 8) & 0xFF])
    if re.fullmatch(rb"x[0-9A-Fa-f]{2}", rest):
        return bytes([int(rest[1:], 16)])
    if re.fullmatch(rb"u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}", rest):
        number = int(rest[1:], 16)
        return chr(number).encode("utf-8", "surrogatepass") if number < _HIGHEST else written
    return written


def pieces(node: Node, expression: Callable[[Node | None], ir.Expr]) -> Iterator[ir.Expr]:
    """The parts of a string literal, f-strings with their values."""
    for child in node.named_children:
        match child.type:
            case "string_content":
                yield ir.Const(child.start_byte, _content(child))
            case "interpolation":
                value = expression(field(child, "expression"))
                kind = field(child, "type_conversion")
                for inner in (one for one in child.named_children if one.type == "format_specifier"):
                    yield from (expression(field(one, "expression")) for one in inner.named_children)
                yield ir.Call(child.start_byte, "repr", (ir.Arg(value),)) if kind and octets(kind) != b"!s" else value
            case "string_start" | "string_end":
                pass
            case _:
                yield ir.Opaque(child.start_byte, child.end_byte, "syntax")


def _content(node: Node) -> bytes:
    source, at, made = octets(node), node.start_byte, []
    here = 0
    for child in node.children:
        start = child.start_byte - at
        made.append(source[here:start])
        written = octets(child)
        here = start + len(written)
        match child.type:
            case "escape_sequence":
                made.append(unescape(written))
            case "escape_interpolation":
                made.append(written[:1])
            case _:
                made.append(written)
    made.append(source[here:])
    return b"".join(made)


_PERCENT: Final = re.compile(
    rb"%(?:\((?P<key>[^()\n]{0,100})\))?[-#0 +]{0,5}(?:\*|\d{0,6})(?:\.\d{0,6})?[hlL]?(?P<kind>[a-zA-Z%])"
)


def percent(at: int, template: bytes, value: ir.Expr) -> ir.Expr:
    """``"To: %s" % to``: by position, by key, or one value for all."""
    given = [one for _, one in value.items] if isinstance(value, ir.Array) else None
    named = isinstance(value, ir.Array) and any(key is not None for key, _ in value.items)
    made: list[ir.Expr] = []
    here = position = 0
    for found in _PERCENT.finditer(template):
        made.append(ir.Const(at, template[here : found.start()]))
        here = found.end()
        position += found[0].count(b"*")
        if found["kind"] == b"%":
            made.append(ir.Const(at, b"%"))
            continue
        if found["key"] is not None:
            one: ir.Expr = _keyed(at, value, found["key"])
        elif given is not None and not named:
            one = given[position] if position < len(given) else ir.Const(at)
            position += 1
        else:
            one = value
        made.append(ir.Mix(at, (one,), number=True) if found["kind"] in b"diouxXeEfFgG" else one)
    made.append(ir.Const(at, template[here:]))
    return join(at, [one for one in made if not (isinstance(one, ir.Const) and one.value == b"")])


def _keyed(at: int, value: ir.Expr, key: bytes) -> ir.Expr:
    """An element by its key; what ``vars()`` and ``locals()`` hold is a variable."""
    if isinstance(value, ir.Call) and value.name in {"vars", "locals", "globals"} and not value.args:
        return ir.Var(at, key.decode("utf-8", "replace"))
    if isinstance(value, ir.Array):
        for one, held in value.items:
            if isinstance(one, ir.Const) and one.value == key:
                return held
    return ir.Item(at, value, ir.Const(at, key))


_BRACES: Final = re.compile(
    rb"\{\{|\}\}|\{(?P<name>[^{}\[\].!:\n]{0,100})(?P<path>[^{}!:\n]{0,200})(?:![rsa])?(?::[^{}\n]{0,100})?\}"
)
_DOLLAR: Final = re.compile(rb"\$\$|\$(?:(?P<name>[A-Za-z_]\w{0,100})|\{(?P<path>[A-Za-z_]\w{0,100})\})")


def formatted(at: int, template: bytes, args: Sequence[ir.Arg]) -> ir.Expr:
    """``"To: {} {name}".format(...)``."""
    return _filled(at, template, args, _BRACES)


def substituted(at: int, template: bytes, args: Sequence[ir.Arg]) -> ir.Expr:
    """``string.Template("To: $to").substitute(...)``."""
    return _filled(at, template, args, _DOLLAR)


def _filled(at: int, template: bytes, args: Sequence[ir.Arg], holes: re.Pattern[bytes]) -> ir.Expr:
    plain = [one.value for one in args if one.name is None and not one.spread]
    by_name: Mapping[str, ir.Expr] = {one.name: one.value for one in args if one.name is not None}
    spread = [one.value for one in args if one.spread]
    made: list[ir.Expr] = []
    here = position = 0
    for found in holes.finditer(template):
        made.append(ir.Const(at, template[here : found.start()]))
        here = found.end()
        if found["name"] is None and found["path"] is None:
            made.append(ir.Const(at, found[0][:1]))
            continue
        name = (found["name"] or (b"" if holes is _BRACES else found["path"])).decode("utf-8", "replace")
        if name == "" or name.isdecimal():
            index = int(name[:6]) if name else position
            position += not name
            one: ir.Expr = plain[index] if index < len(plain) else ir.Mix(at, tuple(spread))
        else:
            elsewhere = [*spread, *(plain if holes is _DOLLAR else ())]
            one = by_name.get(name) or (_keyed(at, elsewhere[0], name.encode()) if elsewhere else ir.Const(at))
        made.append(one)
    made.append(ir.Const(at, template[here:]))
    return join(at, [one for one in made if not (isinstance(one, ir.Const) and one.value == b"")])

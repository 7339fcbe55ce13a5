"""JavaScript's literals: strings with their escapes, templates, regular expressions, objects."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.javascript.lowering import JavaScript
from hiyari.forms.taint.lower.tree import field, name_of, octets, parts
from hiyari.forms.taint.lower.walking import const, join

if TYPE_CHECKING:
    from tree_sitter import Node

_SIMPLE: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v", b"f": b"\f", b"b": b"\b", b"0": b"\0"}
_HIGHEST: Final = 0x110000


def unescape(written: bytes) -> bytes:
    """What an escape sequence stands for."""
    rest = written[1:]
    if rest in _SIMPLE:
        return _SIMPLE[rest]
    if rest in {b"\n", b"\r\n", b"\r"}:
        return b""
    if found := re.fullmatch(rb"x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,6})\}", rest):
        number = int(found[1] or found[2] or found[3], 16)
        return chr(number).encode("utf-8", "surrogatepass") if number < _HIGHEST else rest
    return rest


def string(walk: JavaScript, node: Node) -> ir.Expr:
    """``"..."`` and `` `...${x}` ``."""
    pieces: list[ir.Expr] = []
    for one in node.named_children:
        match one.type:
            case "string_fragment":
                pieces.append(const(one))
            case "escape_sequence":
                pieces.append(ir.Const(one.start_byte, unescape(octets(one))))
            case "template_substitution":
                pieces.append(walk.expression(next(iter(parts(one)), None)))
            case _:
                pieces.append(ir.Opaque(one.start_byte, one.end_byte, "syntax"))
    return join(node.start_byte, pieces)


def regex(_walk: JavaScript, node: Node) -> ir.Expr:
    """``/.../flags``."""
    source, flags = field(node, "pattern"), field(node, "flags")
    return ir.Pattern(node.start_byte, octets(source) if source is not None else b"", name_of(flags), "javascript")


def array(walk: JavaScript, node: Node) -> ir.Expr:
    """``[a, ...b]``."""
    items: list[tuple[ir.Expr | None, ir.Expr]] = []
    for one in parts(node):
        inner = next(iter(parts(one)), None) if one.type == "spread_element" else one
        value = walk.expression(inner)
        if one.type != "spread_element":
            items.append((None, value))
            continue
        if inner is not None and inner.type == "identifier" and name_of(inner) in walk.maps:
            value = ir.Call(one.start_byte, "<pairs>", (ir.Arg(value),))
        items.append((None, ir.Mix(one.start_byte, (value,))))
    return ir.Array(node.start_byte, tuple(items))


def mapping(walk: JavaScript, node: Node) -> ir.Expr:
    """``{ a, "b": c, [d]: e, ...f, g() {} }``."""
    items: list[tuple[ir.Expr | None, ir.Expr]] = []
    for one in parts(node):
        at = one.start_byte
        match one.type:
            case "pair":
                items.append((key(walk, field(one, "key")), walk.expression(field(one, "value"))))
            case "shorthand_property_identifier":
                items.append((const(one), walk.expression(one)))
            case "spread_element":
                items.append((None, ir.Mix(at, (walk.expression(next(iter(parts(one)), None)),))))
            case "method_definition":
                items.append(_method(walk, one))
            case _:
                items.append((None, walk.expression(one)))
    return ir.Array(node.start_byte, tuple(items))


_OWN_WAYS: Final = frozenset({b"toString", b"valueOf", b"toJSON", b"then", b"inspect"})
"""Methods that the language calls by itself."""


def _method(walk: JavaScript, node: Node) -> tuple[ir.Expr | None, ir.Expr]:
    """A method of an object; a getter gives its value, and what the language calls by itself is not followed."""
    at, name = node.start_byte, field(node, "name")
    kinds = {one.type for one in node.children}
    written = octets(name) if name is not None else b""
    if "get" in kinds and b"this" not in octets(node):
        return key(walk, name), ir.Call(at, "<dynamic>", (), walk.expression(node))
    if "get" in kinds or "set" in kinds or written in _OWN_WAYS or written.startswith(b"[Symbol"):
        shown = " ".join(sorted(kinds & {"get", "set"})) + f" {written.decode('utf-8', 'replace')[:30]}()"
        return key(walk, name), ir.Opaque(at, node.end_byte, shown.strip())
    return key(walk, name), walk.expression(node)


def key(walk: JavaScript, node: Node | None) -> ir.Expr | None:
    """A property's name."""
    if node is None:
        return None
    if node.type in {"property_identifier", "private_property_identifier", "shorthand_property_identifier_pattern"}:
        return const(node)
    if node.type == "computed_property_name":
        return walk.expression(next(iter(parts(node)), None))
    return walk.expression(node)


def true(_walk: JavaScript, node: Node) -> ir.Expr:
    """``true``."""
    return ir.Const(node.start_byte, b"1")


def empty(_walk: JavaScript, node: Node) -> ir.Expr:
    """``false``, ``null``, ``undefined``."""
    return ir.Const(node.start_byte, b"")


def number(_walk: JavaScript, node: Node) -> ir.Expr:
    """Numbers as they are written."""
    return const(node)

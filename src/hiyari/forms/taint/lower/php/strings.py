"""PHP's strings: single and double quotes, heredoc and nowdoc, with the octets that their escapes stand for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.ir import Arg, Call, Const, Expr, Item
from hiyari.forms.taint.lower.php.base import Php
from hiyari.forms.taint.lower.tree import child_of_type, field, joined, octets, parts

if TYPE_CHECKING:
    from tree_sitter import Node

_ESCAPE: Final = re.compile(rb"\\(?:([nrtvef\\$\"])|([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|u\{([0-9A-Fa-f]{1,6})\})")
_PLAIN: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v", b"e": b"\x1b", b"f": b"\f"}
_QUIET: Final = frozenset({"{", "}", "${", '"', "`", "b"})


def _escape(found: re.Match[bytes]) -> bytes:
    plain, octal, hexadecimal, point = found.groups()
    if plain is not None:
        return _PLAIN.get(plain, plain)
    if octal is not None:
        return bytes([int(octal, 8) & 0xFF])
    if hexadecimal is not None:
        return bytes([int(hexadecimal, 16)])
    number = int(point, 16)
    return chr(number).encode("utf-8", "surrogatepass") if number <= 0x10FFFF else b"?"


def unescaped(raw: bytes) -> bytes:
    """The octets of a double-quoted string's source."""
    return _ESCAPE.sub(_escape, raw)


def single_quoted(_: Php, node: Node) -> Expr:
    """In single quotes only the backslash and the quote are escaped."""
    raw = octets(node)
    start = raw.find(b"'") + 1
    body = raw[start : raw.rfind(b"'")] if start else raw
    return Const(at=node.start_byte, value=re.sub(rb"\\([\\'])", rb"\1", body))


def double_quoted(lowering: Php, node: Node) -> Expr:
    """``"..."`` with variables in it."""
    raw = octets(node)
    start = node.start_byte + raw.find(b'"') + 1
    return joined(node.start_byte, _pieces(lowering, node, start, node.end_byte - 1))


def heredoc(lowering: Php, node: Node) -> Expr:
    """``<<<NAME``; the indentation of the closing name is taken off every line."""
    body, end = field(node, "value"), field(node, "end_tag")
    if body is None:
        return Const(at=node.start_byte, value=b"")
    indent = b"" if end is None else _indentation(lowering.source, end.start_byte)
    start = body.start_byte
    for line_break in (b"\r", b"\n"):
        start += lowering.source.startswith(line_break, start)
    pieces = _pieces(lowering, body, start, body.end_byte)
    if not indent:
        return joined(node.start_byte, pieces)
    return joined(node.start_byte, [_outdented(piece, indent, first=index == 0) for index, piece in enumerate(pieces)])


def nowdoc(lowering: Php, node: Node) -> Expr:
    """``<<<'NAME'``: nothing is replaced."""
    body, end = field(node, "value"), field(node, "end_tag")
    if body is None:
        return Const(at=node.start_byte, value=b"")
    made = Const(at=node.start_byte, value=octets(body).removeprefix(b"\n"))
    return made if end is None else _outdented(made, _indentation(lowering.source, end.start_byte), first=True)


def backtick(lowering: Php, node: Node) -> Expr:
    """A command for the shell."""
    command = joined(node.start_byte, _pieces(lowering, node, node.start_byte + 1, node.end_byte - 1))
    return Call(node.start_byte, "backtick", (Arg(command),))


def _indentation(source: bytes, end: int) -> bytes:
    line = source[source.rfind(b"\n", 0, end) + 1 : end]
    return line if line.strip(b" \t") == b"" else b""


def _outdented(piece: Expr, indent: bytes, *, first: bool) -> Expr:
    if not isinstance(piece, Const) or piece.value is None or not indent:
        return piece
    value = piece.value.replace(b"\n" + indent, b"\n")
    return Const(at=piece.at, value=value.removeprefix(indent) if first else value)


def _pieces(lowering: Php, node: Node, start: int, end: int) -> list[Expr]:
    """Constants and expressions in order. The grammar leaves out some line breaks: what lies between nodes is text."""
    made: list[Expr] = []
    at = start
    for child in node.children:
        if child.start_byte < start or child.end_byte > end:
            continue
        if child.start_byte > at:
            made.append(Const(at=at, value=unescaped(lowering.source[at : child.start_byte])))
        at = child.end_byte
        if child.type in {"string_content", "escape_sequence"}:
            made.append(Const(at=child.start_byte, value=unescaped(octets(child))))
        elif child.is_named:
            made.append(_interpolated(lowering, child))
        elif child.type not in _QUIET:
            made.append(Const(at=child.start_byte, value=octets(child)))
    if at < end:
        made.append(Const(at=at, value=unescaped(lowering.source[at:end])))
    return made


def _interpolated(lowering: Php, node: Node) -> Expr:
    """In a string ``$a[key]`` has a key without quotes, and ``${name['key']}`` a variable without its sigil."""
    if node.type == "subscript_expression":
        inner = parts(node)
        if len(inner) == 2 and inner[1].type in {"name", "integer", "unary_op_expression"}:
            key = Const(at=inner[1].start_byte, value=octets(inner[1]))
            return Item(at=node.start_byte, base=lowering.expression(inner[0]), key=key)
    if node.type == "dynamic_variable_name" and child_of_type(node, "subscript_expression") is not None:
        return lowering.expression(parts(node)[0])
    return lowering.expression(node)

"""Perl's strings: quotes, interpolation, heredocs, commands in backticks, numbers and words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.ir import Arg, Array, Call, Const, Expr, Join
from hiyari.forms.taint.lower.perl.state import Perl, call, const
from hiyari.forms.taint.lower.tree import child_of_type, field, joined

if TYPE_CHECKING:
    from tree_sitter import Node

INTERPOLATED: Final = frozenset(
    {
        "scalar",
        "array",
        "hash_element_expression",
        "array_element_expression",
        "slice_expression",
        "keyval_expression",
        "arraylen",
        "method_call_expression",
        "array_deref_expression",
        "scalar_deref_expression",
    }
)
_ESCAPE: Final = re.compile(rb"\\(x\{[0-9A-Fa-f]{0,8}\}|x[0-9A-Fa-f]{0,2}|[0-7]{1,3}|c.|N\{[^}]{0,99}\}|.)", re.DOTALL)
_LETTERS: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"a": b"\a", b"e": b"\x1b", b"f": b"\f", b"b": b"\b"}
_CASES: Final = frozenset((b"Q", b"E", b"L", b"U", b"l", b"u", b"F"))


def unescaped(raw: bytes) -> bytes:
    """The octets that a double-quoted literal stands for."""
    return _ESCAPE.sub(_octets, raw)


def _octets(match: re.Match[bytes]) -> bytes:
    inner = match[1]
    if inner in _LETTERS:
        return _LETTERS[inner]
    if inner in _CASES:
        return b""
    if inner[:1] == b"x":
        return _character(int(inner[1:].strip(b"{}") or b"0", 16))
    if inner.isdigit():
        return _character(int(inner, 8)) if max(inner) < ord("8") else inner
    if inner[:1] == b"c" and len(inner) == 2:
        return bytes((inner[1] & 0x1F,))
    return b"?" if inner[:1] == b"N" and len(inner) > 1 else inner


def _character(code: int) -> bytes:
    if code < 256:
        return bytes((code,))
    return chr(code).encode("utf-8", "surrogatepass") if code < 0x110000 else b"?"


def plain(raw: bytes) -> bytes:
    """The octets that a single-quoted literal stands for."""
    return re.sub(rb"\\(.)", lambda match: match[1] if match[1] in b"\\'" else match[0], raw, flags=re.DOTALL)


def between(node: Node, first: int = 0) -> tuple[int, int]:
    """Where the text behind one of a literal's delimiters begins and ends: the grammar leaves out blanks before it."""
    delimiters = [one for one in node.children if one.type == "'"]
    if first < 0:
        first += len(delimiters) - 1
    if not 0 <= first < len(delimiters) - 1:
        return node.end_byte, node.end_byte
    return delimiters[first].end_byte, max(delimiters[first].end_byte, delimiters[first + 1].start_byte)


def interpolated(low: Perl, content: Node | None, place: tuple[int, int]) -> list[Expr]:
    """The pieces of a text with variables in it, in order."""
    pieces: list[Expr] = []
    position, last = place
    for node in content.named_children if content is not None else ():
        if node.type not in INTERPOLATED or node.start_byte < position:
            continue
        if node.start_byte > position:
            pieces.append(Const(at=position, value=unescaped(low.source[position : node.start_byte])))
        value = low.expression(node)
        pieces.append(_spaced(value) if node.type in _LISTS else value)
        position = node.end_byte
    if position < last:
        pieces.append(Const(at=position, value=unescaped(low.source[position:last])))
    return pieces


_LISTS: Final = frozenset({"array", "slice_expression", "array_deref_expression"})


def _spaced(value: Expr) -> Expr:
    """A list in a string: its elements with blanks between them."""
    match value:
        case Array(items=((_, only),)):
            return only
        case Array(items=items):
            separated: list[Expr] = []
            for _, one in items:
                separated += [one, Const(at=one.at, value=b" ")]
            return joined(value.at, separated[:-1])
        case Call() | Const() | Join():
            return value
        case _:
            at = value.at
            return Call(at=at, name="join", args=(Arg(value=Const(at=at, value=b" ")), Arg(value=value, spread=True)))


def double_quoted(low: Perl, node: Node) -> Expr:
    """``"..."`` and ``qq{...}``."""
    return joined(node.start_byte, interpolated(low, field(node, "content"), between(node)))


def single_quoted(low: Perl, node: Node) -> Expr:
    """``'...'`` and ``q(...)``."""
    start, end = between(node)
    delimiter = low.source[end : end + 1]
    text = plain(low.source[start:end])
    return const(node, text if delimiter == b"'" else text.replace(b"\\" + delimiter, delimiter))


def words(low: Perl, node: Node) -> Expr:
    """``qw(...)``."""
    content = field(node, "content")
    if content is None:
        return Array(at=node.start_byte, items=())
    items = tuple((None, Const(at=content.start_byte, value=word)) for word in low.raw(content).split())
    return Array(at=node.start_byte, items=items)


def command(low: Perl, node: Node) -> Expr:
    r"""``\`...\``` and ``qx{...}``: a shell reads it."""
    return call(node.start_byte, "backtick", double_quoted(low, node))


def heredoc(low: Perl, node: Node) -> Expr:
    """``<<EOT``, ``<<'EOT'``, ``<<~EOT``, ``<<`EOT```: the text that stands below."""
    token = low.raw(node)
    content = low.known.heredocs.get(node.start_byte)
    if content is None:
        return const(node)
    text = _text(low, content, token)
    return call(node.start_byte, "backtick", text) if b"`" in token else text


def _text(low: Perl, content: Node, token: bytes) -> Expr:
    last = child_of_type(content, "heredoc_end")
    end = content.end_byte if last is None else last.start_byte
    pieces: list[Expr]
    if b"'" in token:
        pieces = [Const(at=content.start_byte, value=low.source[content.start_byte : end])]
    else:
        pieces = interpolated(low, content, (content.start_byte, end))
    if b"~" in token:
        pieces = _outdented(pieces)
    return joined(content.start_byte, pieces)


def _outdented(pieces: list[Expr]) -> list[Expr]:
    """The text of ``<<~EOT``: every line without the blanks before it (more than Perl takes, the same for mail)."""
    made: list[Expr] = []
    for index, piece in enumerate(pieces):
        if isinstance(piece, Const) and piece.value is not None:
            value = re.sub(rb"(?<=\n)[ \t]+", b"", piece.value)
            made.append(Const(at=piece.at, value=value.lstrip(b" \t") if index == 0 else value))
        else:
            made.append(piece)
    return made


def number(low: Perl, node: Node) -> Expr:
    """A number as it is written."""
    return const(node, low.raw(node).replace(b"_", b""))


def word(low: Perl, node: Node) -> Expr:
    """A bare word: the key of a hash, a class's name, ``-from``."""
    return const(node, low.raw(node).strip())

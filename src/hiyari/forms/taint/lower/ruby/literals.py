"""Ruby's literals: strings, symbols, heredocs, regular expressions, arrays and hashes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.ruby.lowering import Ruby
from hiyari.forms.taint.lower.tree import child_of_type, field, octets, parts
from hiyari.forms.taint.lower.walking import const, join

if TYPE_CHECKING:
    from tree_sitter import Node

_SIMPLE: Final = {
    b"n": b"\n",
    b"r": b"\r",
    b"t": b"\t",
    b"v": b"\v",
    b"f": b"\f",
    b"b": b"\b",
    b"a": b"\a",
    b"e": b"\x1b",
    b"s": b" ",
    b"0": b"\0",
}
_HIGHEST: Final = 0x110000


def unescape(written: bytes) -> bytes:
    """What an escape sequence stands for."""
    rest = written[1:]
    if rest in _SIMPLE:
        return _SIMPLE[rest]
    if rest in {b"\n", b"\r\n"}:
        return b""
    if found := re.fullmatch(rb"x([0-9A-Fa-f]{1,2})", rest):
        return bytes([int(found[1], 16)])
    if found := re.fullmatch(rb"u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,6})\}", rest):
        number = int(found[1] or found[2], 16)
        return chr(number).encode("utf-8", "surrogatepass") if number < _HIGHEST else rest
    if re.fullmatch(rb"[0-7]{1,3}", rest):
        return bytes([int(rest, 8) & 0xFF])
    return rest


def pieces(walk: Ruby, node: Node) -> list[ir.Expr]:
    """The parts of a string."""
    made: list[ir.Expr] = []
    for one in node.named_children:
        match one.type:
            case "string_content" | "heredoc_content":
                made.append(const(one))
            case "escape_sequence":
                single = octets(node)[:1] == b"'"
                written = octets(one)
                made.append(
                    ir.Const(
                        one.start_byte, written[1:] if single and written[1:] in {b"'", b"\\"} else unescape(written)
                    )
                )
            case "interpolation":
                made.append(interpolated(walk, one))
            case _:
                pass
    return made


def interpolated(walk: Ruby, node: Node) -> ir.Expr:
    """``#{...}``: its last expression."""
    below = parts(node)
    for one in below[:-1]:
        walk.waiting.extend(walk.block(one))
    return walk.expression(below[-1]) if below else ir.Const(node.start_byte, b"")


def string(walk: Ruby, node: Node) -> ir.Expr:
    """``"..."`` and all other ways to write a string or a symbol."""
    return join(node.start_byte, pieces(walk, node))


def chained(walk: Ruby, node: Node) -> ir.Expr:
    """``"a" "b"``."""
    return join(node.start_byte, [walk.expression(one) for one in parts(node)])


def symbol(_walk: Ruby, node: Node) -> ir.Expr:
    """``:to``, and ``to:`` before a value."""
    return ir.Const(node.start_byte, octets(node).strip(b":"))


def words(walk: Ruby, node: Node) -> ir.Expr:
    """``%w[a b]``."""
    return ir.Array(node.start_byte, tuple((None, string(walk, one)) for one in parts(node)))


def command(walk: Ruby, node: Node) -> ir.Expr:
    """`` `...` `` and ``%x(...)``."""
    return ir.Call(node.start_byte, "backtick", (ir.Arg(join(node.start_byte, pieces(walk, node))),))


def regex(walk: Ruby, node: Node) -> ir.Expr:
    """``/.../i``; with something interpolated its source is not known."""
    at, written = node.start_byte, octets(node)
    flags = re.search(rb"[a-z]{0,8}\Z", written)
    inner = child_of_type(node, "interpolation")
    if inner is not None:
        return ir.Mix(at, tuple(pieces(walk, node)))
    source = b"".join(octets(one) for one in parts(node))
    return ir.Pattern(at, source, flags[0].decode() if flags else "", "ruby")


def heredoc(walk: Ruby, node: Node) -> ir.Expr:
    """``<<~EOS``: its body stands behind the line."""
    body = walk.bodies.get(node.start_byte)
    if body is None:
        return ir.Opaque(node.start_byte, node.end_byte, "syntax")
    made = pieces(walk, body)
    if made and isinstance(made[0], ir.Const) and (made[0].value or b"").startswith((b"\n", b"\r\n")):
        made[0] = ir.Const(made[0].at, (made[0].value or b"").lstrip(b"\r")[1:])
    if octets(node).startswith(b"<<~"):
        made = _undented(made, [one.type == "heredoc_content" for one in parts(body) if one.type != "heredoc_end"])
    return join(node.start_byte, made)


def _undented(made: list[ir.Expr], plain: list[bool]) -> list[ir.Expr]:
    """Without the blanks that all lines begin with."""
    least: int | None = None
    fresh = True
    for one, is_text in zip(made, plain, strict=False):
        if not (is_text and isinstance(one, ir.Const) and one.value is not None):
            least, fresh = 0 if fresh else least, False
            continue
        lines = one.value.split(b"\n")
        for index, line in enumerate(lines):
            begins = fresh if index == 0 else True
            last = index == len(lines) - 1
            if begins and (line.strip() or (last and len(made) > 1 and one is not made[-1])):
                width = len(line) - len(line.lstrip(b" \t"))
                least = width if least is None else min(least, width)
        fresh = one.value.endswith(b"\n")
    blank = re.compile(rb"^[ \t]{0,%d}" % (least or 0), re.MULTILINE)
    out: list[ir.Expr] = []
    fresh = True
    for one, is_text in zip(made, plain, strict=False):
        if is_text and isinstance(one, ir.Const) and one.value is not None:
            text = one.value if fresh else b"\0" + one.value
            out.append(ir.Const(one.at, blank.sub(b"", text).removeprefix(b"\0")))
            fresh = one.value.endswith(b"\n")
        else:
            out.append(one)
            fresh = False
    return out


def array(walk: Ruby, node: Node) -> ir.Expr:
    """``[a, *b]`` and ``{a: 1, "b" => 2, **c}``."""
    items: list[tuple[ir.Expr | None, ir.Expr]] = []
    for one in parts(node):
        match one.type:
            case "pair":
                key, value = field(one, "key"), field(one, "value")
                held = (
                    walk.expression(value)
                    if value is not None
                    else ir.Var(one.start_byte, octets(one).decode("utf-8", "replace").rstrip(":"))
                )
                items.append((walk.expression(key), held))
            case "splat_argument" | "hash_splat_argument":
                items.append((None, ir.Mix(one.start_byte, (walk.expression(next(iter(parts(one)), None)),))))
            case _:
                items.append((None, walk.expression(one)))
    return ir.Array(node.start_byte, tuple(items))


def true(_walk: Ruby, node: Node) -> ir.Expr:
    """``true``."""
    return ir.Const(node.start_byte, b"1")


def empty(_walk: Ruby, node: Node) -> ir.Expr:
    """``false`` and ``nil``."""
    return ir.Const(node.start_byte, b"")


def number(_walk: Ruby, node: Node) -> ir.Expr:
    """Numbers as they are written."""
    return const(node)

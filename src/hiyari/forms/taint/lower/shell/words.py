"""A shell's words: quotes, expansions, substitutions; and whether one word may become several."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.ir import Arg, Array, Call, Choice, Const, Either, Expr, If, Item, Mix, Not, Pattern, Var
from hiyari.forms.taint.lower.perl.strings import unescaped
from hiyari.forms.taint.lower.shell.state import Shell, call, chomped, const, put, read_file, together
from hiyari.forms.taint.lower.tree import child_of_type, field

if TYPE_CHECKING:
    from tree_sitter import Node

EXPANSIONS: Final = frozenset(
    {"simple_expansion", "expansion", "command_substitution", "process_substitution", "arithmetic_expansion"}
)
_QUOTED: Final = re.compile(rb"\\([$`\"\\\n])")
_ANY: Final = re.compile(rb"\\(.)", re.DOTALL)
HERE: Final = re.compile(rb"\\([$`\\\n])")
_NAME: Final = re.compile(rb"^\$\{[!#]?\w{1,200}(?:\[[^\]]{0,200}\])?")
_BRACKET: Final = re.compile(rb"\[([!^]?)((?:\$'[^']{0,200}'|\\.|[^\]]){1,200})\]", re.DOTALL)


def word(low: Shell, node: Node) -> Expr:
    """One word as a value."""
    match node.type:
        case "raw_string":
            return const(node, low.raw(node)[1:-1])
        case "ansi_c_string":
            return const(node, unescaped(low.raw(node)[2:-1]))
        case "translated_string" if node.named_child_count == 1:
            return low.expression(node.named_children[0])
        case "string" | "translated_string":
            return together(node.start_byte, pieces_of(low, node, node.start_byte + 1, node.end_byte - 1, _QUOTED))
        case "concatenation":
            return together(node.start_byte, [low.expression(one) for one in node.named_children])
        case "command_name" if node.named_child_count == 1:
            return low.expression(node.named_children[0])
        case "array":
            items = tuple(_entry(low, one) for one in node.named_children if one.type != "comment")
            return Array(at=node.start_byte, items=items)
        case kind if kind in EXPANSIONS:
            return _expansion(low, node)
        case _:
            return const(node, _ANY.sub(rb"\1", low.raw(node)))


_COUNTED: Final = re.compile(rb"\A[A-Za-z_]\w{0,99}\Z|.[-+*/%<>?&|~]|[-+]{2}|\$\(\(|\$\{#")
"""An index that is not written out: a variable's name, arithmetic."""
_KEYED: Final = re.compile(rb"\[([^\]]{1,200})\]=")


def _entry(low: Shell, node: Node) -> tuple[Expr | None, Expr]:
    """An element of a list; ``[name]=value`` says where it stands."""
    found = _KEYED.match(low.raw(node))
    if node.type != "concatenation" or found is None:
        value = low.expression(node)
        return None, _several(low, value) if _is_several(node, value) else value
    rest = [one for one in node.named_children if one.start_byte >= node.start_byte + found.end()]
    name = found[1].strip(b"\"'")
    key = None if b"$" in name else Const(at=node.start_byte, value=name)
    if not rest or rest[0].start_byte > node.start_byte + found.end():
        return key, Const(at=node.start_byte, value=low.raw(node)[found.end() :])
    return key, together(node.start_byte, [low.expression(one) for one in rest])


def _is_several(node: Node, value: Expr) -> bool:
    """Whether an element of a list may become several: words of an expansion that is not quoted; ``"${other[@]}"``."""
    if node.type == "string":
        return node.text is not None and node.text.endswith((b'[@]}"', b'"$@"'))
    bare = EXPANSIONS - {"arithmetic_expansion", "process_substitution"}
    below = node.named_children if node.type == "concatenation" else [node]
    return any(one.type in bare for one in below) and not isinstance(value, Mix)


def _several(low: Shell, value: Expr) -> Expr:
    """Some elements, however many, which white space divides, or what IFS says."""
    if isinstance(value, Var | Item) and (not isinstance(value, Var) or value.name == "$@"):
        return Mix(at=value.at, parts=(value,))
    separator = Const(at=value.at, value=b"" if b"IFS" in low.source else b"\n")
    return Mix(at=value.at, parts=(call(value.at, "split", separator, value),))


def _expansion(low: Shell, node: Node) -> Expr:
    match node.type:
        case "simple_expansion":
            return _simple(low, node)
        case "expansion":
            return expanded(low, node)
        case "arithmetic_expansion":
            return Mix(at=node.start_byte, parts=(), number=True)
        case _:
            if [one.type for one in node.named_children] == ["file_redirect"]:  # $(< file)
                target = field(node.named_children[0], "destination")
                return chomped(read_file(low, target, node.start_byte)) if target is not None else const(node)
            inner = [low.text(one) for one in node.named_children if one.type != "comment"]
            value = chomped(together(node.start_byte, inner))
            own = isinstance(value, Call) and value.name in low.functions
            return call(value.at, "<chomped>", value) if own else value


def _simple(low: Shell, node: Node) -> Expr:
    at = begins(low, node)
    span = low.backticks.get(at)
    if span is not None:
        return low.code(node, *span)
    return low.variable(at, low.name(node).strip()[1:])


def begins(low: Shell, node: Node) -> int:
    """Where a node begins without the blanks that the grammar counts to it in a string."""
    raw = low.source[node.start_byte : node.end_byte]
    return node.start_byte + len(raw) - len(raw.lstrip())


def pieces_of(low: Shell, node: Node, start: int, end: int, escapes: re.Pattern[bytes]) -> list[Expr]:
    """Literal text and expansions between two offsets."""
    made: list[Expr] = []
    for one in node.named_children:
        first = begins(low, one)
        if one.type not in EXPANSIONS or first < start:
            continue
        if first > start:
            made.append(Const(at=start, value=_plain(low.source[start:first], escapes)))
        made.append(low.expression(one))
        start = one.end_byte
    if start < end:
        made.append(Const(at=start, value=_plain(low.source[start:end], escapes)))
    return made


def _plain(raw: bytes, escapes: re.Pattern[bytes]) -> bytes:
    return escapes.sub(lambda match: b"" if match[1] == b"\n" else match[1], raw)


def here_text(low: Shell, redirect: Node) -> Expr:
    """The text of ``<<EOF``; a quoted word leaves it as it stands, ``<<-`` takes tabs off."""
    body, start = child_of_type(redirect, "heredoc_body"), child_of_type(redirect, "heredoc_start")
    if body is None:
        return const(redirect, b"")
    literal = start is not None and low.raw(start)[:1] in {b"'", b'"', b"\\"}
    tabs = low.raw(redirect).startswith(b"<<-")
    first = low.source.rfind(b"\n", 0, body.start_byte) + 1
    first = first if not low.source[first : body.start_byte].strip(b"\t ") else body.start_byte
    if literal:
        pieces: list[Expr] = [Const(at=first, value=low.source[first : body.end_byte])]
    else:
        pieces = low.here_document(first, body.end_byte)
    if tabs:
        pieces = [_untabbed(one) for one in pieces]
    return together(redirect.start_byte, pieces)


def _untabbed(piece: Expr) -> Expr:
    if isinstance(piece, Const) and piece.value is not None:
        return Const(at=piece.at, value=re.sub(rb"(^|\n)\t+", rb"\1", piece.value))
    return piece


def expanded(low: Shell, node: Node) -> Expr:
    """``${x}`` with all that may stand behind the name."""
    at, raw = node.start_byte, low.raw(node).strip()
    if raw.startswith(b"${#"):
        return Mix(at=at, parts=(), number=True)
    if raw == b"${!#}":
        return Item(at=at, base=low.variable(at, "@"), key=None)
    value = _subject(low, node)
    if raw.startswith(b"${!") and isinstance(value, Var):
        return Item(at=at, base=Var(at=at, name="<variables>"), key=value)
    sign = child_of_type(node, ":-", "-", ":=", "=", ":+", "+", ":?", "?", "/", "//", "/#", "/%", "^", "^^", ",", ",,")
    if sign is None:
        return _part(node, value, _behind(raw))
    rest = [one for one in node.named_children if one.start_byte > sign.start_byte]
    match sign.type:
        case ":=" | "=" if isinstance(value, Var | Item):
            other = _other(low, node, rest)
            low.hoisted.append(If(at=at, condition=Not(at=at, value=value), then=(put(at, value, other),)))
            return Either(at=at, left=value, right=other)
        case ":-" | "-" | ":=" | "=":
            return Either(at=at, left=value, right=_other(low, node, rest))
        case ":+" | "+":
            return Choice(at=at, condition=value, yes=_other(low, node, rest), no=const(node, b""))
        case "/" | "//" | "/#" | "/%":
            return _replaced(low, node, value, sign)
        case "^" | "^^" | "," | ",,":
            return call(at, "case", value)
        case _:
            return value


def _part(node: Node, value: Expr, which: bytes) -> Expr:
    """``${x%%=*}``, ``${x:0:7}``; ``${0%/*}`` is the folder that the script lies in."""
    if isinstance(value, Var) and value.name == "<file>" and which == b"%/*}":
        return Var(at=value.at, name="<dir>")
    return value if not _cut(node) else call(node.start_byte, "substr", value, const(node, which))


def _other(low: Shell, node: Node, rest: list[Node]) -> Expr:
    return together(node.start_byte, [low.expression(one) for one in rest])


def _behind(raw: bytes) -> bytes:
    """What stands behind the name: ``%%=*``; parts that are cut out in other ways are other data."""
    return _NAME.sub(b"", raw, count=1)


def _cut(node: Node) -> bool:
    return child_of_type(node, "%", "%%", "#", "##", ":") is not None


def _subject(low: Shell, node: Node) -> Expr:
    inner = child_of_type(node, "variable_name", "special_variable_name", "subscript")
    if inner is None:
        return const(node)
    if inner.type != "subscript":
        return low.variable(node.start_byte, low.name(inner))
    return subscript(low, inner)


def subscript(low: Shell, node: Node) -> Expr:
    """``list[index]``."""
    base = low.variable(node.start_byte, low.name(field(node, "name")))
    index = field(node, "index")
    if index is None or low.raw(index) in {b"@", b"*"}:
        return base
    name = low.name(field(node, "name"))
    if name == "BASH_SOURCE":
        return base
    if index.type in {"binary_expression", "postfix_expression", "unary_expression"} and low.raw(index)[:1] != b"-":
        return Item(at=node.start_byte, base=base, key=None)
    if name not in low.mappings and _COUNTED.search(low.raw(index)):
        return Item(at=node.start_byte, base=base, key=None)  # a number that a variable holds, or that is reckoned
    return Item(at=node.start_byte, base=base, key=low.expression(index))


def _replaced(low: Shell, node: Node, value: Expr, sign: Node) -> Expr:
    """``${x//pattern/with}``: a substitution."""
    rest = low.source[sign.end_byte : node.end_byte - 1]
    pattern, _, with_ = _split(rest)
    source = regular(pattern)
    if source is None:
        return Mix(at=node.start_byte, parts=(value,))
    flags = "g" if sign.type == "//" else ""
    return call(
        node.start_byte,
        "s///",
        value,
        Pattern(at=sign.end_byte, source=source, flags=flags),
        _into(low, node, with_),
    )


def _into(low: Shell, node: Node, written: bytes) -> Expr:
    """What a part of a value becomes; variables may stand in it."""
    if b"$" not in written and b"`" not in written:
        return const(node, written.strip(b"\"'"))
    end = node.end_byte - 1
    return together(node.start_byte, low.here_document(end - len(written), end))


def _split(rest: bytes) -> tuple[bytes, bytes, bytes]:
    """The pattern and what it becomes: the first slash that is not escaped or in brackets divides them."""
    at, depth = 0, 0
    while at < len(rest):
        one = rest[at : at + 1]
        if one == b"\\":
            at += 2
            continue
        depth += (one == b"[") - (one == b"]" and depth > 0)
        if one == b"/" and depth <= 0:
            return rest[:at], b"/", rest[at + 1 :]
        at += 1
    return rest, b"", b""


def regular(glob: bytes) -> bytes | None:
    """A pattern of file names as a regular expression; None where a variable stands in it."""
    made, at = b"", 0
    while at < len(glob):
        bracket = _BRACKET.match(glob, at)
        if bracket is not None:
            inner = re.sub(rb"\$'([^']*)'", rb"\1", bracket[2])
            made += b"[" + (b"^" if bracket[1] else b"") + inner + b"]"
            at = bracket.end()
            continue
        if glob.startswith(b"$'", at):
            end = glob.find(b"'", at + 2)
            made += re.escape(unescaped(glob[at + 2 : end])) if end > 0 else b""
            at = end + 1 if end > 0 else len(glob)
            continue
        one = glob[at : at + 1]
        if one in {b"$", b"`"}:
            return None
        if one == b"\\":
            made += re.escape(glob[at + 1 : at + 2])
            at += 2
            continue
        made += {b"*": b".*", b"?": b".", b'"': b"", b"'": b""}.get(one, re.escape(one))
        at += 1
    return made


def argument(low: Shell, node: Node) -> Arg:
    """A command's word; one with an expansion outside of quotes may become several."""
    unquoted = node.type in EXPANSIONS - {"arithmetic_expansion", "process_substitution"}
    if node.type == "concatenation":
        unquoted = any(one.type in EXPANSIONS for one in node.named_children)
    several = (node.type == "string" and b"@]}" in low.raw(node)) or low.raw(node) == b'"$@"'
    return Arg(value=low.expression(node), spread=unquoted or several)


def literal(value: Expr) -> bytes | None:
    """The octets of a word without expansions."""
    match value:
        case Const(value=octets):
            return octets
        case _:
            return None

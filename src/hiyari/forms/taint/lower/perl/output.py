"""Perl's output: ``print``, ``printf`` and ``say`` with all forms of a handle, and ``write`` with its format."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.ir import Arg, Assign, Bind, Call, Const, Expr, Item, Var
from hiyari.forms.taint.lower.perl.access import handle
from hiyari.forms.taint.lower.perl.arguments import SPREAD
from hiyari.forms.taint.lower.perl.state import Perl
from hiyari.forms.taint.lower.tree import child_of_type, field, fields, joined, parts

if TYPE_CHECKING:
    from tree_sitter import Node

OUTPUT: Final = frozenset({"print", "printf", "say", "syswrite", "write"})
_CALLS: Final = frozenset({"ambiguous_function_call_expression", "function_call_expression"})
_LISTS: Final = frozenset({"list_expression", "parenthesized_expression"})
_HOLE: Final = re.compile(rb"[@^](?:[<>|]{1,200}|\*|#[#.]{0,50})")
_FIELD: Final = re.compile(rb"\$(\w{1,99})(?:\{['\"]?(\w{1,99})['\"]?\})?")


def printed(low: Perl, node: Node, name: str) -> Expr:
    """``print MAIL "To: ", $to``: the handle by name (the grammar takes it for a function), then the text."""
    to, texts = _divided(low, node, name)
    if name == "write":
        return _formatted(low, node, to)
    args: list[Arg] = [] if to is None else [Arg(value=to, name="handle")]
    wanted = texts[:1] if name == "syswrite" else texts
    args += [Arg(value=low.expression(one), spread=one.type in SPREAD) for one in wanted]
    if not texts:
        args.append(Arg(value=Var(at=node.start_byte, name="$_")))
    if isinstance(to, Var) and to.name in low.memory:
        return Bind(
            at=node.start_byte,
            assign=Assign(
                at=node.start_byte,
                target=low.memory[to.name],
                value=joined(node.start_byte, [arg.value for arg in args[1:]]),
                append=True,
            ),
        )
    if name == "say":
        return Call(at=node.start_byte, name="say", args=tuple(args))
    return Call(at=node.start_byte, name="printf" if name == "printf" else "print", args=tuple(args))


def _divided(low: Perl, node: Node, name: str) -> tuple[Expr | None, list[Node]]:
    """The handle, and the nodes of what is written."""
    indirect = child_of_type(node, "indirect_object")
    given = _flat(fields(node, "arguments"))
    if node.type == "func1op_call_expression":
        given = _flat([one for one in parts(node) if one != field(node, "function")])
    if indirect is not None:
        return handle(low, parts(indirect)[0]), given
    broken = child_of_type(node, "ERROR")
    if broken is not None and parts(broken):
        return low.expression(parts(broken)[0]), given  # print $self->{handle} "..."
    if not given:
        return None, []
    first = given[0]
    if name in {"syswrite", "write"}:
        return handle(low, first), given[1:]
    if first.type in _CALLS:
        inner = field(first, "function")
        if inner is not None and inner.child_count == 0 and low.is_handle(low.name(inner)):
            return handle(low, inner), _flat(fields(first, "arguments")) + given[1:]
    if first.type in {"bareword", "filehandle"} and low.is_handle(low.name(first)):
        return handle(low, first), given[1:]
    return None, given


def _flat(nodes: list[Node]) -> list[Node]:
    made: list[Node] = []
    for one in nodes:
        while one.type in _LISTS and len(parts(one)) == 1:
            one = parts(one)[0]  # noqa: PLW2901 - parentheses come off
        made.extend(parts(one) if one.type in _LISTS else [one])
    return made


def _formatted(low: Perl, node: Node, to: Expr | None) -> Expr:
    """``write MAIL``: the variables of the format of that name."""
    name = to.name.lstrip("*$") if isinstance(to, Var) else "STDOUT"
    values: list[Expr] = list(low.formats.get(name, ()))
    if not values or b"$~" in low.source:  # another format by its name
        values = [one for pieces in low.formats.values() for one in pieces]
    args = [] if to is None else [Arg(value=to, name="handle")]
    return Call(at=node.start_byte, name="print", args=(*args, Arg(value=joined(node.start_byte, values))))


def picture(low: Perl, node: Node) -> None:
    """``format MAIL = ...``: remembers its lines, text and variables, for ``write``."""
    content = child_of_type(node, "format_content")
    if content is None:
        return
    lines = low.raw(content).splitlines(keepends=True)[1:]
    pieces: list[Expr] = []
    at = content.start_byte
    for index, line in enumerate(lines):
        if line.strip() == b".":
            break
        if index and _HOLE.search(lines[index - 1]):
            continue
        values = [
            _variable(at, match) for match in _FIELD.finditer(lines[index + 1] if index + 1 < len(lines) else b"")
        ]
        pieces.extend(_filled(at, line, values))
    low.formats[low.name(field(node, "name")) or "STDOUT"] = tuple(pieces)


def _variable(at: int, match: re.Match[bytes]) -> Expr:
    name = match[1].decode("ascii", "replace")
    if match[2] is None:
        return Var(at=at, name="$" + name)
    return Item(at=at, base=Var(at=at, name="%" + name), key=Const(at=at, value=match[2]))


def _filled(at: int, line: bytes, values: list[Expr]) -> list[Expr]:
    pieces: list[Expr] = []
    for index, text in enumerate(_HOLE.split(line)):
        pieces.append(Const(at=at, value=text))
        if index < len(values):
            pieces.append(values[index])
    return pieces

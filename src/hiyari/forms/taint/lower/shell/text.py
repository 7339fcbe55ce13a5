"""What a shell's commands write: ``echo`` and its kin put together, filters as what they do to their input."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.ir import Choice, Const, Expr, Mix
from hiyari.forms.taint.lower.shell.commands import Command, command, redirected, written
from hiyari.forms.taint.lower.shell.output import output
from hiyari.forms.taint.lower.shell.state import Shell, const, together
from hiyari.forms.taint.lower.tree import field, fields

if TYPE_CHECKING:
    from tree_sitter import Node

    Filter = Callable[[Shell, Command, Expr], Expr]

GROUPS: Final = frozenset(
    {"program", "compound_statement", "subshell", "list", "do_group", "else_clause", "elif_clause"}
)


def text(low: Shell, node: Node, stdin: Expr | None) -> Expr:
    """The standard output of a command or of a group of them; what they do besides is hoisted."""
    at = node.start_byte
    match node.type:
        case "command":
            made = command(low, node)
            return _of_command(low, made, made.stdin if made.stdin is not None else stdin)
        case "pipeline":
            for one in node.named_children:
                stdin = low.text(one, stdin)
            return stdin if stdin is not None else const(node)
        case "redirected_statement":
            return _redirected(low, node, stdin)
        case "list" if (folder := _folder(low, node)) is not None:
            return folder
        case kind if kind in GROUPS:
            return together(at, [low.text(one, stdin) for one in node.named_children if one.type != "comment"])
        case "if_statement":
            low.hoisted.extend(low.block(node))
            return _branches(low, node, stdin)
        case "while_statement" | "for_statement" | "c_style_for_statement" | "case_statement":
            low.hoisted.extend(low.block(node))
            return Mix(at=at, parts=tuple(_bodies(low, node, stdin)))
        case "negated_command":
            return low.text(node.named_children[0], stdin) if node.named_children else const(node)
        case _:
            low.hoisted.extend(low.block(node))
            return const(node, b"")


def _folder(low: Shell, node: Node) -> Expr | None:
    """``cd "$(dirname "$0")" && pwd``: the folder, written in full."""
    first, last = (node.named_children[0], node.named_children[-1]) if node.named_children else (node, node)
    first = field(first, "body") or first
    if first.type != "command" or last.type != "command" or low.name(field(last, "name")) != "pwd":
        return None
    words = [one for one in fields(first, "argument") if not low.raw(one).startswith(b"-")]
    return low.expression(words[0]) if low.name(field(first, "name")) == "cd" and len(words) == 1 else None


def _redirected(low: Shell, node: Node, stdin: Expr | None) -> Expr:
    body = field(node, "body")
    if body is None:
        made = Command(node=node, name="", words=[])
        for one in fields(node, "redirect"):
            redirected(low, made, one)
        return made.stdin if made.stdin is not None else const(node, b"")
    made = command(low, body) if body.type == "command" else Command(node=body, name="", words=[])
    for one in fields(node, "redirect"):
        redirected(low, made, one)
    given = made.stdin if made.stdin is not None else stdin
    value = _of_command(low, made, given) if body.type == "command" else low.text(body, given)
    if body.type != "command":
        files = written(low, made, value)
        if files is not None:
            low.hoisted.extend(files)
            value = const(node, b"")
    for one in made.rest:
        if one.type == "pipeline":
            value = low.text(one, value)
    return value


def _branches(low: Shell, node: Node, stdin: Expr | None) -> Expr:
    conditions = set(fields(node, "condition"))
    pieces = [one for one in node.named_children if one not in conditions and one.type != "comment"]
    then = [one for one in pieces if one.type not in {"elif_clause", "else_clause"}]
    others = [one for one in pieces if one.type in {"elif_clause", "else_clause"}]
    at = node.start_byte
    yes = together(at, [low.text(one, stdin) for one in then])
    no = Mix(at=at, parts=tuple(low.text(one, stdin) for one in others)) if others else Const(at=at, value=b"")
    return Choice(at=at, condition=Mix(at=at, parts=()), yes=yes, no=no)


def _bodies(low: Shell, node: Node, stdin: Expr | None) -> list[Expr]:
    if node.type != "case_statement":
        body = field(node, "body")
        return [] if body is None else [low.text(body, stdin)]
    found = []
    for item in node.named_children:
        if item.type == "case_item":
            values = set(fields(item, "value"))
            found.append(
                together(item.start_byte, [low.text(one, stdin) for one in item.named_children if one not in values])
            )
    return found


def _of_command(low: Shell, made: Command, stdin: Expr | None) -> Expr:
    """A command's output, which its redirections may send elsewhere."""
    value = output(low, made, stdin)
    files = written(low, made, value)
    if files is None:
        return value
    low.hoisted.extend(files)
    return const(made.node, b"")

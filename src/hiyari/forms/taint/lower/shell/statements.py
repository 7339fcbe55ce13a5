"""A shell's statements: assignments, declarations, redirections, pipes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.ir import (
    Assign,
    Block,
    Const,
    Do,
    Expr,
    Item,
    Join,
    Stmt,
    Var,
)
from hiyari.forms.taint.lower.shell.commands import Command, command, redirected
from hiyari.forms.taint.lower.shell.conditions import condition
from hiyari.forms.taint.lower.shell.control import branched, cases, defined, listed, looped
from hiyari.forms.taint.lower.shell.output import output
from hiyari.forms.taint.lower.shell.running import elsewhere, run
from hiyari.forms.taint.lower.shell.state import Shell, const, put, together
from hiyari.forms.taint.lower.shell.text import GROUPS
from hiyari.forms.taint.lower.shell.words import subscript
from hiyari.forms.taint.lower.tree import child_of_type, field, fields

if TYPE_CHECKING:
    from tree_sitter import Node

_IGNORED: Final = frozenset(
    (
        "comment",
        "heredoc_body",
        "heredoc_content",
        "heredoc_end",
        "file_redirect",
        "heredoc_redirect",
        "herestring_redirect",
    )
)


def statement(low: Shell, node: Node, stdin: Expr | None = None) -> Block:
    """One statement, with what has to run before it."""
    outer, low.hoisted = low.hoisted, []
    before, low.stdin = low.stdin, stdin if stdin is not None else low.stdin
    try:
        made = _statement(low, node, stdin)
        return (*low.hoisted, *made)
    finally:
        low.hoisted, low.stdin = outer, before


def _statement(low: Shell, node: Node, stdin: Expr | None) -> Block:
    if node.type in _IGNORED:
        return ()
    reader = _READING.get(node.type)
    if reader is not None:
        return reader(low, node, stdin)
    maker = _MAKERS.get(node.type)
    if maker is not None:
        return maker(low, node)
    if node.type in GROUPS or node.type in {"ERROR", "variable_assignments"}:
        return tuple(one for child in node.named_children for one in low.block(child))
    return ()


def _asked(low: Shell, node: Node) -> Block:
    return (Do(at=node.start_byte, value=condition(low, node)),)


def _command(low: Shell, node: Node, stdin: Expr | None) -> Block:
    return run(low, command(low, node), stdin)


def _assigned(low: Shell, node: Node) -> Block:
    named = field(node, "name")
    if named is None:
        return ()
    name = low.name(named)
    target = subscript(low, named) if named.type == "subscript" else Var(at=node.start_byte, name="$" + name)
    target = low.references.get(name, target)
    given = field(node, "value")
    value = const(node, b"") if given is None else low.expression(given)
    return (put(node.start_byte, target, value, append=child_of_type(node, "+=") is not None),)


def _declared(low: Shell, node: Node) -> Block:
    """``local x=y``, ``declare "$key=$value"``."""
    options = b"".join(low.raw(one) for one in node.named_children if one.type == "word" and low.raw(one)[:1] == b"-")
    own = low.raw(node).startswith((b"local", b"declare", b"typeset")) and low.inside and b"g" not in options
    if b"n" in options and not low.raw(node).startswith((b"export", b"readonly")):
        return _referred(low, node)
    made: list[Stmt] = []
    for one in node.named_children:
        match one.type:
            case "variable_assignment":
                made.extend(
                    Assign(at=each.at, target=each.target, value=each.value, append=each.append, declares=own)
                    for each in _assigned(low, one)
                    if isinstance(each, Assign)
                )
            case "variable_name" if own:
                target = Var(at=one.start_byte, name="$" + low.name(one))
                made.append(Assign(at=one.start_byte, target=target, value=const(one, b""), declares=True))
            case "string" | "concatenation" | "simple_expansion":
                made.extend(_named_by_value(low, one))
            case _:
                pass
    return tuple(made)


def _referred(low: Shell, node: Node) -> Block:
    """``declare -n a=b``: from here on the name stands for another variable."""
    for one in node.named_children:
        named, value = field(one, "name"), field(one, "value")
        if one.type != "variable_assignment" or value is None:
            continue
        given = low.expression(value)
        known = given.value if isinstance(given, Const) else None
        low.references[low.name(named)] = (
            low.variable(one.start_byte, known.decode("ascii", "replace"))
            if known is not None
            else Item(at=one.start_byte, base=Var(at=one.start_byte, name="<variables>"), key=given)
        )
    return ()


def _named_by_value(low: Shell, node: Node) -> Block:
    value = low.expression(node)
    key, rest = value, value
    if isinstance(value, Join):
        for index, piece in enumerate(value.parts):
            if isinstance(piece, Const) and b"=" in (piece.value or b""):
                key = together(node.start_byte, list(value.parts[:index]))
                rest = together(node.start_byte, list(value.parts[index + 1 :]))
                break
    target = Item(at=node.start_byte, base=Var(at=node.start_byte, name="<variables>"), key=key)
    return (put(node.start_byte, target, rest),)


def _redirected(low: Shell, node: Node, stdin: Expr | None) -> Block:
    body = field(node, "body")
    made = command(low, body) if body is not None and body.type == "command" else Command(node=node, name="", words=[])
    for one in fields(node, "redirect"):
        redirected(low, made, one)
    given = made.stdin if made.stdin is not None else stdin
    pipes = [one for one in made.rest if one.type == "pipeline"]
    after = tuple(one for child in made.rest if child.type != "pipeline" for one in low.block(child))
    if body is None:
        return after
    if pipes:
        value = output(low, made, given) if body.type == "command" else low.text(body, given)
        return (*_into(low, pipes[0], value), *after)
    if body.type == "command":
        return (*run(low, made, given), *after)
    if made.outputs:
        value = low.text(body, given)
        done = elsewhere(low, made, value)
        return (*(done or ()), *after)
    return (*statement(low, body, given), *after)


def _into(low: Shell, pipeline: Node, value: Expr) -> Block:
    """What stands behind ``<<EOF |``: commands that the text goes through, the last for what it does."""
    *filters, last = pipeline.named_children or [pipeline]
    for one in filters:
        value = low.text(one, value)
    return statement(low, last, value) if last is not pipeline else ()


def _piped(low: Shell, node: Node, stdin: Expr | None) -> Block:
    *filters, last = [one for one in node.named_children if one.type != "comment"]
    for one in filters:
        stdin = low.text(one, stdin)
    return statement(low, last, stdin)


_READING: Final[dict[str, Callable[[Shell, Node, Expr | None], Block]]] = {
    "list": listed,
    "command": _command,
    "redirected_statement": _redirected,
    "pipeline": _piped,
}
_MAKERS: Final[dict[str, Callable[[Shell, Node], Block]]] = {
    "variable_assignment": _assigned,
    "declaration_command": _declared,
    "if_statement": branched,
    "case_statement": cases,
    "for_statement": looped,
    "c_style_for_statement": looped,
    "while_statement": looped,
    "function_definition": defined,
    "negated_command": _asked,
    "test_command": _asked,
}
KINDS: Final = frozenset({*_READING, *_MAKERS, "variable_assignments"})
"""Kinds of nodes that are statements."""

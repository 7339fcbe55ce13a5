"""A shell's commands that are asked for their status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.ir import (
    Both,
    Call,
    Const,
    Either,
    Expr,
    Mix,
    Not,
)
from hiyari.forms.taint.lower.shell.commands import Command, command, redirected
from hiyari.forms.taint.lower.shell.running import run
from hiyari.forms.taint.lower.shell.state import Shell, const
from hiyari.forms.taint.lower.shell.tests import grepped, tested, tested_words
from hiyari.forms.taint.lower.tree import child_of_type, field, fields

if TYPE_CHECKING:
    from tree_sitter import Node

_LOOKS: Final = frozenset({"grep", "egrep", "fgrep"})


def condition(low: Shell, node: Node, stdin: Expr | None = None) -> Expr:
    """A command that is asked for its status."""
    with low.deeper() as room:
        return _status(low, node, stdin) if room else low.given_up(node)


def _status(low: Shell, node: Node, stdin: Expr | None) -> Expr:
    at = node.start_byte
    match node.type:
        case "test_command":
            return tested(low, node)
        case "negated_command":
            inner = node.named_children
            return Not(at=at, value=condition(low, inner[0], stdin)) if inner else const(node)
        case "list" if len(node.named_children) == 2:
            left, right = (condition(low, one, stdin) for one in node.named_children)
            kind = Either if child_of_type(node, "||") is not None else Both
            return kind(at=at, left=left, right=right)
        case "pipeline":
            return _piped_condition(low, node, stdin)
        case "redirected_statement":
            return _redirected_condition(low, node, stdin)
        case "command":
            return _asked(low, command(low, node), stdin)
        case "compound_statement" | "subshell" if len(node.named_children) == 1:
            return condition(low, node.named_children[0], stdin)
        case _:
            low.hoisted.extend(low.statement(node, stdin))
            return Mix(at=at, parts=())


def _piped_condition(low: Shell, node: Node, stdin: Expr | None) -> Expr:
    """The status of a pipeline is that of its last command; ``!`` before the first is of all."""
    *filters, last = [one for one in node.named_children if one.type != "comment"]
    negated = bool(filters) and filters[0].type == "negated_command"
    for one in filters:
        stdin = low.text(one, stdin)
    value = condition(low, last, stdin)
    return Not(at=node.start_byte, value=value) if negated else value


def _redirected_condition(low: Shell, node: Node, stdin: Expr | None) -> Expr:
    body = field(node, "body")
    if body is None or body.type != "command":
        low.hoisted.extend(low.statement(node, stdin))
        return Mix(at=node.start_byte, parts=())
    made = command(low, body)
    for one in fields(node, "redirect"):
        redirected(low, made, one)
    if any(one.type == "pipeline" for one in made.rest):
        low.hoisted.extend(low.statement(node, stdin))
        return Mix(at=node.start_byte, parts=())
    return _asked(low, made, stdin)


def _asked(low: Shell, made: Command, stdin: Expr | None) -> Expr:
    at = made.node.start_byte
    given = made.stdin if made.stdin is not None else stdin
    if made.name in _LOOKS and given is not None:
        return grepped(low, made.words, given, at)
    match made.name:
        case "test":
            return tested_words(low, made.words, at)
        case "true" | ":":
            return Const(at=at, value=b"1")
        case "false":
            return Const(at=at, value=b"")
        case "expr" if len(made.words) > 2 and low.raw(made.words[1]) == b":":
            return _expr(low, made)
        case "exit" | "return":
            return Call(at=at, name="exit")
        case _:
            low.hoisted.extend(run(low, made, stdin))
            return Mix(at=at, parts=())


def _expr(low: Shell, made: Command) -> Expr:
    """``expr "$x" : 'pattern'``: a basic expression, bound to the beginning."""
    subject = low.expression(made.words[0])
    return grepped(low, made.words[2:3], subject, made.node.start_byte)

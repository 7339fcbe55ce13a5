"""A shell's control structures: lists, conditions, loops, functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.ir import (
    Array,
    Block,
    Const,
    Define,
    Either,
    Expr,
    Function,
    If,
    Loop,
    Mix,
    Not,
    Param,
    Return,
    Stmt,
    Var,
)
from hiyari.forms.taint.lower.shell.conditions import condition
from hiyari.forms.taint.lower.shell.state import Shell, const
from hiyari.forms.taint.lower.shell.tests import matching
from hiyari.forms.taint.lower.tree import child_of_type, field, fields

if TYPE_CHECKING:
    from tree_sitter import Node

MOST_BRANCHES: Final = 40
"""Branches of one chain that are nested; further ones follow one another, which finds no less."""
Branch = tuple[list["Stmt"], "Expr", "Block", int]


def listed(low: Shell, node: Node, stdin: Expr | None) -> Block:
    """``a && b``, ``a || b``."""
    children = node.named_children
    if len(children) < 2:
        return tuple(one for child in children for one in low.block(child))
    test = condition(low, children[0], stdin)
    after = low.block(children[1])
    if child_of_type(node, "||") is not None:
        return (If(at=node.start_byte, condition=test, then=(), otherwise=after),)
    return (If(at=node.start_byte, condition=test, then=after),)


def branched(low: Shell, node: Node) -> Block:
    """``if``, ``elif``, ``else``."""
    clauses = [node, *(one for one in node.named_children if one.type in {"elif_clause", "else_clause"})]
    chain: list[Branch] = []
    last: Block = ()
    for clause in clauses:
        body = [one for one in clause.named_children if one.type not in {"elif_clause", "else_clause", "comment"}]
        if clause.type == "else_clause":
            last = tuple(one for child in body for one in low.block(child))
            continue
        outer, low.hoisted = low.hoisted, []
        test = condition(low, body[0]) if body else const(clause)
        before, low.hoisted = low.hoisted, outer
        then = tuple(one for child in body[1:] for one in low.block(child))
        chain.append((before, test, then, clause.start_byte))
    return _nested(chain, last)


def _nested(chain: list[Branch], last: Block) -> Block:
    rest = [
        one
        for before, test, then, at in chain[MOST_BRANCHES:]
        for one in (*before, If(at=at, condition=test, then=then))
    ]
    made: Block = (*rest, *last)
    for before, test, then, at in reversed(chain[:MOST_BRANCHES]):
        made = (*before, If(at=at, condition=test, then=then, otherwise=made))
    return made


def cases(low: Shell, node: Node) -> Block:
    """``case``."""
    given = field(node, "value")
    value = low.expression(given)
    chain: list[Branch] = []
    falls: list[bool] = []
    for item in (one for one in node.named_children if one.type == "case_item"):
        patterns = fields(item, "value")
        at = item.start_byte
        test: Expr | None = None
        for pattern in patterns[:50]:
            one = Const(at=at, value=b"1") if low.raw(pattern) == b"*" else matching(low, value, pattern, at, glob=True)
            test = one if test is None else Either(at=at, left=test, right=one)
        body = [one for one in item.named_children if one not in patterns]
        then = tuple(one for child in body for one in low.block(child))
        chain.append(([], test if test is not None else const(item), then, at))
        falls.append(child_of_type(item, ";&", ";;&") is not None)
    for index in range(len(chain) - 2, -1, -1):
        if falls[index]:
            before, test, then, at = chain[index]
            chain[index] = (before, test, (*then, *chain[index + 1][2]), at)
    return _nested(chain, ())


def looped(low: Shell, node: Node) -> Block:
    """``for``, ``while``, ``until``."""
    at, body = node.start_byte, field(node, "body")
    if node.type == "c_style_for_statement":
        return (Loop(at=at, body=low.block(body)),)
    if node.type == "for_statement":
        each = Var(at=at, name="$" + low.name(field(node, "variable")))
        values = [low.expression(one) for one in fields(node, "value")]
        over = values[0] if len(values) == 1 else Array(at=at, items=tuple((None, one) for one in values))
        if not values:
            over = Var(at=at, name="$@" if low.inside else "$ARGV")
        return (Loop(at=at, body=low.block(body), over=over, each=(each,)),)
    conditions = [one for one in fields(node, "condition") if one.type != ";"]
    outer, low.hoisted = low.hoisted, []
    test: Expr = Mix(at=at, parts=())
    for one in conditions:
        test = condition(low, one, low.stdin)
    before, low.hoisted = low.hoisted, outer
    if low.raw(node).startswith(b"until"):
        test = Not(at=at, value=test)
    inner = (*before, *low.block(body))
    return (*before, Loop(at=at, body=inner, condition=test))


def defined(low: Shell, node: Node) -> Block:
    """A function; its value is what it writes, for ``$(function ...)``."""
    name, body = low.name(field(node, "name")), field(node, "body")
    at = node.start_byte
    low.functions.add(name)
    outer, low.inside = low.inside, True
    stdin, low.stdin = low.stdin, None
    hoisted, low.hoisted = low.hoisted, []
    try:
        statements = low.block(body)
        low.hoisted, low.quiet = [], True
        written_ = low.text(body) if body is not None else const(node)
    finally:
        low.inside, low.stdin, low.hoisted, low.quiet = outer, stdin, hoisted, False
    if not (isinstance(written_, Const) and not written_.value):
        statements = (*statements, Return(at=at, value=written_))
        low.printing.add(name)
    function = Function(at=at, name=name, params=(Param(name="$@", rest=True),), body=statements)
    return (Define(at=at, function=function),)

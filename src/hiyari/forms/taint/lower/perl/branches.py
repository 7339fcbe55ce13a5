"""Perl's branches: ``if``, ``unless``, ``elsif``, before and behind a statement."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.ir import (
    Assign,
    Block,
    Do,
    Expr,
    If,
    Item,
    Not,
    Return,
    Stmt,
    Try,
    Var,
)
from hiyari.forms.taint.lower.perl.operators import condition
from hiyari.forms.taint.lower.perl.state import Perl
from hiyari.forms.taint.lower.tree import child_of_type, field, parts

if TYPE_CHECKING:
    from tree_sitter import Node

MOST_BRANCHES: Final = 40
"""Branches of one ``elsif`` chain that are nested; further ones follow one another, which finds no less."""
Branch = tuple[list["Stmt"], "Expr", "Block", int]


def given_to(target: Expr, block: Block) -> Block:
    """Statements of which the last one's value goes into a variable: ``my $x = do { if (...) { 1 } else { 2 } }``."""
    match block:
        case (*before, Do(value=value)):
            return (*before, Assign(at=value.at, target=target, value=value))
        case (*before, If() as last):
            then, otherwise = given_to(target, last.then), given_to(target, last.otherwise)
            return (*before, replace(last, then=then, otherwise=otherwise))
        case (*before, Assign(target=Var() | Item() as place) as last):
            return (*before, last, Assign(at=last.at, target=target, value=place))
        case _:
            return block


def returned(block: Block) -> Block:
    """Statements of which the last one's value is what the sub gives."""
    match block:
        case (*before, Do(value=value)):
            return (*before, Return(at=value.at, value=value))
        case (*before, If() as last):
            return (*before, replace(last, then=returned(last.then), otherwise=returned(last.otherwise)))
        case (*before, Assign(target=Var() | Item() as place) as last):
            return (*before, last, Return(at=last.at, value=place))
        case (*before, Try() as last):
            return (*before, replace(last, body=returned(last.body)))
        case _:
            return block


def either_way(low: Perl, node: Node) -> Block:
    """``condition ? f() : g()`` for what it does."""
    test = condition(low, field(node, "condition"))
    yes, no = low.block(field(node, "consequent")), low.block(field(node, "alternative"))
    return (If(at=node.start_byte, condition=test, then=yes, otherwise=no),)


def postfix(low: Perl, node: Node) -> Block:
    """``statement if condition``, ``statement unless condition``."""
    test = condition(low, field(node, "condition"))
    body = next((one for one in parts(node) if one != field(node, "condition")), None)
    then = low.block(body)
    if child_of_type(node, "unless") is not None:
        return (If(at=node.start_byte, condition=test, then=(), otherwise=then),)
    return (If(at=node.start_byte, condition=test, then=then),)


def branched(low: Perl, node: Node) -> Block:
    """``if``, ``unless``, ``elsif``, ``else``: the chain is followed, not gone down."""
    chain: list[Branch] = []
    current: Node | None = node
    last: Block = ()
    while current is not None:
        if current.type == "else":
            last = low.block(field(current, "block"))
            break
        outer, low.hoisted = low.hoisted, []
        test = condition(low, field(current, "condition"))
        before, low.hoisted = low.hoisted, outer
        if current.type == "conditional_statement" and child_of_type(current, "unless") is not None:
            test = Not(at=test.at, value=test)
        chain.append((before, test, low.block(field(current, "block")), current.start_byte))
        current = next((one for one in current.named_children if one.type in {"elsif", "else"}), None)
    return _nested(chain, last)


def _nested(chain: list[Branch], last: Block) -> Block:
    flat = [
        one
        for before, test, then, at in chain[MOST_BRANCHES:]
        for one in (*before, If(at=at, condition=test, then=then))
    ]
    made: Block = (*flat, *last)
    for before, test, then, at in reversed(chain[:MOST_BRANCHES]):
        made = (*before, If(at=at, condition=test, then=then, otherwise=made))
    return made

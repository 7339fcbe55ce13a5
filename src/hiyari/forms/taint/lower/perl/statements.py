"""Perl's statements."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.ir import (
    Assign,
    Block,
    Stmt,
    Try,
    Var,
)
from hiyari.forms.taint.lower.perl.branches import branched
from hiyari.forms.taint.lower.perl.caught import THROWN
from hiyari.forms.taint.lower.perl.effects import effects
from hiyari.forms.taint.lower.perl.elements import settled
from hiyari.forms.taint.lower.perl.loops import LOOPS, looped
from hiyari.forms.taint.lower.perl.output import picture
from hiyari.forms.taint.lower.perl.state import Perl
from hiyari.forms.taint.lower.perl.subs import defined, packaged, used
from hiyari.forms.taint.lower.tree import field, parts

if TYPE_CHECKING:
    from tree_sitter import Node

_NOTHING: Final = frozenset(
    ("comment", "pod", "heredoc_content", "eof_marker", "data_section", ";", "{", "}", "__DATA__", "__END__", "label")
)
_WRAPPERS: Final = frozenset(("expression_statement", "block_statement", "phaser_statement", "defer_statement"))


def block(low: Perl, node: Node) -> Block:
    """A statement, or a block of them."""
    if node.type in {"source_file", "block"}:
        made: list[Stmt] = []
        package = low.package
        for one in node.named_children:
            made.extend(low.block(one) if one.type not in _NOTHING else ())
        if node.type == "block":
            low.package = package
        return settled(tuple(made))
    return _with_hoisted(low, node)


def _with_hoisted(low: Perl, node: Node) -> Block:
    outer, low.hoisted = low.hoisted, []
    try:
        made = _statement(low, node)
        return (*low.hoisted, *made)
    finally:
        low.hoisted = outer


def _statement(low: Perl, node: Node) -> Block:
    if node.type in _NOTHING:
        return ()
    if node.type in _WRAPPERS:
        return tuple(one for child in parts(node) if child.type not in _NOTHING for one in low.block(child))
    if node.type in LOOPS:
        return looped(low, node)
    maker = _STATEMENTS.get(node.type)
    return effects(low, node) if maker is None else maker(low, node)


def _labelled(low: Perl, node: Node) -> Block:
    return low.block(field(node, "statement"))


def _tried(low: Perl, node: Node) -> Block:
    at, named = node.start_byte, field(node, "catch_expr")
    into = () if named is None else (Assign(at=at, target=low.expression(named), value=Var(at=at, name=THROWN)),)
    handlers = ((*into, *low.block(field(node, "catch_block"))),)
    last = low.block(field(node, "finally_block"))
    return (Try(at=node.start_byte, body=low.block(field(node, "try_block")), handlers=handlers, finally_=last),)


def _pictured(low: Perl, node: Node) -> Block:
    picture(low, node)
    return ()


_STATEMENTS: Final[dict[str, Callable[[Perl, Node], Block]]] = {
    "statement_label": _labelled,
    "conditional_statement": branched,
    "subroutine_declaration_statement": defined,
    "method_declaration_statement": defined,
    "package_statement": packaged,
    "class_statement": packaged,
    "use_statement": used,
    "try_statement": _tried,
    "format_statement": _pictured,
    "block": block,
}

"""The arguments of Perl's calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.ir import Arg
from hiyari.forms.taint.lower.perl.state import Perl
from hiyari.forms.taint.lower.tree import field, fields, parts

if TYPE_CHECKING:
    from tree_sitter import Node

LISTS: Final = frozenset({"list_expression", "parenthesized_expression"})
SPREAD: Final = frozenset(
    {"array", "hash", "quoted_word_list", "map_grep_expression", "sort_expression", "reverse_expression"}
)
_KEYS: Final = frozenset({"autoquoted_bareword", "string_literal", "bareword"})


def operands(node: Node) -> list[Node]:
    """The arguments of a call as nodes, without the parentheses around them."""
    given = fields(node, "arguments")
    if not given:
        name = field(node, "function")
        given = [one for one in parts(node) if one != name and one.type != "indirect_object"]
    made: list[Node] = []
    for one in given:
        while one.type in LISTS and len(parts(one)) == 1:
            one = parts(one)[0]  # noqa: PLW2901 - parentheses come off
        made.extend(parts(one) if one.type in LISTS else [one])
    return made


def operands_of_method(node: Node) -> list[Node]:
    """The arguments of a method."""
    return operands(node) if fields(node, "arguments") else []


def arguments(low: Perl, nodes: list[Node], *, named: bool = True) -> tuple[Arg, ...]:
    """Arguments in order: ``To => $x`` by name, lists and mappings spread."""
    made: list[Arg] = []
    key: str | None = None
    for one in nodes:
        if named and key is None and _is_key(one):
            key = low.name(one).strip("'\"").lstrip("-")
            continue
        value = low.expression(one)
        spread = one.type in SPREAD or _gives_list(low, one)
        made.append(Arg(value=value, name=key, spread=spread and key is None))
        key = None
    return tuple(made)


def _gives_list(low: Perl, node: Node) -> bool:
    """``f(split(/,/, $x))``: each element is an argument."""
    function = field(node, "function") if node.type.endswith("call_expression") else None
    return function is not None and low.name(function) in _LISTS


_LISTS: Final = frozenset({"split", "keys", "values", "splice", "unpack", "reverse"})


def _is_key(node: Node) -> bool:
    after = node.next_sibling
    return after is not None and after.type == "=>" and node.type in _KEYS

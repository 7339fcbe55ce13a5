"""Ruby's iterators: their blocks as loops before the statement, what they gather as lists, mappings and sums.

A block with two parameters takes a mapping's keys and values, or the first two elements of each inner list; which it
is, only the values tell, so ``<pair>`` asks them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.ruby.blocks import contents, given, laid, params_of
from hiyari.forms.taint.lower.ruby.lowering import Block, Ruby
from hiyari.forms.taint.lower.ruby.targets import target
from hiyari.forms.taint.lower.tree import name_of, parts
from hiyari.forms.taint.lower.walking import words

if TYPE_CHECKING:
    from tree_sitter import Node

EACH: Final = words(
    """each each_pair each_with_index each_line each_char each_key each_value each_entry times upto downto step
        reverse_each map collect flat_map select filter reject find detect any? all? none? each_slice
        each_with_object inject reduce each_index map! select! reject! delete_if sum sort_by group_by find_all
        filter_map each_byte scan to_h with_index each_cons keep_if partition min_by max_by uniq collect_concat
        transform_values transform_keys transform_values! transform_keys! each_entry cycle find_index sum collect!"""
)
_FILLS: Final = words("map collect flat_map filter_map map! collect! collect_concat with_index")
_KEEPS: Final = frozenset({"select", "filter", "find_all", "find", "detect", "select!", "keep_if"})
_DROPS: Final = frozenset({"reject", "reject!", "delete_if"})
_CHANGES: Final = frozenset({"map!", "collect!", "select!", "keep_if", "reject!", "delete_if"})
_GROUPS: Final = frozenset({"group_by", "partition", "each_slice", "each_cons", "sort_by", "uniq"})
_INDEXED: Final = frozenset({"each_with_index", "with_index"})


def iterated(walk: Ruby, at: int, method: str, base: ir.Expr, node: Node, args: Sequence[ir.Expr] = ()) -> ir.Expr:
    """``base.each { |x| ... }`` and its like, as a loop before the statement; ``map`` and ``select`` fill a list."""
    if method in {"any?", "all?", "none?"} and (made := _unrolled(walk, at, method, base, node)) is not None:
        return made
    if method in {"inject", "reduce", "each_with_object"} and len(params_of(node)) == 2:
        return _gathered(walk, at, method, base, node, args)
    element, filled = walk.fresh(at, "element"), walk.fresh(at, "list")
    names = params_of(node)
    pairs = (len(names) > 1 and method not in {"each_slice", "each_cons"} | _INDEXED) or method == "to_h"
    key = walk.fresh(at, "key") if pairs else None
    each = (key, element) if key is not None else (element,)
    if method == "each_value":
        pairs, key, each = False, None, (element,)
    values = _values(at, base, method, names, key, element)
    if method.startswith("transform_"):
        return _transformed(walk, at, method, base, node)
    if method in _FILLS or method in _KEEPS or method in _DROPS or method == "to_h":
        body = _filling(walk, at, method, node, values, filled, key, element)
        walk.waiting.extend((ir.Assign(at, filled, ir.Array(at, ())), ir.Loop(at, body, base, each)))
        if method in _CHANGES and isinstance(base, ir.Var | ir.Item):
            walk.waiting.append(ir.Assign(at, base, filled))
        return ir.Item(at, filled, None) if method in {"find", "detect"} else filled
    walk.waiting.append(ir.Loop(at, laid(walk, node, Block.LOOP, values), base, each))
    return ir.Call(at, "<part>", (ir.Arg(base),)) if method in _GROUPS else base


def _values(
    at: int, base: ir.Expr, method: str, names: Sequence[Node], key: ir.Var | None, element: ir.Var
) -> Sequence[ir.Expr]:
    """What a block's parameters get on each round."""
    if method in _INDEXED:
        return (element, ir.Mix(at, (), number=True))
    if len(names) < 2:
        return (element,)
    if method in {"each_slice", "each_cons"}:
        return (ir.Item(at, base, None),) * len(names)
    if key is None:
        return tuple(ir.Item(at, element, ir.Const(at, str(index).encode())) for index in range(len(names)))
    if len(names) == 2:
        numbers = (ir.Const(at, b"0"), ir.Const(at, b"1"))
        return tuple(ir.Call(at, "<pair>", (ir.Arg(key), ir.Arg(element), ir.Arg(one))) for one in numbers)
    return tuple(ir.Item(at, element, ir.Const(at, str(index).encode())) for index in range(len(names)))


def _transformed(walk: Ruby, at: int, method: str, base: ir.Expr, node: Node) -> ir.Expr:
    """``transform_values { |value| ... }``: a mapping of the same keys."""
    key, element, filled = walk.fresh(at, "key"), walk.fresh(at, "element"), walk.fresh(at, "list")
    by_key = "keys" in method
    below = contents(node)
    walk.locals.append(set())
    walk.inside.append(Block.LOOP)

    def last() -> list[ir.Stmt]:
        value = walk.expression(below[-1]) if below else ir.Const(at, b"")
        return [ir.Assign(at, ir.Item(at, filled, value if by_key else key), element if by_key else value)]

    try:
        first = (*given(walk, node, (key if by_key else element,)), *walk.each(below[:-1]))
        body = (*first, *walk.before(last))
    finally:
        walk.inside.pop()
        walk.locals.pop()
    walk.waiting.extend((ir.Assign(at, filled, ir.Array(at, ())), ir.Loop(at, body, base, (key, element))))
    if method.endswith("!"):
        walk.waiting.append(ir.Assign(at, base, filled))
    return filled


def _gathered(walk: Ruby, at: int, method: str, base: ir.Expr, node: Node, args: Sequence[ir.Expr]) -> ir.Expr:
    """``inject(start) { |sum, x| ... }`` and ``each_with_object(start) { |x, object| ... }``."""
    names = params_of(node)
    first, taken = (names[1], names[0]) if method == "each_with_object" else (names[0], names[1])
    element, key = walk.fresh(at, "element"), walk.fresh(at, "key")
    walk.locals.append(set())
    walk.inside.append(Block.LOOP)
    try:
        gathered = target(walk, first)
        start = args[0] if args else ir.Const(at, b"")
        walk.waiting.append(ir.Assign(at, gathered, start))
        into = _taken(walk, taken, key, element)
        below = contents(node)
        if method == "each_with_object":
            body = (*into, *walk.each(below))
        else:
            body = (*into, *walk.each(below[:-1]))
            last = walk.before(lambda: [ir.Assign(at, gathered, walk.expression(below[-1]))] if below else [])
            body = (*body, *last)
    finally:
        walk.inside.pop()
        walk.locals.pop()
    parted = taken.type == "destructured_parameter"
    walk.waiting.append(ir.Loop(at, body, base, (key, element) if parted else (element,)))
    return gathered


def _taken(walk: Ruby, node: Node, key: ir.Var, element: ir.Var) -> list[ir.Stmt]:
    """The parameter that takes the element: a name, or the names of its parts."""
    at = node.start_byte
    if node.type != "destructured_parameter":
        return [ir.Assign(at, target(walk, node), element)]
    return [
        ir.Assign(at, target(walk, inner), _part(at, key, element, index)) for index, inner in enumerate(parts(node))
    ]


def _part(at: int, key: ir.Var, element: ir.Var, index: int) -> ir.Expr:
    """A mapping's key or value, or an element of an inner list."""
    number = ir.Const(at, str(index).encode())
    if index > 1:
        return ir.Item(at, element, number)
    return ir.Call(at, "<pair>", (ir.Arg(key), ir.Arg(element), ir.Arg(number)))


def _filling(  # noqa: PLR0917 - what a round of the loop is made of
    walk: Ruby,
    at: int,
    method: str,
    node: Node,
    values: Sequence[ir.Expr],
    filled: ir.Var,
    key: ir.Var | None,
    element: ir.Var,
) -> ir.Block:
    below = contents(node)
    walk.locals.append(set())
    walk.inside.append(Block.LOOP)
    first = (*given(walk, node, values), *walk.each(below[:-1]))

    def last() -> list[ir.Stmt]:
        value = walk.expression(below[-1]) if below else ir.Const(at, b"")
        if method == "to_h" and isinstance(value, ir.Array) and len(value.items) == 2:
            return [ir.Assign(at, ir.Item(at, filled, value.items[0][1]), value.items[1][1])]
        if method in _FILLS or method == "to_h":
            return [ir.Assign(at, ir.Item(at, filled, None), value)]
        condition = ir.Not(at, value) if method in _DROPS else value
        return [ir.If(at, condition, (ir.Assign(at, ir.Item(at, filled, key), element),))]

    try:
        return (*first, *walk.before(last))
    finally:
        walk.inside.pop()
        walk.locals.pop()


def _unrolled(walk: Ruby, at: int, method: str, base: ir.Expr, node: Node) -> ir.Expr | None:
    r"""``["\r", "\n"].any? { |c| to.include?(c) }``: the same test for each of a few literals."""
    below, names = contents(node), params_of(node)
    if not isinstance(base, ir.Array) or not 0 < len(base.items) <= 16 or len(below) != 1 or len(names) != 1:
        return None
    literals = [one for key, one in base.items if key is None and isinstance(one, ir.Const)]
    if len(literals) != len(base.items) or names[0].type != "identifier":
        return None
    made: ir.Expr | None = None
    variable = name_of(names[0])
    walk.locals.append({variable})
    for one in literals:
        walk.stands[variable] = one
        test = walk.expression(below[0])
        test = ir.Not(at, test) if method == "none?" else test
        made = test if made is None else ir.Either(at, made, test) if method == "any?" else ir.Both(at, made, test)
    walk.stands.pop(variable, None)
    walk.locals.pop()
    return made

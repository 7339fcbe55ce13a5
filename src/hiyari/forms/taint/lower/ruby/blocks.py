"""Ruby's blocks, laid in place: ``return`` and ``exit`` in them act on the method around, as they do in Ruby."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.ruby.lowering import Block, Ruby
from hiyari.forms.taint.lower.ruby.targets import target
from hiyari.forms.taint.lower.tree import field, name_of, parts
from hiyari.forms.taint.lower.walking import words

if TYPE_CHECKING:
    from tree_sitter import Node

EACH = words(
    """each each_pair each_with_index each_line each_char each_key each_value each_entry times upto downto step
        reverse_each map collect flat_map select filter reject find detect any? all? none? each_slice
        each_with_object inject reduce each_index map! select! reject! delete_if sum sort_by group_by find_all
        filter_map each_byte scan"""
)
_FILLS = frozenset({"map", "collect", "flat_map", "filter_map", "map!"})
_KEEPS = frozenset({"select", "filter", "find_all", "find", "detect", "select!"})
_DROPS = frozenset({"reject", "reject!", "delete_if"})


def contents(node: Node) -> list[Node]:
    """The statements of a block."""
    body = field(node, "body")
    return parts(body) if body is not None else []


def params_of(node: Node) -> list[Node]:
    """The parameters of a block or a lambda."""
    given = field(node, "parameters")
    return [one for one in parts(given) if one.type != "block_parameter"] if given is not None else []


def laid(walk: Ruby, node: Node, kind: Block, values: Sequence[ir.Expr]) -> ir.Block:
    """A block's statements in place, its parameters given these values (the last one for all further ones)."""
    walk.locals.append(set())
    walk.inside.append(kind)
    try:
        return (*_given(walk, node, values), *walk.each(contents(node)))
    finally:
        walk.inside.pop()
        walk.locals.pop()


def _given(walk: Ruby, node: Node, values: Sequence[ir.Expr]) -> list[ir.Stmt]:
    made: list[ir.Stmt] = []
    for index, one in enumerate(params_of(node)):
        value = values[min(index, len(values) - 1)] if values else ir.Const(node.start_byte)
        if one.type == "destructured_parameter":
            made.append(ir.Assign(one.start_byte, tuple(target(walk, inner) for inner in parts(one)), value))
            continue
        name = one if one.type == "identifier" else field(one, "name") or next(iter(parts(one)), None)
        if name is not None:
            made.append(ir.Assign(one.start_byte, target(walk, name), value))
    return made


def iterated(walk: Ruby, at: int, method: str, base: ir.Expr, node: Node) -> ir.Expr:
    """``base.each { |x| ... }`` and its like, as a loop before the statement; ``map`` and ``select`` fill a list."""
    if method in {"any?", "all?", "none?"} and (made := _unrolled(walk, at, method, base, node)) is not None:
        return made
    element, filled = walk.fresh(at, "element"), walk.fresh(at, "list")
    names = params_of(node)
    pairs = len(names) == 2 and method not in {"each_slice", "inject", "reduce", "each_with_object"}
    key = walk.fresh(at, "key") if pairs else None
    each = (key, element) if key is not None else (element,)
    if method == "each_with_index":
        given: Sequence[ir.Expr] = (element, ir.Mix(at, (), number=True))
    else:
        given = each
    if method in _FILLS or method in _KEEPS or method in _DROPS:
        body = _filling(walk, at, method, node, given, filled, element)
        walk.waiting.extend((ir.Assign(at, filled, ir.Array(at, ())), ir.Loop(at, body, base, each)))
        return ir.Item(at, filled, None) if method in {"find", "detect"} else filled
    walk.waiting.append(ir.Loop(at, laid(walk, node, Block.LOOP, given), base, each))
    return base


def _filling(
    walk: Ruby, at: int, method: str, node: Node, given: Sequence[ir.Expr], filled: ir.Var, element: ir.Var
) -> ir.Block:
    below = contents(node)
    walk.locals.append(set())
    walk.inside.append(Block.LOOP)
    first = (*_given(walk, node, given), *walk.each(below[:-1]))

    def last() -> list[ir.Stmt]:
        value = walk.expression(below[-1]) if below else ir.Const(at, b"")
        if method in _FILLS:
            return [ir.Assign(at, ir.Item(at, filled, None), value)]
        condition = ir.Not(at, value) if method in _DROPS else value
        return [ir.If(at, condition, (ir.Assign(at, ir.Item(at, filled, None), element),))]

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


def function_of(walk: Ruby, node: Node, name: str) -> ir.Function:
    """A block or lambda as a function of its own."""
    walk.locals.append(set())
    walk.inside.append(Block.FUNCTION)
    params = []
    for one in params_of(node):
        inner = one if one.type == "identifier" else field(one, "name") or next(iter(parts(one)), None)
        own = name_of(inner)
        walk.locals[-1].add(own)
        params.append(ir.Param(own, rest=one.type in {"splat_parameter", "hash_splat_parameter"}))
    body = field(node, "body")
    below = contents(body) if body is not None and body.type in {"block", "do_block"} else contents(node)
    made = returning(walk, below)
    walk.inside.pop()
    walk.locals.pop()
    return ir.Function(node.start_byte, name, tuple(params), made)


def returning(walk: Ruby, below: Sequence[Node]) -> ir.Block:
    """Statements of a method: the value of the last one is returned."""
    if not below:
        return ()
    first, last = walk.each(below[:-1]), below[-1]
    if last.type in {
        "call",
        "identifier",
        "binary",
        "string",
        "assignment",
        "element_reference",
        "conditional",
        "array",
        "hash",
        "instance_variable",
        "chained_string",
        "heredoc_beginning",
        "unary",
        "parenthesized_statements",
        "operator_assignment",
    }:
        ending = walk.before(lambda: [_ended(walk, last)])
    else:
        ending = walk.block(last)
    return (*first, *ending)


def _ended(walk: Ruby, node: Node) -> ir.Stmt:
    made = walk.statements(node)
    if len(made) == 1 and isinstance(made[0], ir.Do):
        return ir.Return(node.start_byte, made[0].value)
    walk.waiting.extend(made[:-1])
    final = made[-1] if made else ir.Return(node.start_byte)
    if isinstance(final, ir.Assign) and not isinstance(final.target, tuple):
        walk.waiting.append(final)
        return ir.Return(node.start_byte, final.target)
    return final


def lambda_value(walk: Ruby, node: Node) -> ir.Expr:
    """``->(x) { ... }``."""
    return ir.Lambda(node.start_byte, function_of(walk, node, ""))

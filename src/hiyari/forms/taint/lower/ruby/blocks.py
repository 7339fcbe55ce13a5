"""Ruby's blocks, laid in place: ``return`` and ``exit`` in them act on the method around, as they do in Ruby."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.ruby.lowering import Block, Ruby
from hiyari.forms.taint.lower.ruby.targets import target
from hiyari.forms.taint.lower.tree import field, name_of, parts

if TYPE_CHECKING:
    from tree_sitter import Node


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
        return (*given(walk, node, values), *walk.each(contents(node)))
    finally:
        walk.inside.pop()
        walk.locals.pop()


def given(walk: Ruby, node: Node, values: Sequence[ir.Expr]) -> list[ir.Stmt]:
    """A block's parameters get their values."""
    made: list[ir.Stmt] = []
    for index, one in enumerate(params_of(node)):
        value = values[min(index, len(values) - 1)] if values else ir.Const(node.start_byte)
        if one.type == "destructured_parameter":
            made.extend(_destructured(walk, one, value))
            continue
        name = one if one.type == "identifier" else field(one, "name") or next(iter(parts(one)), None)
        if name is not None:
            made.append(ir.Assign(one.start_byte, target(walk, name), value))
    return made


def _destructured(walk: Ruby, node: Node, value: ir.Expr) -> list[ir.Stmt]:
    """``(a, (b, c))``: the elements of an element."""
    made: list[ir.Stmt] = []
    for index, inner in enumerate(parts(node)):
        held = ir.Item(inner.start_byte, value, ir.Const(inner.start_byte, str(index).encode()))
        if inner.type == "destructured_parameter":
            made.extend(_destructured(walk, inner, held))
        else:
            made.append(ir.Assign(inner.start_byte, target(walk, inner), held))
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

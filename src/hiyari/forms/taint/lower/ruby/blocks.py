"""Ruby's blocks, laid in place: ``return`` and ``exit`` in them act on the method around, as they do in Ruby."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.ruby.cases import cases
from hiyari.forms.taint.lower.ruby.lowering import Block, Ruby
from hiyari.forms.taint.lower.ruby.targets import target
from hiyari.forms.taint.lower.tree import field, name_of, octets, parts
from hiyari.forms.taint.lower.walking import branches

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


def laid(walk: Ruby, node: Node, kind: Block, values: Sequence[ir.Expr], *, into: ir.Var | None = None) -> ir.Block:
    """A block's statements in place, its parameters given these values (the last one for all further ones)."""
    below = contents(node)
    walk.locals.append(set())
    walk.inside.append(kind)
    try:
        first = given(walk, node, values)
        if into is None or not below:
            return (*first, *walk.each(below))
        last = below[-1]
        return (*first, *walk.each(below[:-1]), *walk.before(lambda: given_to(walk, last, into)))
    finally:
        walk.inside.pop()
        walk.locals.pop()


def given(walk: Ruby, node: Node, values: Sequence[ir.Expr]) -> list[ir.Stmt]:
    """A block's parameters get their values."""
    made: list[ir.Stmt] = []
    if not params_of(node) and values:
        for index, own in enumerate(_numbered(contents(node))):
            if not walk.is_local(own):
                walk.locals[-1].add(own)
                made.append(
                    ir.Assign(node.start_byte, ir.Var(node.start_byte, own), values[min(index, len(values) - 1)])
                )
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
    if not params and (names := _numbered(below)):
        params = [ir.Param(one) for one in names]
    return ir.Function(node.start_byte, name, tuple(params), made)


_NUMBERED: Final = re.compile(rb"\b(?:_[12]|it)\b")


def _numbered(below: Sequence[Node]) -> list[str]:
    """``_1``, ``_2`` and ``it``: a block's parameters without a name of their own."""
    used = {name.decode() for one in below for name in _NUMBERED.findall(octets(one)[:5000])}
    return ["_1", "_2"] if "_2" in used else ["_1"] if "_1" in used else ["it"] if "it" in used else []


def returning(walk: Ruby, below: Sequence[Node]) -> ir.Block:
    """Statements of a method: the value of the last one is returned."""
    behind = {"heredoc_body", "comment"}
    last = next((one for one in reversed(below) if one.type not in behind), None)
    if last is None:
        return ()
    first = walk.each([one for one in below if one.start_byte < last.start_byte])
    if last.type in _WITHOUT:
        return (*first, *walk.block(last))
    return (*first, *walk.before(lambda: _ended(walk, last)))


_WITHOUT: Final = frozenset(
    [
        "while",
        "until",
        "for",
        "while_modifier",
        "until_modifier",
        "return",
        "next",
        "break",
        "redo",
        "retry",
        "method",
        "singleton_method",
        "class",
        "module",
        "comment",
        "alias",
        "undef",
        "begin_block",
        "end_block",
        "heredoc_body",
    ]
)
"""Statements that give nothing."""


def _ended(walk: Ruby, node: Node) -> Sequence[ir.Stmt]:
    """A statement, and its value returned."""
    match node.type:
        case "if" | "unless":
            return chosen(walk, node, lambda branch: _within(walk, branch))
        case "case" | "case_match":
            return cases(walk, node, lambda branch: _within(walk, branch))
        case "if_modifier" | "unless_modifier":
            condition = walk.expression(field(node, "condition"))
            condition = ir.Not(node.start_byte, condition) if node.type == "unless_modifier" else condition
            body = field(node, "body")
            return (ir.If(node.start_byte, condition, () if body is None else returning(walk, [body])),)
    if node.type in {"begin", "rescue_modifier"} or _is_value(node):
        return [ir.Return(node.start_byte, walk.expression(node))]
    made = walk.statements(node)
    return [*made[:-1], *(_result(node, one) for one in made[-1:])]


def _is_value(node: Node) -> bool:
    """``x || y``: a value, other than ``x or exit``."""
    operator, right = field(node, "operator"), field(node, "right")
    if node.type != "binary" or operator is None or right is None:
        return False
    ends = right.type in {"return", "next", "break"} or _ENDS.match(octets(right)) is not None
    return octets(operator) in {b"||", b"&&", b"or", b"and"} and not ends


_ENDS: Final = re.compile(rb"(?:exit|abort|raise|fail|halt|throw|redirect|return|error)\b")


def _within(walk: Ruby, branch: Node | None) -> ir.Block:
    return () if branch is None else returning(walk, parts(branch))


def _result(node: Node, last: ir.Stmt) -> ir.Stmt:
    match last:
        case ir.Do(value=value):
            return ir.Return(node.start_byte, value)
        case ir.Assign(target=tuple()):
            return last
        case ir.Assign():
            return ir.Return(node.start_byte, ir.Bind(node.start_byte, last))
        case _:
            return last


def chosen(walk: Ruby, node: Node, run: Callable[[Node | None], ir.Block]) -> Sequence[ir.Stmt]:
    """``if ... elsif ... else ... end``, each branch as ``run`` makes it."""
    arms: list[tuple[ir.Expr, ir.Block]] = []
    otherwise: ir.Block = ()
    one: Node | None = node
    while one is not None and one.type in {"if", "unless", "elsif"}:
        condition = walk.expression(field(one, "condition"))
        condition = ir.Not(one.start_byte, condition) if one.type == "unless" else condition
        arms.append((condition, run(field(one, "consequence"))))
        one = field(one, "alternative")
    if one is not None:
        otherwise = run(one)
    return branches(node.start_byte, arms, otherwise)


def valued(walk: Ruby, node: Node | None, made: ir.Var) -> ir.Block:
    """Statements, whose last value goes into a variable."""
    below = [one for one in (parts(node) if node is not None else []) if one.type not in _CLAUSES]
    while below and below[-1].type in {"heredoc_body", "comment"}:
        below.pop()
    if not below:
        return (ir.Assign(made.at, made, ir.Const(made.at, b"")),)
    return (*walk.each(below[:-1]), *walk.before(lambda: given_to(walk, below[-1], made)))


_CLAUSES: Final = frozenset({"rescue", "ensure"})


def given_to(walk: Ruby, node: Node, made: ir.Var) -> Sequence[ir.Stmt]:
    """A statement, and its value in a variable."""
    at = node.start_byte
    if node.type in {"if", "unless"}:
        return chosen(walk, node, lambda branch: valued(walk, branch, made))
    if node.type in {"case", "case_match"}:
        return cases(walk, node, lambda branch: valued(walk, branch, made))
    if node.type in {"begin", "rescue_modifier"} or _is_value(node):
        return [ir.Assign(at, made, walk.expression(node))]
    done = list(walk.statements(node))
    match done[-1] if done else None:
        case ir.Do(value=value):
            return [*done[:-1], ir.Assign(at, made, value)]
        case ir.Assign(target=to) if not isinstance(to, tuple):
            return [*done, ir.Assign(at, made, to)]
        case _:
            return done


def lambda_value(walk: Ruby, node: Node) -> ir.Expr:
    """``->(x) { ... }``."""
    return ir.Lambda(node.start_byte, function_of(walk, node, ""))

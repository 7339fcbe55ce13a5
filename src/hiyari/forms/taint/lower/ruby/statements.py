"""Ruby's statements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.ruby.blocks import chosen
from hiyari.forms.taint.lower.ruby.cases import cases
from hiyari.forms.taint.lower.ruby.changes import CHANGES, changes
from hiyari.forms.taint.lower.ruby.definitions import guarded
from hiyari.forms.taint.lower.ruby.lowering import SHIFTS, Block, Ruby
from hiyari.forms.taint.lower.ruby.targets import assigned, target
from hiyari.forms.taint.lower.tree import field, name_of, parts, spine

if TYPE_CHECKING:
    from tree_sitter import Node

_EXITS: Final = frozenset({"exit", "exit!", "abort", "Process.exit", "Kernel.exit", "Kernel.abort"})
_THROWS: Final = frozenset({"raise", "fail", "halt", "throw", "redirect", "not_found", "pass", "error"})
"""Ends the handler: by an exception, or as Sinatra's ``halt`` does."""


def _do(walk: Ruby, node: Node) -> Sequence[ir.Stmt]:
    """A call as a statement; ``exit``, ``raise`` and their like end the way here."""
    at, value = node.start_byte, walk.expression(node)
    match value:
        case ir.Call(name=name, base=None) if name in _EXITS:
            return (ir.Exit(at),)
        case ir.Call(name=name, base=None, args=args) if name in _THROWS:
            return (ir.Exit(at, thrown_value(at, name, args), thrown=True),)
        case ir.Call(name=(".push" | ".append") as name, args=args, base=base) if base is not None:
            return tuple(ir.Assign(at, ir.Item(at, base, None), one.value) for one in args)
        case ir.Call(name=".concat", args=args, base=base) if base is not None:
            return tuple(ir.Assign(at, base, one.value, append=True) for one in args)
        case ir.Call(name=name, args=args, base=ir.Var() | ir.Item() | ir.Member() as base) if name in CHANGES:
            return (*changes(at, name, base, [one.value for one in args if not one.name], args), ir.Do(at, value))
        case ir.Bind(assign=assign):
            return (assign,)
        case _:
            return _changed(node, value) or (ir.Do(at, value),)


def thrown_value(at: int, name: str, args: Sequence[ir.Arg]) -> ir.Expr | None:
    """What a handler gets: an object, or its message; the second argument of ``throw :tag, value``."""
    plain = [one.value for one in args if one.name is None]
    if name not in {"raise", "fail", "throw"} or not plain:
        return None
    if name == "throw":
        return plain[1] if len(plain) > 1 else None
    return plain[0] if len(plain) == 1 else ir.Mix(at, tuple(plain[:2]))


def _changed(node: Node, value: ir.Expr) -> Sequence[ir.Stmt]:
    """``to.gsub!(...)``: the variable changes."""
    if node.type != "call" or not name_of(field(node, "method")).endswith("!"):
        return ()
    base = value.base if isinstance(value, ir.Call) and value.base is not None else None
    if isinstance(value, ir.Call) and value.name == "tr///" and value.args:
        base = value.args[0].value
    return (ir.Assign(node.start_byte, base, value),) if isinstance(base, ir.Var | ir.Item | ir.Member) else ()


def _call(walk: Ruby, node: Node) -> Sequence[ir.Stmt]:
    name, given = name_of(field(node, "method")), field(node, "arguments")
    if field(node, "receiver") is None and name in {"require_relative", "load", "require"} and given is not None:
        value = walk.expression(next(iter(parts(given)), None))
        local = isinstance(value, ir.Const) and (name != "require" or (value.value or b"").startswith((b".", b"/")))
        if isinstance(value, ir.Const) and not local:
            return ()
        path = value
        if isinstance(value, ir.Const) and value.value is not None and b"." not in value.value.rpartition(b"/")[2]:
            path = ir.Const(value.at, value.value + b".rb")
        return (ir.Include(node.start_byte, path, required=True),)
    return _do(walk, node)


def _identifier(walk: Ruby, node: Node) -> Sequence[ir.Stmt]:
    return _do(walk, node)


def _binary(walk: Ruby, node: Node) -> Sequence[ir.Stmt]:
    """``text << a << b`` appends, or writes into what was opened; ``a or exit`` is a branch."""
    at, operator = node.start_byte, walk.operator(node)
    if operator == b"<<" and (operands := spine(node, "binary", SHIFTS)) is not None:
        to = target(walk, operands[0]) if operands[0].type != "identifier" else ir.Var(at, name_of(operands[0]))
        values = [walk.expression(one) for one in operands[1:]]
        if (gathered := walk.streams.get(name_of(operands[0]))) is not None:
            return tuple(ir.Assign(at, gathered, one, append=True) for one in values)
        if name_of(operands[0]) in walk.handles:
            return tuple(ir.Do(at, ir.Call(at, ".write", (ir.Arg(one),), to)) for one in values)
        return tuple(ir.Assign(at, to, one, append=True) for one in values)
    if operator in {b"or", b"||", b"and", b"&&"}:
        condition, then = walk.expression(field(node, "left")), walk.block(field(node, "right"))
        return (ir.If(at, ir.Not(at, condition) if operator in {b"or", b"||"} else condition, then),)
    return (ir.Do(at, walk.expression(node)),)


def _assignment(walk: Ruby, node: Node) -> Sequence[ir.Stmt]:
    value = walk.expression(field(node, "right"))
    return (assigned(walk, field(node, "left"), value, node.start_byte),)


def _operator_assignment(walk: Ruby, node: Node) -> Sequence[ir.Stmt]:
    value = walk.expression(node)
    return (value.assign,) if isinstance(value, ir.Bind) else (ir.Do(node.start_byte, value),)


def _if(walk: Ruby, node: Node) -> Sequence[ir.Stmt]:
    return chosen(walk, node, walk.block)


def _modified(walk: Ruby, node: Node) -> Sequence[ir.Stmt]:
    condition = walk.expression(field(node, "condition"))
    condition = ir.Not(node.start_byte, condition) if node.type == "unless_modifier" else condition
    return (ir.If(node.start_byte, condition, walk.block(field(node, "body"))),)


def _block(walk: Ruby, node: Node) -> Sequence[ir.Stmt]:
    return walk.each(parts(node))


def _loop(walk: Ruby, node: Node) -> Sequence[ir.Stmt]:
    condition = walk.expression(field(node, "condition"))
    condition = ir.Not(node.start_byte, condition) if node.type.startswith("until") else condition
    walk.inside.append(Block.LOOP)
    body = walk.block(field(node, "body"))
    walk.inside.pop()
    return (ir.Loop(node.start_byte, body, condition=condition),)


def _for(walk: Ruby, node: Node) -> Sequence[ir.Stmt]:
    pattern, value = field(node, "pattern"), field(node, "value")
    over = walk.expression(next(iter(parts(value)), None) if value is not None else None)
    each = (target(walk, pattern),) if pattern is not None else ()
    walk.inside.append(Block.LOOP)
    body = walk.block(field(node, "body"))
    walk.inside.pop()
    return (ir.Loop(node.start_byte, body, over, each),)


def _begin(walk: Ruby, node: Node) -> Sequence[ir.Stmt]:
    return guarded(walk, node, parts(node), returns=False)


def _rescued(walk: Ruby, node: Node) -> Sequence[ir.Stmt]:
    return (ir.Try(node.start_byte, walk.block(field(node, "body")), (walk.block(field(node, "handler")),)),)


def _case(walk: Ruby, node: Node) -> Sequence[ir.Stmt]:
    return cases(walk, node, walk.block)


def _return(walk: Ruby, node: Node) -> Sequence[ir.Stmt]:
    given = next(iter(parts(node)), None)
    below = parts(given) if given is not None else []
    if len(below) > 1:
        value: ir.Expr | None = ir.Array(node.start_byte, tuple((None, walk.expression(one)) for one in below))
    else:
        value = walk.expression(below[0]) if below else None
    return (ir.Return(node.start_byte, value),)


def _next(walk: Ruby, node: Node) -> Sequence[ir.Stmt]:
    given = next(iter(parts(node)), None)
    broken: tuple[ir.Stmt, ...] = ()
    if walk.inside[-1] is not Block.FUNCTION and given is not None and node.type == "break":
        kept = walk.fresh(node.start_byte, "break")
        walk.broken.append(kept)
        broken = (ir.Assign(node.start_byte, kept, walk.expression(next(iter(parts(given)), None))),)
    match walk.inside[-1]:
        case Block.LOOP:
            return (
                *broken,
                ir.Leave(node.start_byte, again=node.type == "next"),
            )
        case Block.FUNCTION:
            return _return(walk, node)
        case Block.STRAIGHT:
            return broken


def _nothing(_walk: Ruby, _node: Node) -> Sequence[ir.Stmt]:
    return ()


STATEMENTS: Final = {
    "call": _call,
    "identifier": _identifier,
    "binary": _binary,
    "assignment": _assignment,
    "operator_assignment": _operator_assignment,
    "if": _if,
    "unless": _if,
    "if_modifier": _modified,
    "unless_modifier": _modified,
    "then": _block,
    "else": _block,
    "do": _block,
    "body_statement": _block,
    "block_body": _block,
    "parenthesized_statements": _block,
    "while": _loop,
    "until": _loop,
    "while_modifier": _loop,
    "until_modifier": _loop,
    "for": _for,
    "begin": _begin,
    "begin_block": _block,
    "rescue_modifier": _rescued,
    "case": _case,
    "case_match": _case,
    "return": _return,
    "break": _next,
    "next": _next,
    "end_block": _block,
    "redo": _nothing,
    "retry": _nothing,
    "comment": _nothing,
    "empty_statement": _nothing,
    "heredoc_body": _nothing,
    "uninterpreted": _nothing,
    "undef": _nothing,
}

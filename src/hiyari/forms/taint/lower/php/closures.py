"""PHP's closures, and generators: functions whose values come one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hiyari.forms.taint.ir import (
    Array,
    Assign,
    Bind,
    Block,
    Const,
    Expr,
    Function,
    Item,
    Lambda,
    Mix,
    Opaque,
    Return,
    Var,
)
from hiyari.forms.taint.lower.php.base import YIELDED, Php
from hiyari.forms.taint.lower.tree import field, octets, parts

if TYPE_CHECKING:
    from tree_sitter import Node


def closure(lowering: Php, node: Node) -> Expr:
    """``function (...) {...}``, ``fn (...) => ...``."""
    at, body = node.start_byte, field(node, "body")
    parameters = lowering.parameters(field(node, "parameters"))
    if node.type == "arrow_function":
        block = (Return(at, lowering.expression(body)),)
        return Lambda(at, Function(at, "", parameters, block))
    return Lambda(at, Function(at, "", parameters, body_of(lowering, body, f"<closure {at}>")))


def body_of(lowering: Php, body: Node | None, name: str) -> Block:
    """A function's body; a generator gives a list of all that it yields."""
    before = lowering.function, lowering.yields
    lowering.function, lowering.yields = name, _is_generator(body)
    made = lowering.block(body)
    if lowering.yields and body is not None:
        held = Var(body.start_byte, YIELDED)
        made = (Assign(held.at, held, Array(held.at, ())), *made, Return(body.end_byte, held))
    lowering.function, lowering.yields = before
    return made


def _is_generator(body: Node | None) -> bool:
    if body is None or b"yield" not in octets(body):
        return False
    waiting = [body]
    while waiting:
        node = waiting.pop()
        if node.type == "yield_expression":
            return True
        if node.type not in {"anonymous_function", "anonymous_function_creation_expression", "function_definition"}:
            waiting.extend(node.children)
    return False


def yielded(lowering: Php, node: Node) -> Expr:
    """What is yielded is kept; what comes back is what somebody sends into the generator."""
    at, held, inner = node.start_byte, Var(node.start_byte, YIELDED), parts(node)
    made: list[Expr] = []
    if inner:
        given = inner[0]
        pair = parts(given) if given.type == "array_element_initializer" else [given]
        value = lowering.expression(pair[-1])
        key = lowering.expression(pair[0]) if len(pair) > 1 else None
        several = any(child.type == "from" for child in node.children)
        target = held if several else Item(at, held, key)
        kept = Array(at, ((None, Mix(at, (held,))), (None, Mix(at, (value,))))) if several else value
        made.append(Bind(at, Assign(at, target, kept)))
    if node.parent is not None and node.parent.type == "expression_statement":
        return Mix(at, tuple(made)) if made else Const(at=at)
    return Mix(at, (Opaque(at, node.end_byte, "what a generator is sent"), *made))

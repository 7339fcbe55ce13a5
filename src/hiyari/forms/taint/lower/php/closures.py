"""PHP's closures, and generators: functions whose values come one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.engine.looking import assigned_names, every
from hiyari.forms.taint.ir import (
    Array,
    Assign,
    Bind,
    Block,
    Call,
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
from hiyari.forms.taint.lower.tree import child_of_type, field, name_of, octets, parts

if TYPE_CHECKING:
    from tree_sitter import Node


def closure(lowering: Php, node: Node) -> Expr:
    """``function (...) {...}``, ``fn (...) => ...``."""
    at, body = node.start_byte, field(node, "body")
    parameters = lowering.parameters(field(node, "parameters"))
    if node.type == "arrow_function":
        block: Block = (Return(at, lowering.expression(body)),)
    else:
        block = body_of(lowering, body, f"<closure {at}>")
    own = _own(node, block) - {parameter.name for parameter in parameters}
    copies = own if node.type == "arrow_function" else own & _used(node, "variable_name")
    first = (
        Assign(at, Var(at, name), Var(at, name) if name in copies else Const(at, b""), declares=True)
        for name in sorted(own)
    )
    return Lambda(at, Function(at, "", parameters, (*first, *block)))


def _own(node: Node, block: Block) -> frozenset[str]:
    """Variables that a closure changes and nobody else sees: neither used by reference nor global."""
    shared = set(_used(node, "by_ref"))
    for one in every(block):
        if isinstance(one, Call) and one.name == "global":
            shared.update(arg.value.name for arg in one.args if isinstance(arg.value, Var))
    changed = (name for name in assigned_names(block, members=False) if name.startswith("$"))
    return frozenset(name for name in changed if not name.startswith(_EVERYWHERE)) - shared


def _used(node: Node, kind: str) -> frozenset[str]:
    """Names in a closure's ``use (...)`` that stand there as they are, or by reference."""
    clause = child_of_type(node, "anonymous_function_use_clause")
    used = [] if clause is None else parts(clause)
    return frozenset(name_of(one).lstrip("& ") for one in used if one.type == kind)


_EVERYWHERE: Final = ("$_", "$GLOBALS", "$this", "$HTTP_")


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

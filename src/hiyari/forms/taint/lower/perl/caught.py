"""Perl's exceptions: ``eval { ... }``, ``Try::Tiny``, ``try``; what was thrown is in ``$@``, or in ``$_``.

``return`` inside of ``eval { ... }`` leaves only that: such a block is lowered to a call of a closure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.ir import Assign, Block, Call, Const, Expr, Function, Lambda, Try, Var
from hiyari.forms.taint.lower.perl.branches import given_to
from hiyari.forms.taint.lower.perl.state import Perl, doing
from hiyari.forms.taint.lower.tree import child_of_type, field

if TYPE_CHECKING:
    from tree_sitter import Node

THROWN: Final = "<thrown>"


def thrown(at: int, into: str = "$@") -> Assign:
    """What a handler finds in its variable."""
    return Assign(at=at, target=Var(at=at, name=into), value=Var(at=at, name=THROWN))


def body_of(low: Perl, block: Node, into: Expr | None = None) -> Block:
    """A block that ``return`` leaves alone; its value goes into a variable."""
    if not _returns(block):
        made = low.block(block)
        return made if into is None else given_to(into, made)
    at = block.start_byte
    from hiyari.forms.taint.lower.perl.subs import sub_body  # noqa: PLC0415 - subs imports what imports this file

    outer = low.inside
    function = Function(at=at, name="", params=(), body=sub_body(low, block, inside=outer))
    called = Call(at=at, name="<dynamic>", base=Lambda(at=at, function=function))
    return doing(called) if into is None else (Assign(at=at, target=into, value=called),)


def _returns(block: Node) -> bool:
    """Whether a block holds a ``return`` of its own."""
    waiting = list(block.named_children)
    while waiting:
        node = waiting.pop()
        if node.type == "return_expression":
            return True
        if node.type not in {"anonymous_subroutine_expression", "subroutine_declaration_statement"}:
            waiting.extend(node.named_children)
    return False


def evaluated(low: Perl, node: Node, into: Expr | None = None) -> Block:
    """``eval { ... }``."""
    at, block = node.start_byte, child_of_type(node, "block")
    if block is None:
        return ()
    handler: Block = (thrown(at),)
    if into is not None:
        handler = (*handler, Assign(at=at, target=into, value=Const(at=at, value=b"")))
    return (Try(at=at, body=body_of(low, block, into), handlers=(handler,)),)


def tried(low: Perl, node: Node) -> Expr | None:
    """Try::Tiny's ``try { ... } catch { ... } finally { ... };``, which are functions that are given blocks."""
    at = node.start_byte
    first = child_of_type(node, "indirect_object")
    block = None if first is None else child_of_type(first, "block")
    if block is None:
        return None
    kept = Var(at=at, name=f"<value {at}>")
    handler: Block = (thrown(at), thrown(at, "$_"))
    last: Block = ()
    for name, code in _clauses(node):
        if name == "catch":
            argument = Assign(at=at, target=Var(at=at, name="@_"), value=Var(at=at, name=THROWN))
            handler = (*handler, argument, *_clause(low, code, kept))
        else:
            last = _clause(low, code, None)
    body = body_of(low, block, kept)
    low.hoisted.append(Try(at=at, body=body, handlers=(handler,), finally_=last))
    return kept


def _clause(low: Perl, code: Node, into: Expr | None) -> Block:
    if code.type == "block":
        return body_of(low, code, into)
    made, value = low.hoisting(code)
    return (*made, *(doing(value) if into is None else (Assign(at=value.at, target=into, value=value),)))


def _clauses(node: Node) -> list[tuple[str, Node]]:
    """The functions behind ``try``, each with its block, which the grammar may take for a mapping."""
    found: list[tuple[str, Node]] = []
    current: Node | None = node
    for _ in range(3):
        inner = None if current is None else field(current, "arguments")
        name = None if inner is None else field(inner, "function")
        if inner is None or name is None:
            break
        first = child_of_type(inner, "indirect_object")
        code = None if first is None else child_of_type(first, "block")
        code = code or field(inner, "arguments")
        if code is not None and name.text in {b"catch", b"finally"}:
            found.append((name.text.decode(), code))
        current = inner
    return found

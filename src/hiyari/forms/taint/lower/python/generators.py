"""Python's generators: what they yield is a list that they give; of a context manager it is the value itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.tree import parts
from hiyari.forms.taint.lower.walking import ASKED

if TYPE_CHECKING:
    from tree_sitter import Node

    from hiyari.forms.taint.lower.python.lowering import Python

MANAGERS: Final = frozenset({"contextmanager", "asynccontextmanager"})
_OTHER_FUNCTION: Final = frozenset({"function_definition", "class_definition", "lambda"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Yields:
    """Where what a generator yields is kept while its body is lowered."""

    name: str
    manager: bool
    """Whether the function makes a context manager: then what is yielded is what ``with`` gives."""


def yields_of(walk: Python, body: Node | None, decorators: Sequence[str]) -> Yields | None:
    """How a function's body yields; None where it does not."""
    waiting = [] if body is None else [body]
    while waiting:
        node = waiting.pop()
        if node.type == "yield":
            manager = bool(MANAGERS & {one.rpartition(".")[2] for one in decorators})
            return Yields(name=walk.fresh(0, "yielded").name.strip("<>"), manager=manager)
        waiting.extend(one for one in node.named_children if one.type not in _OTHER_FUNCTION)
    return None


def gathered(at: int, yields: Yields | None, body: ir.Block) -> ir.Block:
    """A body that gives what it yields when it ends."""
    if yields is None or yields.manager:
        return body
    held = ir.Var(at, yields.name)
    return (ir.Assign(at, held, ir.Array(at, ()), declares=True), *body, ir.Return(at, held))


def yielded(walk: Python, node: Node) -> ir.Expr:
    """``yield x``, ``yield from xs``; what is sent in is not known."""
    at, below, yields = node.start_byte, parts(node), walk.yields
    if yields is None:
        return ir.Mix(at, tuple(walk.expression(one) for one in below)) if below else ir.Const(at)
    value = walk.expression(below[0]) if below else ir.Const(at, b"")
    held = ir.Var(at, yields.name)
    if any(child.type == "from" for child in node.children):
        element = walk.fresh(at, "element")
        put = ir.Assign(at, ir.Item(at, held, None), element)
        walk.waiting.append(ir.Loop(at, (put,), value, (element,)))
        return ir.Const(at)
    if yields.manager:
        walk.waiting.append(ir.If(at, ir.Call(at, ASKED), (ir.Return(at, value),)))
        return value
    walk.waiting.append(ir.Assign(at, ir.Item(at, held, None), value))
    return ir.Call(at, "<sent>", (ir.Arg(held),))


def returned(at: int, yields: Yields | None, value: ir.Expr | None) -> Sequence[ir.Stmt]:
    """``return`` in a generator ends it; its value is found in ``StopIteration`` or by ``yield from``."""
    if yields is None or yields.manager:
        return (ir.Return(at, value),)
    held = ir.Var(at, yields.name)
    before = () if value is None else (ir.Assign(at, ir.Item(at, held, None), value),)
    return (*before, ir.Return(at, held))

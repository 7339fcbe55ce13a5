"""Methods of Ruby that change what they are called on: lists, mappings, texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hiyari.forms.taint import ir

_PUTS: Final = frozenset(
    {".unshift", ".prepend", ".insert", ".store", ".update", ".merge!", ".replace", ".concat", ".add"}
)
_FILLS: Final = frozenset({".enq", ".push", ".append", ".yield"})
CHANGES: Final = _PUTS | _FILLS


def changes(at: int, name: str, base: ir.Expr, plain: Sequence[ir.Expr], args: Sequence[ir.Arg]) -> tuple[ir.Stmt, ...]:
    """What such a call assigns."""
    match name, plain:
        case ".store", [key, value]:
            return (ir.Assign(at, ir.Item(at, base, key), value),)
        case ".update" | ".merge!", _:
            named = tuple(
                ir.Assign(at, ir.Item(at, base, ir.Const(at, (one.name or "").encode())), one.value)
                for one in args
                if one.name
            )
            return (*(ir.Assign(at, base, _merged(at, base, one)) for one in plain), *named)
        case ".replace", [value]:
            return (ir.Assign(at, base, value),)
        case ".insert", [_, *values]:
            return tuple(ir.Assign(at, base, _before(at, base, one)) for one in values)
        case ".unshift" | ".prepend", values:
            return tuple(ir.Assign(at, base, _before(at, base, one)) for one in reversed(values))
        case _:
            return tuple(ir.Assign(at, ir.Item(at, base, None), one) for one in plain)


def _before(at: int, base: ir.Expr, value: ir.Expr) -> ir.Expr:
    """A value before all that is there: of a list its elements, of a text its octets."""
    return ir.Call(at, "<before>", (ir.Arg(value), ir.Arg(base)))


def _merged(at: int, base: ir.Expr, more: ir.Expr) -> ir.Expr:
    """A mapping with another put into it: what the request names may replace any element."""
    return ir.Call(at, "<merged>", (ir.Arg(base), ir.Arg(more)))

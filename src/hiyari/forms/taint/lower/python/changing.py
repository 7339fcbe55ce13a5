"""Python's calls that change a list or mapping in place, as assignments to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir

if TYPE_CHECKING:
    from hiyari.forms.taint.lower.python.lowering import Python

_PUT: Final = frozenset({"heapq.heappush", "bisect.insort", "bisect.insort_left", "bisect.insort_right"})
_NAMES: Final = frozenset({"globals", "locals", "vars"})


def changed(walk: Python, call: ir.Call) -> Sequence[ir.Stmt] | None:
    """What a call that stands alone changes; None where it is any other."""
    at, base = call.at, call.base
    plain = [one.value for one in call.args if one.name is None and not one.spread]
    if call.name in _PUT and len(plain) == 2:
        return (ir.Assign(at, ir.Item(at, plain[0], None), plain[1]),)
    if call.name[1:] in walk.methods:
        return None
    match call.name, plain:
        case ((".append" | ".add" | ".appendleft"), [value]) if base is not None and len(call.args) == 1:
            return (ir.Assign(at, ir.Item(at, base, None), value),)
        case ".update", _ if isinstance(base, ir.Call) and base.name in _NAMES:
            named = [one for one in call.args if one.name is not None]
            return [one for each in named for one in global_assigned(at, each.name or "", each.value)]
        case ".update", _ if isinstance(base, ir.Var | ir.Member | ir.Item):
            return (ir.Assign(at, base, _merged(call, base)),)
        case ".insert", [_, value] if isinstance(base, ir.Var | ir.Member | ir.Item):
            return (ir.Assign(at, ir.Item(at, base, None), value),)
        case _:
            return None


def _merged(call: ir.Call, base: ir.Expr) -> ir.Expr:
    at = call.at
    named = tuple(
        (ir.Const(at, one.name.encode("utf-8", "surrogateescape")), one.value)
        for one in call.args
        if one.name is not None
    )
    whole = tuple(ir.Arg(one.value) for one in call.args if one.name is None)
    return ir.Call(at, "<merged>", (ir.Arg(base), *whole, *((ir.Arg(ir.Array(at, named)),) if named else ())))


def global_assigned(at: int, name: str, value: ir.Expr) -> Sequence[ir.Stmt]:
    """``globals()["name"] = value``."""
    target = ir.Var(at, name)
    return (ir.Do(at, ir.Call(at, "global", (ir.Arg(target),))), ir.Assign(at, target, value))

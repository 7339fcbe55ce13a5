"""A shell's ``eval``: the words are read again; constants are code, the rest may name and set any variable."""

from __future__ import annotations

import re
from typing import Final

from hiyari.forms.taint.ir import Assign, Block, Const, Do, Expr, Item, Join, Opaque, Var
from hiyari.forms.taint.lower.shell.commands import Command
from hiyari.forms.taint.lower.shell.state import Shell, call, put, together

_SAFE: Final = (b"proccgi", b"uncgi", b"cgiparse")
"""Commands that quote what they write for ``eval``."""
_ASSIGNS: Final = re.compile(rb"[ \t]*(?:export[ \t]+)?(\w{1,99})=")
_NAMED: Final = re.compile(rb"\$\{?(\w{1,99})\}?")


def _assigned(low: Shell, at: int, value: Expr) -> Assign | None:
    r"""``eval "x=\$$n"``, ``eval "$1=\$2"``: a variable whose name, or whose value's name, is held in another."""
    parts = value.parts if isinstance(value, Join) else (value,)
    target, rest = _target(at, parts)
    if target is None:
        return None
    made: list[Expr] = []
    indirect = False
    for one in rest:
        if isinstance(one, Const):
            octets = (one.value or b"").replace(b'"', b"").replace(b"'", b"").replace(b"{", b"").replace(b"}", b"")
            indirect = octets.endswith(b"$")
            here = 0
            for found in _NAMED.finditer(octets):
                made += [Const(at=at, value=octets[here : found.start()])] if found.start() > here else []
                made.append(low.variable(at, found[1].decode("ascii", "replace")))
                here = found.end()
            left = octets[here:].removesuffix(b"$").strip()
            made += [Const(at=at, value=left)] if left else []
        else:
            made.append(Item(at=at, base=Var(at=at, name="<variables>"), key=one) if indirect else one)
            indirect = False
    return put(at, target, together(at, made))


def _target(at: int, parts: tuple[Expr, ...]) -> tuple[Expr | None, tuple[Expr, ...]]:
    first = parts[0]
    if isinstance(first, Const) and (found := _ASSIGNS.match(first.value or b"")) is not None:
        return Var(at=at, name="$" + found[1].decode("ascii", "replace")), (
            Const(at=at, value=(first.value or b"")[found.end() :]),
            *parts[1:],
        )
    second = parts[1] if len(parts) > 1 else None
    if not isinstance(first, Const) and isinstance(second, Const) and (second.value or b"").startswith(b"="):
        rest = (Const(at=at, value=(second.value or b"")[1:]), *parts[2:])
        return Item(at=at, base=Var(at=at, name="<variables>"), key=first), rest
    return None, ()


def evaluated(low: Shell, made: Command, _: Expr | None) -> Block:
    """``eval``: a shell reads the words again; they may name and set any variable."""
    at = made.node.start_byte
    pieces: list[Expr] = []
    for one in made.args(low):
        pieces += [one.value, Const(at=at, value=b" ")]
    value = together(at, pieces[:-1])
    if isinstance(value, Const):
        return (Do(at=at, value=Opaque(at=at, end=at, why="eval", parts=(value,))),)
    plain = _assigned(low, at, value)
    if plain is not None:
        return (Do(at=at, value=call(at, "eval", value)), plain)
    variables = Item(at=at, base=Var(at=at, name="<variables>"), key=value)
    made_ = put(at, variables, value)
    if any(name in low.raw(made.node) for name in _SAFE):
        return (made_,)
    return (Do(at=at, value=call(at, "eval", value)), made_)

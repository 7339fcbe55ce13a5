"""Events of the script's own: ``bus.on("mail", f)`` and ``bus.emit("mail", x)``, wherever in the file they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.javascript.applying import calling
from hiyari.forms.taint.lower.javascript.callbacks import run
from hiyari.forms.taint.lower.javascript.endings import arguments
from hiyari.forms.taint.lower.javascript.functions import FUNCTIONS
from hiyari.forms.taint.lower.javascript.lowering import JavaScript
from hiyari.forms.taint.lower.tree import field, name_of, octets, parts

if TYPE_CHECKING:
    from tree_sitter import Node

LISTENS: Final = frozenset({"on", "once", "addListener", "prependListener"})
_MOST: Final = 10


def note_listener(walk: JavaScript, node: Node) -> None:
    """Remember what waits for an event."""
    callee, given = field(node, "function"), field(node, "arguments")
    if callee is None or given is None or name_of(field(callee, "property")) not in LISTENS:
        return
    args = parts(given)
    if len(args) > 1 and args[0].type == "string" and args[1].type in {*FUNCTIONS, "identifier"}:
        walk.listeners.setdefault(octets(args[0])[1:-1].decode("utf-8", "replace"), []).append(args[1])


def emitted(walk: JavaScript, node: Node) -> ir.Expr | None:
    """``emit``: all that wait for the event are called; of an event whose name is computed, all there are."""
    at, callee, given = node.start_byte, field(node, "function"), field(node, "arguments")
    if callee is None or given is None or name_of(field(callee, "property")) != "emit" or not walk.listeners:
        return None
    args = arguments(walk, given)
    name = args[0].value if args else None
    if isinstance(name, ir.Const) and name.value is not None:
        waiting = walk.listeners.get(name.value.decode("utf-8", "replace"), [])
    else:
        waiting = [one for each in walk.listeners.values() for one in each]
    for one in waiting[:_MOST]:
        if one.type in FUNCTIONS:
            called = run(walk, one, tuple(arg.value for arg in args[1:]))
        else:
            called = calling(walk, at, one, args[1:])
        walk.waiting.append(ir.Do(at, called))
    return ir.Const(at, b"1")

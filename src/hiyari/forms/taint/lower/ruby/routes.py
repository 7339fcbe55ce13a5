"""Handlers that are registered with a block: Sinatra's ``post "/send" do ... end`` and ``before do ... end``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.ruby.blocks import function_of
from hiyari.forms.taint.lower.ruby.lowering import Ruby
from hiyari.forms.taint.lower.tree import field, parts
from hiyari.forms.taint.lower.walking import asked, requested

if TYPE_CHECKING:
    from tree_sitter import Node

_METHODS: Final = frozenset({"get", "post", "put", "patch", "delete", "options", "any"})


def registered(walk: Ruby, node: Node, name: str, block: Node) -> ir.Expr | None:
    """A call with a block that registers a handler; None where it is none."""
    at, given = node.start_byte, field(node, "arguments")
    args = parts(given) if given is not None else []
    if name == "before" and len(walk.inside) == 1:
        made = function_of(walk, block, walk.fresh(at, "before").name)
        walk.waiting.append(ir.Define(at, made))
        walk.first.append(made.name)
        return ir.Const(at)
    if name == "route" and not args and walk.within is not None:
        made = function_of(walk, block, walk.fresh(at, "handler").name)
        walk.waiting.append(ir.Define(at, made))
        walk.handlers.append(asked(at, (ir.Do(at, ir.Call(at, made.name, (ir.Arg(requested(at)),))),)))
        return ir.Const(at)  # Roda's
    if name not in _METHODS or not args or args[0].type not in {"string", "regex", "simple_symbol", "array"}:
        return None
    made = function_of(walk, block, walk.fresh(at, "handler").name)
    walk.waiting.append(ir.Define(at, made))
    given_ = tuple(ir.Arg(requested(at, one.name)) for one in made.params)
    before = tuple(ir.Do(at, ir.Call(at, one)) for one in walk.first)
    walk.handlers.append(asked(at, (*before, ir.Do(at, ir.Call(at, made.name, given_)))))
    return ir.Const(at)


def mounted(walk: Ruby, node: Node, block: Node) -> ir.Expr:
    """``server.mount_proc "/x" do |req, res| ... end``: WEBrick calls it with its request."""
    at = node.start_byte
    made = function_of(walk, block, walk.fresh(at, "handler").name)
    walk.waiting.append(ir.Define(at, made))
    given = tuple(ir.Arg(requested(at) if index == 0 else ir.Const(at)) for index, _ in enumerate(made.params))
    walk.handlers.append(asked(at, (ir.Do(at, ir.Call(at, made.name, given)),)))
    return ir.Const(at)

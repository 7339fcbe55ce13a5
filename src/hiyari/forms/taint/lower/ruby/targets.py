"""What Ruby assigns to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.ruby.lowering import Ruby
from hiyari.forms.taint.lower.tree import field, name_of, parts

if TYPE_CHECKING:
    from tree_sitter import Node

_OPENS: Final = frozenset(
    {"IO.popen", "IO.popen argv", "File.open", "Kernel.open", "Tempfile.new", "StringIO.new", "backtick"}
)
_MAILS: Final = frozenset({"Mail.new", "TMail::Mail.new", "Mail::Message.new"})
_LISTS: Final = frozenset({"left_assignment_list", "destructured_left_assignment", "destructured_parameter"})


def global_(at: int, name: str) -> ir.Item:
    """A constant or a global variable: every method sees it."""
    return ir.Item(at, ir.Var(at, "<globals>"), ir.Const(at, name.encode("utf-8", "surrogateescape")))


def target(walk: Ruby, node: Node) -> ir.Expr:
    """A variable, an element, an attribute."""
    match node.type:
        case "identifier":
            walk.locals[-1].add(name_of(node))
            return ir.Var(node.start_byte, name_of(node))
        case "constant":
            return global_(node.start_byte, name_of(node))
        case "call":
            base = walk.expression(field(node, "receiver"))
            return ir.Member(node.start_byte, base, name_of(field(node, "method")))
        case "rest_assignment" | "splat_parameter":
            inner = next(iter(parts(node)), None)
            return target(walk, inner) if inner is not None else walk.fresh(node.start_byte, "rest")
        case _:
            return walk.expression(node)


def assigned(walk: Ruby, left: Node | None, value: ir.Expr, at: int) -> ir.Stmt:
    """``left = value``; several targets take elements."""
    if left is None:
        return ir.Do(at, value)
    if left.type in _LISTS:
        return ir.Assign(at, tuple(target(walk, one) for one in parts(left)), value)
    if left.type == "identifier" and isinstance(value, ir.Call) and value.name in _OPENS:
        walk.handles.add(name_of(left))
    if left.type == "identifier" and isinstance(value, ir.Call) and value.name == "StringIO.new":
        name = name_of(left)
        walk.streams[name] = gathered = ir.Var(at, f"<text of {name}>")
        walk.locals[-1].add(name)
        first = value.args[0].value if value.args else ir.Const(at, b"")
        return ir.Assign(at, gathered, first)
    if left.type == "identifier" and isinstance(value, ir.Call) and value.name in _MAILS:
        walk.mails.add(name_of(left))
    return ir.Assign(at, target(walk, left), value)

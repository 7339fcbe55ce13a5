"""Ruby's calls with a block: laid in place where it runs once, handed over where a method of the file calls it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.ruby.blocks import function_of, laid, params_of
from hiyari.forms.taint.lower.ruby.changes import changes
from hiyari.forms.taint.lower.ruby.lowering import BLOCK, SHIFTS, Block, Ruby, Within
from hiyari.forms.taint.lower.tree import field, name_of, octets, parts

if TYPE_CHECKING:
    from tree_sitter import Node

_BUILDERS: Final = frozenset({"Mail.new", "Mail.deliver"})
_GIVES: Final = frozenset({"then", "yield_self", "catch", "loop"})
"""What gives the value of its block."""
_PASSES: Final = frozenset({"tap", "then", "yield_self"})
"""What gives its block the value that it is called on."""
_OF_SELF: Final = frozenset({"instance_eval", "instance_exec", "class_eval"})
_MATCHES: Final = frozenset({"gsub", "sub", "scan", "gsub!", "sub!"})


def with_block(walk: Ruby, at: int, name: str, value: ir.Expr, block: Node) -> ir.Expr:
    """A call that is given a block: ``IO.popen(...) do |pipe| ... end``."""
    match value:
        case ir.Call(name="lambda" | "proc"):
            return ir.Lambda(at, function_of(walk, block, ""))
        case ir.Call() if value.name in _BUILDERS:
            return _built(walk, at, value, block)
        case ir.Call(name=".open_message_stream" | ".ready"):
            return _streamed(walk, at, value, block)
        case ir.Call(name=".update" | ".merge!", args=args, base=ir.Var() | ir.Item() | ir.Member() as base):
            plain = [one.value for one in args if not one.name]  # the block chooses between both values of a key
            walk.waiting.extend(changes(at, value.name, base, plain, args))
            return base
        case ir.Item(base=base, key=key) if name == "fetch" and key is not None:
            return _fetched(walk, at, value, base, key, block)
        case ir.Call() if name in walk.yielding and not _leaves(block):
            return _handed(walk, at, name, value, block)
        case ir.Call(base=base) if name in _OF_SELF and base is not None:
            return _as_self(walk, at, base, value, block)
        case _:
            return _once(walk, at, name, value, block)


def _fetched(walk: Ruby, at: int, element: ir.Item, base: ir.Expr, key: ir.Expr, block: Node) -> ir.Expr:
    """``table.fetch(key) { ... }``: the block runs where the key is not there, and gives the value, or ends."""
    made = walk.fresh(at, "fetch")
    there = ir.Test(at, ir.Comparison.IN, key, base)
    missing = laid(walk, block, Block.STRAIGHT, (key,), into=made)
    walk.waiting.append(ir.If(at, there, (ir.Assign(at, made, element),), missing))
    return made


def _handed(walk: Ruby, at: int, name: str, value: ir.Call, block: Node) -> ir.Expr:
    """To a method of the file that calls it: a function as an argument."""
    passed = replace(value, args=(*value.args, ir.Arg(ir.Lambda(at, function_of(walk, block, "")), BLOCK)))
    if not _changes(block):
        return passed
    # What the block does to variables outside of it, is done here, too.
    kept = walk.fresh(at, name)
    walk.waiting.append(ir.Assign(at, kept, passed))
    whole = ir.Mix(at, (kept, *(one.value for one in value.args)))
    walk.waiting.append(ir.If(at, ir.Call(at, "<fits>"), laid(walk, block, Block.STRAIGHT, (whole,))))
    return kept


def _as_self(walk: Ruby, at: int, base: ir.Expr, value: ir.Call, block: Node) -> ir.Expr:
    """``object.instance_eval { @x }``: the block's own object is that one."""
    made, given, before = walk.fresh(at, "value"), walk.fresh(at, "given"), walk.fresh(at, "self")
    own = ir.Var(at, "self")
    walk.waiting.append(ir.Assign(at, made, ir.Array(at, tuple((None, one.value) for one in value.args))))
    walk.waiting.append(ir.Assign(at, given, ir.Const(at, b"")))
    walk.waiting.append(ir.Assign(at, before, own))
    walk.waiting.append(ir.Assign(at, own, base))
    outer, walk.in_method = walk.in_method, True
    within, walk.within = walk.within, walk.within or Within(name="", base="")
    walk.waiting.extend(laid(walk, block, Block.STRAIGHT, (ir.Item(at, made, None),), into=given))
    walk.in_method, walk.within = outer, within
    walk.waiting.append(ir.Assign(at, own, before))
    return given


def _once(walk: Ruby, at: int, name: str, value: ir.Expr, block: Node) -> ir.Expr:
    """In place, with what the call gives; ``loop`` again and again."""
    made = walk.fresh(at, name or "value")
    base = value.base if isinstance(value, ir.Call) and name in _PASSES else None
    if name not in _PASSES:
        taken = parts(field(block, "parameters") or block)
        walk.handles.update(name_of(one) for one in taken if one.type == "identifier")
    walk.waiting.append(ir.Assign(at, made, value if base is None else base))
    given, wanted = walk.fresh(at, "given"), _is_wanted(block)
    if wanted:
        walk.waiting.append(ir.Assign(at, given, ir.Const(at, b"")))
    kind = Block.LOOP if name in {"loop", "until", "while"} else Block.STRAIGHT
    body = _around(
        at, name, value, made, given, block, laid(walk, block, kind, (made,), into=given if wanted else None)
    )
    walk.waiting.extend((ir.Loop(at, body),) if kind is Block.LOOP else body)
    if not wanted or name == "tap":
        return made
    return given if name in _GIVES else ir.Mix(at, (made, given))


def _around(at: int, name: str, value: ir.Expr, made: ir.Var, given: ir.Var, block: Node, body: ir.Block) -> ir.Block:
    """What some methods do before and after their block."""
    if name in _MATCHES and isinstance(value, ir.Call) and value.base is not None:
        found = ir.Mix(at, (value.base, ir.Const(at)))  # what a group took, of a text that may be of any kind
        return (*(ir.Assign(at, ir.Var(at, f"${one}"), found) for one in (1, 2, 3)), *body)
    own = next(iter(params_of(block)), None)
    if name == "tap" and own is not None:
        return (*body, ir.Assign(at, made, ir.Var(at, name_of(own))))
    if name == "catch":
        return (ir.Try(at, body, ((ir.Assign(at, given, ir.Call(at, "<caught>")),),)),)
    return body


def _is_wanted(block: Node) -> bool:
    """Whether the value of a call with a block is used."""
    call = block.parent
    around = None if call is None else call.parent
    if call is None or around is None or around.type == "program":
        return False
    return around.type not in {"body_statement", "block_body", "then", "else", "do"} or call.next_named_sibling is None


def _changes(block: Node) -> bool:
    """Whether a block assigns to something."""
    waiting = list(block.named_children)
    while waiting:
        node = waiting.pop()
        appends = node.type == "binary" and not SHIFTS.isdisjoint(octets(one) for one in node.children)
        if appends or node.type in {"assignment", "operator_assignment"}:
            return True
        waiting.extend(node.named_children)
    return False


def _leaves(block: Node) -> bool:
    """Whether a block ends the method around it, or the loop that it stands for."""
    waiting = list(block.named_children)
    while waiting:
        node = waiting.pop()
        if node.type in {"return", "break"}:
            return True
        if node.type not in {"method", "lambda", "singleton_method"}:
            waiting.extend(node.named_children)
    return False


def _streamed(walk: Ruby, at: int, value: ir.Call, block: Node) -> ir.Expr:
    """``smtp.open_message_stream(from, to) do |f| ... end``: what is written into ``f`` is the message."""
    gathered, names = walk.fresh(at, "message"), parts(field(block, "parameters") or block)
    name = name_of(names[0]) if names and names[0].type == "identifier" else ""
    walk.waiting.append(ir.Assign(at, gathered, ir.Const(at, b"")))
    walk.handles.add(name)
    walk.streams[name] = gathered
    walk.waiting.extend(laid(walk, block, Block.STRAIGHT, (ir.Const(at),)))
    walk.streams.pop(name, None)
    walk.handles.discard(name)
    return ir.Call(at, ".send_message", (ir.Arg(gathered), *value.args), value.base)


def _built(walk: Ruby, at: int, value: ir.Call, block: Node) -> ir.Expr:
    """``Mail.new do to "..." end``: the block's calls without a receiver are the mail's."""
    mail = walk.fresh(at, "mail")
    walk.waiting.append(ir.Assign(at, mail, ir.Call(value.at, "Mail.new", value.args)))
    outer = walk.builder
    walk.builder = mail if field(block, "parameters") is None else None
    walk.waiting.extend(laid(walk, block, Block.STRAIGHT, (mail,)))
    walk.builder = outer
    if value.name == "Mail.deliver":
        walk.waiting.append(ir.Do(at, ir.Call(at, ".deliver", (), mail)))
    return mail

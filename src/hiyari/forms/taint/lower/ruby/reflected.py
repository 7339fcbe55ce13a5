"""Ruby's ways to name things while it runs: methods, variables, classes, and blocks that stand for methods."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.ruby.blocks import function_of
from hiyari.forms.taint.lower.ruby.definitions import reader
from hiyari.forms.taint.lower.ruby.lowering import Ruby
from hiyari.forms.taint.lower.ruby.targets import global_

if TYPE_CHECKING:
    from tree_sitter import Node

_SENDS: Final = frozenset({"send", "public_send", "__send__"})
_DEFINES: Final = frozenset({"define_method", "define_singleton_method"})
_READERS: Final = frozenset({"attr_reader", "attr_accessor", "attr", "cattr_accessor", "mattr_accessor"})


def reflected(
    walk: Ruby, at: int, base: ir.Expr | None, name: str, args: Sequence[ir.Arg], block: Node | None
) -> ir.Expr | None:
    """A call whose meaning is another: ``send``, ``define_method``, ``instance_variable_set``; else None."""
    plain = [one.value for one in args if one.name is None and not one.spread]
    if name in _SENDS and plain:
        return sent(at, base, plain[0], tuple(args)[1:])
    if name in _DEFINES and plain:
        return _defined(walk, at, name, plain, block)
    if name in _READERS and base is None and walk.within is not None:
        walk.waiting.extend(
            reader(at, walk.within.name, one.value.decode("utf-8", "replace"))
            for one in plain
            if isinstance(one, ir.Const) and one.value
        )
        return ir.Const(at)
    if name == "alias_method" and len(plain) > 1 and walk.within is not None:
        return aliased(walk, at, plain[0], plain[1])
    return _named(walk, at, base, name, plain)


def _named(walk: Ruby, at: int, base: ir.Expr | None, name: str, plain: Sequence[ir.Expr]) -> ir.Expr | None:
    """A variable or a constant by its name, or code in a text."""
    local = (
        ir.Var(at, (plain[0].value or b"").decode("utf-8", "replace"))
        if plain and isinstance(plain[0], ir.Const)
        else None
    )
    match name, plain:
        case (("instance_variable_set" | "class_variable_set" | "const_set"), [_, value, *_]):
            return ir.Bind(at, ir.Assign(at, _variable(walk, at, base, plain[0]), value))
        case (("instance_variable_get" | "class_variable_get"), [_, *_]):
            return _variable(walk, at, base, plain[0])
        case "local_variable_get", [_, *_]:
            return local if local is not None else ir.Opaque(at, at, "code in a string", tuple(plain))
        case "local_variable_set", [_, value, *_]:
            if local is not None:
                return ir.Bind(at, ir.Assign(at, local, value))
            return ir.Opaque(at, at, "code in a string", tuple(plain))
        case (("instance_eval" | "class_eval" | "module_eval"), [code, *_]) if base is not None:
            return ir.Opaque(at, at, "code in a string", (code, base))
        case (("def_delegators" | "def_delegator" | "def_instance_delegators" | "def_instance_delegator"), [_, *_]):
            return ir.Opaque(at, at, "methods that another object answers")
        case _:
            return None


def sent(at: int, base: ir.Expr | None, name: ir.Expr, args: tuple[ir.Arg, ...]) -> ir.Expr:
    """``object.send(name, ...)``."""
    known = name.value.decode("utf-8", "replace") if isinstance(name, ir.Const) and name.value else None
    own = base is None or (isinstance(base, ir.Var) and base.name == "self")
    if known is not None and known.endswith("=") and not own and len(args) == 1 and base is not None:
        return ir.Bind(at, ir.Assign(at, ir.Member(at, base, known[:-1]), args[0].value))
    if known is not None and not own:
        return ir.Call(at, f".{known}", args, base)
    if own:
        return ir.Call(at, "<dynamic>", args, name)
    return ir.Call(at, "<send>", (ir.Arg(name), *args), base)


def aliased(walk: Ruby, at: int, new: ir.Expr, old: ir.Expr) -> ir.Expr:
    """``alias new old``."""
    owner = "" if walk.within is None else walk.within.name
    return ir.Call(at, "<define>", (ir.Arg(ir.Const(at, owner.encode())), ir.Arg(new), ir.Arg(old)))


def _defined(walk: Ruby, at: int, name: str, plain: Sequence[ir.Expr], block: Node | None) -> ir.Expr:
    owner = "" if walk.within is None else walk.within.name
    if block is not None:
        outer, walk.in_method = walk.in_method, walk.within is not None
        body: ir.Expr = ir.Lambda(at, function_of(walk, block, ""))
        walk.in_method = outer
    else:
        body = plain[1] if len(plain) > 1 else ir.Const(at)
    del name
    return ir.Call(at, "<define>", (ir.Arg(ir.Const(at, owner.encode())), ir.Arg(plain[0]), ir.Arg(body)))


def _variable(walk: Ruby, at: int, base: ir.Expr | None, name: ir.Expr) -> ir.Expr:
    """The variable of an object by its name."""
    inner = _without_sign(at, name)
    main = base is None and (walk.within is None or not walk.in_method)
    if main or (isinstance(name, ir.Const) and (name.value or b"")[:2] == b"@@"):
        return ir.Item(at, ir.Var(at, "<globals>"), name)
    if isinstance(name, ir.Const) and (name.value or b"")[:1].isupper():
        return global_(at, (name.value or b"").decode("utf-8", "replace"))
    own = ir.Var(at, "self") if base is None else base
    if isinstance(inner, ir.Const) and inner.value:
        return ir.Member(at, own, inner.value.decode("utf-8", "replace"))
    return ir.Item(at, own, inner)


def _without_sign(at: int, name: ir.Expr) -> ir.Expr:
    match name:
        case ir.Const(value=bytes() as octets):
            return ir.Const(at, octets.lstrip(b"@"))
        case ir.Join(parts=(ir.Const(value=b"@" | b"@@"), only)):
            return only
        case _:
            return name

"""Perl's subs, packages and constants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hiyari.forms.taint.ir import (
    Arg,
    Array,
    Assign,
    Block,
    Call,
    Const,
    Define,
    Do,
    Function,
    Param,
    Return,
    Stmt,
    Var,
)
from hiyari.forms.taint.lower.perl.state import Perl, const
from hiyari.forms.taint.lower.tree import child_of_type, field, parts

if TYPE_CHECKING:
    from tree_sitter import Node


def defined(low: Perl, node: Node) -> Block:
    """``sub name { ... }``: all arguments are ``@_``; a signature takes them from there."""
    name = low.name(field(node, "name"))
    full = name if "::" in name or not low.package else f"{low.package}::{name}"
    at = node.start_byte
    body = (*_signature(low, node), *sub_body(low, field(node, "body")))
    function = Function(at=at, name=full, params=(Param(name="@_", rest=True),), body=body)
    return (Define(at=at, function=function),)


def sub_body(low: Perl, node: Node | None) -> Block:
    """A sub's body: ``shift`` takes from ``@_``, and the last expression is its value."""
    outer, low.inside = low.inside, True
    selected = low.selected
    try:
        return _last_returned(low.block(node))
    finally:
        low.inside, low.selected = outer, selected


def _last_returned(body: Block) -> Block:
    match body:
        case (*before, Do() as last):
            return (*before, Return(at=last.at, value=last.value))
        case _:
            return body


def _signature(low: Perl, node: Node) -> Block:
    signature = child_of_type(node, "signature")
    if signature is None:
        return ()
    targets = tuple(low.expression(parts(one)[0]) for one in parts(signature) if parts(one))
    return (
        Assign(at=signature.start_byte, target=targets, value=Var(at=signature.start_byte, name="@_"), declares=True),
    )


def packaged(low: Perl, node: Node) -> Block:
    """``package Name;`` and ``package Name { ... }``."""
    name = low.name(field(node, "name"))
    outer, low.package = low.package, "" if name == "main" else name
    inner = child_of_type(node, "block")
    if inner is None:
        return ()
    made = low.block(inner)
    low.package = outer
    return made


def used(low: Perl, node: Node) -> Block:
    """``use constant``: assignments; other modules bring functions that the tables know, or nobody."""
    if low.name(field(node, "module")) in {"parent", "base"}:
        named = [low.expression(one) for one in parts(node) if one != field(node, "module")]
        flat: list[Arg] = []
        for one in named:
            flat.extend(Arg(item) for _, item in (one.items if isinstance(one, Array) else ((None, one),)))
        return bases(low, node.start_byte, tuple(flat))
    if low.name(field(node, "module")) != "constant":
        return ()
    given = [one for one in parts(node) if one != field(node, "module")]
    value = low.expression(given[0]) if given else const(node)
    if isinstance(value, Array) and any(key is None for key, _ in value.items):
        names = value.items[0][1]
        held = value.items[1][1] if len(value.items) == 2 else Array(at=value.at, items=value.items[1:])
        value = Array(at=value.at, items=((names, held),))
    made: list[Stmt] = []
    for key, held in value.items if isinstance(value, Array) else ():
        if isinstance(key, Const) and key.value is not None:
            name = key.value.decode("utf-8", "surrogateescape")
            low.constants.add(name)
            made.append(Assign(at=key.at, target=Var(at=key.at, name=name), value=held))
    return tuple(made)


def bases(low: Perl, at: int, given: tuple[Arg, ...]) -> Block:
    """``use parent 'B'``, ``our @ISA = ('B')``: the package takes methods from others."""
    name = Const(at=at, value=low.package.encode("utf-8", "surrogateescape"))
    return (Do(at=at, value=Call(at=at, name="<base>", args=(Arg(value=name), *given))),)

"""Perl's subs, packages and constants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hiyari.forms.taint.ir import (
    Arg,
    Array,
    Assign,
    Block,
    Call,
    Class,
    Const,
    Define,
    Either,
    Expr,
    Function,
    Include,
    Param,
    Return,
    Stmt,
    Var,
)
from hiyari.forms.taint.lower.perl.branches import returned
from hiyari.forms.taint.lower.perl.state import Perl, const
from hiyari.forms.taint.lower.tree import child_of_type, field, parts

if TYPE_CHECKING:
    from tree_sitter import Node


def defined(low: Perl, node: Node) -> Block:
    """``sub name { ... }``: all arguments are ``@_``; a signature takes them from there."""
    name = low.name(field(node, "name"))
    full = name if "::" in name or not low.package else f"{low.package}::{name}"
    at = node.start_byte
    body = (*signature(low, node), *sub_body(low, field(node, "body")))
    function = Function(at=at, name=full, params=(Param(name="@_", rest=True),), body=body)
    if low.inside:
        low.named.append(Define(at=at, function=function))
        return ()
    return (Define(at=at, function=function),)


def sub_body(low: Perl, node: Node | None, *, inside: bool = True) -> Block:
    """A sub's body: ``shift`` takes from ``@_``, and the last expression is its value."""
    outer, low.inside = low.inside, inside
    low.ends_with(node)
    try:
        return returned(low.block(node))
    finally:
        low.inside = outer


def signature(low: Perl, node: Node) -> Block:
    """``sub ($to, $text = 'none', @rest)``: variables from ``@_``; a default where nothing was given."""
    found = child_of_type(node, "signature")
    if found is None:
        return ()
    targets: list[Expr] = []
    defaults: list[Stmt] = []
    for one in parts(found):
        inner = parts(one)
        if not inner:
            targets.append(Var(at=one.start_byte, name=f"<unnamed {one.start_byte}>"))
            continue
        target = low.expression(inner[0])
        targets.append(target)
        if len(inner) > 1:
            chosen = Either(at=target.at, left=target, right=low.expression(inner[1]))
            defaults.append(Assign(at=target.at, target=target, value=chosen))
    at = found.start_byte
    return (Assign(at=at, target=tuple(targets), value=Var(at=at, name="@_"), declares=True), *defaults)


def packaged(low: Perl, node: Node) -> Block:
    """``package Name;`` and ``package Name { ... }``."""
    name = low.name(field(node, "name"))
    outer, low.package = low.package, "" if name == "main" else name
    known = low.packages.get(low.package)
    bases = () if known is None else tuple(known.bases)
    shown: Block = (Class(at=node.start_byte, name=name, bases=bases, body=()),) if low.package else ()
    if low.inside:
        low.named.extend(shown)
        shown = ()
    inner = child_of_type(node, "block")
    if inner is None:
        return shown
    made = low.block(inner)
    low.package = outer
    return (*shown, *made)


def _overloaded(low: Perl, node: Node) -> Block:
    """``use overload '""' => sub { ... }``: what makes a text of an object."""
    waiting = parts(node)[1:]
    listed = low.expression(waiting[0]) if waiting else const(node)
    items = [value for _, value in listed.items] if isinstance(listed, Array) else []
    made: list[Stmt] = []
    for key, held in zip(items[::2], items[1::2], strict=False):
        if isinstance(key, Const) and key.value == b'""':
            at = held.at
            args = (Arg(value=Var(at=at, name="@_"), spread=True),)
            called = Call(at=at, name="<dynamic>", args=args, base=held)
            body: Block = (Return(at=at, value=called),)
            name = f"{low.package}::__str__"
            made.append(
                Define(at=at, function=Function(at=at, name=name, params=(Param(name="@_", rest=True),), body=body))
            )
    return tuple(made)


def used(low: Perl, node: Node) -> Block:
    """``use constant``: assignments; other modules bring functions that the tables know, or nobody."""
    module = low.name(field(node, "module"))
    if module[:1].isupper() and module not in low.packages:
        at = node.start_byte
        path = Const(at=at, value=module.replace("::", "/").encode("utf-8", "surrogateescape") + b".pm")
        return (Include(at=at, path=path),)
    if module == "overload":
        return _overloaded(low, node)
    if module != "constant":
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

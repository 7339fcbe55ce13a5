"""Perl's statements, and expressions that stand for what they do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.ir import (
    Array,
    Assign,
    Bind,
    Block,
    Call,
    Const,
    Define,
    Do,
    Exit,
    Expr,
    Function,
    If,
    Include,
    Item,
    Leave,
    Not,
    Opaque,
    Param,
    Return,
    Stmt,
    Try,
    Var,
)
from hiyari.forms.taint.lower.perl.loops import LOOPS, looped
from hiyari.forms.taint.lower.perl.operators import assigned, condition
from hiyari.forms.taint.lower.perl.output import picture
from hiyari.forms.taint.lower.perl.state import Perl, const, doing, operator
from hiyari.forms.taint.lower.tree import child_of_type, field, parts

if TYPE_CHECKING:
    from tree_sitter import Node

_NOTHING: Final = frozenset(
    {"comment", "pod", "heredoc_content", "eof_marker", "data_section", ";", "{", "}", "__DATA__", "__END__", "label"}
)
_OR: Final = frozenset((b"||", b"//", b"or"))
_AND: Final = frozenset((b"&&", b"and"))
MOST_BRANCHES: Final = 40
"""Branches of one ``elsif`` chain that are nested; further ones follow one another, which finds no less."""


def block(low: Perl, node: Node) -> Block:
    """A statement, or a block of them."""
    if node.type in {"source_file", "block"}:
        made: list[Stmt] = []
        for one in node.named_children:
            made.extend(low.block(one) if one.type not in _NOTHING else ())
        return tuple(made)
    return _with_hoisted(low, node)


def _with_hoisted(low: Perl, node: Node) -> Block:
    outer, low.hoisted = low.hoisted, []
    try:
        made = _statement(low, node)
        return (*low.hoisted, *made)
    finally:
        low.hoisted = outer


def _statement(low: Perl, node: Node) -> Block:
    match node.type:
        case kind if kind in _NOTHING:
            return ()
        case "expression_statement" | "block_statement" | "phaser_statement" | "defer_statement":
            return tuple(one for child in parts(node) if child.type not in _NOTHING for one in low.block(child))
        case "statement_label":
            return low.block(field(node, "statement"))
        case "conditional_statement":
            return _branched(low, node)
        case "subroutine_declaration_statement" | "method_declaration_statement":
            return _defined(low, node)
        case "package_statement" | "class_statement":
            return _packaged(low, node)
        case "use_statement":
            return _used(low, node)
        case "try_statement":
            handlers = (low.block(field(node, "catch_block")),)
            last = low.block(field(node, "finally_block"))
            return (
                Try(at=node.start_byte, body=low.block(field(node, "try_block")), handlers=handlers, finally_=last),
            )
        case "format_statement":
            picture(low, node)
            return ()
        case "block":
            return block(low, node)
        case kind if kind in LOOPS:
            return looped(low, node)
        case _:
            return effects(low, node)


def effects(low: Perl, node: Node) -> Block:
    """An expression for what it does."""
    at = node.start_byte
    match node.type:
        case "assignment_expression":
            return _assignment(low, node)
        case "binary_expression" | "lowprec_logical_expression" if operator(node) in _OR:
            return (
                If(
                    at=at,
                    condition=condition(low, field(node, "left")),
                    then=(),
                    otherwise=low.block(field(node, "right")),
                ),
            )
        case "binary_expression" | "lowprec_logical_expression" if operator(node) in _AND:
            return (If(at=at, condition=condition(low, field(node, "left")), then=low.block(field(node, "right"))),)
        case "conditional_expression":
            return _either_way(low, node)
        case "postfix_conditional_expression":
            return _postfix(low, node)
        case "parenthesized_expression" | "list_expression":
            return tuple(one for child in parts(node) for one in low.block(child))
        case "do_expression":
            return low.block(child_of_type(node, "block"))
        case "eval_expression":
            return _evaluated(low, node)
        case "require_expression":
            return _required(low, node)
        case "return_expression":
            return _returned(low, node)
        case "loopex_expression":
            return (Leave(at=at, again=low.raw(node).startswith(b"next")),)
        case "goto_expression":
            return _gone(low, node)
        case "variable_declaration" | "localization_expression":
            return tuple(_emptied(low, one) for one in _declared(node))
        case _:
            return _done(low, low.expression(node))


def _done(low: Perl, value: Expr) -> Block:
    del low
    match value:
        case Bind(assign=assign):
            return (assign,)
        case Call(name="exit", args=args):
            return (Exit(at=value.at, value=args[0].value if args else None),)
        case Call(name="die" | "croak" | "confess", args=args):
            return (Exit(at=value.at, value=args[0].value if args else None, thrown=True),)
        case Call(name="exec" | "exec LIST"):
            return (*doing(value), Exit(at=value.at))
        case Const():
            return ()
        case _:
            return doing(value)


def _declared(node: Node) -> list[Node]:
    inner = [one for one in parts(node) if one.type not in {"attrlist", "type"}]
    while len(inner) == 1 and inner[0].type in {"parenthesized_expression", "list_expression"}:
        inner = parts(inner[0])
    return inner if not node.text or not node.text.startswith(b"our") else []


def _emptied(low: Perl, node: Node) -> Stmt:
    """``my $x;``: a new variable, with nothing in it."""
    target = low.expression(node)
    empty: Expr = Array(at=node.start_byte, items=()) if node.type in {"array", "hash"} else const(node, b"")
    return Assign(at=node.start_byte, target=target, value=empty, declares=True)


def _assignment(low: Perl, node: Node) -> Block:
    left = field(node, "left")
    if left is not None and left.type == "scalar" and low.raw(left).startswith(b"$$") and rb"\$" not in low.source:
        # $$name = $value without any reference in the script: a variable whose name the request may choose.
        held = low.expression(field(node, "right"))
        named = low.expression(left)
        target = Item(at=left.start_byte, base=Var(at=left.start_byte, name="<variables>"), key=named)
        return (Assign(at=node.start_byte, target=target, value=held),)
    return tuple(assigned(low, node))


def _either_way(low: Perl, node: Node) -> Block:
    test = condition(low, field(node, "condition"))
    yes, no = low.block(field(node, "consequent")), low.block(field(node, "alternative"))
    return (If(at=node.start_byte, condition=test, then=yes, otherwise=no),)


def _postfix(low: Perl, node: Node) -> Block:
    """``statement if condition``, ``statement unless condition``."""
    test = condition(low, field(node, "condition"))
    body = next((one for one in parts(node) if one != field(node, "condition")), None)
    then = low.block(body)
    if child_of_type(node, "unless") is not None:
        return (If(at=node.start_byte, condition=test, then=(), otherwise=then),)
    return (If(at=node.start_byte, condition=test, then=then),)


def _branched(low: Perl, node: Node) -> Block:
    """``if``, ``unless``, ``elsif``, ``else``: the chain is followed, not gone down."""
    chain: list[tuple[list[Stmt], Expr, Block, int]] = []
    current: Node | None = node
    last: Block = ()
    while current is not None:
        if current.type == "else":
            last = low.block(field(current, "block"))
            break
        outer, low.hoisted = low.hoisted, []
        test = condition(low, field(current, "condition"))
        before, low.hoisted = low.hoisted, outer
        if current.type == "conditional_statement" and child_of_type(current, "unless") is not None:
            test = Not(at=test.at, value=test)
        chain.append((before, test, low.block(field(current, "block")), current.start_byte))
        current = next((one for one in current.named_children if one.type in {"elsif", "else"}), None)
    return _nested(chain, last)


def _nested(chain: list[tuple[list[Stmt], Expr, Block, int]], last: Block) -> Block:
    flat = [
        one
        for before, test, then, at in chain[MOST_BRANCHES:]
        for one in (*before, If(at=at, condition=test, then=then))
    ]
    made: Block = (*flat, *last)
    for before, test, then, at in reversed(chain[:MOST_BRANCHES]):
        made = (*before, If(at=at, condition=test, then=then, otherwise=made))
    return made


def _defined(low: Perl, node: Node) -> Block:
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


def _packaged(low: Perl, node: Node) -> Block:
    """``package Name;`` and ``package Name { ... }``."""
    name = low.name(field(node, "name"))
    outer, low.package = low.package, "" if name == "main" else name
    inner = child_of_type(node, "block")
    if inner is None:
        return ()
    made = low.block(inner)
    low.package = outer
    return made


def _used(low: Perl, node: Node) -> Block:
    """``use constant``: assignments; other modules bring functions that the tables know, or nobody."""
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


def _evaluated(low: Perl, node: Node) -> Block:
    """``eval { ... }`` catches; ``eval "..."`` is code that nobody reads; ``do 'file'`` includes it."""
    at = node.start_byte
    file = child_of_type(node, "filename")
    if file is not None:
        return (Include(at=at, path=low.expression(parts(file)[0] if parts(file) else None)),)
    inner = child_of_type(node, "block")
    if inner is not None:
        return (Try(at=at, body=low.block(inner), handlers=((),)),)
    return doing(low.expression(node))


def _required(low: Perl, node: Node) -> Block:
    given = parts(node)
    if not given or given[0].type in {"bareword", "number", "version", "package"}:
        return ()
    return (Include(at=node.start_byte, path=low.expression(given[0]), required=True),)


def _returned(low: Perl, node: Node) -> Block:
    given = parts(node)
    if not given:
        return (Return(at=node.start_byte),)
    return (Return(at=node.start_byte, value=low.expression(given[0])),)


def _gone(low: Perl, node: Node) -> Block:
    """``goto &sub`` is a call and a return; another ``goto`` is not followed."""
    at = node.start_byte
    inner = next((one for one in parts(node) if one.type != "label"), None)
    if inner is None:
        return doing(Opaque(at=at, end=node.end_byte, why="goto"))
    return (Return(at=at, value=low.expression(inner)),)

"""Python's ``match``: literals are compared, names take what they stand for, anything else may fit or not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.python.expressions import compared
from hiyari.forms.taint.lower.python.lowering import Python
from hiyari.forms.taint.lower.tree import field, fields, name_of, octets, parts
from hiyari.forms.taint.lower.walking import branches, words

if TYPE_CHECKING:
    from tree_sitter import Node

_LITERALS: Final = frozenset({"string", "integer", "none", "true", "false", "concatenated_string"})
_WHOLE: Final = words("str int float bytes bytearray bool dict list tuple set frozenset object")
"""Classes whose only pattern stands for the value itself."""
_LISTS: Final = frozenset({"list_pattern", "tuple_pattern"})


def match(walk: Python, node: Node) -> Sequence[ir.Stmt]:
    """``match``: a branch for each case, which begins by giving names what they stand for."""
    at, subjects = node.start_byte, fields(node, "subject")
    given = [walk.expression(one) for one in subjects]
    subject: ir.Expr = given[0] if len(given) == 1 else ir.Array(at, tuple((None, one) for one in given))
    if not isinstance(subject, ir.Var | ir.Item | ir.Member):
        kept = walk.fresh(at, "subject")
        walk.waiting.append(ir.Assign(at, kept, subject))
        subject = kept
    arms: list[tuple[ir.Expr, ir.Block]] = []
    body = field(node, "body")
    for one in fields(body, "alternative") if body is not None else []:
        patterns = [part for part in parts(one) if part.type == "case_pattern"]
        condition = _fits(walk, subject, patterns)
        taken = tuple(_taken(walk, subject, patterns))
        if (guard := field(one, "guard")) is not None:
            walk.waiting.extend(taken)
            condition = ir.Both(one.start_byte, condition, walk.expression(next(iter(parts(guard)), None)))
        arms.append((condition, (*taken, *walk.block(field(one, "consequence")))))
    return branches(at, arms, ())


def _fits(walk: Python, subject: ir.Expr, patterns: Sequence[Node]) -> ir.Expr:
    made: ir.Expr | None = None
    waiting = list(reversed(patterns)) if len(patterns) == 1 else []
    while waiting:
        node = waiting.pop()
        at, below = node.start_byte, parts(node)
        if node.type in {"case_pattern", "union_pattern"} and below:
            waiting.extend(reversed(below))
            continue
        if octets(node) == b"_" or (node.type == "dotted_name" and len(below) == 1):
            one: ir.Expr = ir.Const(at, b"1")
        elif node.type in _LITERALS:
            one = compared(at, b"==", subject, walk.expression(node))
        else:
            one = ir.Call(at, "<fits>", (ir.Arg(subject),))
        made = one if made is None else ir.Either(at, made, one)
    return made if made is not None else ir.Call(0, "<fits>", (ir.Arg(subject),))


def _taken(walk: Python, subject: ir.Expr, patterns: Sequence[Node]) -> Iterator[ir.Stmt]:
    """What the names of a pattern take."""
    waiting = [(one, subject) for one in patterns]
    if len(patterns) > 1:  # ``case a, b:``
        waiting = [(one, _element(one.start_byte, subject, index)) for index, one in enumerate(patterns)]
    while waiting:
        node, value = waiting.pop(0)
        at, below = node.start_byte, parts(node)
        match node.type:
            case "identifier":
                yield ir.Assign(at, ir.Var(at, name_of(node)), value)
            case "dotted_name" if len(below) == 1:
                walk.names.bind(name_of(node), None) if len(walk.names.scopes) > 1 else None
                yield ir.Assign(at, ir.Var(at, name_of(node)), value)
            case "case_pattern" | "union_pattern" | "as_pattern":
                waiting[:0] = [(one, value) for one in below]
            case "list_pattern" | "tuple_pattern":
                waiting[:0] = [(one, _element(at, value, index)) for index, one in enumerate(below)]
            case "splat_pattern":
                waiting[:0] = [(one, ir.Call(at, REST, (ir.Arg(_whole(value)),))) for one in below]
            case "dict_pattern":
                waiting[:0] = list(_of_mapping(walk, node, value))
            case "class_pattern":
                waiting[:0] = list(_of_class(node, value))
            case _:
                pass


REST: Final = "<rest of>"
"""The call that gives some elements of a list: any of them may stand at any place."""


def _element(at: int, value: ir.Expr, index: int) -> ir.Expr:
    return ir.Item(at, value, ir.Const(at, str(index).encode()))


def _whole(value: ir.Expr) -> ir.Expr:
    """The list that an element was taken from."""
    return value.base if isinstance(value, ir.Item) else value


def _of_mapping(walk: Python, node: Node, value: ir.Expr) -> Iterator[tuple[Node, ir.Expr]]:
    at, key = node.start_byte, ir.Const(node.start_byte)
    held: ir.Expr = key
    for index, child in enumerate(node.children):
        match node.field_name_for_child(index):
            case "key":
                held = walk.expression(child)
            case "value":
                yield child, ir.Item(at, value, held)
            case _ if child.type == "splat_pattern":
                yield from ((one, value) for one in parts(child))
            case _:
                pass


def _of_class(node: Node, value: ir.Expr) -> Iterator[tuple[Node, ir.Expr]]:
    at, below = node.start_byte, parts(node)
    kind = name_of(below[0]) if below else ""
    for each in below[1:]:
        inner = parts(each)
        if inner and inner[0].type == "keyword_pattern":
            name, *pattern = parts(inner[0])
            yield from ((one, ir.Member(at, value, name_of(name))) for one in pattern)
        elif kind in _WHOLE:
            yield each, value
        else:
            yield each, ir.Call(at, "<part of>", (ir.Arg(value),))

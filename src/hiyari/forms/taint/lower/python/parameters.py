"""Python's parameters: of functions and of lambdas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.python.lowering import Python
from hiyari.forms.taint.lower.tree import field, name_of, parts

if TYPE_CHECKING:
    from tree_sitter import Node


def parameters(walk: Python, node: Node | None) -> list[ir.Param]:
    """Parameters in order. Behind a bare ``*`` all are given by name, as they are behind ``*args``."""
    made: list[ir.Param] = []
    for one in parts(node) if node is not None else []:
        match one.type:
            case "identifier":
                made.append(ir.Param(name_of(one)))
            case "default_parameter" | "typed_default_parameter":
                value = walk.expression(field(one, "value"))
                if isinstance(value, ir.Call) and value.name[:1] == ".":  # it runs when the function is defined
                    walk.waiting.append(ir.Do(one.start_byte, value))
                made.append(ir.Param(name_of(field(one, "name")), value))
            case "typed_parameter":
                inner = next(iter(parts(one)), None)
                if inner is not None:
                    made.append(_rest(inner) or ir.Param(name_of(inner)))
            case "keyword_separator":
                made.append(ir.Param("*", rest=True))
            case "tuple_pattern":  # Python 2: def f(a, (b, c))
                made.append(ir.Param(name_of(next(iter(parts(one)), None))))
            case _:
                rest = _rest(one)
                if rest is not None:
                    made.append(rest)
    return made


def _rest(node: Node) -> ir.Param | None:
    name = name_of(next(iter(parts(node)), None))
    if node.type == "list_splat_pattern":
        return ir.Param(name, rest=True)
    return ir.Param(name, rest=True, names=True) if node.type == "dictionary_splat_pattern" else None


def models(node: Node | None) -> frozenset[str]:
    """Parameters whose type is a class: they hold several fields."""
    found = set()
    for one in parts(node) if node is not None else []:
        kind = field(one, "type")
        if kind is not None and name_of(kind)[:1].isupper():
            found.add(name_of(field(one, "name") or next(iter(parts(one)), None)))
    return frozenset(found)

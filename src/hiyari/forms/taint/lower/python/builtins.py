"""Python's built-in functions that look into objects by name, call functions, or make classes.

They are calls whose callee is a bare name that nothing in the file hides.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.tree import field, parts

if TYPE_CHECKING:
    from tree_sitter import Node

    from hiyari.forms.taint.lower.python.lowering import Python

Apply = Callable[["Python", "Node", tuple[ir.Arg, ...]], ir.Expr]
_MOST_CONDITIONS: Final = 30
_TEXTS: Final = frozenset({"__str__", "__repr__", "__format__"})


def built_in(walk: Python, name: str, node: Node, apply: Apply) -> ir.Expr | None:
    """A call of a built-in function; None for any other, or for one that is an ordinary call."""
    made = _BUILT_IN.get(name)
    if made is None or walk.names.meaning(name) is not None or name in walk.defined:
        return None
    if name in {"map", "filter"}:
        return _over(walk, name, node, apply)
    given = field(node, "arguments")
    below = parts(given) if given is not None and given.type == "argument_list" else []
    if any(one.type in {"keyword_argument", "list_splat", "dictionary_splat"} for one in below):
        return None
    return made(walk, node.start_byte, [walk.expression(one) for one in below])


def _getattr(_walk: Python, at: int, given: list[ir.Expr]) -> ir.Expr | None:
    """``getattr(a, "b", default)``."""
    match given:
        case [base, ir.Const(value=bytes() as name), *default] if not isinstance(base, ir.Item):
            made = ir.Member(at, base, name.decode("utf-8", "replace"))
            return ir.Either(at, made, default[0]) if default else made
        case _:
            return None


def _setattr(walk: Python, at: int, given: list[ir.Expr]) -> ir.Expr | None:
    match given:
        case [base, ir.Const(value=bytes() as name), value]:
            walk.waiting.append(ir.Assign(at, ir.Member(at, base, name.decode("utf-8", "replace")), value))
        case [base, name, value]:
            walk.waiting.append(ir.Assign(at, ir.Item(at, base, name), value))
        case _:
            return None
    return ir.Const(at, b"")


def _vars(_walk: Python, _at: int, given: list[ir.Expr]) -> ir.Expr | None:
    return given[0] if given else None


def _text(walk: Python, at: int, given: list[ir.Expr]) -> ir.Expr | None:
    """``str(x)`` of an object of the file."""
    own = _TEXTS & walk.methods or walk.classes
    return ir.Join(at, (given[0],)) if given and own and isinstance(given[0], ir.Call | ir.Var | ir.Member) else None


def _type(_walk: Python, at: int, given: list[ir.Expr]) -> ir.Expr | None:
    """``type(name, bases, members)`` makes a class."""
    return ir.Opaque(at, at + 4, "a class that is made at run time", tuple(given)) if len(given) == 3 else None


def _dict(_walk: Python, at: int, given: list[ir.Expr]) -> ir.Expr | None:
    return ir.Call(at, "<dict>", (ir.Arg(given[0]),)) if given else None


def _bool(_walk: Python, at: int, given: list[ir.Expr]) -> ir.Expr | None:
    """``bool(x)``: true where it is, with what that proves."""
    return ir.Not(at, ir.Not(at, given[0])) if len(given) == 1 else None


def _all(_walk: Python, at: int, given: list[ir.Expr]) -> ir.Expr | None:
    """``all((a, b))`` of conditions that are written out: each has been looked at before, so all of them count."""
    return _chained(at, given, ir.Both)


def _any(_walk: Python, at: int, given: list[ir.Expr]) -> ir.Expr | None:
    return _chained(at, given, ir.Either)


def _chained(at: int, given: list[ir.Expr], two: type[ir.Both | ir.Either]) -> ir.Expr | None:
    match given:
        case [ir.Array(items=((None, first), *further))] if len(further) < _MOST_CONDITIONS:
            made: ir.Expr = first
            for _, one in further:
                made = two(at, made, one)
            return ir.Not(at, ir.Not(at, made))
        case _:
            return None


def _evaluated(_walk: Python, at: int, given: list[ir.Expr]) -> ir.Expr | None:
    """``eval``: its value is never known, whatever it is given."""
    return ir.Opaque(at, at + 4, "code in a string", (*given, ir.Const(at))) if given else None


def _over(walk: Python, name: str, node: Node, apply: Apply) -> ir.Expr | None:
    """``map`` and ``filter``: a loop that calls the function and fills a list."""
    given = field(node, "arguments")
    below = parts(given) if given is not None and given.type == "argument_list" else []
    if len(below) < 2 or any(one.type.endswith(("splat", "argument")) for one in below):
        return None
    at, made, element = node.start_byte, walk.fresh(node.start_byte, "list"), walk.fresh(node.start_byte, "element")
    over = walk.expression(below[1])
    others = [ir.Item(at, walk.expression(one), None) for one in below[2:]]
    if below[0].type == "none":
        return over

    def fill() -> list[ir.Stmt]:
        called = apply(walk, below[0], (ir.Arg(element), *(ir.Arg(one) for one in others)))
        put = ir.Assign(at, ir.Item(at, made, None), called if name == "map" else element)
        return [put] if name == "map" else [ir.If(at, called, (put,))]

    block = walk.before(fill)
    walk.waiting.extend((ir.Assign(at, made, ir.Array(at, ())), ir.Loop(at, block, over, (element,))))
    return made


_BUILT_IN: Final[dict[str, Callable[[Python, int, list[ir.Expr]], ir.Expr | None]]] = {
    "getattr": _getattr,
    "setattr": _setattr,
    "vars": _vars,
    "str": _text,
    "repr": _text,
    "unicode": _text,
    "type": _type,
    "dict": _dict,
    "eval": _evaluated,
    "bool": _bool,
    "all": _all,
    "any": _any,
    "map": _vars,
    "filter": _vars,
}

"""Python's statements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.python.assignments import assigned, assignment, augmented
from hiyari.forms.taint.lower.python.changing import changed
from hiyari.forms.taint.lower.python.elements import looped
from hiyari.forms.taint.lower.python.generators import returned
from hiyari.forms.taint.lower.python.lowering import Python
from hiyari.forms.taint.lower.python.matching import match
from hiyari.forms.taint.lower.python.names import from_import, plain_import
from hiyari.forms.taint.lower.tree import child_of_type, field, fields, name_of, octets, parts
from hiyari.forms.taint.lower.walking import branches, join

if TYPE_CHECKING:
    from tree_sitter import Node

EXITS: Final = frozenset({"sys.exit", "exit", "quit", "os._exit", "os.abort"})
THROWS: Final = frozenset(
    {
        "flask.abort",
        "bottle.abort",
        "werkzeug.exceptions.abort",
        "quart.abort",
        "sanic.exceptions.abort",
        "web.seeother",
    }
)
"""Functions of frameworks that end the request by an exception."""


def _import(walk: Python, node: Node) -> Sequence[ir.Stmt]:
    return plain_import(walk.names, node)


def _from(walk: Python, node: Node) -> Sequence[ir.Stmt]:
    return from_import(walk.names, node)


def _expression(walk: Python, node: Node) -> Sequence[ir.Stmt]:
    made: list[ir.Stmt] = []
    for one in parts(node):
        if one.type in {"assignment", "augmented_assignment"}:
            made.extend(walk.block(one))
            continue
        value = walk.expression(one)
        match value:
            case ir.Call(name=name) if name in EXITS or name in THROWS:
                given = value.args[0].value if value.args else None
                made.append(ir.Exit(one.start_byte, given, thrown=name in THROWS))
            case ir.Call() if (changes := changed(walk, value)) is not None:
                made.extend(changes)
            case ir.Call(name=".extend", args=(ir.Arg(value=items, name=None),), base=base) if base:
                element = walk.fresh(one.start_byte, "element")
                add = ir.Assign(one.start_byte, ir.Item(one.start_byte, base, None), element)
                made.append(ir.Loop(one.start_byte, (add,), items, (element,)))
            case _:
                made.append(ir.Do(one.start_byte, value))
    return made


def _if(walk: Python, node: Node) -> Sequence[ir.Stmt]:
    arms = [(walk.expression(field(node, "condition")), walk.block(field(node, "consequence")))]
    otherwise: ir.Block = ()
    for one in fields(node, "alternative"):
        if one.type == "elif_clause":
            arms.append((walk.expression(field(one, "condition")), walk.block(field(one, "consequence"))))
        else:
            otherwise = walk.block(field(one, "body"))
    return branches(node.start_byte, arms, otherwise)


def _block(walk: Python, node: Node) -> Sequence[ir.Stmt]:
    return walk.each(parts(node))


def _for(walk: Python, node: Node) -> Sequence[ir.Stmt]:
    after = _otherwise(walk, node)
    return (*looped(walk, node, walk.block(field(node, "body"))), *after)


def _while(walk: Python, node: Node) -> Sequence[ir.Stmt]:
    after = _otherwise(walk, node)
    condition = walk.expression(field(node, "condition"))
    return (ir.Loop(node.start_byte, walk.block(field(node, "body")), condition=condition), *after)


def _otherwise(walk: Python, node: Node) -> ir.Block:
    """A loop's ``else``: it runs when nothing left the loop."""
    other = field(node, "alternative")
    if other is None:
        return ()
    at = other.start_byte
    return (ir.If(at, ir.Call(at, "<no break>"), walk.block(field(other, "body"))),)


def _try(walk: Python, node: Node) -> Sequence[ir.Stmt]:
    body, handlers = walk.block(field(node, "body")), []
    last: ir.Block = ()
    for one in parts(node):
        match one.type:
            case "except_clause" | "except_group_clause":
                handlers.append((*_caught(walk, one), *walk.block(child_of_type(one, "block"))))
            case "else_clause":
                body = (*body, *walk.block(field(one, "body")))
            case "finally_clause":
                last = walk.block(child_of_type(one, "block"))
            case _:
                pass
    return (ir.Try(node.start_byte, body, tuple(handlers), last),)


def _caught(walk: Python, node: Node) -> ir.Block:
    """``except Error as name``: what was raised."""
    value = field(node, "value")
    alias = field(value, "alias") if value is not None and value.type == "as_pattern" else None
    name = next(iter(parts(alias)), None) if alias is not None else None
    if name is None or name.type != "identifier":
        return ()
    return (assigned(walk, node.start_byte, name, ir.Var(node.start_byte, "<thrown>")),)


def _entered(walk: Python, node: Node | None) -> ir.Expr:
    """What a ``with`` begins with: an object of the file may give something else than itself."""
    value = walk.expression(node)
    if not {"__enter__", "__aenter__"} & walk.methods:
        return value
    if not isinstance(value, ir.Var):
        held = walk.fresh(value.at, "held")
        walk.waiting.append(ir.Assign(value.at, held, value))
        value = held
    return ir.Call(value.at, "<enter>", (ir.Arg(value),))


def _with(walk: Python, node: Node) -> Sequence[ir.Stmt]:
    made: list[ir.Stmt] = []
    clause, quiet = child_of_type(node, "with_clause"), False
    for one in parts(clause) if clause is not None else []:
        value = field(one, "value")
        if value is not None and value.type == "as_pattern":
            held, alias = next(iter(parts(value)), None), field(value, "alias")
            given = _entered(walk, held)
            name = next(iter(parts(alias)), None) if alias is not None else None
            if name is not None:
                made.append(assigned(walk, one.start_byte, name, given))
                continue
        else:
            given = _entered(walk, value)
        quiet = quiet or (isinstance(given, ir.Call) and given.name == "contextlib.suppress")
        made.append(ir.Do(one.start_byte, given))
    body = walk.block(field(node, "body"))
    left = _left(walk, made) if {"__exit__", "__aexit__"} & walk.methods else ()
    if quiet or left:
        return (*made, ir.Try(node.start_byte, body, ((),) if quiet else (), left))
    return (*made, *body)


def _left(walk: Python, made: Sequence[ir.Stmt]) -> ir.Block:
    """What the objects that ``with`` has entered do at its end."""
    name = ".__exit__" if "__exit__" in walk.methods else ".__aexit__"
    nothing = (ir.Arg(ir.Const(0, b"")),) * 3
    found: list[ir.Stmt] = []
    for one in made:
        match one:
            case (
                ir.Assign(value=ir.Call(name="<enter>", args=(given,)))
                | ir.Do(value=ir.Call(name="<enter>", args=(given,)))
            ):
                found.append(ir.Do(one.at, ir.Call(one.at, name, nothing, given.value)))
            case _:
                pass
    return tuple(found)


def _return(walk: Python, node: Node) -> Sequence[ir.Stmt]:
    below = parts(node)
    return returned(node.start_byte, walk.yields, walk.expression(below[0]) if below else None)


def _raise(walk: Python, node: Node) -> Sequence[ir.Stmt]:
    below = parts(node)
    return (ir.Exit(node.start_byte, walk.expression(below[0]) if below else None, thrown=True),)


def _leave(_walk: Python, node: Node) -> Sequence[ir.Stmt]:
    return (ir.Leave(node.start_byte, again=node.type == "continue_statement"),)


def _nothing(_walk: Python, _node: Node) -> Sequence[ir.Stmt]:
    return ()


def _delete(walk: Python, node: Node) -> Sequence[ir.Stmt]:
    """``del a[0]``: the others take its place. What is deleted by its name is not asked for again."""
    made: list[ir.Stmt] = []
    for one in (part for each in parts(node) for part in (parts(each) if each.type == "expression_list" else [each])):
        base = walk.expression(field(one, "value")) if one.type == "subscript" else None
        if isinstance(base, ir.Var | ir.Member):
            given = (ir.Arg(base), ir.Arg(walk.expression(field(one, "subscript"))))
            made.append(ir.Assign(one.start_byte, base, ir.Call(one.start_byte, "<rest of>", given)))
    return made


def _print(walk: Python, node: Node) -> Sequence[ir.Stmt]:
    """Python 2: ``print >>pipe, a, b``; a comma at the end keeps the line open."""
    at, chevron = node.start_byte, child_of_type(node, "chevron")
    text: list[ir.Expr] = []
    for one in fields(node, "argument"):
        text.extend((ir.Const(at, b" "), walk.expression(one)))
    end = b"" if octets(node).rstrip().endswith(b",") else b"\n"
    args = [ir.Arg(join(at, [*text[1:], ir.Const(at, end)]))]
    if chevron is not None:
        args.insert(0, ir.Arg(walk.expression(next(iter(parts(chevron)), None)), "handle"))
    return (ir.Do(at, ir.Call(at, "print", tuple(args))),)


def _exec(walk: Python, node: Node) -> Sequence[ir.Stmt]:
    below = tuple(walk.expression(one) for one in parts(node))
    return (ir.Do(node.start_byte, ir.Opaque(node.start_byte, node.end_byte, "code in a string", below)),)


def _assert(walk: Python, node: Node) -> Sequence[ir.Stmt]:
    at, below = node.start_byte, parts(node)
    if not below:
        return ()
    return (ir.If(at, ir.Not(at, walk.expression(below[0])), (ir.Exit(at, thrown=True),)),)


def _global(_walk: Python, node: Node) -> Sequence[ir.Stmt]:
    at = node.start_byte
    names = tuple(ir.Arg(ir.Var(one.start_byte, name_of(one))) for one in parts(node))
    return (ir.Do(at, ir.Call(at, "global", names)),)


STATEMENTS: Final = {
    "import_statement": _import,
    "import_from_statement": _from,
    "future_import_statement": _nothing,
    "expression_statement": _expression,
    "assignment": assignment,
    "augmented_assignment": augmented,
    "if_statement": _if,
    "for_statement": _for,
    "while_statement": _while,
    "try_statement": _try,
    "with_statement": _with,
    "return_statement": _return,
    "raise_statement": _raise,
    "break_statement": _leave,
    "continue_statement": _leave,
    "pass_statement": _nothing,
    "delete_statement": _delete,
    "print_statement": _print,
    "exec_statement": _exec,
    "assert_statement": _assert,
    "global_statement": _global,
    "nonlocal_statement": _nothing,
    "match_statement": match,
    "block": _block,
    "comment": _nothing,
}

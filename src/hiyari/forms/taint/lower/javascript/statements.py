"""JavaScript's statements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.javascript.callbacks import gone_through, taken
from hiyari.forms.taint.lower.javascript.functions import (
    declaration,
    define_class,
)
from hiyari.forms.taint.lower.javascript.lowering import JavaScript
from hiyari.forms.taint.lower.javascript.modules import declaration_of, export_of, exported_assignment, import_of
from hiyari.forms.taint.lower.javascript.targets import assigned
from hiyari.forms.taint.lower.tree import field, fields, octets, parts
from hiyari.forms.taint.lower.walking import branches, kept_subject, requested

if TYPE_CHECKING:
    from tree_sitter import Node


def _expression(walk: JavaScript, node: Node) -> Sequence[ir.Stmt]:
    made: list[ir.Stmt] = []
    for one in parts(node):
        if one.type == "assignment_expression" and (exported := exported_assignment(walk, one)) is not None:
            made.extend(exported)
            continue
        value = walk.expression(one)
        match value:
            case ir.Call(name="process.exit" | "Deno.exit"):
                made.append(ir.Exit(one.start_byte))
            case ir.Call(name=".push", args=args, base=base) if base is not None:
                made.extend(ir.Assign(one.start_byte, ir.Item(one.start_byte, base, None), arg.value) for arg in args)
            case ir.Bind(assign=assign):
                made.append(assign)
            case _:
                made.append(ir.Do(one.start_byte, value))
    return made


def _if(walk: JavaScript, node: Node) -> Sequence[ir.Stmt]:
    arms: list[tuple[ir.Expr, ir.Block]] = []
    one: Node | None = node
    otherwise: ir.Block = ()
    while one is not None and one.type == "if_statement":
        arms.append((walk.expression(field(one, "condition")), walk.block(field(one, "consequence"))))
        other = field(one, "alternative")
        one = next(iter(parts(other)), None) if other is not None else None
    if one is not None:
        otherwise = walk.block(one)
    return branches(node.start_byte, arms, otherwise)


def _block(walk: JavaScript, node: Node) -> Sequence[ir.Stmt]:
    return walk.each(parts(node))


def _for_in(walk: JavaScript, node: Node) -> Sequence[ir.Stmt]:
    """``for (const x of xs)`` takes elements, ``for (const k in o)`` keys."""
    at, left, right = node.start_byte, field(node, "left"), field(node, "right")
    over, pairs = gone_through(walk, right) if right is not None else (walk.expression(right), "elements")
    if isinstance(over, ir.Var) and over.name in {"Request", "process.stdin"}:
        over = requested(at) if over.name == "Request" else ir.Var(at, "process.stdin")
    element = walk.fresh(at, "element")
    each, given = taken(walk, at, "keys" if octets(field(node, "operator") or node) == b"in" else pairs, element)
    own = assigned(walk, left, given, declares=True)
    body = walk.block(field(node, "body"))
    return (ir.Loop(at, (*own, *body), over, each),)


def _for(walk: JavaScript, node: Node) -> Sequence[ir.Stmt]:
    before = walk.block(field(node, "initializer"))
    condition, increment = field(node, "condition"), field(node, "increment")
    test = walk.expression(condition) if condition is not None and condition.type != "empty_statement" else None
    step = walk.before(lambda: [ir.Do(node.start_byte, walk.expression(increment))]) if increment is not None else ()
    return (*before, ir.Loop(node.start_byte, (*walk.block(field(node, "body")), *step), condition=test))


def _while(walk: JavaScript, node: Node) -> Sequence[ir.Stmt]:
    condition, body = walk.expression(field(node, "condition")), walk.block(field(node, "body"))
    return (ir.Loop(node.start_byte, body, condition=condition, first=node.type == "do_statement"),)


def _leaves(block: ir.Block) -> bool:
    """Whether a ``break`` stands in a branch of these statements, and so leaves the ``switch`` around them."""
    waiting: list[ir.Stmt] = list(block)
    while waiting:
        match waiting.pop():
            case ir.Leave(again=False):
                return True
            case ir.If(then=then, otherwise=otherwise):
                waiting.extend((*then, *otherwise))
            case ir.Try(body=body, handlers=handlers, finally_=last):
                waiting.extend((*body, *last, *(one for each in handlers for one in each)))
            case _:
                pass
    return False


def _switch(walk: JavaScript, node: Node) -> Sequence[ir.Stmt]:
    """Cases that fall through share the statements of the next one that has some."""
    subject, before = kept_subject(node.start_byte, walk.expression(field(node, "value")))
    body = field(node, "body")
    arms: list[tuple[ir.Expr, ir.Block]] = []
    otherwise: ir.Block = ()
    waiting: ir.Expr | None = None
    for one in parts(body) if body is not None else []:
        block = walk.each(fields(one, "body"))
        block = block[:-1] if block and isinstance(block[-1], ir.Leave) else block
        if one.type == "switch_default":
            otherwise = block
            continue
        test = ir.Test(one.start_byte, ir.Comparison.EQUAL, subject, walk.expression(field(one, "value")))
        waiting = test if waiting is None else ir.Either(one.start_byte, waiting, test)
        if block or fields(one, "body"):
            arms.append((waiting, block))
            waiting = None
    made = branches(node.start_byte, arms, otherwise)
    if not _leaves(made):
        return (*before, *made)
    return (*before, ir.Loop(node.start_byte, made, condition=ir.Const(node.start_byte, b""), first=True))


def _try(walk: JavaScript, node: Node) -> Sequence[ir.Stmt]:
    handler_, last = field(node, "handler"), field(node, "finalizer")
    caught = None
    if handler_ is not None:
        error = ir.Call(handler_.start_byte, "<caught>")
        taken = walk.before(lambda: assigned(walk, field(handler_, "parameter"), error, declares=True))
        caught = (*taken, *walk.block(field(handler_, "body")))
    ending = walk.block(field(last, "body")) if last is not None else ()
    return (ir.Try(node.start_byte, walk.block(field(node, "body")), (caught,) if caught is not None else (), ending),)


def _return(walk: JavaScript, node: Node) -> Sequence[ir.Stmt]:
    below = parts(node)
    if (held := walk.yielded) is not None:
        at = node.start_byte
        value = (ir.Assign(at, ir.Item(at, held, None), walk.expression(below[0])),) if below else ()
        return (*value, ir.Return(at, held))
    return (ir.Return(node.start_byte, walk.expression(below[0]) if below else None),)


def _throw(walk: JavaScript, node: Node) -> Sequence[ir.Stmt]:
    below = parts(node)
    return (ir.Exit(node.start_byte, walk.expression(below[0]) if below else None, thrown=True),)


def _leave(_walk: JavaScript, node: Node) -> Sequence[ir.Stmt]:
    return (ir.Leave(node.start_byte, again=node.type == "continue_statement"),)


def _nothing(_walk: JavaScript, _node: Node) -> Sequence[ir.Stmt]:
    return ()


def _with(walk: JavaScript, node: Node) -> Sequence[ir.Stmt]:
    """``with (o) {...}``: any name in it may be a property of the object."""
    at, held = node.start_byte, walk.expression(field(node, "object"))
    return (ir.Do(at, ir.Opaque(at, node.end_byte, "with ()", (held,))), *walk.block(field(node, "body")))


def _labelled(walk: JavaScript, node: Node) -> Sequence[ir.Stmt]:
    return walk.block(field(node, "body"))


STATEMENTS: Final = {
    "lexical_declaration": declaration_of,
    "variable_declaration": declaration_of,
    "import_statement": import_of,
    "export_statement": export_of,
    "expression_statement": _expression,
    "function_declaration": declaration,
    "generator_function_declaration": declaration,
    "class_declaration": define_class,
    "class": define_class,
    "if_statement": _if,
    "statement_block": _block,
    "for_in_statement": _for_in,
    "for_statement": _for,
    "while_statement": _while,
    "do_statement": _while,
    "switch_statement": _switch,
    "try_statement": _try,
    "return_statement": _return,
    "throw_statement": _throw,
    "break_statement": _leave,
    "continue_statement": _leave,
    "labeled_statement": _labelled,
    "with_statement": _with,
    "using_declaration": declaration_of,
    "empty_statement": _nothing,
    "comment": _nothing,
    "hash_bang_line": _nothing,
    "debugger_statement": _nothing,
}

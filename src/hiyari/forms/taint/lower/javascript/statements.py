"""JavaScript's statements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.javascript.calls import arguments
from hiyari.forms.taint.lower.javascript.functions import (
    FUNCTIONS,
    declaration,
    define_class,
    function,
    handler,
    is_handler,
)
from hiyari.forms.taint.lower.javascript.lowering import JavaScript, module_name, module_of
from hiyari.forms.taint.lower.javascript.targets import assigned, target
from hiyari.forms.taint.lower.tree import child_of_type, field, fields, name_of, octets, parts
from hiyari.forms.taint.lower.walking import branches

if TYPE_CHECKING:
    from tree_sitter import Node

_HTTP: Final = frozenset(
    {
        "GET",
        "POST",
        "PUT",
        "PATCH",
        "fetch",
        "handler",
        "onRequest",
        "onRequestPost",
        "onRequestGet",
        "loader",
        "action",
    }
)
"""Names under which a handler is exported (Next.js, Remix, serverless platforms)."""
_INSTANCES: Final = {
    "emailjs.server.connect": "emailjs.client",
    "new emailjs.SMTPClient": "emailjs.client",
    "new postmark.ServerClient": "postmark.client",
    "process.openStdin": "process.stdin",
}
"""Calls that make an object whose methods the tables know by its kind."""


def _declaration(walk: JavaScript, node: Node) -> Sequence[ir.Stmt]:
    made: list[ir.Stmt] = []
    for one in parts(node):
        name, value = field(one, "name"), field(one, "value")
        if one.type != "variable_declarator" or name is None:
            continue
        if value is None:
            made.append(
                ir.Assign(
                    one.start_byte, ir.Var(one.start_byte, name_of(name)), ir.Const(one.start_byte, b""), declares=True
                )
            )
        elif (included := _imported(walk, name, value)) is not None:
            made.extend(included)
        elif value.type in FUNCTIONS and name.type == "identifier":
            made.append(_named_function(walk, name_of(name), value))
        else:
            made.extend(walk.before(lambda left=name, right=value: _initialised(walk, left, right)))  # type: ignore[misc]
    return made


def _initialised(walk: JavaScript, name: Node, value: Node) -> list[ir.Stmt]:
    given = walk.expression(value)
    made = assigned(walk, name, given, declares=True)
    if name.type == "identifier" and isinstance(given, ir.Call) and given.name in _INSTANCES:
        walk.scopes[-1][name_of(name)] = _INSTANCES[given.name]
    return made


def _named_function(walk: JavaScript, name: str, value: Node) -> ir.Stmt:
    if is_handler(value):
        return handler(walk, value, name)
    return ir.Define(value.start_byte, function(walk, value, name))


def _imported(walk: JavaScript, name: Node, value: Node) -> list[ir.Stmt] | None:
    """``const { exec: run } = require("child_process").promises``; None where nothing is imported."""
    inner = value
    while inner.type in {"await_expression", "parenthesized_expression"} and parts(inner):
        inner = parts(inner)[0]
    full = walk.dotted(inner)
    root = inner
    while root.type in {"member_expression", "call_expression"} and name_of(field(root, "function")) != "require":
        below = field(root, "object") or field(root, "function")
        if below is None:
            break
        root = below
    if root.type == "call_expression" and module_of(field(root, "arguments")) == "":
        _bound(walk, name, "")
        return [_include(root, name_of(parts(field(root, "arguments") or root)[0])[1:-1])]
    if not full or inner.type == "identifier" or full.startswith(("Request", "Context", "Event", "process.")):
        return None
    _bound(walk, name, full)
    return []


def _bound(walk: JavaScript, name: Node, full: str) -> None:
    scope = walk.scopes[-1]
    if name.type == "identifier":
        scope[name_of(name)] = full
        return
    for one in parts(name):
        match one.type:
            case "shorthand_property_identifier_pattern":
                scope[name_of(one)] = f"{full}.{name_of(one)}" if full else name_of(one)
            case "pair_pattern":
                own, local = name_of(field(one, "key")), name_of(field(one, "value"))
                scope[local] = f"{full}.{own}" if full else own
            case _:
                pass


def _include(node: Node, written: str) -> ir.Include:
    path = written if written.rpartition("/")[2].count(".") else f"{written}.js"
    return ir.Include(node.start_byte, ir.Const(node.start_byte, path.encode("utf-8", "surrogateescape")))


def _import(walk: JavaScript, node: Node) -> Sequence[ir.Stmt]:
    written = name_of(field(node, "source"))[1:-1]
    full, scope = module_name(written), walk.scopes[-1]
    clause = child_of_type(node, "import_clause")
    for one in parts(clause) if clause is not None else []:
        match one.type:
            case "identifier":
                scope[name_of(one)] = full
            case "namespace_import":
                scope[name_of(next(iter(parts(one)), None))] = full
            case "named_imports":
                for inner in parts(one):
                    own = name_of(field(inner, "name"))
                    scope[name_of(field(inner, "alias")) or own] = f"{full}.{own}" if full else own
            case _:
                pass
    return [] if full else [_include(node, written)]


def _expression(walk: JavaScript, node: Node) -> Sequence[ir.Stmt]:
    made: list[ir.Stmt] = []
    for one in parts(node):
        if one.type == "assignment_expression" and (exported := _exported_assignment(walk, one)) is not None:
            made.append(exported)
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


def _exported_assignment(walk: JavaScript, node: Node) -> ir.Stmt | None:
    """``module.exports = (req, res) => ...``, ``exports.handler = async event => ...``."""
    left, value = field(node, "left"), field(node, "right")
    written = octets(left) if left is not None else b""
    if value is None or value.type not in FUNCTIONS or not written.startswith((b"module.exports", b"exports.")):
        return None
    name = written.rpartition(b".")[2].decode("utf-8", "replace")
    if name in _HTTP or (written == b"module.exports" and not is_handler(value)):
        return handler(walk, value, name, request=_first_request(value))
    return _named_function(walk, name, value)


def _first_request(node: Node) -> str | None:
    """Handlers of serverless platforms take an event, whatever it is called, when they have no answer to write to."""
    return None if is_handler(node) else "Event"


def _export(walk: JavaScript, node: Node) -> Sequence[ir.Stmt]:
    inner = field(node, "declaration") or field(node, "value")
    default = b"default" in octets(node)[:20]
    if inner is None:
        return ()
    if inner.type in FUNCTIONS:
        name = name_of(field(inner, "name")) or walk.fresh(inner.start_byte, "default").name
        if is_handler(inner) or name in _HTTP:
            return (handler(walk, inner, name, request="Request" if name.isupper() or is_handler(inner) else None),)
        return (ir.Define(inner.start_byte, function(walk, inner, name)),)
    if inner.type in {"lexical_declaration", "variable_declaration"}:
        return _exported_constants(walk, inner)
    if inner.type == "class_declaration":
        return define_class(walk, inner)
    if default and inner.type == "object":
        methods = [
            one for one in parts(inner) if one.type == "method_definition" and name_of(field(one, "name")) in _HTTP
        ]
        return tuple(handler(walk, one, name_of(field(one, "name")), request="Request") for one in methods)
    return walk.block(inner)


def _exported_constants(walk: JavaScript, node: Node) -> Sequence[ir.Stmt]:
    made: list[ir.Stmt] = []
    for one in parts(node):
        name, value = name_of(field(one, "name")), field(one, "value")
        if value is not None and value.type in FUNCTIONS and name in _HTTP:
            made.append(handler(walk, value, name, request="Request" if name.isupper() else _first_request(value)))
    return made or _declaration(walk, node)


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
    at, left, over = node.start_byte, field(node, "left"), walk.expression(field(node, "right"))
    if isinstance(over, ir.Var) and over.name in {"Request", "process.stdin"}:
        over = ir.Call(at, "<request>")
    element = walk.fresh(at, "element")
    taken = assigned(walk, left, element, declares=True)
    body = walk.block(field(node, "body"))
    if octets(field(node, "operator") or node) == b"in":
        return (ir.Loop(at, (*taken, *body), over, (element, walk.fresh(at, "value"))),)
    return (ir.Loop(at, (*taken, *body), over, (element,)),)


def _for(walk: JavaScript, node: Node) -> Sequence[ir.Stmt]:
    before = walk.block(field(node, "initializer"))
    condition, increment = field(node, "condition"), field(node, "increment")
    test = walk.expression(condition) if condition is not None and condition.type != "empty_statement" else None
    step = walk.before(lambda: [ir.Do(node.start_byte, walk.expression(increment))]) if increment is not None else ()
    return (*before, ir.Loop(node.start_byte, (*walk.block(field(node, "body")), *step), condition=test))


def _while(walk: JavaScript, node: Node) -> Sequence[ir.Stmt]:
    condition, body = walk.expression(field(node, "condition")), walk.block(field(node, "body"))
    loop = ir.Loop(node.start_byte, body, condition=condition)
    return (*body, loop) if node.type == "do_statement" and not _leaves(body) else (loop,)


def _leaves(body: ir.Block) -> bool:
    return any(isinstance(one, ir.Leave) for one in body)


def _switch(walk: JavaScript, node: Node) -> Sequence[ir.Stmt]:
    """Cases that fall through share the statements of the next one that has some."""
    subject, body = walk.expression(field(node, "value")), field(node, "body")
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
    return branches(node.start_byte, arms, otherwise)


def _try(walk: JavaScript, node: Node) -> Sequence[ir.Stmt]:
    handler_, last = field(node, "handler"), field(node, "finalizer")
    caught = walk.block(field(handler_, "body")) if handler_ is not None else None
    ending = walk.block(field(last, "body")) if last is not None else ()
    return (ir.Try(node.start_byte, walk.block(field(node, "body")), (caught,) if caught is not None else (), ending),)


def _return(walk: JavaScript, node: Node) -> Sequence[ir.Stmt]:
    below = parts(node)
    return (ir.Return(node.start_byte, walk.expression(below[0]) if below else None),)


def _throw(walk: JavaScript, node: Node) -> Sequence[ir.Stmt]:
    below = parts(node)
    return (ir.Exit(node.start_byte, walk.expression(below[0]) if below else None, thrown=True),)


def _leave(_walk: JavaScript, node: Node) -> Sequence[ir.Stmt]:
    return (ir.Leave(node.start_byte),)


def _nothing(_walk: JavaScript, _node: Node) -> Sequence[ir.Stmt]:
    return ()


def _labelled(walk: JavaScript, node: Node) -> Sequence[ir.Stmt]:
    return walk.block(field(node, "body"))


STATEMENTS: Final = {
    "lexical_declaration": _declaration,
    "variable_declaration": _declaration,
    "import_statement": _import,
    "export_statement": _export,
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
    "empty_statement": _nothing,
    "comment": _nothing,
    "hash_bang_line": _nothing,
    "debugger_statement": _nothing,
}

__all__ = ["STATEMENTS", "arguments", "target"]

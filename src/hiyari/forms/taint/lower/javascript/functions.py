"""JavaScript's functions, and which of them a web server calls.

A function whose first parameters are called ``(req, res)`` (Express, Next.js, plain ``http``), ``ctx`` where Koa is
imported, or ``(event, context)`` is a handler; so is what is given to ``app.post(...)`` or exported as ``POST``. Its
first parameter goes by the full name ``Request``, ``Context`` or ``Event`` inside, and ``next()`` calls the handler
behind it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.javascript.lowering import JavaScript
from hiyari.forms.taint.lower.javascript.targets import assigned
from hiyari.forms.taint.lower.tree import field, name_of, octets, parts
from hiyari.forms.taint.lower.walking import asked, requested

if TYPE_CHECKING:
    from tree_sitter import Node

REQUESTS: Final = {
    "req": "Request",
    "request": "Request",
    "_req": "Request",
    "ctx": "Context",
    "event": "Event",
}
_ANSWERS: Final = frozenset({"res", "response", "_res", "resp", "reply", "context", "next", "h"})
FUNCTIONS: Final = frozenset(
    {
        "arrow_function",
        "function_expression",
        "function_declaration",
        "generator_function",
        "generator_function_declaration",
        "method_definition",
    }
)


def parameters(node: Node) -> list[Node]:
    """The parameters of a function, arrow functions with a single one included."""
    one = field(node, "parameter")
    if one is not None:
        return [one]
    given = field(node, "parameters")
    return parts(given) if given is not None else []


def is_handler(node: Node) -> bool:
    """Whether the names of a function's parameters say that a web server calls it."""
    names = [name_of(one) for one in parameters(node)[:2] if one.type == "identifier"]
    return len(names) == 2 and names[0] in REQUESTS and names[1] in _ANSWERS


def function(
    walk: JavaScript,
    node: Node,
    name: str,
    *,
    owner: str | None = None,
    request: str | None = None,
    following: str | None = None,
    renamed: dict[str, str] | None = None,
) -> ir.Function:
    """A function; ``request`` is what its first parameter is called in the tables, ``following`` what ``next`` calls.

    ``renamed`` are parameters that stand for functions of a known name.
    """
    at, body = node.start_byte, field(node, "body")
    scope: dict[str, str | None] = {}
    params: list[ir.Param] = []
    opened: list[tuple[Node, ir.Expr]] = []
    for index, one in enumerate(parameters(node)):
        held = field(one, "left") if one.type == "assignment_pattern" else one
        default = walk.expression(field(one, "right")) if one.type == "assignment_pattern" else None
        rest = one.type == "rest_pattern"
        held = next(iter(parts(one)), None) if rest else held
        own = name_of(held) if held is not None and held.type == "identifier" else f"parameter {index}"
        params.append(ir.Param(own, default, rest))
        full = request if index == 0 and request is not None else REQUESTS.get(own) if index == 0 else None
        scope[own] = following if own == "next" and following is not None else full
        if held is not None and held.type in {"object_pattern", "array_pattern"}:
            opened.append((held, ir.Var(at, full or own)))
    walk.scopes.append({**scope, **(renamed or {})})
    outer, walk.yielded = walk.yielded, None
    taken = walk.before(lambda: [made for one, value in opened for made in assigned(walk, one, value, declares=True)])
    made = _yielding(walk, node, body) if _is_generator(node) else _body(walk, body)
    walk.scopes.pop()
    walk.yielded = outer
    return ir.Function(at, name, tuple(params), (*taken, *made), owner)


def _is_generator(node: Node) -> bool:
    return any(child.type == "*" for child in node.children)


def _yielding(walk: JavaScript, node: Node, body: Node | None) -> ir.Block:
    """A generator gives a list of all that it yields."""
    at, before = node.start_byte, walk.yielded
    held = walk.yielded = walk.fresh(at, "yielded")
    made = _body(walk, body)
    walk.yielded = before
    return (ir.Assign(at, held, ir.Array(at, ()), declares=True), *made, ir.Return(node.end_byte, held))


def _body(walk: JavaScript, body: Node | None) -> ir.Block:
    if body is not None and body.type != "statement_block":
        return walk.before(lambda: [ir.Return(body.start_byte, walk.expression(body))])
    return walk.block(body)


def function_value(walk: JavaScript, node: Node) -> ir.Expr:
    """A function as a value; a handler is defined under a name of its own, and called at the end."""
    at = node.start_byte
    if is_handler(node):
        name = walk.fresh(at, "handler").name
        walk.waiting.append(handler(walk, node, name))
        return ir.Var(at, name)
    return ir.Lambda(at, function(walk, node, ""))


def handler(
    walk: JavaScript, node: Node, name: str, *, request: str | None = None, following: str | None = None
) -> ir.Define:
    """Defines a function that the web server calls, and calls it at the end."""
    at = node.start_byte
    made = function(walk, node, name, request=request, following=following)
    walk.handlers.append(asked(at, (call_handler(at, made),)))
    return ir.Define(at, made)


def call_handler(at: int, function_: ir.Function) -> ir.Do:
    """A call of a handler: the request, and nothing that matters besides."""
    first: Sequence[ir.Arg] = (ir.Arg(ir.Var(at, "Request")),) if function_.params else ()
    others = tuple(ir.Arg(ir.Const(at)) for _ in function_.params[1:])
    return ir.Do(at, ir.Call(at, function_.name, (*first, *others)))


def _of_object(walk: JavaScript, at: int, kind: str, method: str, defined: ir.Function) -> ir.Block:
    """A handler that is a method: of a new object."""
    made = walk.fresh(at, "object")
    call = call_handler(at, defined).value
    given = call.args if isinstance(call, ir.Call) else ()
    return (ir.Assign(at, made, ir.Call(at, f"new {kind}")), ir.Do(at, ir.Call(at, f".{method}", given, made)))


_ROUTES: Final = re.compile(rb"@(?:Post|Get|Put|Patch|All)\b")


def _routed(at: int, kind: str, method: str, defined: ir.Function, node: Node) -> ir.Block:
    """A method that a decorator makes a handler (NestJS): all that it is given comes from the request."""
    before = node.prev_named_sibling
    marks = [one for one in (*node.children, before) if one is not None and one.type == "decorator"]
    if not any(_ROUTES.match(octets(one)) for one in marks):
        return ()
    made = ir.Var(at, f"<controller {node.start_byte}>")
    given = tuple(ir.Arg(requested(at, one.name)) for one in defined.params)
    call = ir.Do(at, ir.Call(at, f".{method}", given, made))
    return (asked(at, (ir.Assign(at, made, ir.Call(at, f"new {kind}")), call)),)


def declaration(walk: JavaScript, node: Node) -> Sequence[ir.Stmt]:
    """``function name() {}``."""
    name = name_of(field(node, "name")) or walk.fresh(node.start_byte, "function").name
    if is_handler(node):
        return (handler(walk, node, name),)
    return (ir.Define(node.start_byte, function(walk, node, name)),)


def define_class(walk: JavaScript, node: Node, name: str = "") -> Sequence[ir.Stmt]:
    """``class``: its methods by ``Class.method``."""
    at, name, body = node.start_byte, name or name_of(field(node, "name")), field(node, "body")
    heritage = next((one for one in parts(node) if one.type == "class_heritage"), None)
    bases = tuple(name_of(one) for one in parts(heritage)) if heritage is not None else ()
    made: list[ir.Stmt] = []
    before, walk.base = walk.base, bases[0] if bases else None
    for one in parts(body) if body is not None else []:
        own = name_of(field(one, "name") or field(one, "property"))
        if one.type == "method_definition":
            defined = function(walk, one, f"{name}.{own}", owner=name)
            made.append(ir.Define(one.start_byte, defined))
            if is_handler(one):
                walk.handlers.append(asked(at, _of_object(walk, at, name, own, defined)))
            walk.handlers.extend(_routed(at, name, own, defined, one))
        elif one.type == "class_static_block":
            made.extend(walk.block(field(one, "body")))
        elif one.type == "field_definition" and (value := field(one, "value")) is not None:
            if value.type in FUNCTIONS:
                made.append(ir.Define(one.start_byte, function(walk, value, f"{name}.{own}", owner=name)))
            else:
                made.append(ir.Assign(one.start_byte, ir.Var(one.start_byte, own), walk.expression(value)))
    walk.base = before
    return (ir.Class(at, name, bases, tuple(made)),)

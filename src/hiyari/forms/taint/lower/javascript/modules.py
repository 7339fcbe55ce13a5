"""What JavaScript declares, imports and exports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.javascript.functions import (
    FUNCTIONS,
    REQUESTS,
    define_class,
    function,
    handler,
    is_handler,
    parameters,
)
from hiyari.forms.taint.lower.javascript.lowering import JavaScript, module_name, module_of
from hiyari.forms.taint.lower.javascript.targets import assigned
from hiyari.forms.taint.lower.tree import child_of_type, field, name_of, octets, parts
from hiyari.forms.taint.lower.walking import words

if TYPE_CHECKING:
    from tree_sitter import Node

_HTTP: Final = words("""GET POST PUT PATCH fetch handler onRequest onRequestPost onRequestGet loader action""")
"""Names under which a handler is exported (Next.js, Remix, serverless platforms)."""
_LOADS: Final = frozenset({"require", "import"})
_EXPORTED: Final = frozenset({"identifier", "class", "new_expression", "call_expression", "member_expression"})
"""What may stand behind ``module.exports =`` besides functions and objects."""
_INSTANCES: Final = {
    "emailjs.server.connect": "emailjs.client",
    "new emailjs.SMTPClient": "emailjs.client",
    "new postmark.ServerClient": "postmark.client",
    "process.openStdin": "process.stdin",
}
"""Calls that make an object whose methods the tables know by its kind."""


def declaration_of(walk: JavaScript, node: Node) -> Sequence[ir.Stmt]:
    """``const a = 1, { b } = require("x"), f = () => {}``."""
    made: list[ir.Stmt] = []
    for one in parts(node):
        name, value = field(one, "name"), field(one, "value")
        if one.type != "variable_declarator" or name is None:
            continue
        if value is None and node.type == "variable_declaration":
            continue  # ``var x;`` leaves what it has
        if value is None:
            made.append(
                ir.Assign(
                    one.start_byte, ir.Var(one.start_byte, name_of(name)), ir.Const(one.start_byte, b""), declares=True
                )
            )
        elif (included := _imported(walk, name, value)) is not None:
            made.extend(included)
        elif value.type == "class" and name.type == "identifier":
            made.extend(define_class(walk, value, name_of(name)))
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
    while root.type in {"member_expression", "call_expression"} and name_of(field(root, "function")) not in _LOADS:
        below = field(root, "object") or field(root, "function")
        if below is None:
            break
        root = below
    if root.type == "call_expression" and module_of(field(root, "arguments")) == "":
        _bound(walk, name, "")
        return _included(root, name_of(parts(field(root, "arguments") or root)[0])[1:-1])
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
                walk.shared.update(() if full else (name_of(one),))
                scope[name_of(one)] = f"{full}.{name_of(one)}" if full else name_of(one)
            case "pair_pattern":
                own, local = name_of(field(one, "key")), name_of(field(one, "value"))
                walk.shared.update(() if full else (local,))
                scope[local] = f"{full}.{own}" if full else own
            case _:
                pass


def _included(node: Node, written: str) -> list[ir.Stmt]:
    """A file of the site; what it exports goes by the same names there. Data hold no code."""
    if written.endswith((".json", ".css", ".html", ".txt")):
        return []
    path = written if written.rpartition("/")[2].count(".") else f"{written}.js"
    octets_ = ir.Const(node.start_byte, path.encode("utf-8", "surrogateescape"))
    return [ir.Include(node.start_byte, octets_, required=True)]


def inline_file(node: Node) -> ir.Stmt | None:
    """``require("./mailer")`` in the middle of an expression; None for any other call."""
    if name_of(field(node, "function")) not in _LOADS or module_of(field(node, "arguments")) != "":
        return None
    above = node.parent
    while above is not None and above.type in {"await_expression", "parenthesized_expression"}:
        above = above.parent
    if above is None or above.type == "variable_declarator":
        return None
    given = parts(field(node, "arguments") or node)
    return next(iter(_included(node, name_of(given[0])[1:-1])), None)


def import_of(walk: JavaScript, node: Node) -> Sequence[ir.Stmt]:
    """``import a, { b as c } from "x"``."""
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
                    walk.shared.update(() if full else (name_of(field(inner, "alias")) or own,))
                    scope[name_of(field(inner, "alias")) or own] = f"{full}.{own}" if full else own
            case _:
                pass
    return [] if full else _included(node, written)


def exported_assignment(walk: JavaScript, node: Node) -> Sequence[ir.Stmt] | None:
    """``module.exports = (req, res) => ...``, ``exports.handler = async event => ...``, ``module.exports = {...}``."""
    left, value = field(node, "left"), field(node, "right")
    written = octets(left) if left is not None else b""
    if value is None or not written.startswith((b"module.exports", b"exports.")) or b"[" in written:
        return None
    name = written.rpartition(b".")[2].decode("utf-8", "replace")
    if value.type in FUNCTIONS:
        return (_exported_function(walk, name, written, value),)
    if name == "exports" and value.type == "object":
        return exported_object(walk, value)
    if value.type in _EXPORTED:
        return exported_value(walk, value, name)
    return None


def exported_value(walk: JavaScript, node: Node, name: str = "exports") -> Sequence[ir.Stmt]:
    """What a file exports goes by the name ``exports`` in those that include it, or by its own."""
    at = node.start_byte
    if node.type in {"class", "class_declaration"}:
        own = name_of(field(node, "name")) or walk.fresh(at, "class").name
        kept = ir.Assign(at, ir.Var(at, name), ir.Const(at, own.encode("utf-8", "surrogateescape")))
        return (*define_class(walk, node, own), kept)
    if node.type == "identifier" and name_of(node) in walk.classes:
        return (ir.Assign(at, ir.Var(at, name), ir.Const(at, octets(node))),)
    if node.type == "identifier" and name_of(node) == name:
        return ()
    return walk.before(lambda: [ir.Assign(at, ir.Var(at, name), walk.expression(node))])


def exported_object(walk: JavaScript, node: Node) -> Sequence[ir.Stmt]:
    """``module.exports = { send, post: send, go() {} }``: each goes by its own name."""
    made: list[ir.Stmt] = []
    for one in parts(node):
        value = one if one.type == "method_definition" else field(one, "value")
        name = name_of(field(one, "name" if one.type == "method_definition" else "key"))
        if value is None or not name.isidentifier():
            continue
        if value.type in FUNCTIONS:
            made.append(_named_function(walk, name, value))
        else:
            made.extend(exported_value(walk, value, name))
    return made


def _exported_function(walk: JavaScript, name: str, written: bytes, value: Node) -> ir.Stmt:
    if name in _HTTP or (written == b"module.exports" and _first_name(value) in REQUESTS):
        return handler(walk, value, name, request=_first_request(value))
    return _named_function(walk, name, value)


def _first_name(node: Node) -> str:
    given = parameters(node)
    return name_of(given[0]) if given and given[0].type == "identifier" else ""


def _first_request(node: Node) -> str | None:
    """Handlers of serverless platforms take an event, whatever it is called, when they have no answer to write to."""
    return None if is_handler(node) or REQUESTS.get(_first_name(node), "Event") != "Event" else "Event"


def export_of(walk: JavaScript, node: Node) -> Sequence[ir.Stmt]:
    """``export default function ...``, ``export const POST = ...``."""
    inner = field(node, "declaration") or field(node, "value")
    default = b"default" in octets(node)[:20]
    if inner is None:
        return _export_clause(walk, node)
    if inner.type in FUNCTIONS:
        name = name_of(field(inner, "name")) or "exports"
        if is_handler(inner) or name in _HTTP:
            return (handler(walk, inner, name, request="Request" if name.isupper() or is_handler(inner) else None),)
        at = inner.start_byte
        made = ir.Define(at, function(walk, inner, name))
        if not default or name == "exports":
            return (made,)
        return (made, ir.Assign(at, ir.Var(at, "exports"), ir.Var(at, name)))
    if default and inner.type in {*_EXPORTED, "class_declaration"}:
        return exported_value(walk, inner)
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


def _export_clause(walk: JavaScript, node: Node) -> Sequence[ir.Stmt]:
    """``export { send as go }``."""
    clause, source = child_of_type(node, "export_clause"), field(node, "source")
    made: list[ir.Stmt] = list(_included(node, name_of(source)[1:-1])) if source is not None else []
    for one in parts(clause) if clause is not None else []:
        name, alias = field(one, "name"), field(one, "alias")
        if name is not None and alias is not None:
            made.extend(exported_value(walk, name, "exports" if name_of(alias) == "default" else name_of(alias)))
    return made


def _exported_constants(walk: JavaScript, node: Node) -> Sequence[ir.Stmt]:
    made: list[ir.Stmt] = []
    for one in parts(node):
        name, value = name_of(field(one, "name")), field(one, "value")
        if value is not None and value.type in FUNCTIONS and name in _HTTP:
            made.append(handler(walk, value, name, request="Request" if name.isupper() else _first_request(value)))
    return made or declaration_of(walk, node)

"""Fastify's schemas: what a route's ``{ schema: { body: ... } }`` checks before the handler runs.

Fastify compiles them by Ajv 8 with ``coerceTypes`` and answers 400 where one fails: a field of type ``integer`` is a
number then, and ``format: "email"`` one plain address (ajv-formats). A schema that is not written out in the file, or
a keyword that is not known here, checks nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.javascript.lowering import JavaScript
from hiyari.forms.taint.lower.tree import field, name_of, octets, parts

if TYPE_CHECKING:
    from tree_sitter import Node

ADDRESS: Final = "<format email>"
"""The call that stands for a field that has the format of an address."""
_PARTS: Final = {
    "body": "Request.body",
    "querystring": "Request.query",
    "query": "Request.query",
    "params": "Request.params",
}
_NUMBERS: Final = frozenset({b"integer", b"number", b"boolean", b"null"})
_FORMATS: Final = frozenset({b"date", b"time", b"date-time", b"uuid", b"ipv4", b"ipv6"})
"""Formats that hold no words of anybody's."""
_MOST: Final = 60
"""Fields of a schema, and statements of a file that are looked through for it."""


def checks(walk: JavaScript, args: Sequence[Node]) -> ir.Block:
    """What a route's options check of the request; nothing where they hold no schema."""
    if b"fastify" not in walk.source:
        return ()
    made: list[ir.Stmt] = []
    for one in args:
        schema = member(_object(one), "schema")
        for part, whole in _PARTS.items():
            given = member(schema, part)
            for name, spec in _pairs(member(given, "properties")):
                made.extend(_check(walk, ir.Var(one.start_byte, whole), name, spec))
    return tuple(made)


def _check(walk: JavaScript, whole: ir.Var, name: str, spec: Node | None) -> Iterator[ir.Stmt]:
    """A field's own schema."""
    kind = _text(walk, member(spec, "type"))
    at, item = whole.at, ir.Item(whole.at, whole, ir.Const(whole.at, name.encode("utf-8", "surrogateescape")))
    listed = member(spec, "enum")
    if listed is not None and listed.type == "array":
        yield _unless(ir.Test(at, ir.Comparison.IN, item, walk.expression(listed)))
    if kind in _NUMBERS:
        yield ir.Assign(at, item, ir.Mix(at, (item,), number=True))
    if kind != b"string":
        return  # a format and a pattern are of strings: a list would get past them
    form, pattern = _text(walk, member(spec, "format")), _text(walk, member(spec, "pattern"))
    if form == b"email":
        yield ir.Assign(at, item, ir.Call(at, ADDRESS, (ir.Arg(item),)))
    elif form in _FORMATS:
        yield ir.Assign(at, item, ir.Mix(at, (item,), number=True))
    if pattern is not None:
        yield _unless(ir.Test(at, ir.Comparison.MATCHES, item, ir.Pattern(at, pattern, "u", "javascript")))


def _unless(test: ir.Test) -> ir.If:
    return ir.If(test.at, ir.Not(test.at, test), (ir.Exit(test.at),))


def _text(walk: JavaScript, node: Node | None) -> bytes | None:
    value = walk.expression(node) if node is not None and node.type == "string" else None
    return value.value if isinstance(value, ir.Const) else None


def member(node: Node | None, name: str) -> Node | None:
    """What an object that is written out holds under a name."""
    found = None
    for key, value in _pairs(node):
        found = value if key == name else found
    return _object(found) if found is not None else None


def _pairs(node: Node | None) -> Iterator[tuple[str, Node | None]]:
    for one in parts(node)[:_MOST] if node is not None and node.type == "object" else ():
        if one.type == "pair":
            yield name_of(field(one, "key")).strip("'\""), _object(field(one, "value"))
        elif one.type == "shorthand_property_identifier":
            yield name_of(one), _object(one)


def _object(node: Node | None) -> Node | None:
    """A node; for a name that a ``const`` of the file binds, what it gives it."""
    if node is None or node.type not in {"identifier", "shorthand_property_identifier"}:
        return node
    root, name = node, octets(node)
    while root.parent is not None:
        root = root.parent
    for statement in parts(root):
        if statement.type == "lexical_declaration" and octets(statement).startswith(b"const"):
            for one in parts(statement):
                if octets(field(one, "name") or one) == name:
                    return field(one, "value")
    return node

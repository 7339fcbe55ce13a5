"""From JavaScript's syntax tree to `hiyari.forms.taint.ir`: scripts that run on a server, and no others.

A script counts as one when it imports something, exports something, begins with ``#!`` or speaks of ``process``,
``Deno`` or ``Bun``. What a page loads into a browser cannot send mail by itself, and is an empty program.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from hiyari.forms.language import Language
from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.javascript.events import note_listener
from hiyari.forms.taint.lower.javascript.expressions import EXPRESSIONS
from hiyari.forms.taint.lower.javascript.functions import FUNCTIONS
from hiyari.forms.taint.lower.javascript.lowering import JavaScript
from hiyari.forms.taint.lower.javascript.modules import inline_file
from hiyari.forms.taint.lower.javascript.statements import STATEMENTS
from hiyari.forms.taint.lower.tree import field, lost, name_of, parse, parts
from hiyari.forms.taint.lower.walking import words

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["lower"]

_SERVER: Final = re.compile(
    rb"\A#!|\brequire\s{0,3}\(|^\s{0,20}import\b|\bimport\s{0,3}\(|\bmodule\.exports\b|\bexports\.\w|\bprocess\.(?:env|stdin|exit|argv)\b"
    rb"|\bDeno\.|\bBun\.|^\s{0,20}export\s",
    re.MULTILINE,
)

_LITERALS: Final = frozenset({"regex", "string", "template_string", "new_expression"})
_BINDING: Final = words("""formal_parameters arrow_function for_in_statement array_pattern object_pattern""")
"""Kinds of nodes that give names a value."""
_MOST_TWICE: Final = 6
"""Handlers that are run twice."""
_GLOBALS: Final = words("""process console JSON Object Math Date Number String Array Buffer Promise crypto Deno Bun""")
"""Objects that are there without an import."""
_EXPORTS: Final = re.compile(rb"\bmodule\.exports\b|\bexports\.\w|(?:^|;)\s{0,20}export\s", re.MULTILINE)
"""Other files may call its functions."""


def lower(source: bytes) -> ir.Program:
    """A server's script in the small language; a browser's is empty. Raises for no source but one that nests too deep.

    Raises:
        NoGrammarError: The grammar is not installed.
    """
    if not _SERVER.search(source):
        return ir.Program(())
    root = parse(source, Language.JAVASCRIPT)
    walk = JavaScript(source, EXPRESSIONS, STATEMENTS)
    walk.scopes[0].update({name: name for name in _GLOBALS})
    _look_ahead(walk, root)
    body = (*walk.files, *walk.each(parts(root)))
    handlers = [one for one in walk.handlers if one.at not in walk.checked]
    again = handlers if 1 < len(handlers) <= _MOST_TWICE else []  # one may wait for what another keeps
    return ir.Program((*body, *handlers, *again), lost(root), exports=_EXPORTS.search(source) is not None)


def _note(walk: JavaScript, node: Node) -> None:
    """Remember classes, what waits for events, and files of the site that are taken in on the way."""
    if node.type == "call_expression":
        note_listener(walk, node)
        if (path := inline_file(node)) is not None:
            walk.files.append(path)
    elif node.type == "class_declaration":
        walk.classes.add(name_of(field(node, "name")))
    elif node.type == "variable_declarator":
        value = field(node, "value")
        if value is not None and value.type == "new_expression" and name_of(field(value, "constructor")) == "Map":
            walk.maps.add(name_of(field(node, "name")))


def _look_ahead(walk: JavaScript, root: Node) -> None:
    """Names of functions, and constants that are bound once to a literal: patterns, lists, templates."""
    waiting = [root]
    bound: dict[str, int] = {}
    literals: dict[str, Node] = {}
    while waiting:
        node = waiting.pop()
        waiting.extend(node.named_children)
        _note(walk, node)
        if node.type in {"function_declaration", "generator_function_declaration"}:
            walk.functions[name_of(field(node, "name"))] = node
        elif node.type == "variable_declarator":
            name, value = name_of(field(node, "name")), field(node, "value")
            bound[name] = bound.get(name, 0) + 1
            if value is not None and value.type in FUNCTIONS:
                walk.functions[name] = value
            elif value is not None and value.type in _LITERALS:
                literals[name] = value
        elif node.type in {"assignment_expression", "augmented_assignment_expression"}:
            name = name_of(field(node, "left"))
            bound[name] = bound.get(name, 0) + 1
        elif node.type in _BINDING:
            for one in node.named_children[:50]:
                if one.type in {"identifier", "shorthand_property_identifier_pattern"}:
                    bound[name_of(one)] = bound.get(name_of(one), 0) + 1
    for name, value in literals.items():
        if bound.get(name) == 1:
            made = walk.expression(value)
            if isinstance(made, ir.Pattern) or (isinstance(made, ir.Const) and made.value is not None):
                walk.constants[name] = made
    walk.waiting.clear()
    walk.handlers.clear()

"""From Ruby's syntax tree to `hiyari.forms.taint.ir`.

Blocks are laid in place, so that ``return`` and ``exit`` in them mean what they mean in Ruby; handlers (Sinatra's
routes, Rails' actions, Rack's ``call``) are called at the end of the program.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.ruby.blocks import contents
from hiyari.forms.taint.lower.ruby.definitions import DEFINITIONS, mixed_in
from hiyari.forms.taint.lower.ruby.expressions import EXPRESSIONS
from hiyari.forms.taint.lower.ruby.lowering import Ruby
from hiyari.forms.taint.lower.ruby.shifts import unshifted
from hiyari.forms.taint.lower.ruby.statements import STATEMENTS
from hiyari.forms.taint.lower.tree import field, lost, name_of, octets, parts

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["lower"]


def lower(source: bytes) -> ir.Program:
    """A Ruby script in the small language. Raises for no source but one that nests too deep.

    Raises:
        NoGrammarError: The grammar is not installed.
    """
    root = unshifted(source)
    walk = Ruby(source, EXPRESSIONS, {**STATEMENTS, **DEFINITIONS})
    _look_ahead(walk, root)
    body = walk.each(parts(root))
    return ir.Program((*body, *walk.handlers), lost(root))


def _look_ahead(walk: Ruby, root: Node) -> None:
    """Bodies of heredocs, names of methods and classes, constants that hold a literal."""
    waiting, announced, bodies, mixes = [root], [], [], []
    bound: Counter[str] = Counter()
    literals: dict[str, Node] = {}
    while waiting:
        node = waiting.pop()
        waiting.extend(reversed(node.named_children))
        match node.type:
            case "heredoc_beginning":
                announced.append(node.start_byte)
            case "heredoc_body":
                bodies.append(node)
            case "method" | "singleton_method":
                if _yields(node):
                    walk.yielding.add(name_of(field(node, "name")))
                if node.type == "method" and not _in_class(node):
                    walk.methods.add(name_of(field(node, "name")))
            case "class" | "module":
                walk.classes[name_of(field(node, "name"))] = _methods(node)
                mixes.append(node)
            case "assignment":
                left, right = field(node, "left"), field(node, "right")
                if left is not None and right is not None and left.type == "constant":
                    bound[name_of(left)] += 1
                    literals[name_of(left)] = right
            case _:
                pass
    for node in mixes:
        name, body = name_of(field(node, "name")), field(node, "body")
        for mixed in (one for each in (parts(body) if body is not None else ()) for one in mixed_in(each)):
            walk.classes[name] |= walk.classes.get(mixed, frozenset())
    walk.bodies = dict(zip(sorted(announced), sorted(bodies, key=lambda one: one.start_byte), strict=False))
    _constants(walk, {name: node for name, node in literals.items() if bound[name] == 1})


def _yields(node: Node) -> bool:
    """Whether a method calls the block that it is given, or passes it on."""
    written = octets(node)
    given = field(node, "parameters")
    named = given is not None and (b"&" in octets(given) or b"..." in octets(given))
    return named or b"yield" in written


def _in_class(node: Node) -> bool:
    above = node.parent
    return above is not None and above.type == "body_statement"


def _methods(node: Node) -> frozenset[str]:
    body = field(node, "body")
    below = parts(body) if body is not None else []
    blocks = [one for one in below if one.type == "call" and name_of(field(one, "method")) in _WIDENING]
    below += [each for one in blocks if (block := field(one, "block")) is not None for each in contents(block)]
    names = [name_of(field(one, "name")) for one in below if one.type in {"method", "singleton_method"}]
    superclass = field(node, "superclass")
    calls = [one for one in (*below, *(parts(superclass) if superclass is not None else ())) if one.type == "call"]
    for one in calls:
        given = field(one, "arguments")
        if name_of(field(one, "method")) in _NAMING and given is not None:
            names.extend(name_of(each).lstrip(":") for each in parts(given) if each.type == "simple_symbol")
    return frozenset(names)


_WIDENING: Final = frozenset({"helpers", "class_methods", "included", "private", "class_eval"})
"""Calls whose block defines methods of the class around it: Sinatra's ``helpers do ... end``."""
_NAMING: Final = frozenset({"attr_reader", "attr_accessor", "attr", "new", "define_method", "alias_method"})
"""What makes methods of names: readers, the members of a ``Struct``."""


def _constants(walk: Ruby, literals: dict[str, Node]) -> None:
    for name, node in literals.items():
        if node.type in {"string", "regex", "heredoc_beginning", "call"}:
            value = walk.expression(node)
            if isinstance(value, ir.Pattern) or (isinstance(value, ir.Const) and value.value is not None):
                walk.constants[name] = value
    walk.waiting.clear()
    walk.handlers.clear()

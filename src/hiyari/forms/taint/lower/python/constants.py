"""Names of a Python module that are assigned exactly once, to a literal: templates of mails, compiled patterns."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.python.lowering import Python
from hiyari.forms.taint.lower.python.names import from_import, plain_import
from hiyari.forms.taint.lower.tree import child_of_type, field, name_of, octets, parts
from hiyari.forms.taint.lower.walking import words

if TYPE_CHECKING:
    from tree_sitter import Node

_FORMS: Final = words("Form ModelForm FlaskForm Serializer ModelSerializer Schema BaseModel BaseForm SecureForm")
"""Classes of frameworks that hold what a request brought."""
_EMAIL_FIELDS: Final = words("EmailField EmailStr NameEmail")

_BINDS: Final = frozenset({"assignment", "augmented_assignment", "for_statement", "for_in_clause"})


def constants(walk: Python, root: Node) -> None:
    """Fills ``walk.names.constants`` and ``walk.classes``; imports count, so that ``compile`` may be ``re.compile``."""
    top = [inner for one in parts(root) if one.type == "expression_statement" for inner in parts(one)]
    bound = walk.names.bound = _bound(walk, root)
    for one in parts(root):
        if one.type == "import_statement":
            plain_import(walk.names, one)
        elif one.type == "import_from_statement":
            from_import(walk.names, one)
    for one in top:
        left, right = field(one, "left"), field(one, "right")
        if one.type != "assignment" or left is None or left.type != "identifier" or right is None:
            continue
        if right.type not in {"string", "concatenated_string", "call", "binary_operator", "parenthesized_expression"}:
            continue
        if bound[name_of(left)] == 1:
            value = walk.expression(right)
            if isinstance(value, ir.Pattern) or (isinstance(value, ir.Const) and value.value is not None):
                walk.names.constants[name_of(left)] = value
    walk.waiting.clear()


def _bound(walk: Python, root: Node) -> Counter[str]:
    """How often each name is assigned to, anywhere in the file; notes the classes on the way."""
    found: Counter[str] = Counter()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        waiting.extend(node.named_children)
        if node.type in _BINDS and (left := field(node, "left")) is not None:
            if left.type == "attribute" and name_of(field(left, "attribute")) == "exposed":
                walk.registered.add(name_of(field(left, "object")))  # CherryPy
            if left.type == "attribute" and (owner := field(left, "object")) is not None:
                _set_by_class(walk, name_of(owner), name_of(field(left, "attribute")))
            found.update(name_of(one) for one in ([left] if left.type == "identifier" else parts(left)))
        elif node.type in {"as_pattern_target", "parameters", "lambda_parameters", "global_statement"}:
            found.update(name_of(one) for one in parts(node))
        elif node.type == "named_expression":
            found[name_of(field(node, "name"))] += 1
        elif node.type == "function_definition":
            _note_function(walk, node)
        elif node.type == "call":
            _note_registered(walk, node)
        elif node.type == "class_definition":
            walk.classes.add(name_of(field(node, "name")))
            walk.defined.add(name_of(field(node, "name")))
            _note_attributes(walk, node)
            _note_form(walk, node)
    return found


def _set_by_class(walk: Python, owner: str, name: str) -> None:
    """``Config.to = ...``, ``cls.to = ...``; classes are called by capital letters."""
    if owner == "cls" or owner[:1].isupper():
        walk.set_by_class.add(name)


def _note_attributes(walk: Python, node: Node) -> None:
    name, body, bases = name_of(field(node, "name")), field(node, "body"), field(node, "superclasses")
    walk.bases[name] = tuple(name_of(one) for one in (parts(bases) if bases is not None else ()))
    inner = [child_of_type(one, "assignment") for one in (parts(body) if body is not None else ())]
    lefts = [field(one, "left") for one in inner if one is not None and field(one, "right") is not None]
    walk.attributes[name] = {name_of(one) for one in lefts if one is not None and one.type == "identifier"}


_REGISTERS: Final = words(
    """path re_path url add_url_rule add_route add_get add_post add_put add_view add_api_route Route route
        add_handler"""
)
"""The last part of the name of a call that makes a function a handler."""


def _note_registered(walk: Python, node: Node) -> None:
    callee, given = field(node, "function"), field(node, "arguments")
    if callee is None or given is None or name_of(callee).rpartition(".")[2] not in _REGISTERS:
        return
    for one in parts(given):
        value = field(one, "value") if one.type == "keyword_argument" else one
        if value is not None and value.type == "identifier":
            walk.registered.add(name_of(value))


def _note_function(walk: Python, node: Node) -> None:
    outer = node.parent
    if outer is not None and outer.type == "decorated_definition":
        outer = outer.parent
    if outer is not None and outer.type == "module":
        walk.defined.add(name_of(field(node, "name")))
    elif outer is not None and outer.parent is not None and outer.parent.type == "class_definition":
        walk.methods.add(name_of(field(node, "name")))


def _note_form(walk: Python, node: Node) -> None:
    """A class that a framework fills from the request; which of its fields are declared to be addresses."""
    bases, body = field(node, "superclasses"), field(node, "body")
    last = {name_of(one).rpartition(".")[2] for one in parts(bases)} if bases is not None else set()
    if not last & _FORMS:
        return
    walk.forms.add(name_of(field(node, "name")))
    for statement in parts(body) if body is not None else []:
        inner = child_of_type(statement, "assignment")
        if inner is None:
            continue
        kind, value = field(inner, "type"), field(inner, "right")
        callee = field(value, "function") if value is not None and value.type == "call" else None
        made, typed = (name_of(one).rpartition(".")[2].strip() for one in (callee, kind))
        validated = made.endswith("Field") and value is not None and b"Email(" in octets(value)
        if made in _EMAIL_FIELDS or typed in _EMAIL_FIELDS or validated:
            walk.checked.add(name_of(field(inner, "left")))

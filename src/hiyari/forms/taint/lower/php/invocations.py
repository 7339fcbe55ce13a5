"""PHP's calls: of functions, of methods, of static methods, of constructors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hiyari.forms.taint.ir import (
    Arg,
    Call,
    Expr,
    Member,
    Var,
)
from hiyari.forms.taint.lower.php.base import Php
from hiyari.forms.taint.lower.php.calls import CALLS
from hiyari.forms.taint.lower.tree import child_of_type, field, name_of, parts

if TYPE_CHECKING:
    from tree_sitter import Node


def class_of(lowering: Php, node: Node) -> str:
    """The class that ``self``, ``static``, ``parent`` or a name stands for."""
    match lowering.name(node):
        case "self" | "static":
            return lowering.owner or "self"
        case "parent":
            return lowering.parent or "parent"
        case name:
            return name


def function_call(lowering: Php, node: Node) -> Expr:
    """A function by its name, or a value that is one."""
    function = field(node, "function")
    arguments = lowering.arguments(field(node, "arguments"))
    at = node.start_byte
    if function is None or function.type not in {"name", "qualified_name", "relative_name"}:
        return Call(at, "<dynamic>", arguments, lowering.expression(function))
    name = lowering.name(function)
    special = CALLS.get(name)
    made = special(node, arguments) if special is not None else None
    return made if made is not None else Call(at, name, arguments)


def method_call(lowering: Php, node: Node) -> Expr:
    """A method of a value."""
    name, base = field(node, "name"), lowering.expression(field(node, "object"))
    arguments = lowering.arguments(field(node, "arguments"))
    if name is None or name.type != "name":
        called = Member(node.start_byte, base, "<dynamic>")
        return Call(node.start_byte, "<dynamic>", (*arguments, Arg(lowering.expression(name))), called)
    return Call(node.start_byte, "." + name_of(name).lower(), arguments, base)


def static_call(lowering: Php, node: Node) -> Expr:
    """A method of a class."""
    scope, name = field(node, "scope"), field(node, "name")
    arguments, at = lowering.arguments(field(node, "arguments")), node.start_byte
    if scope is None or name is None or name.type != "name":
        return Call(at, "<dynamic>", arguments, lowering.expression(name))
    method = name_of(name).lower()
    if scope.type not in {"name", "qualified_name", "relative_name", "relative_scope"}:
        return Call(at, "." + method, arguments, lowering.expression(scope))
    base = Var(at, "$this") if scope.type == "relative_scope" and lowering.owner else None
    return Call(at, f"{class_of(lowering, scope)}.{method}", arguments, base)


def new_object(lowering: Php, node: Node) -> Expr:
    """A constructor."""
    inner = parts(node)
    made = next((one for one in inner if one.type != "arguments"), None)
    arguments = lowering.arguments(child_of_type(node, "arguments"))
    if made is None or made.type not in {"name", "qualified_name", "relative_name", "relative_scope"}:
        return Call(node.start_byte, "new <dynamic>", arguments, None if made is None else lowering.expression(made))
    return Call(node.start_byte, "new " + class_of(lowering, made), arguments)

"""PHP's calls: of functions, of methods, of static methods, of constructors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.ir import Arg, Array, Call, Const, Expr, Opaque, Var
from hiyari.forms.taint.lower.php.base import Php
from hiyari.forms.taint.lower.php.calls import CALLS
from hiyari.forms.taint.lower.php.classes import class_statement
from hiyari.forms.taint.lower.tree import child_of_type, field, name_of, parts

if TYPE_CHECKING:
    from tree_sitter import Node


_REFLECTED: Final = frozenset({"reflectionfunction", "reflectionclass"})
"""A function, a method or a class as an object: it stands for its name."""


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
    function, given = field(node, "function"), field(node, "arguments")
    at = node.start_byte
    if function is None or function.type not in {"name", "qualified_name", "relative_name"}:
        value = lowering.expression(function)
        return value if _is_reference(given) else Call(at, "<dynamic>", lowering.arguments(given), value)
    name = lowering.name(function)
    if _is_reference(given):
        return Const(at=at, value=name.encode("utf-8", "surrogateescape"))
    arguments = lowering.arguments(given)
    special = CALLS.get(name)
    made = special(node, arguments) if special is not None else None
    return made if made is not None else Call(at, name, arguments)


def _is_reference(arguments: Node | None) -> bool:
    """``f(...)``: the function itself, not called (PHP 8.1)."""
    return arguments is not None and child_of_type(arguments, "variadic_placeholder") is not None


def _pair(at: int, base: Expr, name: Expr) -> Expr:
    """A method as a value: the object or class, and its name."""
    return Array(at, ((None, base), (None, name)))


def _word(node: Node | None) -> Const:
    at = 0 if node is None else node.start_byte
    return Const(at=at, value=name_of(node).lower().encode("utf-8", "surrogateescape"))


def method_call(lowering: Php, node: Node) -> Expr:
    """A method of a value."""
    name, base, given = field(node, "name"), lowering.expression(field(node, "object")), field(node, "arguments")
    at = node.start_byte
    if name is None or name.type != "name":
        pair = _pair(at, base, lowering.expression(name))
        return pair if _is_reference(given) else Call(at, "<dynamic>", lowering.arguments(given), pair)
    if _is_reference(given):
        return _pair(at, base, _word(name))
    method, arguments = name_of(name).lower(), lowering.arguments(given)
    match method:
        case "__invoke" | "invoke":
            return Call(at, "<dynamic>", arguments, base)
        case "bindto" if arguments:
            return Call(at, "<bound>", (Arg(base), *arguments))
        case "call" if arguments and _is_function(field(node, "object")):
            bound = Call(at, "<bound>", (Arg(base), arguments[0]))
            return Call(at, "<dynamic>", arguments[1:], bound)
        case "invokeargs" if arguments:
            return Call(at, "<dynamic>", (Arg(arguments[-1].value, spread=True),), base)
        case "newinstance" | "newinstanceargs":
            spread = tuple(Arg(one.value, spread=True) for one in arguments)
            return Call(at, "new <dynamic>", arguments if method == "newinstance" else spread, base)
    return Call(at, "." + name_of(name).lower(), lowering.arguments(given), base)


def _is_function(node: Node | None) -> bool:
    """Whether ``$f->call($object)`` is likely to be a closure's: no property of ``$this``, and no call's result."""
    return node is not None and node.type in {"variable_name", "parenthesized_expression"}


def static_call(lowering: Php, node: Node) -> Expr:
    """A method of a class."""
    scope, name, given = field(node, "scope"), field(node, "name"), field(node, "arguments")
    at = node.start_byte
    named = scope is not None and scope.type in {"name", "qualified_name", "relative_name", "relative_scope"}
    if scope is None or name is None or name.type != "name" or not named or _is_reference(given):
        of = _class_word(lowering, scope) if scope is not None and named else lowering.expression(scope)
        pair = _pair(at, of, _word(name) if name is not None and name.type == "name" else lowering.expression(name))
        return pair if _is_reference(given) else Call(at, "<dynamic>", lowering.arguments(given), pair)
    arguments = lowering.arguments(given)
    whole = f"{class_of(lowering, scope)}.{name_of(name).lower()}"
    special = CALLS.get(whole)
    made = special(node, arguments) if special is not None else None
    base = Var(at, "$this") if scope.type == "relative_scope" and lowering.owner else None
    if made is None and lowering.owner and lowering.name(scope) == "static":
        kind = Const(at=at, value=lowering.owner.encode("utf-8", "surrogateescape"))
        return Call(at, "<late>", (Arg(kind), Arg(_word(name)), *arguments), base)
    return made if made is not None else Call(at, whole, arguments, base)


def _class_word(lowering: Php, scope: Node) -> Const:
    return Const(at=scope.start_byte, value=class_of(lowering, scope).encode("utf-8", "surrogateescape"))


def new_object(lowering: Php, node: Node) -> Expr:
    """A constructor."""
    inner = parts(node)
    made = next((one for one in inner if one.type != "arguments"), None)
    if made is not None and made.type == "anonymous_class":
        kind = f"class@{made.start_byte}"
        lowering.hidden.extend(class_statement(lowering, made, kind))
        return Call(node.start_byte, f"new {kind}", lowering.arguments(child_of_type(made, "arguments")))
    arguments = lowering.arguments(child_of_type(node, "arguments"))
    if made is None or made.type not in {"name", "qualified_name", "relative_name", "relative_scope"}:
        return Call(node.start_byte, "new <dynamic>", arguments, None if made is None else lowering.expression(made))
    kind = class_of(lowering, made)
    if kind in _REFLECTED and arguments:
        return arguments[0].value
    if kind.startswith("reflection"):
        inner_values = tuple(one.value for one in arguments)
        return Opaque(node.start_byte, node.end_byte, f"new {name_of(made)}()", inner_values)
    return Call(node.start_byte, "new " + kind, arguments)

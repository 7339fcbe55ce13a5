"""What PHP's expressions mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.ir import (
    Arg,
    Array,
    Assign,
    Bind,
    Both,
    Call,
    Choice,
    Comparison,
    Const,
    Either,
    Expr,
    Item,
    Member,
    Mix,
    Not,
    Opaque,
    Test,
    Var,
)
from hiyari.forms.taint.lower.php.base import Php, ToExpr, constant, plain
from hiyari.forms.taint.lower.php.closures import closure, yielded
from hiyari.forms.taint.lower.php.invocations import class_of, function_call, method_call, new_object, static_call
from hiyari.forms.taint.lower.php.strings import backtick, double_quoted, heredoc, nowdoc, single_quoted
from hiyari.forms.taint.lower.tree import field, fields, joined, name_of, octets, parts, spine

if TYPE_CHECKING:
    from tree_sitter import Node

_TESTS: Final = {
    b"==": Comparison.EQUAL,
    b"===": Comparison.EQUAL,
    b"!=": Comparison.DIFFERENT,
    b"!==": Comparison.DIFFERENT,
    b"<>": Comparison.DIFFERENT,
    b">": Comparison.GREATER,
    b"<": Comparison.LESS,
    b">=": Comparison.AT_LEAST,
    b"<=": Comparison.AT_MOST,
    b"<=>": Comparison.OTHER,
}
_CONSTANTS: Final = {
    "true": b"1",
    "false": b"",
    "null": b"",
    "php_eol": b"\n",
    "directory_separator": b"/",
    "__line__": b"1",
    "__function__": b"",
    "__class__": b"",
    "__method__": b"",
    "__namespace__": b"",
}
_NAMED: Final = (
    "FILTER_",
    "INPUT_",
    "ENT_",
    "EXTR_",
    "PREG_",
    "LOCK_",
    "E_",
    "STR_PAD_",
    "CASE_",
    "SORT_",
    "COUNT_",
    "PHP_",
    "CURLOPT_",
    "SOL_",
    "AF_",
)
"""PHP's own constants stand for themselves: tables look for them by name."""


def _name(lowering: Php, node: Node) -> Expr:
    name = lowering.name(node)
    at = node.start_byte
    if name in _CONSTANTS:
        return Const(at=at, value=_CONSTANTS[name])
    if name in {"exit", "die"}:
        return Call(at, "exit")
    if name in {"__file__", "__dir__"}:
        return Var(at, "<file>" if name == "__file__" else "<dir>")
    written = name_of(node).rsplit("\\", 1)[-1]
    if written.startswith(_NAMED):
        return Const(at=at, value=written.encode())
    return constant(node, written)


def _binary(lowering: Php, node: Node) -> Expr:
    at, operator = node.start_byte, octets(field(node, "operator") or node).lower()
    if operator == b".":
        operands = spine(node, "binary_expression", frozenset({b"."})) or []
        return joined(at, [lowering.expression(one) for one in operands])
    left, right = lowering.expression(field(node, "left")), lowering.expression(field(node, "right"))
    match operator:
        case b"&&" | b"and":
            return Both(at, left, right)
        case b"||" | b"or" | b"??":
            return Either(at, left, right)
        case b"+" | b"-":
            return Call(at, operator.decode(), (Arg(left), Arg(right)))
    if operator in _TESTS:
        return Test(at, _TESTS[operator], left, right)
    if operator == b"^":
        return Call(at, "^", (Arg(left), Arg(right)))
    return Mix(at, (left, right), number=True)


def _unary(lowering: Php, node: Node) -> Expr:
    inner = lowering.expression(field(node, "argument") or _last(node))
    match octets(field(node, "operator") or node):
        case b"!":
            return Not(node.start_byte, inner)
        case b"-" if isinstance(inner, Const) and inner.value is not None:
            return Const(at=node.start_byte, value=b"-" + inner.value)
        case b"@" | b"+":
            return inner
        case b"~":
            return Call(node.start_byte, "~", (Arg(inner),))
    return Mix(node.start_byte, (inner,), number=True)


def _last(node: Node) -> Node | None:
    inner = parts(node)
    return inner[-1] if inner else None


def _inner(lowering: Php, node: Node) -> Expr:
    inner = parts(node)
    return lowering.expression(inner[-1]) if inner else Const(at=node.start_byte)


def _choice(lowering: Php, node: Node) -> Expr:
    condition, yes = lowering.expression(field(node, "condition")), field(node, "body")
    no = lowering.expression(field(node, "alternative"))
    if yes is None:
        return Either(node.start_byte, condition, no)
    return Choice(node.start_byte, condition, lowering.expression(yes), no)


def assignment(lowering: Php, node: Node) -> Assign:
    """``=``, ``.=`` and their like as one assignment."""
    at = node.start_byte
    left, value = field(node, "left"), lowering.expression(field(node, "right"))
    target = targets(lowering, left) if left is not None else Const(at=at)
    operator = octets(field(node, "operator") or node) if node.type == "augmented_assignment_expression" else b"="
    if isinstance(target, tuple):
        return Assign(at, target, value)
    match operator:
        case b"=":
            return Assign(at, target, value)
        case b".=":
            return Assign(at, target, value, append=True)
        case b"??=":
            return Assign(at, target, Either(at, target, value))
        case b"+=" | b"-=":
            return Assign(at, target, Call(at, operator[:1].decode(), (Arg(target), Arg(value))))
    return Assign(at, target, Mix(at, (target, value), number=True))


def targets(lowering: Php, node: Node) -> Expr | tuple[Expr, ...]:
    """What is assigned to; ``list(, $b)`` keeps its gaps."""
    if node.type not in {"list_literal", "array_creation_expression"}:
        return lowering.expression(node)
    made: list[Expr] = [Const(at=node.start_byte)]
    for child in node.children:
        if child.type == ",":
            made.append(Const(at=child.start_byte))
        elif child.is_named and child.type != "comment":
            inner = parts(child)[-1] if child.type == "array_element_initializer" and parts(child) else child
            made[-1] = lowering.expression(inner)
    return tuple(made)


def _bind(lowering: Php, node: Node) -> Expr:
    made = assignment(lowering, node)
    aliases = references(lowering, node, made)
    bound = Bind(node.start_byte, made)
    return Mix(node.start_byte, (bound, *aliases)) if aliases else bound


def references(lowering: Php, node: Node, made: Assign) -> list[Expr]:
    """The references that an assignment makes."""
    if isinstance(made.target, tuple):
        return []
    if node.type == "reference_assignment_expression":
        return [alias(node.start_byte, made.target, made.value)]
    return _aliases(lowering, made.target, field(node, "right"))


def _update(lowering: Php, node: Node) -> Expr:
    at, target = node.start_byte, lowering.expression(field(node, "argument"))
    operator = octets(field(node, "operator") or node)[:1].decode()
    one = Arg(Const(at=at, value=b"1"))
    made = Bind(at, Assign(at, target, Call(at, operator, (Arg(target), one))))
    behind = node.children[0].type not in {"++", "--"} and octets(node.children[0]) not in {b"++", b"--"}
    if not behind or (node.parent is not None and node.parent.type in {"expression_statement", "for_statement"}):
        return made
    return Call(at, "-" if operator == "+" else "+", (Arg(made), one))  # $i++ gives what it was before


def _variable(_: Php, node: Node) -> Expr:
    name = name_of(node)
    return Var(node.start_byte, "<globals>" if name == "$GLOBALS" else name)


def _subscript(lowering: Php, node: Node) -> Expr:
    inner = parts(node)
    if not inner:
        return Const(at=node.start_byte)
    base = inner[0]
    made = Var(base.start_byte, "$" + name_of(base)) if base.type == "name" else lowering.expression(base)
    key = lowering.expression(inner[1]) if len(inner) > 1 else None
    return Item(at=node.start_byte, base=made, key=_bare(inner[1], key) if len(inner) > 1 else key)


def _bare(node: Node, key: Expr | None) -> Expr | None:
    """``$a[key]`` without quotes is a string up to PHP 7; a constant of that name is rare."""
    if node.type == "name" and name_of(node).islower():
        return Const(at=node.start_byte, value=octets(node))
    return key


def _member(lowering: Php, node: Node) -> Expr:
    base, name = lowering.expression(field(node, "object")), field(node, "name")
    if name is not None and name.type != "name":
        return Item(at=node.start_byte, base=base, key=lowering.expression(name))
    return Member(node.start_byte, base, name_of(name))


def _static_member(lowering: Php, node: Node) -> Expr:
    inner, at = parts(node), node.start_byte
    if not inner:
        return Const(at=at)
    if inner[0].type not in {"name", "qualified_name", "relative_name", "relative_scope"}:  # $class::$property
        kind = Call(at, "strtolower", (Arg(lowering.expression(inner[0])),))
        key = (kind, Const(at=at, value=f"::{name_of(inner[-1])}".encode()))
        return Item(at, Var(at, "<globals>"), joined(at, list(key)))
    return constant(node, f"{class_of(lowering, inner[0])}::{name_of(inner[-1])}")


def _array(lowering: Php, node: Node) -> Expr:
    items: list[tuple[Expr | None, Expr]] = []
    for child in parts(node):
        inner = parts(child)
        if child.type != "array_element_initializer" or not inner:
            continue
        if inner[-1].type == "variadic_unpacking":
            items.append((None, Mix(child.start_byte, (lowering.expression(parts(inner[-1])[0]),))))
        else:
            key = lowering.expression(inner[0]) if len(inner) == 2 else None
            items.append((key, lowering.expression(inner[-1])))
    return Array(node.start_byte, tuple(items))


def alias(at: int, left: Expr, right: Expr) -> Call:
    """From here on, both name one place: what is put into one is in the other."""
    return Call(at, "<alias>", (Arg(left), Arg(right)))


def _aliases(lowering: Php, target: Expr, node: Node | None) -> list[Expr]:
    """``$a = array('k' => &$t)``."""
    made: list[Expr] = []
    for index, child in enumerate(parts(node) if node is not None and node.type == "array_creation_expression" else []):
        inner = parts(child)
        if inner and inner[-1].type == "by_ref":
            at = child.start_byte
            key = lowering.expression(inner[0]) if len(inner) == 2 else Const(at=at, value=str(index).encode())
            made.append(alias(at, Item(at, target, key), lowering.expression(inner[-1])))
    return made


def _cast(lowering: Php, node: Node) -> Expr:
    inner = lowering.expression(field(node, "value"))
    kind = octets(field(node, "type") or node).strip().lower()
    if kind == b"string":
        return Call(node.start_byte, "strval", (Arg(inner),))
    if kind in {b"bool", b"boolean"}:
        return Not(node.start_byte, Not(node.start_byte, inner))
    number = kind in {b"int", b"integer", b"float", b"double", b"real"}
    return Mix(node.start_byte, (inner,), number=True) if number else inner


def _match(lowering: Php, node: Node) -> Expr:
    subject, at = lowering.expression(field(node, "condition")), node.start_byte
    made: Expr = Const(at=at, value=b"")
    body = field(node, "body")
    for arm in reversed(parts(body) if body is not None else []):
        value = lowering.expression(field(arm, "return_expression") or _last(arm))
        if arm.type == "match_default_expression":
            made = value
            continue
        tests: list[Expr] = []
        for one in fields(arm, "conditional_expressions"):
            tests.extend(Test(at, Comparison.EQUAL, subject, lowering.expression(each)) for each in parts(one))
        condition = tests[0] if tests else Const(at=at)
        for test in tests[1:]:
            condition = Either(at, condition, test)
        made = Choice(at, condition, value, made)
    return made


def _include(lowering: Php, node: Node) -> Expr:
    inner = parts(node)
    path = lowering.expression(inner[-1]) if inner else Const(at=node.start_byte)
    return Call(node.start_byte, "require" if node.type.startswith("require") else "include", (Arg(path),))


def _throw(lowering: Php, node: Node) -> Expr:
    inner = parts(node)
    return Call(node.start_byte, "throw", tuple(Arg(lowering.expression(one)) for one in inner))


def _echo(lowering: Php, node: Node) -> Expr:
    return Call(node.start_byte, "echo", tuple(Arg(lowering.expression(one)) for one in parts(node)))


def _sequence(lowering: Php, node: Node) -> Expr:
    return Mix(node.start_byte, tuple(lowering.expression(one) for one in parts(node)))


def _instance(lowering: Php, node: Node) -> Expr:
    return Mix(node.start_byte, (lowering.expression(field(node, "left") or _last(node)),), number=True)


def _syntax(lowering: Php, node: Node) -> Expr:
    return Opaque(node.start_byte, node.end_byte, "syntax", tuple(lowering.expression(one) for one in parts(node)[:50]))


EXPRESSIONS: Final[Mapping[str, ToExpr]] = {
    "name": _name,
    "qualified_name": _name,
    "relative_name": _name,
    "boolean": _name,
    "null": _name,
    "integer": lambda _, node: plain(node),
    "float": lambda _, node: plain(node),
    "string": single_quoted,
    "encapsed_string": double_quoted,
    "heredoc": heredoc,
    "nowdoc": nowdoc,
    "shell_command_expression": backtick,
    "variable_name": _variable,
    "dynamic_variable_name": lambda lowering, node: lowering.variable_by_name(node),
    "subscript_expression": _subscript,
    "member_access_expression": _member,
    "nullsafe_member_access_expression": _member,
    "scoped_property_access_expression": _static_member,
    "class_constant_access_expression": _static_member,
    "function_call_expression": function_call,
    "member_call_expression": method_call,
    "nullsafe_member_call_expression": method_call,
    "scoped_call_expression": static_call,
    "object_creation_expression": new_object,
    "array_creation_expression": _array,
    "binary_expression": _binary,
    "unary_op_expression": _unary,
    "error_suppression_expression": _inner,
    "parenthesized_expression": _inner,
    "clone_expression": _inner,
    "by_ref": _inner,
    "conditional_expression": _choice,
    "assignment_expression": _bind,
    "augmented_assignment_expression": _bind,
    "reference_assignment_expression": _bind,
    "update_expression": _update,
    "cast_expression": _cast,
    "anonymous_function": closure,
    "anonymous_function_creation_expression": closure,
    "arrow_function": closure,
    "match_expression": _match,
    "include_expression": _include,
    "include_once_expression": _include,
    "require_expression": _include,
    "require_once_expression": _include,
    "throw_expression": _throw,
    "print_intrinsic": _echo,
    "sequence_expression": _sequence,
    "instanceof_expression": _instance,
    "list_literal": _array,
    "yield_expression": yielded,
    "array_element_initializer": _inner,
    "ERROR": _syntax,
}

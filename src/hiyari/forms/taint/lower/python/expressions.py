"""Python's expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.python import strings
from hiyari.forms.taint.lower.python.calls import attribute, call
from hiyari.forms.taint.lower.python.changing import changed
from hiyari.forms.taint.lower.python.elements import comprehension, item, target
from hiyari.forms.taint.lower.python.generators import yielded
from hiyari.forms.taint.lower.python.lowering import Python
from hiyari.forms.taint.lower.python.parameters import parameters
from hiyari.forms.taint.lower.tree import child_of_type, field, name_of, octets, parts, spine
from hiyari.forms.taint.lower.walking import const, join, mixed

if TYPE_CHECKING:
    from tree_sitter import Node

_PLUS: Final = frozenset({b"+"})


def _identifier(walk: Python, node: Node) -> ir.Expr:
    name = name_of(node)
    known = walk.names.constant(name)
    if known is not None:
        return known
    meaning = walk.names.meaning(name)
    if (meaning or name) in walk.classes and (meaning is not None or not walk.names.is_parameter(name)):
        return maker(node.start_byte, meaning or name)
    return ir.Var(node.start_byte, meaning or name)


def maker(at: int, name: str) -> ir.Expr:
    """A class as a value: a function that makes an object of it."""
    given = (ir.Arg(ir.Var(at, "args"), spread=True), ir.Arg(ir.Var(at, "kw"), spread=True, mapping=True))
    params = (ir.Param("args", rest=True), ir.Param("kw", rest=True, names=True))
    return ir.Lambda(at, ir.Function(at, "", params, (ir.Return(at, ir.Call(at, name, given)),)))


def _string(walk: Python, node: Node) -> ir.Expr:
    nodes = parts(node) if node.type == "concatenated_string" else [node]
    start = child_of_type(nodes[0], "string_start")
    if start is not None and octets(start) == b"`":  # Python 2: `x` is repr(x)
        return ir.Opaque(node.start_byte, node.end_byte, "syntax")
    return join(node.start_byte, [piece for one in nodes for piece in strings.pieces(one, walk.expression)])


def _binary(walk: Python, node: Node) -> ir.Expr:
    at = node.start_byte
    if (operands := spine(node, "binary_operator", _PLUS)) is not None:
        return join(at, [walk.expression(one) for one in operands])
    left, right = walk.expression(field(node, "left")), walk.expression(field(node, "right"))
    operator = field(node, "operator")
    if operator is not None and octets(operator) == b"%":
        if isinstance(left, ir.Const) and left.value is not None:
            return strings.percent(at, left.value, right)
        values = [one for _, one in right.items] if isinstance(right, ir.Array) else [right]
        return ir.Call(at, "%", tuple(ir.Arg(one) for one in values), left)
    if operator is not None and octets(operator) == b"|" and isinstance(right, ir.Array):
        return ir.Call(at, "<merged>", (ir.Arg(left), ir.Arg(right)))
    return ir.Mix(at, (left, right))


def _boolean(walk: Python, node: Node) -> ir.Expr:
    operator = field(node, "operator")
    name = octets(operator) if operator is not None else b"or"
    operands = spine(node, "boolean_operator", frozenset({name})) or parts(node)
    made = walk.expression(operands[0])
    for one in operands[1:]:
        right = walk.expression(one)
        made = ir.Both(node.start_byte, made, right) if name == b"and" else ir.Either(node.start_byte, made, right)
    return made


def _comparison(walk: Python, node: Node) -> ir.Expr:
    """``a < b in c``: each pair is compared. The operators stand between the operands; ``not in`` is one of them."""
    operands = [walk.expression(one) for one in parts(node)]
    operators = [b" ".join(octets(one).split()) for one in node.children_by_field_name("operators")]
    if not operators or len(operands) < 2:
        return mixed(node.start_byte, operands or (ir.Const(node.start_byte),))
    pairs = [
        compared(node.start_byte, how, *pair) for how, *pair in zip(operators, operands, operands[1:], strict=False)
    ]
    made = pairs[0]
    for one in pairs[1:]:
        made = ir.Both(node.start_byte, made, one)
    return made


def compared(at: int, how: bytes, left: ir.Expr, right: ir.Expr) -> ir.Expr:
    """A comparison; ``"x" in y`` asks whether a string holds another one."""
    match how:
        case b"==" | b"is":
            if isinstance(left, ir.Var) and left.name == "__name__":
                return ir.Const(at, b"1")  # the file is run, and not imported
            return ir.Test(at, ir.Comparison.EQUAL, left, right)
        case b"!=" | b"<>" | b"is not":
            return ir.Test(at, ir.Comparison.DIFFERENT, left, right)
        case b"in" | b"not in":
            if isinstance(left, ir.Const) and not isinstance(right, ir.Array):
                made = ir.Test(at, ir.Comparison.CONTAINS, right, left)
            else:
                made = ir.Test(at, ir.Comparison.IN, left, right)
            return made if how == b"in" else ir.Not(at, made)
        case _:
            return ir.Test(at, ir.Comparison.OTHER, left, right)


def _not(walk: Python, node: Node) -> ir.Expr:
    return ir.Not(node.start_byte, walk.expression(field(node, "argument")))


def _choice(walk: Python, node: Node) -> ir.Expr:
    below = parts(node)
    if len(below) != 3:
        return ir.Mix(node.start_byte, tuple(walk.expression(one) for one in below))
    yes, condition, no = (walk.expression(one) for one in below)
    return ir.Choice(node.start_byte, condition, yes, no)


def _array(walk: Python, node: Node) -> ir.Expr:
    if any(one.type == "dictionary_splat" for one in parts(node)):
        return _merged(walk, node)
    items: list[tuple[ir.Expr | None, ir.Expr]] = []
    for one in parts(node):
        if one.type == "pair":
            items.append((walk.expression(field(one, "key")), walk.expression(field(one, "value"))))
        elif one.type == "list_splat":
            items.append((None, ir.Item(one.start_byte, walk.expression(next(iter(parts(one)), None)), None)))
        else:
            items.append((None, walk.expression(one)))
    return ir.Array(node.start_byte, tuple(items))


def _merged(walk: Python, node: Node) -> ir.Expr:
    """``{**defaults, "to": to}``: each part is put over those before it."""
    made: list[ir.Arg] = []
    for one in parts(node):
        if one.type == "dictionary_splat":
            made.append(ir.Arg(walk.expression(next(iter(parts(one)), None))))
        elif one.type == "pair":
            pair = (walk.expression(field(one, "key")), walk.expression(field(one, "value")))
            made.append(ir.Arg(ir.Array(one.start_byte, (pair,))))
    return ir.Call(node.start_byte, "<merged>", tuple(made))


def _first(walk: Python, node: Node) -> ir.Expr:
    return walk.expression(next(iter(parts(node)), None))


def _bound(walk: Python, node: Node) -> ir.Expr:
    at, name = node.start_byte, field(node, "name")
    left = target(walk, name) if name is not None else walk.fresh(at, "value")
    return ir.Bind(at, ir.Assign(at, left, walk.expression(field(node, "value"))))


def _lambda(walk: Python, node: Node) -> ir.Expr:
    at, given = node.start_byte, field(node, "parameters")
    params = tuple(parameters(walk, given))
    walk.names.scopes.append({one.name: None for one in params})
    body = walk.before(lambda: _given(walk, at, walk.expression(field(node, "body"))))
    walk.names.scopes.pop()
    return ir.Lambda(at, ir.Function(at, "", params, body))


def _given(walk: Python, at: int, value: ir.Expr) -> list[ir.Stmt]:
    """What a lambda does: a call that changes a list does so here, too."""
    changes = changed(walk, value) if isinstance(value, ir.Call) else None
    return [*changes, ir.Return(at)] if changes is not None else [ir.Return(at, value)]


def _empty(_walk: Python, node: Node) -> ir.Expr:
    return ir.Const(node.start_byte, b"")


def _true(_walk: Python, node: Node) -> ir.Expr:
    return ir.Const(node.start_byte, b"1")


def _number(_walk: Python, node: Node) -> ir.Expr:
    return const(node)


EXPRESSIONS: Final = {
    "identifier": _identifier,
    "dotted_name": _identifier,
    "attribute": attribute,
    "string": _string,
    "concatenated_string": _string,
    "binary_operator": _binary,
    "boolean_operator": _boolean,
    "comparison_operator": _comparison,
    "not_operator": _not,
    "conditional_expression": _choice,
    "subscript": item,
    "list": _array,
    "tuple": _array,
    "set": _array,
    "expression_list": _array,
    "dictionary": _array,
    "list_comprehension": comprehension,
    "set_comprehension": comprehension,
    "dictionary_comprehension": comprehension,
    "generator_expression": comprehension,
    "parenthesized_expression": _first,
    "await": _first,
    "named_expression": _bound,
    "lambda": _lambda,
    "yield": yielded,
    "call": call,
    "none": _empty,
    "false": _empty,
    "true": _true,
    "integer": _number,
    "float": _number,
    "ellipsis": _empty,
}

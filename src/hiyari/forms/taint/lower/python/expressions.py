"""Python's expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.python import strings
from hiyari.forms.taint.lower.python.calls import attribute, call, checked, is_cleaned
from hiyari.forms.taint.lower.python.lowering import Python
from hiyari.forms.taint.lower.python.names import environment
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
    return ir.Var(node.start_byte, walk.names.meaning(name) or name)


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


def _item(walk: Python, node: Node) -> ir.Expr:
    made = _element(walk, node)
    match made:
        case ir.Item(base=ir.Var(name=name), key=ir.Const(value=bytes() as key)) if name in walk.names.messages:
            return field_of(made.at, name, key)
        case _:
            return made


def field_of(at: int, message: str, key: bytes) -> ir.Var:
    """What was put into a field of a message, to be read again: ``sendmail(me, msg["To"], ...)``."""
    return ir.Var(at, f"{message}[{key.decode('utf-8', 'replace').lower()}]")


def _element(walk: Python, node: Node) -> ir.Expr:
    at, keys = node.start_byte, [one for one in node.children_by_field_name("subscript") if one.is_named]
    base = walk.expression(field(node, "value"))
    if len(keys) != 1 or keys[0].type == "slice":
        return ir.Item(at, base, None)
    key = walk.expression(keys[0])
    if isinstance(base, ir.Var) and base.name in {"os.environ", "os.environb"}:
        return environment(at, key.value if isinstance(key, ir.Const) else None)
    made = ir.Item(at, base, key)
    name = (key.value or b"").decode("utf-8", "replace") if isinstance(key, ir.Const) else ""
    return checked(at, made) if name in walk.checked and is_cleaned(base) else made


def _array(walk: Python, node: Node) -> ir.Expr:
    items: list[tuple[ir.Expr | None, ir.Expr]] = []
    for one in parts(node):
        if one.type == "pair":
            items.append((walk.expression(field(one, "key")), walk.expression(field(one, "value"))))
        elif one.type in {"list_splat", "dictionary_splat"}:
            items.append((None, ir.Item(one.start_byte, walk.expression(next(iter(parts(one)), None)), None)))
        else:
            items.append((None, walk.expression(one)))
    return ir.Array(node.start_byte, tuple(items))


def _comprehension(walk: Python, node: Node) -> ir.Expr:
    """A loop that fills a list, before the statement that the comprehension stands in."""
    at, made = node.start_byte, walk.fresh(node.start_byte, "list")
    body = field(node, "body")

    def fill() -> list[ir.Stmt]:
        if body is not None and body.type == "pair":
            key, value = walk.expression(field(body, "key")), walk.expression(field(body, "value"))
            return [ir.Assign(at, ir.Item(at, made, key), value)]
        return [ir.Assign(at, ir.Item(at, made, None), walk.expression(body))]

    block = walk.before(fill)
    for clause in reversed(
        [one for one in parts(node) if one is not body and one.type in {"for_in_clause", "if_clause"}]
    ):
        if clause.type == "if_clause":
            condition = walk.expression(next(iter(parts(clause)), None))
            block = (ir.If(clause.start_byte, condition, block),)
        else:
            block = looped(walk, clause, block)
    walk.waiting.extend((ir.Assign(at, made, ir.Array(at, ())), *block))
    return made


def looped(walk: Python, node: Node, body: ir.Block) -> ir.Block:
    """``for x in xs``: what the names take."""
    at, left, right = node.start_byte, field(node, "left"), walk.expression(field(node, "right"))
    targets = parts(left) if left is not None and left.type in _PATTERNS else []
    if isinstance(right, ir.Call) and len(targets) == 2:
        if right.name == ".items" and right.base is not None:
            return (ir.Loop(at, body, right.base, tuple(target(walk, one) for one in targets)),)
        if right.name == "enumerate" and right.args:
            pair = (walk.fresh(at, "count"), target(walk, targets[1]))
            return (ir.Loop(at, body, right.args[0].value, pair),)
    if targets:
        element = walk.fresh(at, "element")
        names = tuple(target(walk, one) for one in targets)
        return (ir.Loop(at, (ir.Assign(at, names, element), *body), right, (element,)),)
    return (ir.Loop(at, body, right, (target(walk, left),) if left is not None else ()),)


_PATTERNS: Final = frozenset({"pattern_list", "tuple_pattern", "list_pattern"})


def target(walk: Python, node: Node) -> ir.Expr:
    """What is assigned to. A name that was imported is a variable from here on."""
    if node.type == "identifier":
        name = name_of(node)
        if walk.names.meaning(name) is not None:
            walk.names.bind(name, None)
        return ir.Var(node.start_byte, name)
    if node.type == "subscript":
        return _element(walk, node)
    if node.type in {"list_splat_pattern", "list_splat", *_PATTERNS}:
        below = parts(node)
        return (
            target(walk, below[0])
            if len(below) == 1
            else ir.Array(node.start_byte, tuple((None, target(walk, one)) for one in below))
        )
    return walk.expression(node)


def _first(walk: Python, node: Node) -> ir.Expr:
    return walk.expression(next(iter(parts(node)), None))


def _bound(walk: Python, node: Node) -> ir.Expr:
    at, name = node.start_byte, field(node, "name")
    left = target(walk, name) if name is not None else walk.fresh(at, "value")
    return ir.Bind(at, ir.Assign(at, left, walk.expression(field(node, "value"))))


def _lambda(walk: Python, node: Node) -> ir.Expr:
    at, given = node.start_byte, field(node, "parameters")
    params = (
        tuple(ir.Param(name_of(one)) for one in parts(given) if one.type == "identifier") if given is not None else ()
    )
    walk.names.scopes.append({one.name: None for one in params})
    body = walk.before(lambda: [ir.Return(at, walk.expression(field(node, "body")))])
    walk.names.scopes.pop()
    return ir.Lambda(at, ir.Function(at, "", params, body))


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
    "subscript": _item,
    "list": _array,
    "tuple": _array,
    "set": _array,
    "expression_list": _array,
    "dictionary": _array,
    "list_comprehension": _comprehension,
    "set_comprehension": _comprehension,
    "dictionary_comprehension": _comprehension,
    "generator_expression": _comprehension,
    "parenthesized_expression": _first,
    "await": _first,
    "named_expression": _bound,
    "lambda": _lambda,
    "call": call,
    "none": _empty,
    "false": _empty,
    "true": _true,
    "integer": _number,
    "float": _number,
    "ellipsis": _empty,
}

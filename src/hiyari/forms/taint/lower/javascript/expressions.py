"""JavaScript's expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.javascript import literals
from hiyari.forms.taint.lower.javascript.calls import call, construct
from hiyari.forms.taint.lower.javascript.functions import define_class, function_value
from hiyari.forms.taint.lower.javascript.lowering import JavaScript
from hiyari.forms.taint.lower.javascript.methods import contains
from hiyari.forms.taint.lower.javascript.targets import assigned, target
from hiyari.forms.taint.lower.tree import field, name_of, octets, parts, spine
from hiyari.forms.taint.lower.walking import join

if TYPE_CHECKING:
    from tree_sitter import Node

_EQUAL: Final = frozenset({b"==", b"==="})
_DIFFERENT: Final = frozenset({b"!=", b"!=="})
_EVERYWHERE: Final = frozenset({b"global", b"globalThis"})
_ORDER: Final = {
    b"<": ir.Comparison.LESS,
    b">": ir.Comparison.GREATER,
    b"<=": ir.Comparison.AT_MOST,
    b">=": ir.Comparison.AT_LEAST,
    b"instanceof": ir.Comparison.OTHER,
}
_OR: Final = frozenset({b"||", b"??"})


def _identifier(walk: JavaScript, node: Node) -> ir.Expr:
    name = name_of(node)
    if name == "arguments" and len(walk.scopes) > 1:
        return ir.Call(node.start_byte, "func_get_args")
    if name in walk.constants:
        return walk.constants[name]
    return ir.Var(node.start_byte, walk.meaning(name) or name)


def _this(_walk: JavaScript, node: Node) -> ir.Expr:
    return ir.Var(node.start_byte, "this")


def _member(walk: JavaScript, node: Node) -> ir.Expr:
    at, name = node.start_byte, name_of(field(node, "property"))
    if octets(field(node, "object") or node) in _EVERYWHERE:
        return ir.Var(at, name)
    full = walk.dotted(node)
    if full and not _is_value(full):
        return environment(at, full)
    base = walk.expression(field(node, "object"))
    if isinstance(base, ir.Var) and base.name == "process.env":
        return ir.Var(at, f"process.env[{name}]")
    if name == "stdin":  # a child's: what is written there is its input, and the child stands for it
        return base
    if name == "length":
        return ir.Call(at, "<count>", (ir.Arg(_counted(base)),))
    if isinstance(base, ir.Var) and base.name == "this":
        return ir.Member(at, base, name)
    return ir.Item(at, base, ir.Const(at, name.encode("utf-8", "surrogateescape")))


def _counted(base: ir.Expr) -> ir.Expr:
    """``Object.keys(x)`` has as many elements as ``x``."""
    names = {"Object.keys", "Object.values", "Object.entries"}
    if isinstance(base, ir.Call) and base.name in names and len(base.args) == 1:
        return base.args[0].value
    return base


def _is_value(full: str) -> bool:
    """Whether ``Request.body.to`` is an element of what the tables know, ``Request.body``."""
    known = 2 if full.startswith(("Context.request.", "Context.req.")) else 1
    return full.startswith(("Request.", "Context.", "Event.")) and full.count(".") > known


def environment(at: int, full: str) -> ir.Expr:
    """``process.env.QUERY_STRING`` where ``process`` was imported."""
    head, _, name = full.rpartition(".")
    return ir.Var(at, f"process.env[{name}]" if head == "process.env" else full)


def _subscript(walk: JavaScript, node: Node) -> ir.Expr:
    at = node.start_byte
    base, key = walk.expression(field(node, "object")), walk.expression(field(node, "index"))
    if isinstance(base, ir.Var) and base.name == "process.env" and isinstance(key, ir.Const) and key.value is not None:
        return ir.Var(at, f"process.env[{key.value.decode('utf-8', 'replace')}]")
    return ir.Item(at, base, key)


def _binary(walk: JavaScript, node: Node) -> ir.Expr:
    at, operator = node.start_byte, octets(field(node, "operator") or node)
    for kind in (frozenset({b"+"}), frozenset({b"&&"}), _OR):
        if operator in kind and (operands := spine(node, "binary_expression", kind)) is not None:
            values = [walk.expression(one) for one in operands]
            if operator == b"+":
                return join(at, values)
            made = values[0]
            for one in values[1:]:
                made = ir.Both(at, made, one) if operator == b"&&" else ir.Either(at, made, one)
            return made
    return _compared(at, operator, walk.expression(field(node, "left")), walk.expression(field(node, "right")))


def _compared(at: int, operator: bytes, left: ir.Expr, right: ir.Expr) -> ir.Expr:
    found = _position(at, operator, left, right)
    if found is not None:
        return found
    if operator in _EQUAL:
        return ir.Test(at, ir.Comparison.EQUAL, left, right)
    if operator in _DIFFERENT:
        return ir.Test(at, ir.Comparison.DIFFERENT, left, right)
    if operator == b"in":
        return ir.Test(at, ir.Comparison.IN, left, right)
    if operator in _ORDER:
        return ir.Test(at, _ORDER[operator], left, right)
    return ir.Mix(at, (left, right), number=True)


def _position(at: int, operator: bytes, left: ir.Expr, right: ir.Expr) -> ir.Expr | None:
    """``x.indexOf(y) !== -1`` and its like: whether a list or a string holds something."""
    if not (isinstance(left, ir.Call) and left.name in {".indexOf", ".search"} and left.base and left.args):
        return None
    if not isinstance(right, ir.Const):
        return None
    if left.name == ".search":
        held: ir.Expr = ir.Test(at, ir.Comparison.MATCHES, left.base, left.args[0].value)
    else:
        held = contains(at, left.base, left.args[0].value)
    match operator, right.value:
        case (b"!==" | b"!=" | b">", b"-1") | (b">=", b"0"):
            return held
        case (b"===" | b"==" | b"<=", b"-1") | (b"<", b"0"):
            return ir.Not(at, held)
        case _:
            return None


def _unary(walk: JavaScript, node: Node) -> ir.Expr:
    at, operator = node.start_byte, octets(field(node, "operator") or node)
    if operator == b"-":
        return ir.Const(at, octets(node))
    value = walk.expression(field(node, "argument"))
    match operator:
        case b"!":
            return ir.Not(at, value)
        case b"typeof":
            return ir.Call(at, "typeof", (ir.Arg(value),))
        case b"~" if isinstance(value, ir.Call) and value.name == ".indexOf" and value.base and value.args:
            return contains(at, value.base, value.args[0].value)
        case b"+" | b"~":
            return ir.Mix(at, (value,), number=True)
        case _:
            return value


def _choice(walk: JavaScript, node: Node) -> ir.Expr:
    condition, yes, no = (walk.expression(field(node, one)) for one in ("condition", "consequence", "alternative"))
    return ir.Choice(node.start_byte, condition, yes, no)


def _assignment(walk: JavaScript, node: Node) -> ir.Expr:
    at, left = node.start_byte, field(node, "left")
    value = walk.expression(field(node, "right"))
    if left is None or left.type in {"object_pattern", "array_pattern"}:
        walk.waiting.extend(assigned(walk, left, value, declares=False))
        return value
    return ir.Bind(at, ir.Assign(at, target(walk, left), value))


def _augmented(walk: JavaScript, node: Node) -> ir.Expr:
    at, operator = node.start_byte, octets(field(node, "operator") or node)
    to, value = target(walk, field(node, "left") or node), walk.expression(field(node, "right"))
    if operator == b"+=":
        return ir.Bind(at, ir.Assign(at, to, value, append=True))
    if operator in {b"||=", b"??="}:
        return ir.Bind(at, ir.Assign(at, to, ir.Either(at, to, value)))
    return ir.Bind(at, ir.Assign(at, to, ir.Mix(at, (to, value))))


def _update(walk: JavaScript, node: Node) -> ir.Expr:
    """``i++`` gives what it was before, ``++i`` what it is then."""
    at, operator = node.start_byte, octets(field(node, "operator") or node)
    to = target(walk, field(node, "argument") or node)
    step, back = (b"-1", b"1") if operator == b"++" else (b"1", b"-1")
    made = ir.Bind(at, ir.Assign(at, to, ir.Call(at, "-", (ir.Arg(to), ir.Arg(ir.Const(at, step))))))
    before = octets(node).startswith((b"++", b"--"))
    if before or (node.parent is not None and node.parent.type in {"expression_statement", "for_statement"}):
        return made
    return ir.Call(at, "-", (ir.Arg(made), ir.Arg(ir.Const(at, back))))


def _sequence(walk: JavaScript, node: Node) -> ir.Expr:
    below = [walk.expression(one) for one in parts(node)]
    walk.waiting.extend(ir.Do(one.at, one) for one in below[:-1])
    return below[-1] if below else ir.Const(node.start_byte, b"")


def _class(walk: JavaScript, node: Node) -> ir.Expr:
    name = name_of(field(node, "name")) or walk.fresh(node.start_byte, "class").name
    walk.waiting.extend(define_class(walk, node, name))
    return ir.Const(node.start_byte, name.encode("utf-8", "surrogateescape"))


def _yield(walk: JavaScript, node: Node) -> ir.Expr:
    """What is yielded is kept; what comes back may be it (a coroutine), or what somebody sends into the generator."""
    at, held = node.start_byte, walk.yielded
    value = walk.expression(next(iter(parts(node)), None))
    if held is None:
        return value
    if any(child.type == "*" for child in node.children):
        both = ir.Array(at, ((None, ir.Mix(at, (held,))), (None, ir.Mix(at, (value,)))))
        walk.waiting.append(ir.Assign(at, held, both))
    else:
        walk.waiting.append(ir.Assign(at, ir.Item(at, held, None), value))
    return value


EXPRESSIONS: Final = {
    "identifier": _identifier,
    "shorthand_property_identifier": _identifier,
    "this": _this,
    "member_expression": _member,
    "subscript_expression": _subscript,
    "binary_expression": _binary,
    "unary_expression": _unary,
    "ternary_expression": _choice,
    "assignment_expression": _assignment,
    "augmented_assignment_expression": _augmented,
    "sequence_expression": _sequence,
    "call_expression": call,
    "new_expression": construct,
    "class": _class,
    "yield_expression": _yield,
    "update_expression": _update,
    "arrow_function": function_value,
    "function_expression": function_value,
    "generator_function": function_value,
    "method_definition": function_value,
    "string": literals.string,
    "template_string": literals.string,
    "regex": literals.regex,
    "array": literals.array,
    "object": literals.mapping,
    "true": literals.true,
    "false": literals.empty,
    "null": literals.empty,
    "undefined": literals.empty,
    "number": literals.number,
}

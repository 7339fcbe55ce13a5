"""Ruby's expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.ruby import literals
from hiyari.forms.taint.lower.ruby.blocks import lambda_value
from hiyari.forms.taint.lower.ruby.calls import bare, call
from hiyari.forms.taint.lower.ruby.cases import cases
from hiyari.forms.taint.lower.ruby.lowering import Ruby
from hiyari.forms.taint.lower.ruby.targets import assigned, global_, target
from hiyari.forms.taint.lower.tree import field, name_of, octets, parts, spine
from hiyari.forms.taint.lower.walking import branches, join

if TYPE_CHECKING:
    from tree_sitter import Node

_EMAIL: Final = rb"\A[a-zA-Z0-9.!\#$%&'*+\/=?^_`{}~-]+@[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*\z"
"""What ``URI::MailTo::EMAIL_REGEXP`` demands: the whole string is one address."""


def _identifier(walk: Ruby, node: Node) -> ir.Expr:
    name = name_of(node)
    if name in walk.stands:
        return walk.stands[name]
    return ir.Var(node.start_byte, name) if walk.is_local(name) else bare(walk, node, name, ())


def _constant(walk: Ruby, node: Node) -> ir.Expr:
    name = name_of(node)
    if name.endswith("EMAIL_REGEXP"):
        return ir.Pattern(node.start_byte, _EMAIL, "", "ruby")
    known = walk.constants.get(name)
    return known if known is not None else global_(node.start_byte, name)


def _instance(_walk: Ruby, node: Node) -> ir.Expr:
    at = node.start_byte
    return ir.Member(at, ir.Var(at, "self"), name_of(node).lstrip("@"))


def _global(_walk: Ruby, node: Node) -> ir.Expr:
    name = name_of(node)
    if name in {"$stdin", "$<"} or (name[1:].isdecimal()):
        return ir.Var(node.start_byte, name)
    return global_(node.start_byte, name)


def _self(_walk: Ruby, node: Node) -> ir.Expr:
    return ir.Var(node.start_byte, "self")


def _element(walk: Ruby, node: Node) -> ir.Expr:
    at, object_ = node.start_byte, field(node, "object")
    keys = [one for one in parts(node) if object_ is None or one.id != object_.id]
    base, key = walk.expression(object_), walk.expression(keys[0]) if len(keys) == 1 else None
    if object_ is not None and octets(object_) == b"Hash" and key is not None:
        return ir.Call(at, "<mapping>", (ir.Arg(key),))
    if (
        object_ is not None
        and octets(object_) in {b"ENV", b"env"}
        and isinstance(key, ir.Const)
        and key.value is not None
    ):
        name = key.value.decode("utf-8", "replace")
        return ir.Var(at, f"ENV[{'HTTP_*' if name.startswith('HTTP_') else name}]")
    match base, key:
        case ir.Item(base=ir.Call(name="params") as whole, key=ir.Const(value=bytes() as outer)), ir.Const(
            value=bytes() as inner
        ):
            return ir.Item(at, whole, ir.Const(at, outer + b"[" + inner + b"]"))  # as Rack names the field
        case _:
            return ir.Item(at, base, key)


def _binary(walk: Ruby, node: Node) -> ir.Expr:
    at, operator = node.start_byte, octets(field(node, "operator") or node)
    for same in (frozenset({b"+"}), frozenset({b"&&", b"and"}), frozenset({b"||", b"or"})):
        if operator in same and (operands := spine(node, "binary", same)) is not None:
            values = [walk.expression(one) for one in operands]
            if operator == b"+":
                return join(at, values)
            made = values[0]
            for one in values[1:]:
                made = ir.Both(at, made, one) if operator in {b"&&", b"and"} else ir.Either(at, made, one)
            return made
    left, right = walk.expression(field(node, "left")), walk.expression(field(node, "right"))
    return _operated(at, operator, left, right)


def _operated(at: int, operator: bytes, left: ir.Expr, right: ir.Expr) -> ir.Expr:
    match operator:
        case b"==" | b"eql?":
            return ir.Test(at, ir.Comparison.EQUAL, left, right)
        case b"!=":
            return ir.Test(at, ir.Comparison.DIFFERENT, left, right)
        case b"=~" | b"!~" | b"===":
            subject, pattern = (right, left) if isinstance(left, ir.Pattern) else (left, right)
            kind = (
                ir.Comparison.EQUAL
                if operator == b"===" and not isinstance(pattern, ir.Pattern)
                else ir.Comparison.MATCHES
            )
            kind = kind if isinstance(pattern, ir.Pattern) or operator == b"===" else ir.Comparison.OTHER
            made = ir.Test(at, kind, subject, pattern)
            return ir.Not(at, made) if operator == b"!~" else made
        case b"<" | b">" | b"<=" | b">=":
            return ir.Test(at, ir.Comparison.OTHER, left, right)
        case b"%" if isinstance(left, ir.Const | ir.Join | ir.Var | ir.Item):
            values = [one for _, one in right.items] if isinstance(right, ir.Array) else [right]
            return ir.Call(at, "format", (ir.Arg(left), *(ir.Arg(one) for one in values)))
        case b"<<":
            return join(at, [left, right])
        case _:
            return ir.Mix(at, (left, right))


def _unary(walk: Ruby, node: Node) -> ir.Expr:
    at, operator = node.start_byte, octets(field(node, "operator") or node)
    if operator == b"-":
        return ir.Const(at, octets(node))
    value = walk.expression(field(node, "operand"))
    return ir.Not(at, value) if operator in {b"!", b"not"} else value


def _choice(walk: Ruby, node: Node) -> ir.Expr:
    condition, yes, no = (walk.expression(field(node, one)) for one in ("condition", "consequence", "alternative"))
    return ir.Choice(node.start_byte, condition, yes, no)


def _last(walk: Ruby, node: Node) -> ir.Expr:
    """Statements in parentheses (or ``begin``): the value of the last one."""
    below = parts(node)
    for one in below[:-1]:
        walk.waiting.extend(walk.block(one))
    return walk.expression(below[-1]) if below else ir.Const(node.start_byte, b"")


def _assignment(walk: Ruby, node: Node) -> ir.Expr:
    left, value = field(node, "left"), walk.expression(field(node, "right"))
    made = assigned(walk, left, value, node.start_byte)
    if isinstance(made, ir.Assign) and not isinstance(made.target, tuple):
        return ir.Bind(node.start_byte, made)
    walk.waiting.append(made)
    return value


def _operator_assignment(walk: Ruby, node: Node) -> ir.Expr:
    at, operator, left = node.start_byte, octets(field(node, "operator") or node), field(node, "left")
    to = target(walk, left) if left is not None else ir.Const(at)
    value = walk.expression(field(node, "right"))
    match operator:
        case b"+=" | b"<<=":
            return ir.Bind(at, ir.Assign(at, to, value, append=True))
        case b"||=":
            return ir.Bind(at, ir.Assign(at, to, ir.Either(at, to, value)))
        case b"&&=":
            return ir.Bind(at, ir.Assign(at, to, ir.Both(at, to, value)))
        case _:
            return ir.Bind(at, ir.Assign(at, to, ir.Mix(at, (to, value))))


def _if_value(walk: Ruby, node: Node) -> ir.Expr:
    """``x = if a then b else c end``: a variable takes the last value of the branch that runs."""
    at, made = node.start_byte, walk.fresh(node.start_byte, "value")
    arms: list[tuple[ir.Expr, ir.Block]] = []
    otherwise: ir.Block = (ir.Assign(at, made, ir.Const(at, b"")),)
    one: Node | None = node
    while one is not None and one.type in {"if", "unless", "elsif"}:
        condition = walk.expression(field(one, "condition"))
        condition = ir.Not(at, condition) if one.type == "unless" else condition
        arms.append((condition, valued(walk, field(one, "consequence"), made)))
        one = field(one, "alternative")
    if one is not None:
        otherwise = valued(walk, one, made)
    walk.waiting.extend(branches(at, arms, otherwise))
    return made


def valued(walk: Ruby, node: Node | None, made: ir.Var) -> ir.Block:
    """Statements, whose last value goes into a variable."""
    below = parts(node) if node is not None else []
    if not below:
        return (ir.Assign(made.at, made, ir.Const(made.at, b"")),)
    first = walk.each(below[:-1])
    last = walk.before(lambda: [ir.Assign(below[-1].start_byte, made, walk.expression(below[-1]))])
    return (*first, *last)


def _case_value(walk: Ruby, node: Node) -> ir.Expr:
    made = walk.fresh(node.start_byte, "value")
    walk.waiting.extend(cases(walk, node, lambda branch: valued(walk, branch, made)))
    return made


def _rescued(walk: Ruby, node: Node) -> ir.Expr:
    return ir.Either(node.start_byte, walk.expression(field(node, "body")), walk.expression(field(node, "handler")))


EXPRESSIONS: Final = {
    "identifier": _identifier,
    "constant": _constant,
    "scope_resolution": _constant,
    "instance_variable": _instance,
    "class_variable": _instance,
    "global_variable": _global,
    "self": _self,
    "element_reference": _element,
    "binary": _binary,
    "unary": _unary,
    "conditional": _choice,
    "parenthesized_statements": _last,
    "assignment": _assignment,
    "operator_assignment": _operator_assignment,
    "if": _if_value,
    "unless": _if_value,
    "case": _case_value,
    "case_match": _case_value,
    "rescue_modifier": _rescued,
    "call": call,
    "lambda": lambda_value,
    "string": literals.string,
    "bare_string": literals.string,
    "delimited_symbol": literals.string,
    "bare_symbol": literals.string,
    "chained_string": literals.chained,
    "simple_symbol": literals.symbol,
    "hash_key_symbol": literals.symbol,
    "string_array": literals.words,
    "symbol_array": literals.words,
    "subshell": literals.command,
    "regex": literals.regex,
    "heredoc_beginning": literals.heredoc,
    "array": literals.array,
    "hash": literals.array,
    "right_assignment_list": literals.array,
    "true": literals.true,
    "false": literals.empty,
    "nil": literals.empty,
    "integer": literals.number,
    "float": literals.number,
}

"""Ruby's expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.engine.naming import group_names
from hiyari.forms.taint.lower.ruby import literals
from hiyari.forms.taint.lower.ruby.blocks import chosen, given_to, lambda_value, valued
from hiyari.forms.taint.lower.ruby.calls import arguments, bare, call, inherited, left_with
from hiyari.forms.taint.lower.ruby.cases import bound, cases
from hiyari.forms.taint.lower.ruby.definitions import guarded
from hiyari.forms.taint.lower.ruby.lowering import BLOCK, Ruby
from hiyari.forms.taint.lower.ruby.methods import found_in
from hiyari.forms.taint.lower.ruby.targets import assigned, global_, target
from hiyari.forms.taint.lower.tree import field, name_of, octets, parts, spine
from hiyari.forms.taint.lower.walking import join

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


def _instance(walk: Ruby, node: Node) -> ir.Expr:
    at = node.start_byte
    if node.type == "class_variable" or not walk.in_method or walk.within is None:
        owner = "" if walk.within is None or node.type == "class_variable" else walk.within.name
        return global_(at, f"{owner}{name_of(node)}")  # of the main object, of a class: all see it
    return ir.Member(at, ir.Var(at, "self"), name_of(node).lstrip("@"))


def _global(_walk: Ruby, node: Node) -> ir.Expr:
    name = name_of(node)
    if name in {"$!", "$ERROR_INFO"}:
        return ir.Call(node.start_byte, "<caught>")
    if name in {"$&", "$~", "$`", "$'"}:
        return ir.Var(node.start_byte, "$~" if name == "$~" else "$&")
    if name in {"$stdin", "$<"} or (name[1:].isdecimal()):
        return ir.Var(node.start_byte, name)
    return global_(node.start_byte, name)


def _self(_walk: Ruby, node: Node) -> ir.Expr:
    return ir.Var(node.start_byte, "self")


def _element(walk: Ruby, node: Node) -> ir.Expr:
    at, object_ = node.start_byte, field(node, "object")
    keys = [one for one in parts(node) if object_ is None or one.id != object_.id]
    base, key = walk.expression(object_), walk.expression(keys[0]) if len(keys) == 1 else None
    if (len(keys) == 2 and keys[0].type != "regex") or (len(keys) == 1 and keys[0].type == "range"):
        return ir.Call(at, "<part>", (ir.Arg(base),))
    found = walk.expression(keys[0]) if keys and keys[0].type == "regex" else key
    if isinstance(found, ir.Pattern):
        return found_in(at, base, found, walk.expression(keys[1]) if len(keys) > 1 else None)
    if keys and keys[0].type == "regex":
        return ir.Mix(at, (base,))  # what a pattern takes out of a text
    if isinstance(base, ir.Call) and base.name == ".match" and base.base is not None and not _digits(key):
        return ir.Mix(at, (base.base,))
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


def _digits(key: ir.Expr | None) -> bool:
    return isinstance(key, ir.Const) and (key.value or b"x").isdigit()


def _binary(walk: Ruby, node: Node) -> ir.Expr:
    at, operator = node.start_byte, walk.operator(node)
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
    if operator == b"=~" and isinstance(left, ir.Pattern):
        for name in filter(None, group_names(left.source)):
            known = name.decode("ascii", "replace")
            walk.locals[-1].add(known)
            walk.waiting.append(ir.Assign(at, ir.Var(at, known), right))
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
        case b"%" if isinstance(right, ir.Array) and any(key is not None for key, _ in right.items):
            return ir.Mix(at, (left, *(one for _, one in right.items)))
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
    walk.waiting.append(ir.Assign(at, made, ir.Const(at, b"")))
    walk.waiting.extend(chosen(walk, node, lambda branch: valued(walk, branch, made)))
    return made


def _case_value(walk: Ruby, node: Node) -> ir.Expr:
    made = walk.fresh(node.start_byte, "value")
    walk.waiting.extend(cases(walk, node, lambda branch: valued(walk, branch, made)))
    return made


def _rescued(walk: Ruby, node: Node) -> ir.Expr:
    at, made, body = node.start_byte, walk.fresh(node.start_byte, "value"), field(node, "body")
    done = () if body is None else walk.before(lambda: given_to(walk, body, made))
    caught = walk.before(lambda: [ir.Assign(at, made, walk.expression(field(node, "handler")))])
    walk.waiting.append(ir.Try(at, done, (caught,)))
    return made


def _begun(walk: Ruby, node: Node) -> ir.Expr:
    """``begin ... rescue ... end`` where a value is wanted."""
    made = walk.fresh(node.start_byte, "value")
    walk.waiting.extend(guarded(walk, node, parts(node), into=made))
    return made


def _modified(walk: Ruby, node: Node) -> ir.Expr:
    """``(x if y)`` where a value is wanted."""
    at, made = node.start_byte, walk.fresh(node.start_byte, "value")
    condition = walk.expression(field(node, "condition"))
    condition = ir.Not(at, condition) if node.type == "unless_modifier" else condition
    body = field(node, "body")
    then = () if body is None else walk.before(lambda: given_to(walk, body, made))
    walk.waiting.append(ir.Assign(at, made, ir.Const(at, b"")))
    walk.waiting.append(ir.If(at, condition, then))
    return made


def _super(walk: Ruby, node: Node) -> ir.Expr:
    """``super`` with the arguments of the method around."""
    return inherited(node.start_byte, tuple(ir.Arg(ir.Var(node.start_byte, one)) for one in walk.params))


def _yield(walk: Ruby, node: Node) -> ir.Expr:
    """``yield x``: the block that the method was given; where it is not known, what it is given."""
    at = node.start_byte
    return ir.Call(at, "<yield>", arguments(walk, next(iter(parts(node)), None)), ir.Var(at, BLOCK))


def _tested(walk: Ruby, node: Node) -> ir.Expr:
    """``x in pattern``, ``x => pattern``: the pattern's names take its parts."""
    value, pattern = walk.expression(field(node, "value")), field(node, "pattern")
    kept = walk.fresh(node.start_byte, "subject")
    walk.waiting.append(ir.Assign(node.start_byte, kept, value))
    walk.waiting.extend(bound(walk, pattern, kept))
    return ir.Call(node.start_byte, "<fits>", (ir.Arg(kept),))


def _looped(walk: Ruby, node: Node) -> ir.Expr:
    """``x = while ... break value ... end``."""
    before = len(walk.broken)
    walk.waiting.extend(walk.statements(node))
    return left_with(walk, node.start_byte, ir.Const(node.start_byte, b""), before)


EXPRESSIONS: Final = {
    "while": _looped,
    "until": _looped,
    "for": _looped,
    "begin": _begun,
    "if_modifier": _modified,
    "unless_modifier": _modified,
    "super": _super,
    "yield": _yield,
    "match_pattern": _tested,
    "test_pattern": _tested,
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

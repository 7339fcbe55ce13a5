"""Perl's operators: strings put together, comparisons, conditions with a value, assignments inside expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.ir import (
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
    Mix,
    Not,
    Test,
    Var,
)
from hiyari.forms.taint.lower.perl.access import pairs
from hiyari.forms.taint.lower.perl.regexes import bound, pattern
from hiyari.forms.taint.lower.perl.state import Perl, call, const, operator
from hiyari.forms.taint.lower.tree import field, joined, parts, spine

if TYPE_CHECKING:
    from tree_sitter import Node

_DOT: Final = frozenset((b".",))
_OR: Final = frozenset((b"||", b"//", b"or", b"xor"))
_AND: Final = frozenset((b"&&", b"and"))
_BITS: Final = frozenset((b"&", b"|", b"^"))
"""Of two strings they give a string."""
_NUMBERS: Final = frozenset((b"+", b"-", b"*", b"/", b"%", b"**", b"<<", b">>", b"&", b"|", b"^"))


def binary(low: Perl, node: Node) -> Expr:
    """Two operands."""
    sign = operator(node)
    if sign == b".":
        operands = spine(node, "binary_expression", _DOT) or []
        return joined(node.start_byte, [low.expression(one) for one in operands])
    if sign in {b"=~", b"!~"}:
        return bound(low, node, negated=sign == b"!~")
    left, right = field(node, "left"), field(node, "right")
    if sign in _OR:
        value = low.expression(left)
        return Either(at=node.start_byte, left=value, right=low.sometimes(right, Not(at=value.at, value=value)))
    if sign in _AND:
        value = condition(low, left)
        return Both(at=node.start_byte, left=value, right=low.sometimes(right, value))
    sides = (low.expression(left), low.expression(right))
    if sign == b"x":
        return sides[0] if not isinstance(sides[0], Const) else Mix(at=node.start_byte, parts=sides[:1])
    number = sign in _NUMBERS or sign == b".."
    if sign in _BITS:
        number = any(isinstance(one, Const) and (one.value or b"x").isdigit() for one in sides)
    return Mix(at=node.start_byte, parts=sides, number=number)


def equality(low: Perl, node: Node) -> Expr:
    """``eq``, ``ne``, ``~~`` and the comparisons of numbers, which prove nothing of a string."""
    sign = operator(node)
    sides = (low.expression(field(node, "left")), low.expression(field(node, "right")))
    found = _position(node, sign, sides)
    if found is not None:
        return found
    kinds = {b"eq": Comparison.EQUAL, b"ne": Comparison.DIFFERENT, b"~~": Comparison.IN}
    return Test(at=node.start_byte, kind=kinds.get(sign, Comparison.OTHER), left=sides[0], right=sides[1])


_FOUND: Final = frozenset(((b">=", b"0"), (b">", b"-1"), (b"!=", b"-1"), (b">", b"0")))
_MISSING: Final = frozenset(((b"<", b"0"), (b"==", b"-1"), (b"<=", b"-1")))


def _position(node: Node, sign: bytes, sides: tuple[Expr, Expr]) -> Expr | None:
    r"""``index($x, "\n") >= 0``: whether a string holds another."""
    match sides:
        case (Call(name="index", args=args), right) if len(args) == 2:
            number = _digits(right)
            contains = Test(at=node.start_byte, kind=Comparison.CONTAINS, left=args[0].value, right=args[1].value)
            if (sign, number) in _FOUND:
                return contains
            if (sign, number) in _MISSING:
                return Not(at=node.start_byte, value=contains)
    return None


def _digits(value: Expr) -> bytes | None:
    return value.value if isinstance(value, Const) else None


def negative(low: Perl, node: Node) -> Expr:
    """``!$x``, ``not $x``, ``-1``, ``+{...}``."""
    operand = field(node, "operand")
    sign = low.raw(node)[:1]
    if sign in {b"!", b"n"}:
        return Not(at=node.start_byte, value=condition(low, operand))
    inner = low.expression(operand)
    if sign == b"-" and isinstance(inner, Const) and inner.value is not None:
        return Const(at=node.start_byte, value=b"-" + inner.value)
    return inner if sign in {b"+", b"-", b"\\"} else Mix(at=node.start_byte, parts=(inner,), number=True)


def stepped(low: Perl, node: Node) -> Expr:
    """``$x++``: a number."""
    return Mix(at=node.start_byte, parts=(low.expression(field(node, "operand")),), number=True)


def chosen(low: Perl, node: Node) -> Expr:
    """``condition ? yes : no``."""
    test = condition(low, field(node, "condition"))
    yes = low.sometimes(field(node, "consequent"), test)
    no = low.sometimes(field(node, "alternative"), Not(at=test.at, value=test))
    return Choice(at=node.start_byte, condition=test, yes=yes, no=no)


def condition(low: Perl, node: Node | None) -> Expr:
    """An expression that is asked whether it holds: ``$allowed{$x}`` then says that the mapping has it."""
    while node is not None and node.type == "parenthesized_expression" and len(parts(node)) == 1:
        node = parts(node)[0]
    value = low.expression(node)
    match value:
        case Item(base=Var(name=name) as base, key=Var() as key) if name.startswith("%"):
            return Test(at=value.at, kind=Comparison.IN, left=key, right=base)
        case Bind(assign=Assign(target=tuple(), value=Call(name="captures", args=args))) if len(args) == 2:
            test = Test(at=value.at, kind=Comparison.MATCHES, left=args[0].value, right=args[1].value)
            return Both(at=value.at, left=test, right=value)
        case Call(name="length", args=(only,)):
            return Test(at=value.at, kind=Comparison.DIFFERENT, left=only.value, right=Const(at=value.at, value=b""))
    return value


def bound_value(low: Perl, node: Node) -> Expr:
    """An assignment inside an expression; an `Expr` whose statements beyond the last are hoisted."""
    *before, last = assigned(low, node)
    low.hoisted.extend(before)
    return Bind(at=node.start_byte, assign=last)


def assigned(low: Perl, node: Node) -> list[Assign]:
    """``target = value`` and its kin, in the order in which they run (the last is the assignment itself)."""
    at, sign = node.start_byte, operator(node)
    left, right = field(node, "left"), field(node, "right")
    if left is None:
        return [Assign(at=at, target=const(node), value=low.expression(right))]
    declares = left.type in {"variable_declaration", "localization_expression"} and not low.raw(left).startswith(b"our")
    target = _target(low, left)
    if isinstance(target, Item) and isinstance(target.base, Var) and target.base.name[:1] in "%@":
        low.filled.setdefault(target.base.name)
    value = _value(low, right, target)
    if left.type.endswith("call_expression") and isinstance(target, Var | Item) and sign == b"=":
        both = Mix(at=at, parts=(target, value))  # substr($x, 0, 2) = $y: some of it is new, or all
        whole = Choice(at=at, condition=Mix(at=at, parts=()), yes=value, no=both)
        return [Assign(at=at, target=target, value=whole)]
    if sign in {b"=", b"||=", b"//="} and _is_anonymous(right) and isinstance(target, Var) and target.name[:1] == "$":
        value = call(at, "<reference>", value)
    if sign == b"=":
        return _set(at, target, value, declares=declares)
    single = target[0] if isinstance(target, tuple) and target else target
    if isinstance(single, tuple):
        return [Assign(at=at, target=const(node), value=value)]
    if sign in {b"||=", b"//="}:
        return [Assign(at=at, target=single, value=Either(at=at, left=single, right=value))]
    if sign == b"&&=":
        return [Assign(at=at, target=single, value=Both(at=at, left=single, right=value))]
    if sign == b".=":
        return [Assign(at=at, target=single, value=value, append=True)]
    number = sign.rstrip(b"=") in _NUMBERS
    return [Assign(at=at, target=single, value=Mix(at=at, parts=(single, value), number=number))]


def _is_anonymous(node: Node | None) -> bool:
    return node is not None and node.type in {"anonymous_hash_expression", "anonymous_array_expression"}


def _target(low: Perl, node: Node) -> Expr | tuple[Expr, ...]:
    """What is assigned to; a list in parentheses, or of several variables, is a tuple."""
    match node.type:
        case "variable_declaration" | "localization_expression":
            inner = [one for one in parts(node) if one.type not in {"attrlist", "type"}]
            if len(inner) == 1 and b"(" not in low.raw(node)[: inner[0].start_byte - node.start_byte]:
                return _target(low, inner[0])
            return tuple(low.expression(one) for one in inner)
        case "parenthesized_expression" | "list_expression":
            inner = parts(node)
            if len(inner) == 1 and inner[0].type == "list_expression":
                inner = parts(inner[0])
            return tuple(low.expression(one) for one in inner)
        case "slice_expression":
            value = low.expression(node)
            return tuple(one for _, one in value.items) if isinstance(value, Array) else value
        case "ambiguous_function_call_expression" | "function_call_expression":
            value = low.expression(node)
            # substr($x, 0, 2) = $y; keys(%h) = 200
            if isinstance(value, Call) and value.name == "substr" and value.args:
                return value.args[0].value
            return value
        case "array" | "hash":
            value = low.expression(node)
            named = isinstance(value, Var) and value.name[:1] in {"@", "%"}
            return (
                value
                if named
                else call(node.start_byte, "<contents>", value, const(node, b"%" if node.type == "hash" else b"@"))
            )
        case _:
            return low.expression(node)


def _value(low: Perl, node: Node | None, target: Expr | tuple[Expr, ...]) -> Expr:
    """The value of an assignment; a match gives what its groups took where a list is assigned."""
    listed = isinstance(target, tuple) or (isinstance(target, Var) and target.name[:1] in "@%")
    if node is not None and listed and node.type == "binary_expression" and operator(node) == b"=~":
        right = field(node, "right")
        if right is not None and right.type == "match_regexp":
            return call(node.start_byte, "captures", low.expression(field(node, "left")), pattern(low, right))
    if node is not None and listed and node.type == "match_regexp":
        return call(node.start_byte, "captures", Var(at=node.start_byte, name="$_"), pattern(low, node))
    value = low.expression(node)
    if isinstance(target, Var) and target.name[:1] == "@" and isinstance(value, Var) and value.name[:1] == "%":
        return call(value.at, "<listed>", value)
    return value


def _piece(at: int, target: Expr, split: Call, index: int, *, declares: bool) -> Assign:
    """``($name, $value) = split(...)``: each takes a piece of its own; what is shown of one, is not of the other."""
    whole = isinstance(target, Var) and target.name[:1] in "@%"
    value = split if whole else Item(at=at, base=split, key=Const(at=at, value=str(index).encode()))
    return Assign(at=at, target=target, value=value, declares=declares)


def _set(at: int, target: Expr | tuple[Expr, ...], value: Expr, *, declares: bool) -> list[Assign]:
    """An assignment; what a mapping is spread into another one with is added behind it."""
    if isinstance(target, tuple) and isinstance(value, Call) and value.name == "split":
        return [_piece(at, one, value, index, declares=declares) for index, one in enumerate(target)]
    if not isinstance(target, Var) or target.name[:1] != "%" or not isinstance(value, Array):
        return [Assign(at=at, target=target, value=value, declares=declares)]
    paired = pairs(value)
    items = paired.items if isinstance(paired, Array) else ()
    spread = [one for key, one in items if key is None]
    kept = Array(at=value.at, items=tuple((key, one) for key, one in items if key is not None))
    made = [Assign(at=at, target=target, value=kept, declares=declares)]
    if spread and not kept.items:
        made = [Assign(at=at, target=target, value=spread.pop(0), declares=declares)]
    return made + [Assign(at=at, target=target, value=one, append=True) for one in spread]

"""Perl's matches, substitutions and transliterations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.ir import Assign, Bind, Call, Comparison, Const, Expr, Mix, Not, Pattern, Test, Var
from hiyari.forms.taint.lower.perl.state import Perl, call, const
from hiyari.forms.taint.lower.perl.strings import INTERPOLATED, between, interpolated, unescaped
from hiyari.forms.taint.lower.tree import child_of_type, field, joined

if TYPE_CHECKING:
    from tree_sitter import Node

_VARIABLE: Final = re.compile(rb"\$\{?(\w{1,99})\}?")
LONGEST_PATTERN: Final = 20_000
_RANGE: Final = re.compile(rb"(.)-(.)", re.DOTALL)


def topic(node: Node) -> Var:
    """``$_``, which a match without ``=~`` looks at."""
    return Var(at=node.start_byte, name="$_")


def pattern(low: Perl, node: Node) -> Expr:
    """The pattern of ``m//``, ``qr//`` or ``s///``: a `Pattern`, the variable that holds one, or a `Mix` of its parts.

    Variables that hold a literal for good are put in: the address patterns of many forms are built so.
    """
    content = field(node, "content")
    flags = _flags(low, node)
    start, end = between(node)
    source = low.source[start:end]
    if content is None:
        return Pattern(at=node.start_byte, source=source, flags=flags)
    held = [one for one in content.named_children if one.type in INTERPOLATED]
    if low.source[end : end + 1] == b"'":
        held = []
    if len(held) == 1 and low.raw(held[0]) == source and _constant(low, held[0]) is None:
        return low.expression(held[0])
    made = source if not held else _put_together(low, (start, end), held)
    if made is None:
        return Mix(at=node.start_byte, parts=tuple(low.expression(one) for one in held))
    return Pattern(at=node.start_byte, source=made, flags=flags)


def _put_together(low: Perl, place: tuple[int, int], held: list[Node]) -> bytes | None:
    made, position = b"", place[0]
    for one in held:
        value = _constant(low, one)
        if value is None:
            return None
        made += low.source[position : one.start_byte] + value
        position = one.end_byte
    made += low.source[position : place[1]]
    return made if len(made) <= LONGEST_PATTERN else None


def _constant(low: Perl, node: Node) -> bytes | None:
    if node.type != "scalar":
        return None
    match = _VARIABLE.fullmatch(low.raw(node))
    return low.known.constants.get(match[1].decode("ascii")) if match else None


def _flags(low: Perl, node: Node) -> str:
    modifiers = field(node, "modifiers")
    return "" if modifiers is None else low.raw(modifiers).decode("ascii", "replace")


def matched(low: Perl, node: Node) -> Expr:
    """``/.../`` alone: a test of ``$_``."""
    return tested(low, node, topic(node), pattern(low, node))


def tested(low: Perl, node: Node, subject: Expr, against: Expr) -> Expr:
    """A test of a subject against a pattern, or against something that may hold one."""
    del low
    if isinstance(against, Mix):
        return Test(at=node.start_byte, kind=Comparison.OTHER, left=subject, right=against)
    if isinstance(against, Const) and against.value is not None:
        against = Pattern(at=against.at, source=against.value)
    return Test(at=node.start_byte, kind=Comparison.MATCHES, left=subject, right=against)


def quoted(low: Perl, node: Node) -> Expr:
    """``qr/.../``."""
    return pattern(low, node)


def bound(low: Perl, node: Node, *, negated: bool) -> Expr:
    """``$x =~ /.../``, ``$x !~ /.../``, ``$x =~ s/.../.../``, ``$x =~ tr/.../.../``, ``$x =~ $pattern``."""
    left, right = field(node, "left"), field(node, "right")
    if left is None or right is None:
        return const(node)
    match right.type:
        case "substitution_regexp":
            return substituted(low, right, subject(low, left))
        case "transliteration_expression":
            return transliterated(low, right, subject(low, left))
        case "match_regexp" | "quoted_regexp":
            against = pattern(low, right)
        case _:
            against = low.expression(right)
    test = tested(low, node, low.expression(left), against)
    return Not(at=node.start_byte, value=test) if negated else test


def subject(low: Perl, node: Node) -> Expr:
    """What ``=~`` changes: in ``($y = $x) =~ s/...//`` the variable, after the assignment has run."""
    match low.expression(node):
        case Bind(assign=assign) if not isinstance(assign.target, tuple):
            low.hoisted.append(assign)
            return assign.target
        case value:
            return value


def substituted(low: Perl, node: Node, of: Expr | None = None) -> Expr:
    """``s/.../.../``: an assignment to its subject; with ``r`` only the value."""
    target = of or topic(node)
    flags = _flags(low, node)
    against = pattern(low, node)
    if isinstance(against, Pattern):
        against = Pattern(at=against.at, source=against.source, flags=flags)
    value = call(node.start_byte, "s///", target, against, _replacement(low, node, flags))
    if "r" in flags:
        return value
    return Bind(at=node.start_byte, assign=Assign(at=node.start_byte, target=target, value=value))


def _replacement(low: Perl, node: Node, flags: str) -> Expr:
    found = child_of_type(node, "replacement")
    if found is not None and "e" in flags:
        return low.code(found)
    return joined(node.start_byte, interpolated(low, found, between(node, -1)))


def transliterated(low: Perl, node: Node, of: Expr | None = None) -> Expr:
    """``tr/.../.../``: an assignment to its subject; where it changes nothing, a test for its characters."""
    target = of or topic(node)
    at, flags = node.start_byte, _flags(low, node)
    searched, into = _set(low.source[slice(*between(node))]), _set(low.source[slice(*between(node, -1))])
    if not into and "d" not in flags and searched:
        inverse = b"^" if "c" in flags else b""
        source = b"[" + inverse + re.escape(searched) + b"]"
        return Test(at=at, kind=Comparison.MATCHES, left=target, right=Pattern(at=at, source=source))
    value: Call = call(
        at, "tr///", target, Const(at=at, value=searched), Const(at=at, value=into), Const(at=at, value=flags.encode())
    )
    if "r" in flags:
        return value
    return Bind(at=at, assign=Assign(at=at, target=target, value=value))


def _set(raw: bytes) -> bytes:
    """The octets of a transliteration's side, ranges written out."""
    raw = raw[:2000]
    hyphen = b"-" if rb"\-" in raw else b""
    raw = unescaped(raw.replace(rb"\-", b""))
    return _RANGE.sub(lambda match: bytes(range(match[1][0], match[2][0] + 1)), raw) + hyphen

"""A shell's conditions: ``[ ... ]``, ``[[ ... ]]``, ``test``, ``grep -q``, ``expr``, ``case`` patterns.

The grammar gives ``[[ a == b && c ]]`` without precedence, so the words of a test are taken in order and put together
here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.ir import Arg, Both, Call, Comparison, Const, Either, Expr, Mix, Not, Pattern, Test, Var
from hiyari.forms.taint.lower.shell.state import Shell, chomped, put
from hiyari.forms.taint.lower.shell.words import literal

if TYPE_CHECKING:
    from tree_sitter import Node

_INNER: Final = frozenset({"binary_expression", "unary_expression", "parenthesized_expression", "test_command"})
_BRACKETS: Final = frozenset({"[", "]", "[[", "]]"})
_BINARY: Final = frozenset(
    (b"=", b"==", b"!=", b"=~", b"<", b">", b"-eq", b"-ne", b"-lt", b"-le", b"-gt", b"-ge", b"-nt")
)
_UNARY: Final = re.compile(rb"-[a-hknprstuvwxzGLNORS]")
_GLOB: Final = re.compile(rb"[*?\[]|[@!+]\(")
MOST_WORDS: Final = 200
MOST_PARENTHESES: Final = 10


class Tokens:
    """The words of one test, in order."""

    def __init__(self, low: Shell, nodes: list[Node], *, double: bool) -> None:
        self.low = low
        self.nodes = nodes
        self.double = double
        """Whether it is ``[[``, where the right side of ``==`` is a pattern."""
        self.at = 0
        self.depth = 0

    def peek(self) -> bytes | None:
        """The next word as it stands."""
        return self.low.raw(self.nodes[self.at]) if self.at < len(self.nodes) else None

    def take(self) -> Node:
        """The next word."""
        self.at += 1
        return self.nodes[self.at - 1]


def tested(low: Shell, node: Node) -> Expr:
    """A ``test_command``."""
    double = low.raw(node).startswith(b"[[")
    if low.raw(node).startswith(b"(("):
        return Mix(at=node.start_byte, parts=(), number=True)
    return _either(Tokens(low, _leaves(node), double=double), node.start_byte)


def tested_words(low: Shell, nodes: list[Node], at: int) -> Expr:
    """The words behind ``test``."""
    return _either(Tokens(low, nodes[:MOST_WORDS], double=False), at)


def _leaves(node: Node) -> list[Node]:
    found: list[Node] = []
    waiting = [node]
    while waiting and len(found) < MOST_WORDS:
        one = waiting.pop()
        if one.type in _INNER:
            waiting.extend(reversed(one.children))
        elif one.type not in _BRACKETS:
            found.append(one)
    return found


def _either(tokens: Tokens, at: int) -> Expr:
    value = _both(tokens, at)
    while tokens.peek() in {b"||", b"-o"}:
        tokens.take()
        value = Either(at=at, left=value, right=_both(tokens, at))
    return value


def _both(tokens: Tokens, at: int) -> Expr:
    value = _single(tokens, at)
    while tokens.peek() in {b"&&", b"-a"}:
        tokens.take()
        value = Both(at=at, left=value, right=_single(tokens, at))
    return value


def _single(tokens: Tokens, at: int) -> Expr:
    negated = False
    while tokens.peek() == b"!":
        tokens.take()
        negated = not negated
    value = _one(tokens, at)
    return Not(at=at, value=value) if negated else value


def _one(tokens: Tokens, at: int) -> Expr:
    first = tokens.peek()
    if first is None:
        return Const(at=at)
    if first == b"(" and tokens.at + 2 < len(tokens.nodes):
        tokens.take()
        tokens.depth += 1
        value = _either(tokens, at) if tokens.depth < MOST_PARENTHESES else Mix(at=at, parts=())
        if tokens.peek() == b")":
            tokens.take()
        return value
    left = tokens.take()
    sign = tokens.peek()
    if sign in _BINARY:
        tokens.take()
        return _compared(tokens, left, sign or b"", at)
    if _UNARY.fullmatch(first) and sign is not None and sign not in {b"&&", b"||", b"-a", b"-o", b")"}:
        return _unary(tokens, first, at)
    value = tokens.low.expression(left)
    return Test(at=at, kind=Comparison.DIFFERENT, left=value, right=Const(at=at, value=b""))


def _unary(tokens: Tokens, sign: bytes, at: int) -> Expr:
    value = tokens.low.expression(tokens.take())
    kinds = {b"-z": Comparison.EQUAL, b"-n": Comparison.DIFFERENT}
    if sign not in kinds:
        return Mix(at=at, parts=(), number=True)
    return Test(at=at, kind=kinds[sign], left=value, right=Const(at=at, value=b""))


def _compared(tokens: Tokens, left: Node, sign: bytes, at: int) -> Expr:
    low = tokens.low
    value = low.expression(left)
    if tokens.at >= len(tokens.nodes):
        return Test(at=at, kind=Comparison.OTHER, left=value, right=Const(at=at))
    right = tokens.take()
    if sign == b"=~":
        return _regular(low, value, right, at)
    if sign in {b"=", b"==", b"!="}:
        test = matching(low, value, right, at, glob=tokens.double)
        return Not(at=at, value=test) if sign == b"!=" else test
    return Test(at=at, kind=Comparison.OTHER, left=value, right=low.expression(right))


def _regular(low: Shell, value: Expr, node: Node, at: int) -> Expr:
    """``=~``: a variable may hold the pattern, as is usual; a literal is one as it stands."""
    if node.type in {"simple_expansion", "expansion"}:
        name = low.name(node).strip("${}")
        if name not in low.literals:
            return Test(at=at, kind=Comparison.MATCHES, left=value, right=low.expression(node))
        source = low.literals[name]
    else:
        source = low.raw(node)
        if b"$(" in source or re.search(rb"\$[A-Za-z_{]", source):
            return Test(at=at, kind=Comparison.OTHER, left=value, right=low.expression(node))
    pattern = Pattern(at=node.start_byte, source=source, dialect="posix")
    if b"BASH_REMATCH" not in low.source:
        return Test(at=at, kind=Comparison.MATCHES, left=value, right=pattern)
    groups = Call(
        at=at, name="captures", args=(Arg(value=value), Arg(value=pattern), Arg(value=Const(at=at, value=b"0")))
    )
    low.hoisted.append(put(at, Var(at=at, name="$BASH_REMATCH"), groups))
    return Test(at=at, kind=Comparison.MATCHES, left=value, right=pattern)


def matching(low: Shell, value: Expr, node: Node, at: int, *, glob: bool) -> Expr:
    """A value against a word, or in ``[[`` and ``case`` against a pattern of a whole value."""
    raw = low.raw(node)
    unquoted = node.type in {"word", "extglob_pattern", "concatenation", "regex"}
    if glob and unquoted and _GLOB.search(raw):
        if b"$" in raw.replace(b"$'", b""):
            return Test(at=at, kind=Comparison.OTHER, left=value, right=low.expression(node))
        return Test(
            at=at, kind=Comparison.MATCHES, left=value, right=Pattern(at=node.start_byte, source=raw, dialect="glob")
        )
    return Test(at=at, kind=Comparison.EQUAL, left=value, right=low.expression(node))


def grepped(low: Shell, words: list[Node], subject: Expr, at: int) -> Expr:
    """``grep -q pattern``: whether a line of what it reads matches."""
    subject = chomped(subject)
    options, rest = _options(low, words)
    if not rest or "v" in options or "f" in options:
        return Test(at=at, kind=Comparison.OTHER, left=subject, right=Mix(at=at, parts=()))
    source = literal(low.expression(rest[0]))
    if source is None:
        return Test(at=at, kind=Comparison.OTHER, left=subject, right=low.expression(rest[0]))
    if "F" in options:
        return Test(at=at, kind=Comparison.CONTAINS, left=subject, right=Const(at=at, value=source))
    if "E" not in options and "P" not in options:
        source = extended(source)
    if "x" in options:
        source = b"^(" + source + b")$"
    flags = "i" if "i" in options else ""
    return Test(
        at=at,
        kind=Comparison.MATCHES,
        left=subject,
        right=Pattern(at=at, source=source, flags=flags, dialect="posix-lines"),
    )


def _options(low: Shell, words: list[Node]) -> tuple[str, list[Node]]:
    options, rest = "", list(words)
    if rest and low.name(rest[0]) == "E":
        rest = rest[1:]
    while rest and low.raw(rest[0]).startswith(b"-") and len(low.raw(rest[0])) > 1:
        one = low.name(rest.pop(0))
        if one in {"--", "-e"}:
            break
        options += one.strip("-")
    return options, rest


def extended(basic: bytes) -> bytes:
    r"""A basic regular expression as an extended one: ``\(`` and ``(`` change places, and so on."""
    made, at = b"", 0
    while at < len(basic):
        two = basic[at : at + 2]
        if two[:1] == b"\\" and two[1:] in b"(){}|+?" and len(two) == 2:
            made += two[1:]
            at += 2
        elif two[:1] == b"\\":
            made += two
            at += 2
        elif two[:1] == b"[":
            end = basic.find(b"]", at + 2 + (basic[at + 1 : at + 2] == b"^"))
            end = len(basic) - 1 if end < 0 else end
            made += basic[at : end + 1]
            at = end + 1
        else:
            made += b"\\" + two[:1] if two[:1] in b"(){}|+?" else two[:1]
            at += 1
    return made

"""What a regular expression proves of a text that it matches, or does not match, in each language's dialect.

A pattern is read into a small tree, of which three questions are asked: which octets may a whole match hold, is the
match the whole text, and does every text with a certain octet match. A construct that is not understood proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from hiyari.forms.taint.engine.regex import ALL, Alt, Anchor, Node, Sequence, Set, parse_regex
from hiyari.forms.taint.ir import Pattern
from hiyari.forms.taint.tables import NONE, Power

_CR: Final = 1 << 0x0D
_LF: Final = 1 << 0x0A
_COLON: Final = 1 << 0x3A
_AT: Final = 1 << 0x40
_MANY: Final = 2
"""What is counted as any number."""


def _mask(octets: bytes) -> int:
    made = 0
    for octet in octets:
        made |= 1 << octet
    return made


_SEVERAL: Final = _mask(b",")
"""What ends an address where another one may follow; mail servers read no list into a semicolon."""
_SHELL: Final = _mask(b"`$|&;<>()\\'\"\n{}")
_QUOTED: Final = _mask(b"`$\\'\"")
_BLANKS: Final = _mask(b" \t\n\r\x0b\x0c")
_HYPHEN: Final = _mask(b"-")
_WORDS: Final = _mask(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") | (ALL & ~((1 << 128) - 1))

_MULTILINE: Final = {"perl": "m", "php": "m", "python": "mM", "javascript": "m"}
_TRAILING: Final = frozenset({"perl", "php", "python"})
"""Dialects whose ``$`` also matches before a line feed at the very end."""


@dataclass(frozen=True, slots=True)
class Proven:
    """Powers that a text has not, when it matches and when it does not."""

    match: Power = NONE
    no_match: Power = NONE
    trailing: bool = False
    """Matching, the whole text is checked, but one line feed at the very end gets through."""
    whole: bool = False


_DELIMITERS: Final = {b"(": b")", b"{": b"}", b"[": b"]", b"<": b">"}


def from_delimited(source: bytes) -> Pattern | None:
    """A pattern of PHP with its delimiters and flags: ``/^[a-z]+$/D``."""
    stripped = source.lstrip()
    if len(stripped) < 2 or stripped[:1].isalnum() or stripped[:1] == b"\\":
        return None
    end = stripped.rfind(_DELIMITERS.get(stripped[:1], stripped[:1]))
    if end < 1:
        return None
    flags = stripped[end + 1 :].decode("latin-1").strip()
    return Pattern(at=0, source=stripped[1:end], flags=flags, dialect="php")


@lru_cache(maxsize=512)
def _proven(source: bytes, flags: str, dialect: str) -> Proven:
    if dialect == "glob":
        return _glob(source)
    tree = parse_regex(source, flags, dialect)
    if tree is None:
        return Proven()
    lines = dialect in {"ruby", "posix-lines"} or any(flag in flags for flag in _MULTILINE.get(dialect, ""))
    start, end, trailing = _anchors(tree, flags, dialect, lines=lines)
    without = _taken_without(tree)
    if dialect == "posix-lines":
        without &= ~(Power.LF | Power.TRAILING_LF)
    if not start or not end:
        return Proven(no_match=without)
    return Proven(match=_taken_whole(tree, trailing=trailing), no_match=without, trailing=trailing, whole=True)


def proven(pattern: Pattern) -> Proven:
    """What is so when a text matches a pattern, and when it does not."""
    if len(pattern.source) > 4000:
        return Proven()
    return _proven(pattern.source, pattern.flags, pattern.dialect)


def removed(pattern: Pattern) -> Power:
    """What a text has not any more after every match was taken out of it."""
    if len(pattern.source) > 4000:
        return NONE
    tree = parse_regex(pattern.source, pattern.flags, pattern.dialect)
    return NONE if tree is None else _taken_without(tree)


def parted(pattern: Pattern) -> Power:
    """What no part of a text has that is split at every match; nothing, where the matches themselves are parts."""
    tree = None if len(pattern.source) > 4000 else parse_regex(pattern.source, pattern.flags, pattern.dialect)
    if tree is None or any(True for _ in _groups(tree)):
        return NONE
    alone = 0
    for way in _alternatives(tree):
        alone |= _alone(way)
    left = powers_of((ALL & ~alone) | _COLON, first=ALL & ~alone)  # parts may be put together again
    return Power.all() & ~(left if alone & _LF else left | Power.TRAILING_LF)


def captured(pattern: Pattern) -> list[Power]:
    """For each group of a pattern, in order, what its text has not."""
    if len(pattern.source) > 4000:
        return []
    tree = parse_regex(pattern.source, pattern.flags, pattern.dialect)
    return [] if tree is None else [Power.all() & ~_group_left(group) for group in _groups(tree)]


def _group_left(group: Sequence) -> Power:
    allowed = _allowed(replace(group, most=1))
    left = powers_of(allowed, first=_first(group)[0])
    return left | Power.TRAILING_LF if allowed & _LF else left


def _groups(node: Node) -> Iterator[Sequence]:
    match node:
        case Sequence(items=items, group=group):
            if group:
                yield node
            for item in items:
                yield from _groups(item)
        case Alt(choices=choices):
            for choice in choices:
                yield from _groups(choice)
        case _:
            pass


def powers_of(allowed: int, *, first: int = ALL) -> Power:
    """What a text of these octets, beginning with one of ``first``, can hold."""
    left = NONE
    if allowed & _COLON:  # without one, no line of a stranger's is a header field
        left |= (Power.CR if allowed & _CR else NONE) | (Power.LF if allowed & _LF else NONE)
    if allowed & _SEVERAL:
        left |= Power.SEVERAL
    if allowed & _SHELL:
        left |= Power.SHELL
    if allowed & _QUOTED:
        left |= Power.QUOTED
    if allowed & _BLANKS or first & _HYPHEN:
        left |= Power.OPTION
    if allowed & _BLANKS:
        left |= Power.BLANKS
    if allowed & _AT:
        left |= Power.ADDRESS | Power.HOSTS
    if allowed & _WORDS:
        left |= Power.TEXT
    return left


def _alternatives(node: Node) -> tuple[Node, ...]:
    """The ways through a pattern at its top: ``a|b``, also in a group around all of it."""
    match node:
        case Alt(choices=choices):
            return tuple(way for choice in choices for way in _alternatives(choice))
        case Sequence(items=(only,)):
            return _alternatives(only)
        case _:
            return (node,)


def _items(node: Node) -> tuple[Node, ...]:
    return node.items if isinstance(node, Sequence) else (node,)


def _anchors(tree: Node, flags: str, dialect: str, *, lines: bool) -> tuple[bool, bool, bool]:
    """Whether every match begins and ends where the text does, and whether a last line feed is let through."""
    start = end = True
    trailing = False
    dollar_is_end = "D" in flags and dialect == "php"
    for way in _alternatives(tree):
        items = _items(way)
        first, last = _edge(items, 0), _edge(items, -1)
        start = start and (first == "A" or (first == "^" and not lines))
        if last == "z" or (last == "$" and not lines and (dollar_is_end or dialect not in _TRAILING)):
            continue
        if last == "Z" and dialect == "python":
            continue
        if last == "Z" or (last == "$" and not lines):
            trailing = True
            continue
        end = False
    return start, end, trailing


def _edge(items: tuple[Node, ...], index: int) -> str:
    """The anchor that a sequence begins or ends with, also inside of a group there."""
    if not items:
        return ""
    node = items[index]
    if isinstance(node, Anchor):
        return node.kind
    if isinstance(node, Sequence) and (node.least, node.most) == (1, 1):
        return _edge(node.items, index)
    if isinstance(node, Alt):
        found = {_edge(_items(choice), index) for choice in node.choices}
        return found.pop() if len(found) == 1 else ""
    return ""


def _taken_whole(tree: Node, *, trailing: bool) -> Power:
    """What a text that is one match has not."""
    allowed, first = _allowed(tree), _first(tree)[0]
    left = powers_of(allowed, first=first)
    if trailing or allowed & _LF:
        left |= Power.TRAILING_LF
    if left & Power.ADDRESS and _fixed_domain(tree):
        left &= ~Power.ADDRESS
    if _ats(tree) < _MANY:
        left &= ~Power.HOSTS
    if _literal(tree):
        left &= Power.TRAILING_LF
    return Power.all() & ~left


def _allowed(node: Node) -> int:
    match node:
        case Set(octets=octets):
            return octets
        case Anchor():
            return 0
        case Sequence(items=items, most=most):
            made = 0
            for item in items:
                made |= _allowed(item)
            return made if most else 0
        case Alt(choices=choices):
            made = 0
            for choice in choices:
                made |= _allowed(choice)
            return made


def _ats(node: Node) -> int:
    """How often ``@`` may be in a match; 2 is any number."""
    match node:
        case Set(octets=octets, most=most):
            return most if octets & _AT else 0
        case Anchor():
            return 0
        case Sequence(items=items, most=most):
            return min(_MANY, most * sum(_ats(item) for item in items))
        case Alt(choices=choices):
            return max((_ats(choice) for choice in choices), default=0)


def _first(node: Node) -> tuple[int, bool]:
    """The octets that a match may begin with, and whether it may be empty."""
    match node:
        case Set(octets=octets, least=least):
            return octets, least == 0
        case Anchor():
            return 0, True
        case Alt(choices=choices):
            found = [_first(choice) for choice in choices]
            made = 0
            for octets, _ in found:
                made |= octets
            return made, any(empty for _, empty in found)
        case Sequence(items=items, least=least):
            made = 0
            for item in items:
                octets, empty = _first(item)
                made |= octets
                if not empty:
                    return made, least == 0
            return made, True


def _taken_without(tree: Node) -> Power:
    """What a text without any match has not: the octets of which each alone makes a match."""
    alone = 0
    for way in _alternatives(tree):
        alone |= _alone(way)
    left = powers_of(ALL & ~alone, first=ALL & ~alone)
    if not alone & _LF:
        left |= Power.TRAILING_LF
    return Power.all() & ~left


def _alone(node: Node) -> int:
    """Octets that make a match wherever they stand, whatever stands beside them."""
    items = [item for item in _flat(node) if not _optional(item)]
    if len(items) != 1:
        return 0
    match items[0]:
        case Set(octets=octets, least=1):
            return octets
        case Alt(choices=choices):
            made = 0
            for choice in choices:
                made |= _alone(choice)
            return made
        case Sequence(least=1) as inner:
            return _alone(replace(inner, least=1, most=1))
        case _:
            return 0


def _flat(node: Node) -> tuple[Node, ...]:
    if not isinstance(node, Sequence):
        return (node,)
    made: list[Node] = []
    for item in node.items:
        if isinstance(item, Sequence) and (item.least, item.most) == (1, 1):
            made.extend(_flat(item))
        else:
            made.append(item)
    return tuple(made)


def _optional(node: Node) -> bool:
    match node:
        case Set(least=least) | Sequence(least=least):
            return least == 0
        case Anchor():
            return False
        case Alt(choices=choices):
            return any(all(_optional(item) for item in _items(choice)) for choice in choices)


def _single(node: Node) -> bool:
    """Whether a part stands for one octet only (letters of both cases count as one)."""
    return isinstance(node, Set) and node.least == node.most == 1 and node.octets.bit_count() <= 2


def _fixed_domain(tree: Node) -> bool:
    """Whether what follows the last ``@`` is written out, so that only mailboxes of one host match."""
    for way in _alternatives(tree):
        items = [item for item in _flat(way) if not isinstance(item, Anchor)]
        where = [index for index, item in enumerate(items) if _single(item) and _allowed(item) == _AT]
        if not where or not items[where[-1] + 1 :]:
            return False
        after, before = items[where[-1] + 1 :], items[: where[-1]]
        if not all(_written_out(item) for item in after) or any(_allowed(item) & _AT for item in before):
            return False
    return True


def _written_out(node: Node) -> bool:
    match node:
        case Alt(choices=choices):
            return all(all(_written_out(item) for item in _items(choice)) for choice in choices)
        case Sequence(items=items, most=most):
            return most == 1 and all(_written_out(item) for item in items)
        case Anchor():
            return True
        case Set():
            return _single(node)


def _literal(tree: Node) -> bool:
    """Whether the pattern is a list of constants: an allow-list."""
    return _written_out(tree)


def _glob(source: bytes) -> Proven:
    """A shell pattern matches the whole text: ``*[!a-z]*`` without a match proves what is not in the brackets."""
    body = source
    if body.startswith(b"*") and body.endswith(b"*") and len(body) > 2:
        inner = body.strip(b"*")
        tree = parse_regex(inner.replace(b"[!", b"[^", 1), "", "posix")
        return Proven() if tree is None else Proven(no_match=_taken_without(tree))
    if not any(octet in body for octet in b"*?["):
        return Proven(match=Power.all(), whole=True)
    return Proven()

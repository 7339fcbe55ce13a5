"""Regular expressions of several dialects, read into a small tree. What is not understood gives no tree at all."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

ALL: Final = (1 << 256) - 1
_LF: Final = 1 << 0x0A
_DEEPEST: Final = 30


@dataclass(frozen=True, slots=True)
class Set:
    """One octet of a set, ``least`` to ``most`` times (``most`` is 2 for "any number")."""

    octets: int
    least: int = 1
    most: int = 1


@dataclass(frozen=True, slots=True)
class Anchor:
    """``^``, ``$``; ``A``, ``Z``, ``z`` with a backslash; ``?`` for anything else that takes no text."""

    kind: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """Parts one after the other; as a group, ``least`` to ``most`` times."""

    items: tuple[Node, ...]
    least: int = 1
    most: int = 1
    group: bool = False
    """Whether what it matches is kept."""


@dataclass(frozen=True, slots=True)
class Alt:
    """One of several."""

    choices: tuple[Node, ...]


Node: TypeAlias = Set | Anchor | Sequence | Alt


def _range(first: int, last: int) -> int:
    return ((1 << (last + 1)) - 1) & ~((1 << first) - 1)


_NAMED_GROUP: Final = re.compile(rb"P?<[A-Za-z_]|'\w")
"""What a group that keeps its text has behind ``(?``: its name."""
_DIGIT: Final = _range(0x30, 0x39)
_UPPER: Final = _range(0x41, 0x5A)
_LOWER: Final = _range(0x61, 0x7A)
_WORD: Final = _DIGIT | _UPPER | _LOWER | (1 << 0x5F)
_SPACE: Final = (1 << 0x20) | _range(0x09, 0x0D)
_HIGH: Final = _range(0x80, 0xFF)
_CLASSES: Final = {
    "d": _DIGIT,
    "w": _WORD,
    "s": _SPACE,
    "h": (1 << 0x20) | (1 << 0x09),
    "v": _range(0x0A, 0x0D),
    "R": _range(0x0A, 0x0D),
    "N": ALL & ~_LF,
}
_NAMED: Final = {
    "alnum": _DIGIT | _UPPER | _LOWER,
    "alpha": _UPPER | _LOWER,
    "digit": _DIGIT,
    "lower": _LOWER,
    "upper": _UPPER,
    "space": _SPACE,
    "blank": (1 << 0x20) | (1 << 0x09),
    "cntrl": _range(0, 0x1F) | (1 << 0x7F),
    "punct": _range(0x21, 0x2F) | _range(0x3A, 0x40) | _range(0x5B, 0x60) | _range(0x7B, 0x7E),
    "graph": _range(0x21, 0x7E),
    "print": _range(0x20, 0x7E),
    "xdigit": _DIGIT | _range(0x41, 0x46) | _range(0x61, 0x66),
    "word": _WORD,
}
_PLAIN: Final = {"n": 0x0A, "r": 0x0D, "t": 0x09, "f": 0x0C, "e": 0x1B, "a": 0x07, "0": 0}
_COUNT: Final = re.compile(rb"\{(\d{0,5})(,?)(\d{0,5})\}")
_NAME: Final = re.compile(rb"\[:(\^?)([a-z]{1,10}):\]")
_HEX: Final = re.compile(rb"x(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{1,2}))")
_OCTAL: Final = re.compile(rb"[0-7]{2,3}")


class _CannotRead(Exception):  # noqa: N818 - never leaves this file
    """A construct that is not understood."""


def parse_regex(source: bytes, flags: str, dialect: str) -> Node | None:
    """The tree of a pattern; None when something in it is not understood."""
    reader = _Reader(source, flags, dialect)
    try:
        made = reader.alternatives(0)
        return made if reader.at == len(reader.source) else None
    except (_CannotRead, IndexError):
        return None


class _Reader:
    def __init__(self, source: bytes, flags: str, dialect: str) -> None:
        self.source = source
        self.at = 0
        self.dialect = dialect
        self.fold = "i" in flags
        self.dot = ALL if ("s" in flags and dialect != "ruby") or (dialect == "ruby" and "m" in flags) else ALL & ~_LF
        if dialect in {"posix", "posix-lines"}:
            self.dot = ALL
        self.loose = "x" in flags and dialect in {"php", "perl", "python", "ruby"}

    def peek(self) -> str:
        return chr(self.source[self.at]) if self.at < len(self.source) else ""

    def alternatives(self, depth: int) -> Node:
        if depth > _DEEPEST:
            raise _CannotRead
        choices = [self.sequence(depth)]
        while self.peek() == "|":
            self.at += 1
            choices.append(self.sequence(depth))
        return choices[0] if len(choices) == 1 else Alt(tuple(choices))

    def sequence(self, depth: int) -> Node:
        items: list[Node] = []
        while self.peek() not in {"", "|", ")"}:
            if self.loose and self._comment():
                continue
            item = self._quantified(self.one(depth))
            if item is not None:
                items.append(item)
        return Sequence(tuple(items))

    def _comment(self) -> bool:
        if self.peek().isspace():
            self.at += 1
            return True
        if self.peek() == "#":
            end = self.source.find(b"\n", self.at)
            self.at = len(self.source) if end < 0 else end + 1
            return True
        return False

    def one(self, depth: int) -> Node | None:
        char = self.peek()
        self.at += 1
        match char:
            case "^" | "$":
                return Anchor(char)
            case ".":
                return Set(self.dot)
            case "[":
                return Set(self._class())
            case "(":
                return self._group(depth)
            case "\\":
                return self._escape()
            case "*" | "+" | "?":
                raise _CannotRead
        return Set(self._folded(1 << ord(char)))

    def _folded(self, octets: int) -> int:
        if not self.fold:
            return octets
        return octets | ((octets & _UPPER) << 32) | ((octets & _LOWER) >> 32)

    def _group(self, depth: int) -> Node | None:
        look, keeps = False, self.peek() != "?" or _NAMED_GROUP.match(self.source, self.at + 1) is not None
        if self.peek() == "?":
            self.at += 1
            look = self._prefix()
            if self.peek() == ")" and not look:
                self.at += 1
                return None
        inner = self.alternatives(depth + 1)
        if self.peek() != ")":
            raise _CannotRead
        self.at += 1
        return Anchor("?") if look else Sequence((inner,), group=keeps)

    def _prefix(self) -> bool:
        """After ``(?``: whether the group only looks."""
        found = re.compile(
            rb"(?P<look>=|!|<=|<!)|(?P<plain>:|>|\|)|P?<[A-Za-z_]\w{0,40}>|'\w{1,40}'|(?P<flags>[imsxaLuDUJn^]{0,8}(?:-[imsx]{0,4})?)(?P<end>[:)])"
        ).match(self.source, self.at)
        if found is None:
            raise _CannotRead
        self.at = found.end()
        if found["flags"] is not None:
            before, _, after = (found["flags"] or b"").partition(b"-")
            if b"i" in before:
                self.fold = True
            if b"i" in after:
                self.fold = False
            if b"s" in before:
                self.dot = ALL
            if b"m" in before or b"x" in before:
                raise _CannotRead
            if found["end"] == b")":
                self.at -= 1
        return found["look"] is not None

    def _escape(self) -> Node:
        char = self.peek()
        self.at += 1
        if char in {"A", "Z", "z"}:
            return Anchor(char)
        if char in {"b", "B", "G"}:
            return Anchor("?")
        if char in {"K", "Q", "E", "k", "g", "X", "C"} or (char.isdigit() and char != "0"):
            raise _CannotRead
        if char == "R":
            return Alt((Sequence((Set(1 << 0x0D), Set(1 << 0x0A))), Set(_CLASSES["v"])))
        self.at -= 1
        return Set(self._escaped())

    def _escaped(self) -> int:
        """After a backslash: the octets that it stands for; in brackets too."""
        char = self.peek()
        self.at += 1
        if char in _CLASSES:
            made = _CLASSES[char]
            return made | _HIGH if char == "w" and self.dialect == "python" else made
        if char.lower() in {"d", "w", "s", "h", "v"}:
            return ALL & ~_CLASSES[char.lower()]
        if char in {"p", "P"}:
            return self._property(char)
        if char == "x" and (found := _HEX.match(self.source, self.at - 1)):
            self.at = found.end()
            number = int(found[1] or found[2], 16)
            return 1 << number if number < 0x80 else _HIGH
        if found := _OCTAL.match(self.source, self.at - 1):
            self.at = found.end()
            return 1 << (int(found[0], 8) & 0xFF)
        if char in _PLAIN:
            return 1 << _PLAIN[char]
        if char == "u" and self.dialect == "javascript":
            number = (
                int(self.source[self.at : self.at + 4], 16) if self.source[self.at : self.at + 4].isalnum() else 0xFF
            )
            self.at += 4
            return 1 << number if number < 0x80 else _HIGH
        return self._folded(1 << ord(char)) if char else ALL

    def _property(self, char: str) -> int:
        found = re.compile(rb"\{\^?([A-Za-z_&]{1,20})\}|([A-Z])").match(self.source, self.at)
        if found is None:
            raise _CannotRead
        self.at = found.end()
        name = (found[1] or found[2]).decode().lower()
        known = {"l": _UPPER | _LOWER, "lu": _UPPER, "ll": _LOWER, "n": _DIGIT, "nd": _DIGIT, "z": _SPACE}
        cc = {"cc": _NAMED["cntrl"], "c": _NAMED["cntrl"], "cntrl": _NAMED["cntrl"]}
        octets = {**known, **cc, "han": 0, "hiragana": 0, "katakana": 0, "m": 0, "p": _NAMED["punct"]}.get(name)
        if octets is None:
            raise _CannotRead
        high = 0 if name in cc else _HIGH
        return ALL & ~octets if char == "P" else octets | high

    def _class(self) -> int:
        inverted = self.peek() == "^"
        self.at += inverted
        made, last, first = 0, -1, True
        while (char := self.peek()) != "]" or first:
            if not char:
                raise _CannotRead
            first = False
            if found := _NAME.match(self.source, self.at):
                octets = _NAMED.get(found[2].decode(), ALL)
                made |= ALL & ~octets if found[1] else octets
                self.at, last = found.end(), -1
                continue
            if char == "-" and last >= 0 and self.source[self.at + 1 : self.at + 2] not in {b"]", b""}:
                self.at += 1
                end = self._class_octet()
                if end.bit_count() == 1 and end.bit_length() - 1 >= last:
                    made |= _range(last, end.bit_length() - 1)
                else:
                    made |= end | (1 << 0x2D)
                last = -1
                continue
            octets = self._class_octet()
            made |= octets
            last = octets.bit_length() - 1 if octets.bit_count() == 1 else -1
        self.at += 1
        made = self._folded(made)
        return ALL & ~made if inverted else made

    def _class_octet(self) -> int:
        char = self.peek()
        self.at += 1
        if char == "\\" and self.dialect not in {"posix", "posix-lines"}:
            if self.peek() == "b":
                self.at += 1
                return 1 << 8
            return self._escaped()
        return 1 << ord(char)

    def _quantified(self, node: Node | None) -> Node | None:
        while node is not None:
            least, most = 1, 1
            match self.peek():
                case "*":
                    least, most = 0, 2
                case "+":
                    least, most = 1, 2
                case "?":
                    least, most = 0, 1
                case "{":
                    found = _COUNT.match(self.source, self.at)
                    if found is None or not (found[1] or found[3]):
                        return node
                    low = int(found[1] or b"0")
                    high = low if not found[2] else int(found[3]) if found[3] else 2
                    least, most = min(low, 2), min(high, 2)
                    self.at = found.end() - 1
                case _:
                    return node
            self.at += 1
            if self.peek() in {"?", "+"} and self.dialect not in {"posix", "posix-lines"}:
                self.at += 1
            node = _times(node, least, most)
        return node


def _times(node: Node, least: int, most: int) -> Node:
    match node:
        case Set() if (node.least, node.most) == (1, 1):
            return replace(node, least=least, most=most)
        case Anchor():
            return node if least else Anchor("?")
        case Sequence() if (node.least, node.most) == (1, 1):
            return replace(node, least=least, most=most)
        case _:
            return Sequence((node,), least, most)

"""What functions do to strings and lists, where it is followed exactly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final
from zlib import crc32

from hiyari.forms.taint.engine import containers, patterns
from hiyari.forms.taint.engine.choices import as_string, concatenated, either
from hiyari.forms.taint.engine.pieces import extended, several
from hiyari.forms.taint.engine.remembering import without_tags
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import State
from hiyari.forms.taint.engine.values import (
    EMPTY,
    SOMETHING,
    Arr,
    Barrier,
    Fixed,
    Heap,
    Options,
    Piece,
    Str,
    Taint,
    Unknown,
    Value,
    constant,
    fixed,
    heap,
    in_order,
    leaves,
    mapped,
    sequence,
    tainted,
    taints_of,
    weakened,
)
from hiyari.forms.taint.ir import Pattern
from hiyari.forms.taint.tables import BREAKS, NONE, Power
from hiyari.model.text import Text, text

_FORMAT: Final = re.compile(
    rb"%(?:(?P<position>\d{1,2})\$|<(?P<angle>\w{1,60})>|\((?P<round>\w{1,60})\))?(?:[-+ 0#]|'.){0,4}"
    rb"(?P<width>\*|\d{0,4})"
    rb"(?P<precision>\.(?:\*|\d{0,4}))?(?:hh|ll|[hlLqztv])?(?P<kind>[a-zA-Z%])|%\{(?P<curly>\w{1,60})\}"
)
_BY_NAME: Final = re.compile(rb"%(?:<\w|\{\w|\(\w)")
_BRACES: Final = re.compile(rb"\{([A-Za-z_0-9]{0,40})[^{}]{0,40}\}")
_SINGLE: Final = {b"\n": Power.LF | Power.TRAILING_LF, b"\r": Power.CR, b",": Power.SEVERAL, b"@": Power.ADDRESS}


def less(value: Value, takes: Power, at: int, what: Text, file: str | None) -> Value:
    """A value of which every stranger's piece has lost powers."""
    barrier = Barrier(at, what, takes, file)
    value = without_tags(value) if takes & BREAKS == BREAKS else value
    return mapped(value, lambda taint: weakened(taint, barrier))


def changed(value: Value, how: bytes) -> Value:
    """A value of which some characters were replaced: a check of it says nothing of what it was before."""
    suffix = f" s~{crc32(how):08x}"
    return mapped(value, lambda taint: replace(taint, ids=extended(taint.ids, suffix), validated=()))


class Strings:
    """Functions over strings and lists."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def joined(self, separator: Value, value: Value) -> Value:
        """``implode``: the elements with the separator between them."""
        if not isinstance(value, Arr):
            return value
        between, pieces = as_string(separator), list[Value]()
        for _, item in value.items:
            pieces.extend((between, item))
        if value.rest is not None:
            listed = (constant(between) or b"").strip() in {b",", b";"}
            rest = mapped(value.rest, several) if listed else value.rest  # split and joined again
            pieces.extend((between, rest, between, rest))
        elif value.filled:
            pieces.append(SOMETHING)
        return concatenated(pieces[1:])

    def split(self, separator: Value, subject: Value, at: int, *, by: Pattern | None = None, most: int = 0) -> Value:
        """``explode``: what stands between holds no separator; the last of ``most`` parts may hold some."""
        mine = constant(subject)
        written = constant(separator) if by is None else None
        parts = None if mine is None else split_constant(mine, written, by, most)
        if parts is not None:
            return Arr(in_order(fixed(part) for part in parts))
        if not tainted(subject):
            return Arr((), SOMETHING, filled=True)
        found = Str((heap(as_string(subject).pieces),)) if len(as_string(subject).pieces) > 1 else subject
        takes = _SINGLE.get(written or b"", NONE) if by is None else patterns.parted(by)
        clean = less(found, takes, at, text("it is split there"), self.run.file) if takes else found
        if not most or not takes:
            return Arr((), clean, filled=True)
        if most > _MOST_PARTS:
            return Arr((), found, filled=True)
        places = [str(index).encode() for index in range(most)]
        items = [(place, containers.lookup(clean, fixed(place), self.run.came, at)) for place in places[:-1]]
        items.append((places[-1], containers.lookup(found, fixed(places[-1]), self.run.came, at)))
        return Arr(tuple(items), None, filled=True, sure=False)

    def replaced(self, what: Value, by: Value, subject: Value, at: int, *, at_once: bool = False) -> Value:
        """``str_replace``: single characters that are taken out are gone; CR and LF as a pair leave either.

        One after the other, a later replacement may bring what an earlier one took out; all at once (``strtr``), any.
        """
        needles = [constant(each) for each in _each(what)]
        replacements = [as_string(each) for each in _each(by)]
        made = subject
        takes = NONE
        whole = not isinstance(by, Arr)
        brought = [_replacement(replacements, index, whole=whole) for index in range(len(needles))]
        for index, needle in enumerate(needles):
            if not needle:
                continue
            made = _put_in(made, needle, brought[index])
            if not any(self._brings(one, needle) for one in brought[0 if at_once else index :]):
                takes |= _SINGLE.get(needle, NONE)
        if takes:
            powers = takes if takes & Power.LF else takes & ~Power.TRAILING_LF
            made = less(made, powers, at, text("a replacement takes characters out of it"), self.run.file)
        made = changed(made, b"\0".join(needle or b"?" for needle in needles))
        if any(needle is None for needle in needles) or (not needles and tainted(by)):
            return concatenated((made, by)) if tainted(by) else made
        return made

    @staticmethod
    def _brings(replacement: Str, needle: bytes) -> bool:
        return any(isinstance(piece, Fixed) and needle in piece.data for piece in leaves(replacement.pieces)) or any(
            not isinstance(piece, Fixed) for piece in leaves(replacement.pieces)
        )

    def substituted(self, found: list[Pattern | None], by: Value, subject: Value, at: int) -> Value:
        """``preg_replace``: what every match of the patterns is taken out of."""
        takes = NONE
        written = constant(by) if not isinstance(by, Arr) else b"".join(constant(each) or b"" for each in _each(by))
        for pattern in found:
            if pattern is None:
                continue
            if pattern.dialect == "php" and "e" in pattern.flags:
                self.run.report.unclear(text("a replacement is run as code here"), at, self.run.file)
                if written is None:
                    self.run.callables.suspect("code in a string", at)
            if pattern.dialect in {"perl", "javascript"} and "g" not in pattern.flags:
                continue
            takes |= patterns.removed(pattern)
        takes &= ~_powers_in(written)
        made = subject
        places = _places(found[0]) if len(found) == 1 and isinstance(subject, Str) and any(taints_of(by)) else None
        if places is not None and isinstance(subject, Str) and any(isinstance(one, Fixed) for one in subject.pieces):
            return sequence(_put_at(subject.pieces, places, as_string(by)))
        if takes:
            made = less(made, takes, at, text("a replacement takes characters out of it"), self.run.file)
        made = changed(made, b"\0".join(b"?" if each is None else each.source for each in found) + (written or b"?"))
        if tainted(by):
            return Str((heap((*as_string(made).pieces, *as_string(by).pieces)),))
        return made

    def translated(self, values: list[Value], at: int) -> Value:
        """``tr///``: octets that are taken out, or become others."""
        subject = values[0] if values else EMPTY
        what = constant(values[1]) if len(values) > 1 else None
        to = (constant(values[2]) or b"") if len(values) > 2 else b""
        flags = (constant(values[3]) or b"") if len(values) > 3 else b""
        if what is None or (not to and b"d" not in flags):
            return subject
        mask = 0
        for octet in what:
            mask |= 1 << octet
        allowed = mask if b"c" in flags else ((1 << 256) - 1) & ~mask
        takes = (Power.all() & ~patterns.powers_of(allowed)) & ~_powers_in(to)
        if not allowed & (1 << 0x0A):
            takes |= Power.TRAILING_LF
        else:
            takes &= ~Power.TRAILING_LF
        made = less(subject, takes & ~Power.TEXT, at, text("a replacement takes characters out of it"), self.run.file)
        return changed(made, b"\0".join((what, to, flags)))

    def formatted(self, template: Value, values: list[Value], named: dict[str, Value], at: int) -> Value:
        """``sprintf`` and ``.format``: the values where the format has them."""
        written = constant(template)
        if written is None:
            return concatenated((template, *values, *named.values()))
        if _FORMAT.search(written) is None and _BRACES.search(written) is not None:
            return self._braces(written, values, named)
        made: list[Value] = []
        last, index, lost = 0, 0, False
        for found in _FORMAT.finditer(written):
            before = written[last : found.start()]
            lost = lost or b"%" in before
            made.append(fixed(before))
            last = found.end()
            if found["kind"] == b"%":
                made.append(fixed(b"%"))
                continue
            name = found["angle"] or found["round"] or found["curly"]
            if name is not None:
                value = self._named(name, values, named, at)
            else:
                index += (found["width"] == b"*") + (found["precision"] == b".*")
                where = int(found["position"]) - 1 if found["position"] else index
                index += 1
                value = values[where] if 0 <= where < len(values) else EMPTY
            number = (found["kind"] or b"s") in b"dufFeEgGxXob"
            made.append(self.run.expressions.number([value], at) if number else value)
        made.append(fixed(written[last:]))
        if lost or b"%" in written[last:]:  # something that is not known: any of them may stand there
            made.extend(values[index:])
        return concatenated(made)

    @staticmethod
    def by_name(template: Value) -> bool:
        """Whether a format takes what stands in it by names."""
        return _BY_NAME.search(constant(template) or b"") is not None

    def _named(self, name: bytes, values: list[Value], named: dict[str, Value], at: int) -> Value:
        """What stands in a format under a name: an argument of that name, or an element of the mapping."""
        given = named.get(name.decode("latin-1"))
        if given is not None:
            return given
        if not values:
            return SOMETHING
        found = containers.lookup(values[0], fixed(name), self.run.came, at)
        return found if isinstance(values[0], Arr | Str) else either(found, SOMETHING)

    @staticmethod
    def _braces(written: bytes, values: list[Value], named: dict[str, Value]) -> Value:
        made: list[Value] = []
        last, index = 0, 0
        for found in _BRACES.finditer(written):
            made.append(fixed(written[last : found.start()]))
            last = found.end()
            name = found[1].decode("latin-1")
            if name.isdigit() or not name:
                where = int(name) if name else index
                index += 1
                made.append(values[where] if where < len(values) else EMPTY)
            else:
                made.append(named.get(name, SOMETHING))
        made.append(fixed(written[last:]))
        return concatenated(made)

    def trimmed(self, value: Value) -> Value:
        """Blanks at the ends go; what was proven stays proven."""
        if not isinstance(value, Str):
            return mapped(value, _without_trailing)
        pieces = list(value.pieces)
        if pieces and isinstance(first := pieces[0], Fixed):
            pieces[0] = Fixed(first.data.lstrip())
        if pieces and isinstance(last := pieces[-1], Fixed):
            pieces[-1] = Fixed(last.data.rstrip())
        made = sequence(pieces)
        return mapped(made, _without_trailing) if len(pieces) == 1 else made

    @staticmethod
    def chomped(value: Value) -> Value:
        """One line feed at the end goes."""
        match value:
            case Str(pieces=(*before, Fixed(data=data))) if data.endswith(b"\n"):
                return sequence((*before, Fixed(data.removesuffix(b"\n").removesuffix(b"\r"))))
            case _:
                return value

    def decoded(self, value: Value, state: State, name: str) -> Value:
        """``urldecode``: what a check has kept out may come back."""

        def change(taint: Taint) -> Taint:
            before = self.run.coding.decoded(name, taint)
            if before is not None:
                return before
            if not state.left(replace(taint, power=Power.all())):  # a check; an encoding is undone
                return taint
            return replace(
                taint, power=Power.all(), ids=(f"{taint.ids[-1]} decoded{self.run.context(taint)}",), validated=()
            )

        return mapped(value, change)


_MOST_PARTS: Final = 20
_LONGEST_SPLIT: Final = 4096
_SIMPLE: Final = re.compile(
    rb"(?:(?:\\[^A-Za-z0-9]|\\[snrtdw]|\[(?:\\.|[^\]\\\[]){1,40}\]|[^\\\[\](){}.*+?^$|])[*+?]?){1,4}"
)
"""Patterns that are quick on any text, and that mean the same in all dialects."""


def split_constant(mine: bytes, written: bytes | None, by: Pattern | None, most: int) -> list[bytes] | None:
    """The parts of a text that stands in the script; None where that is not known."""
    if by is None:
        parts = mine.split(written, most - 1) if written else None
    elif not by.flags and len(mine) <= _LONGEST_SPLIT and _SIMPLE.fullmatch(by.source):
        parts = re.split(by.source, mine, maxsplit=max(0, most - 1))
    else:
        parts = None
    return None if parts is None or len(parts) > containers.MOST_ITEMS else parts


_NAME_BETWEEN: Final = re.compile(
    rb"(?P<before>(?:\\[^A-Za-z0-9]|[^\\\[\](){}.*+?^$|]){1,20})\(?(?:\\w|\[[\w\\-]{1,40}\])[+*]\??\)?"
    rb"(?P<behind>(?:\\[^A-Za-z0-9]|[^\\\[\](){}.*+?^$|]){1,20})"
)
r"""A pattern for the places of a template: ``\[(\w+)\]``."""


def _places(pattern: Pattern | None) -> re.Pattern[bytes] | None:
    """Where a template's places are, as an expression that is quick on any text."""
    match = None if pattern is None or len(pattern.source) > 100 else _NAME_BETWEEN.fullmatch(pattern.source)
    if match is None:
        return None
    before, behind = (re.escape(re.sub(rb"\\(.)", rb"\1", match[name])) for name in ("before", "behind"))
    return re.compile(before + rb"[\w-]{0,100}" + behind)


def _put_at(pieces: tuple[Piece, ...], places: re.Pattern[bytes], replacement: Str) -> Iterator[Piece]:
    """A replacement at the places of a template; data that is in it already may hold places, too."""
    for piece in pieces:
        if not isinstance(piece, Fixed):
            yield piece
            if any(isinstance(one, Taint) for one in leaves((piece,))):
                yield from replacement.pieces
            continue
        parts = places.split(piece.data)
        for index, part in enumerate(parts[:200]):
            if index:
                yield from replacement.pieces
            yield Fixed(part)


def _without_trailing(taint: Taint) -> Taint:
    return replace(taint, power=taint.power & ~Power.TRAILING_LF)


def _each(value: Value) -> list[Value]:
    if not isinstance(value, Arr):
        return [value]
    return [item for _, item in value.items] + ([value.rest] if value.rest is not None else [])


def _replacement(replacements: list[Str], index: int, *, whole: bool) -> Str:
    if whole:
        return replacements[0] if replacements else EMPTY
    return replacements[index] if index < len(replacements) else EMPTY


def _powers_in(written: bytes | None) -> Power:
    """What a replacement itself brings."""
    if written is None:
        return Power.all()
    made = NONE
    for octets, power in ((b"\n", Power.LF | Power.TRAILING_LF), (b"\r", Power.CR), (b",", Power.SEVERAL)):
        if octets in written:
            made |= power
    if written.strip() != written or b" " in written:
        made |= Power.OPTION
    return made


def _put_in(subject: Value, needle: bytes, replacement: Str) -> Value:
    """A replacement in the parts of a string that stand in the script: templates."""
    if not isinstance(subject, Str):
        return subject
    return sequence(_put_in_pieces(subject.pieces, needle, replacement))


def _put_in_pieces(pieces: tuple[Piece, ...], needle: bytes, replacement: Str) -> Iterator[Piece]:
    for piece in pieces:
        match piece:
            case Fixed(data=data) if needle in data:
                parts = data.split(needle)
                for index, part in enumerate(parts[:200]):
                    if index:
                        yield from replacement.pieces
                    yield Fixed(part)
            case Options(choices=choices):
                made = tuple(tuple(_put_in_pieces(choice, needle, replacement)) for choice in choices)
                yield Options(made, piece.weight + len(choices) * len(replacement.pieces))
            case Unknown() | Taint() if any(isinstance(one, Taint) for one in leaves(replacement.pieces)):
                yield Heap((piece, *(one for one in leaves(replacement.pieces) if isinstance(one, Taint))))
            case _:
                yield piece

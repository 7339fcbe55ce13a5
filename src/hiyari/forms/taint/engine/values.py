"""What a variable may hold: strings piece by piece, lists and mappings key by key, objects by address, functions.

A string is a sequence of pieces, so that header lines and a body that are written one after the other stay apart. Where
two ways through the script meet, a piece is a choice between sequences. Everything is bounded: what grows beyond
`HEAVIEST` becomes a `Heap`, which may hold any of its pieces in any order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias
from zlib import crc32

from hiyari.forms.taint.ir import Function
from hiyari.forms.taint.tables import NONE, Power
from hiyari.model.text import Text

HEAVIEST: Final = 150
"""Pieces of one string, choices counted with all their parts."""
MOST_CHOICES: Final = 10
LONGEST_IDENTITY: Final = 300
MOST_IDS: Final = 8
"""Identities of one piece of data: the first, and the nearest."""
HEAVIEST_FIXED: Final = 40
"""Pieces of a choice without a stranger's data in it: what the script itself decides need not be known so well."""
LONGEST_PATH: Final = 16
"""Steps that are kept of a value's way."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a value's way."""

    at: int
    what: Text
    file: str | None = None
    """Another file than the one that is read."""


@dataclass(frozen=True, slots=True)
class Barrier:
    """What took powers from a value, and where."""

    at: int
    what: Text
    takes: Power
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a stranger's data came in."""

    name: str
    """``$_POST``."""
    field: str | None = None
    """The form's field, where it is known."""
    file: bool = False
    """A database or a file that a stranger may have filled: reported as unknown."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """Octets that stand in the script."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Taint:
    """A stranger's data, and what it can still hold."""

    origin: Origin
    power: Power
    ids: tuple[str, ...]
    """Itself and what it was taken from, the nearest last: what a check proves of one of them is proven of it."""
    steps: tuple[Step, ...] = field(default=(), compare=False)
    barriers: tuple[Barrier, ...] = field(default=(), compare=False)
    validated: tuple[Barrier, ...] = field(default=(), compare=False)
    """What is proven of the original where this value turns out to be true (``filter_var``)."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something that is not a stranger's as far as is known: configuration, the clock, what a function gave."""

    why: str | None = None
    """A reason to say that a mail is not fully understood when this decides where it goes."""
    digits: bool = False
    tag: str | None = None
    """What it stands for: ``session:user``."""
    true: bool = False
    """Whether it is known to be true in a condition, whatever it is."""


@dataclass(frozen=True, slots=True)
class Options:
    """One of several sequences."""

    choices: tuple[tuple[Piece, ...], ...]
    weight: int


@dataclass(frozen=True, slots=True)
class Heap:
    """Any of these, in any order and number."""

    pieces: tuple[Taint | Unknown, ...]


Piece: TypeAlias = Fixed | Taint | Unknown | Options | Heap


@dataclass(frozen=True, slots=True)
class Str:
    """A string."""

    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Arr:
    """A list or mapping. Keys are octets; a list's are its numbers."""

    items: tuple[tuple[bytes, Value], ...] = ()
    rest: Value | None = None
    """What any other key may give."""
    filled: bool = False
    """Whether there is an element for certain, though its key is not known."""
    sure: bool = True
    """Whether ``items`` are there for certain; else on some ways only."""


@dataclass(frozen=True, slots=True)
class Ref:
    """An object, a mailer, a handle: what it holds is kept in the state."""

    address: int


@dataclass(frozen=True, slots=True)
class Func:
    """A function as a value."""

    function: Function


@dataclass(frozen=True, slots=True)
class OneOf:
    """Values of different kinds."""

    values: tuple[Value, ...]


Value: TypeAlias = Str | Arr | Ref | Func | OneOf

EMPTY: Final = Str((Fixed(b""),))
TRUE: Final = Str((Fixed(b"1"),))
SOMETHING: Final = Str((Unknown(),))
NUMBER: Final = Str((Unknown(digits=True),))


def fixed(data: bytes) -> Str:
    """A string that stands in the script."""
    return Str((Fixed(data),))


def constant(value: Value) -> bytes | None:
    """The octets of a string without anything unknown in it."""
    if not isinstance(value, Str):
        return None
    if len(value.pieces) == 1:
        only = value.pieces[0]
        return only.data if isinstance(only, Fixed) else None
    data = bytearray()
    for piece in value.pieces:
        if not isinstance(piece, Fixed):
            return None
        data += piece.data
    return bytes(data)


def weight(pieces: Iterable[Piece]) -> int:
    """How many pieces a sequence has, counting what choices hold."""
    total = 0
    for piece in pieces:
        match piece:
            case Options():
                total += piece.weight
            case Heap():
                total += len(piece.pieces)
            case _:
                total += 1
    return total


def sequence(pieces: Iterable[Piece]) -> Str:
    """A string of pieces: neighbouring constants become one, and what is too heavy becomes a heap."""
    made: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, Fixed):
            if not piece.data:
                continue
            if made and isinstance(before := made[-1], Fixed):
                made[-1] = Fixed(before.data + piece.data)
                continue
        made.append(piece)
    if not made:
        return EMPTY
    if isinstance(first := made[0], Heap) and len(first.pieces) >= HEAVIEST:
        return Str((first,))
    if len(made) > 8 and (heavy := weight(made)) > HEAVIEST_FIXED:
        if not any(isinstance(piece, Taint) for piece in leaves(made)):
            return Str((Unknown(),)) if heavy > 2 * HEAVIEST_FIXED else Str(tuple(made))
        if heavy > HEAVIEST:
            return Str((heap(made),))
    return Str(tuple(made))


def heap(pieces: Iterable[Piece]) -> Heap:
    """What pieces hold, without their order."""
    found: dict[object, Taint | Unknown] = {}
    for piece in leaves(pieces):
        if isinstance(piece, Taint):
            found.setdefault((piece.ids[-1], piece.power), piece)
        else:
            found.setdefault(None, Unknown())
    kept = list(found.values())[:HEAVIEST]
    return Heap(tuple(kept) or (Unknown(),))


def any_of(taints: Iterable[Taint]) -> Str:
    """What may hold any of these; of nothing, something unknown."""
    found = list(dict.fromkeys(taints))
    if len(found) == 1:
        return Str((found[0],))
    return Str((heap(found),)) if found else Str((Unknown(),))


def leaves(pieces: Iterable[Piece]) -> Iterator[Fixed | Taint | Unknown]:
    """The pieces, with the parts of choices and heaps."""
    for piece in pieces:
        match piece:
            case Options():
                for choice in piece.choices:
                    yield from leaves(choice)
            case Heap():
                yield from piece.pieces
            case _:
                yield piece


def taints_of(value: Value) -> Iterator[Taint]:
    """Every stranger's piece in a value."""
    match value:
        case Str():
            for piece in leaves(value.pieces):
                if isinstance(piece, Taint):
                    yield piece
        case Arr():
            for _, item in value.items:
                yield from taints_of(item)
            if value.rest is not None:
                yield from taints_of(value.rest)
        case OneOf():
            for one in value.values:
                yield from taints_of(one)


def mapped(value: Value, change: Callable[[Taint], Taint]) -> Value:
    """A value with every stranger's piece changed."""
    match value:
        case Str():
            return sequence(_mapped_pieces(value.pieces, change))
        case Arr():
            items = tuple((key, mapped(item, change)) for key, item in value.items)
            return replace(value, items=items, rest=None if value.rest is None else mapped(value.rest, change))
        case OneOf():
            return OneOf(tuple(mapped(one, change) for one in value.values))
        case _:
            return value


def _mapped_pieces(pieces: Iterable[Piece], change: Callable[[Taint], Taint]) -> Iterator[Piece]:
    for piece in pieces:
        match piece:
            case Taint():
                yield change(piece)
            case Options():
                choices = tuple(tuple(_mapped_pieces(choice, change)) for choice in piece.choices)
                yield Options(choices, piece.weight)
            case Heap():
                yield Heap(tuple(change(one) if isinstance(one, Taint) else one for one in piece.pieces))
            case _:
                yield piece


def stepped(taint: Taint, step: Step) -> Taint:
    """The same data one step further; the beginning and the end of a long way are kept."""
    if taint.steps and taint.steps[-1].at == step.at and taint.steps[-1].what == step.what:
        return taint
    steps = (*taint.steps, step)
    if len(steps) > LONGEST_PATH:
        steps = (*steps[:4], *steps[-(LONGEST_PATH - 4) :])
    return replace(taint, steps=steps)


def extended(ids: tuple[str, ...], suffix: str) -> tuple[str, ...]:
    """The identities of something that was made of data: a check of it says nothing of what it was made of."""
    identity = ids[-1] + suffix
    if len(identity) > LONGEST_IDENTITY:
        short = crc32(identity.encode("utf-8", "surrogateescape"))
        identity = f"{identity[: LONGEST_IDENTITY - 20]}~{short:08x}"
    made = (*ids, identity)
    return made if len(made) <= MOST_IDS else (*made[:2], *made[-(MOST_IDS - 2) :])


def weakened(taint: Taint, barrier: Barrier) -> Taint:
    """The data after something took powers from it."""
    if not taint.power & barrier.takes:
        return taint
    return replace(taint, power=taint.power & ~barrier.takes, barriers=(*taint.barriers, barrier)[-8:])


def numbered(taint: Taint, at: int, what: Text, file: str | None) -> Taint:
    """The data as a number: nothing is left of it but digits."""
    return replace(weakened(taint, Barrier(at, what, Power.all(), file)), power=NONE)


def several(taint: Taint) -> Taint:
    """Data that becomes several addresses: words outside of quotes, a list of any length."""
    return replace(taint, power=taint.power | Power.SEVERAL if taint.power & Power.ADDRESS else taint.power)

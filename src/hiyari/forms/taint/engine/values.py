"""What a variable may hold: strings piece by piece, lists and mappings key by key, objects by address, functions.

A string is a sequence of pieces, so that header lines and a body that are written one after the other stay apart. Where
two ways through the script meet, a piece is a choice between sequences. Values are bounded where they are made, as
pieces are: a list that is too large or nests too deep becomes one in which any element may be any of what was in it.
What a stranger gave stays in all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import ClassVar, Final, TypeAlias

from hiyari.forms.taint.engine.pieces import (
    DEEPEST,
    HEAVIEST,
    HEAVIEST_FIXED,
    LONGEST_CONSTANT,
    LONGEST_IDENTITY,
    LONGEST_PATH,
    MOST_CHOICES,
    Barrier,
    Fixed,
    Heap,
    Options,
    Origin,
    Piece,
    Step,
    Taint,
    Unknown,
    fits,
    heap,
    is_tainted,
    leaves,
    mapped_pieces,
    numbered,
    set_field,
    several,
    stepped,
    weakened,
    weight,
)
from hiyari.forms.taint.engine.work import OCTETS, cut, spend
from hiyari.forms.taint.ir import Function

__all__ = [
    "DEEPEST",
    "EMPTY",
    "HEAVIEST",
    "HEAVIEST_FIXED",
    "LARGEST_LIST",
    "LONGEST_CONSTANT",
    "LONGEST_IDENTITY",
    "LONGEST_PATH",
    "MOST_CHOICES",
    "NUMBER",
    "POSITIVE",
    "SOMETHING",
    "TRUE",
    "Arr",
    "Barrier",
    "Fixed",
    "Func",
    "Heap",
    "OneOf",
    "Options",
    "Origin",
    "Piece",
    "Ref",
    "Step",
    "Str",
    "Taint",
    "Unknown",
    "Value",
    "any_of",
    "constant",
    "fixed",
    "heap",
    "is_tainted",
    "leaves",
    "mapped",
    "numbered",
    "sequence",
    "several",
    "stepped",
    "taints_of",
    "weakened",
    "weight",
]

LARGEST_LIST: Final = 4_000
"""Pieces in all elements of a list or mapping."""


@dataclass(frozen=True, slots=True)
class Str:
    """A string."""

    pieces: tuple[Piece, ...] = ()
    size: int = field(init=False, compare=False, repr=False)
    """Its pieces, with those in choices."""
    tainted: bool = field(init=False, compare=False, repr=False)
    """Whether a stranger's data is in it."""
    depth: ClassVar[int] = 0

    def __post_init__(self) -> None:
        """A string that grows too large is a heap of what is in it."""
        pieces = self.pieces
        if len(pieces) == 1:
            only = pieces[0]
            if isinstance(only, Taint | Unknown) or (isinstance(only, Fixed) and len(only.data) <= LONGEST_CONSTANT):
                set_field(self, "size", 1)
                set_field(self, "tainted", isinstance(only, Taint))
                return
        if not fits(pieces):
            pieces = (heap(pieces),)
            set_field(self, "pieces", pieces)
        set_field(self, "size", weight(pieces))
        set_field(self, "tainted", any(is_tainted(piece) for piece in pieces))


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
    names: Value | None = None
    """Keys that are not known, as far as the request has chosen them."""
    size: int = field(init=False, compare=False, repr=False)
    """Pieces in all of its elements."""
    depth: int = field(init=False, compare=False, repr=False)
    tainted: bool = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """A list that grows too large or too deep is one whose elements may be any of what was in it."""
        inner = [value for _, value in self.items]
        if self.rest is not None:
            inner.append(self.rest)
        size = len(inner) + sum([value.size for value in inner])
        depth = 1 + max([value.depth for value in inner], default=0)
        spend(len(inner))
        if size > LARGEST_LIST or depth > DEEPEST:
            set_field(self, "filled", self.filled or (self.sure and bool(self.items)))
            whole = _any_of(inner)
            set_field(self, "items", ())
            set_field(self, "rest", whole)
            inner, size, depth = [whole], whole.size + 1, 1
        set_field(self, "size", size)
        set_field(self, "depth", depth)
        set_field(self, "tainted", any(value.tainted for value in inner))


@dataclass(frozen=True, slots=True)
class Ref:
    """An object, a mailer, a handle: what it holds is kept in the state."""

    address: int
    size: ClassVar[int] = 1
    depth: ClassVar[int] = 0
    tainted: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class Func:
    """A function as a value."""

    function: Function
    size: ClassVar[int] = 1
    depth: ClassVar[int] = 0
    tainted: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class OneOf:
    """Values of different kinds."""

    values: tuple[Value, ...]
    size: int = field(init=False, compare=False, repr=False)
    depth: int = field(init=False, compare=False, repr=False)
    tainted: bool = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Too many, too large or too deep, they are any of what is in them."""
        values = self.values
        size = sum([value.size for value in values])
        depth = 1 + max([value.depth for value in values], default=0)
        if len(values) > MOST_CHOICES or size > LARGEST_LIST or depth > DEEPEST:
            values = (_any_of(values),)
            set_field(self, "values", values)
            size, depth = values[0].size, 1
        set_field(self, "size", size)
        set_field(self, "depth", depth)
        set_field(self, "tainted", any(value.tainted for value in values))


Value: TypeAlias = Str | Arr | Ref | Func | OneOf


def fixed(data: bytes) -> Str:
    """A string that stands in the script."""
    return Str((Fixed(data),))


def constant(value: Value) -> bytes | None:
    """The octets of a string without anything unknown in it."""
    if not isinstance(value, Str):
        return None
    if len(value.pieces) == 1:
        only = value.pieces[0]
        if not isinstance(only, Fixed):
            return None
        if len(only.data) > OCTETS:
            spend(len(only.data) // OCTETS)  # whoever asks goes through them
        return only.data
    if not all(isinstance(piece, Fixed) for piece in value.pieces):
        return None
    return b"".join(piece.data for piece in value.pieces if isinstance(piece, Fixed))


def sequence(pieces: Iterable[Piece]) -> Str:
    """A string of pieces: neighbouring constants become one, and what is too heavy becomes a heap."""
    made: list[Piece] = []
    constants: list[bytes] = []
    octets = count = 0
    for piece in pieces:
        count += 1
        if isinstance(piece, Fixed):
            if not piece.data:
                continue
            octets += len(piece.data)
            if octets <= LONGEST_CONSTANT:
                constants.append(piece.data)
            continue
        if constants:
            made.append(_joined(constants))
            constants = []
        made.append(piece)
    if constants:
        made.append(_joined(constants))
    spend(2 + count + octets // OCTETS)
    if not made and octets <= LONGEST_CONSTANT:
        return EMPTY
    if octets > LONGEST_CONSTANT:
        return Str((heap((*made, Unknown())),))
    if isinstance(first := made[0], Heap) and len(first.pieces) >= HEAVIEST:
        return Str((first,))
    if len(made) > 8 and not any(is_tainted(piece) for piece in made) and weight(made) > 2 * HEAVIEST_FIXED:
        return Str((Unknown(),))
    return Str(tuple(made))


def _joined(constants: list[bytes]) -> Fixed:
    return Fixed(constants[0] if len(constants) == 1 else b"".join(constants))


def _any_of(values: Iterable[Value]) -> Str:
    """What may be any part of values that are too large to be kept; objects and functions in them are lost."""
    values = list(values)
    spend(sum(value.size for value in values))
    if any(_refers(value) for value in values):
        cut()
    taints = [taint for value in values for taint in taints_of(value)]
    return Str((heap((Unknown(), *taints)),)) if taints else SOMETHING


def _refers(value: Value) -> bool:
    match value:
        case Str():
            return False
        case Arr(items=items, rest=rest):
            return any(_refers(item) for _, item in items) or (rest is not None and _refers(rest))
        case OneOf(values=values):
            return any(_refers(one) for one in values)
        case _:
            return True


def any_of(taints: Iterable[Taint]) -> Str:
    """What may hold any of these; of nothing, something unknown."""
    found = list(dict.fromkeys(taints))
    if len(found) == 1:
        return Str((found[0],))
    return Str((heap(found),)) if found else Str((Unknown(),))


def taints_of(value: Value) -> Iterator[Taint]:
    """Every stranger's piece in a value."""
    if not value.tainted:
        return
    match value:
        case Str():
            for piece in leaves(value.pieces):
                if isinstance(piece, Taint):
                    yield piece
        case Arr():
            spend(len(value.items))
            for _, item in value.items:
                if item.tainted:
                    yield from taints_of(item)
            if value.rest is not None:
                yield from taints_of(value.rest)
        case OneOf():
            for one in value.values:
                yield from taints_of(one)


def tainted(value: Value) -> bool:
    """Whether a stranger's data is in a value."""
    return any(True for _ in taints_of(value))


def requested(value: Value) -> bool:
    """Whether data of the request itself is in a value, not only of files and databases."""
    return any(not taint.origin.file for taint in taints_of(value))


def in_order(values: Iterable[Value]) -> tuple[tuple[bytes, Value], ...]:
    """The elements of a list, each under its number."""
    return tuple((str(index).encode(), value) for index, value in enumerate(values))


def mapped(value: Value, change: Callable[[Taint], Taint]) -> Value:
    """A value with every stranger's piece changed."""
    if not value.tainted:
        return value
    match value:
        case Str(pieces=(Taint() as only,)):
            spend(4)
            changed = change(only)
            return value if changed is only else Str((changed,))
        case Str():
            return sequence(mapped_pieces(value.pieces, change))
        case Arr():
            spend(len(value.items))
            items = tuple((key, mapped(item, change)) for key, item in value.items)
            return replace(value, items=items, rest=None if value.rest is None else mapped(value.rest, change))
        case OneOf():
            return OneOf(tuple(mapped(one, change) for one in value.values))
        case _:
            return value


EMPTY: Final = Str((Fixed(b""),))
TRUE: Final = Str((Fixed(b"1"),))
SOMETHING: Final = Str((Unknown(),))
NUMBER: Final = Str((Unknown(digits=True),))
POSITIVE: Final = Str((Unknown(digits=True, true=True),))
"""A number above zero."""

"""What a variable may hold: strings piece by piece, lists and mappings key by key, objects by address, functions.

A string is a sequence of pieces, so that header lines and a body that are written one after the other stay apart. Where
two ways through the script meet, a piece is a choice between sequences.

Everything is bounded where it is made, so that no code can make it larger: a string that grows beyond `HEAVIEST` pieces
becomes a `Heap`, which may hold any of its pieces in any order; constants beyond `LONGEST_CONSTANT` octets are unknown;
a list that is too large or nests too deep becomes one in which any element may be any of what was in it. What a
stranger gave stays in all of them. Whatever goes through pieces counts them as work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import ClassVar, Final, TypeAlias

from hiyari.forms.taint.engine.work import OCTETS, cut, spend
from hiyari.forms.taint.ir import Function
from hiyari.forms.taint.tables import NONE, Power
from hiyari.model.text import Text

HEAVIEST: Final = 150
"""Pieces of one string, choices counted with all their parts."""
MOST_CHOICES: Final = 10
HEAVIEST_FIXED: Final = 40
"""Pieces of a choice without a stranger's data in it: what the script itself decides need not be known so well."""
LONGEST_CONSTANT: Final = 65_536
"""Octets of the constants in one string."""
LARGEST_LIST: Final = 4_000
"""Pieces in all elements of a list or mapping."""
DEEPEST: Final = 12
"""Choices in choices, lists in lists."""
LONGEST_IDENTITY: Final = 400
"""Characters of the name by which data is told apart."""
LONGEST_PATH: Final = 16
"""Steps that are kept of a value's way."""

_set: Final = object.__setattr__


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

    def __post_init__(self) -> None:
        """A name of any length would be copied into the next."""
        if len(self.ids[-1]) > LONGEST_IDENTITY:
            short = "#" + sha256(self.ids[-1].encode("utf-8", "surrogatepass")).hexdigest()
            _set(self, "ids", (*self.ids[:-1], short))


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
    """Pieces in all of them."""
    tainted: bool = field(init=False, compare=False, repr=False)
    depth: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Count what is in it; who makes it may only guess."""
        total, depth, tainted = 0, 0, False
        for choice in self.choices:
            for piece in choice:
                total += piece.weight if isinstance(piece, Options) else 1
                depth = max(depth, piece.depth) if isinstance(piece, Options) else depth
                tainted = tainted or is_tainted(piece)
        _set(self, "weight", max(total, len(self.choices)))
        _set(self, "depth", depth + 1)
        _set(self, "tainted", tainted)


@dataclass(frozen=True, slots=True)
class Heap:
    """Any of these, in any order and number."""

    pieces: tuple[Taint | Unknown, ...]

    def __post_init__(self) -> None:
        """Keep no more than a string may hold."""
        if len(self.pieces) > HEAVIEST:
            cut()
            _set(self, "pieces", self.pieces[:HEAVIEST])


Piece: TypeAlias = Fixed | Taint | Unknown | Options | Heap


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
                _set(self, "size", 1)
                _set(self, "tainted", isinstance(only, Taint))
                return
        if not _fits(pieces):
            pieces = (heap(pieces),)
            _set(self, "pieces", pieces)
        _set(self, "size", weight(pieces))
        _set(self, "tainted", any(is_tainted(piece) for piece in pieces))


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
            _set(self, "filled", self.filled or (self.sure and bool(self.items)))
            whole = _any_of(inner)
            _set(self, "items", ())
            _set(self, "rest", whole)
            inner, size, depth = [whole], whole.size + 1, 1
        _set(self, "size", size)
        _set(self, "depth", depth)
        _set(self, "tainted", any([value.tainted for value in inner]))


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
            _set(self, "values", values)
            size, depth = values[0].size, 1
        _set(self, "size", size)
        _set(self, "depth", depth)
        _set(self, "tainted", any([value.tainted for value in values]))


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


def _fits(pieces: tuple[Piece, ...]) -> bool:
    """Whether a string of these is one that is kept as it is."""
    octets = depth = 0
    for piece in pieces:
        match piece:
            case Fixed(data=data):
                octets += len(data)
            case Options():
                depth = max(depth, piece.depth)
            case _:
                pass
    if octets > LONGEST_CONSTANT or depth > DEEPEST or len(pieces) > HEAVIEST:
        return False
    return len(pieces) == 1 or weight(pieces) <= HEAVIEST


def sequence(pieces: Iterable[Piece]) -> Str:
    """A string of pieces: neighbouring constants become one, and what is too heavy becomes a heap."""
    made: list[Piece] = []
    constants: list[bytes] = []
    octets = 0
    for piece in pieces:
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
    if not made and octets <= LONGEST_CONSTANT:
        return EMPTY
    spend(2 + len(made) + octets // OCTETS)
    if octets > LONGEST_CONSTANT:
        return Str((heap((*made, Unknown())),))
    if isinstance(first := made[0], Heap) and len(first.pieces) >= HEAVIEST:
        return Str((first,))
    if len(made) > 8 and not any(is_tainted(piece) for piece in made) and weight(made) > 2 * HEAVIEST_FIXED:
        return Str((Unknown(),))
    return Str(tuple(made))


def _joined(constants: list[bytes]) -> Fixed:
    return Fixed(constants[0] if len(constants) == 1 else b"".join(constants))


def heap(pieces: Iterable[Piece]) -> Heap:
    """What pieces hold, without their order."""
    found: dict[object, Taint | Unknown] = {}
    for count, piece in enumerate(leaves(pieces)):
        if count % 32 == 31:
            spend(32)
        if isinstance(piece, Taint):
            found.setdefault((piece.ids[-1], piece.power), piece)
        else:
            found.setdefault(None, Unknown())
    return Heap(tuple(found.values()) or (Unknown(),))


def is_tainted(piece: Piece) -> bool:
    """Whether a stranger's data is in a piece."""
    match piece:
        case Options():
            return piece.tainted
        case Heap(pieces=pieces):
            return any([isinstance(one, Taint) for one in pieces])
        case _:
            return isinstance(piece, Taint)


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


def leaves(pieces: Iterable[Piece]) -> Iterator[Fixed | Taint | Unknown]:
    """The pieces, with the parts of choices and heaps."""
    for piece in pieces:
        match piece:
            case Options():
                spend(piece.weight)
                for choice in piece.choices:
                    yield from leaves(choice)
            case Heap():
                spend(len(piece.pieces))
                yield from piece.pieces
            case _:
                yield piece


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


def mapped(value: Value, change: Callable[[Taint], Taint]) -> Value:
    """A value with every stranger's piece changed."""
    if not value.tainted:
        return value
    match value:
        case Str(pieces=(Taint() as only,)):
            changed = change(only)
            return value if changed is only else Str((changed,))
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
            case Options(tainted=True):
                spend(piece.weight)
                choices = tuple(tuple(_mapped_pieces(choice, change)) for choice in piece.choices)
                yield Options(choices, piece.weight)
            case Heap():
                spend(len(piece.pieces))
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
    return Taint(taint.origin, taint.power, taint.ids, steps, taint.barriers, taint.validated)


def weakened(taint: Taint, barrier: Barrier) -> Taint:
    """The data after something took powers from it."""
    if not taint.power & barrier.takes:
        return taint
    barriers = (*taint.barriers, barrier)[-8:]
    return Taint(taint.origin, taint.power & ~barrier.takes, taint.ids, taint.steps, barriers, taint.validated)


def numbered(taint: Taint, at: int, what: Text, file: str | None) -> Taint:
    """The data as a number: nothing is left of it but digits."""
    return replace(weakened(taint, Barrier(at, what, Power.all(), file)), power=NONE)


def several(taint: Taint) -> Taint:
    """Data that becomes several addresses: words outside of quotes, a list of any length."""
    return replace(taint, power=taint.power | Power.SEVERAL if taint.power & Power.ADDRESS else taint.power)


EMPTY: Final = Str((Fixed(b""),))
TRUE: Final = Str((Fixed(b"1"),))
SOMETHING: Final = Str((Unknown(),))
NUMBER: Final = Str((Unknown(digits=True),))

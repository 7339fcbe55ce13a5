"""What a string is made of: constants, a stranger's data, unknown things, choices between sequences, heaps.

Everything is bounded where it is made, so that no code can make it larger: what grows beyond `HEAVIEST` pieces becomes
a `Heap`, which may hold any of its pieces in any order; constants beyond `LONGEST_CONSTANT` octets are unknown.
Whatever goes through pieces counts them as work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Final, TypeAlias

from hiyari.forms.taint.engine.work import cut, spend
from hiyari.forms.taint.tables import NONE, Power
from hiyari.model.text import Text

HEAVIEST: Final = 150
"""Pieces of one string, choices counted with all their parts."""
MOST_CHOICES: Final = 10
HEAVIEST_FIXED: Final = 40
"""Pieces of a choice without a stranger's data in it: what the script itself decides need not be known so well."""
LONGEST_CONSTANT: Final = 65_536
"""Octets of the constants in one string."""
DEEPEST: Final = 12
"""Choices in choices, lists in lists."""
LONGEST_IDENTITY: Final = 400
"""Characters of the name by which data is told apart."""
MOST_IDS: Final = 8
"""Identities of one piece of data: the first, and the nearest."""
LONGEST_PATH: Final = 16
"""Steps that are kept of a value's way."""


set_field: Final = object.__setattr__


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
            set_field(self, "ids", (*self.ids[:-1], short))


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
        set_field(self, "weight", max(total, len(self.choices)))
        set_field(self, "depth", depth + 1)
        set_field(self, "tainted", tainted)


@dataclass(frozen=True, slots=True)
class Heap:
    """Any of these, in any order and number."""

    pieces: tuple[Taint | Unknown, ...]

    def __post_init__(self) -> None:
        """Keep no more than a string may hold."""
        if len(self.pieces) > HEAVIEST:
            cut()
            set_field(self, "pieces", self.pieces[:HEAVIEST])


Piece: TypeAlias = Fixed | Taint | Unknown | Options | Heap


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


def fits(pieces: tuple[Piece, ...]) -> bool:
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
    kept = tuple(found.values())
    return Heap((_by_origin(kept) if len(kept) > HEAVIEST else kept) or (Unknown(),))


def _by_origin(pieces: tuple[Taint | Unknown, ...]) -> tuple[Taint | Unknown, ...]:
    """Too many to be told apart: one for each place that data comes in, with all that any of its fields can hold."""
    found: dict[object, Taint | Unknown] = {}
    for piece in pieces:
        if isinstance(piece, Unknown):
            found.setdefault(None, piece)
            continue
        origin = Origin(piece.origin.name, None, piece.origin.file)
        before = found.get(origin)
        power = piece.power | before.power if isinstance(before, Taint) else piece.power
        found[origin] = Taint(origin, power, piece.ids[:1], piece.steps)
    return tuple(found.values())


def is_tainted(piece: Piece) -> bool:
    """Whether a stranger's data is in a piece."""
    match piece:
        case Options():
            return piece.tainted
        case Heap(pieces=pieces):
            return any(isinstance(one, Taint) for one in pieces)
        case _:
            return isinstance(piece, Taint)


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


def mapped_pieces(pieces: Iterable[Piece], change: Callable[[Taint], Taint]) -> Iterator[Piece]:
    """The pieces with every stranger's changed."""
    for piece in pieces:
        match piece:
            case Taint():
                yield change(piece)
            case Options(tainted=True):
                spend(piece.weight)
                choices = tuple(tuple(mapped_pieces(choice, change)) for choice in piece.choices)
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


def extended(ids: tuple[str, ...], suffix: str) -> tuple[str, ...]:
    """The identities of something that was made of data: a check of it says nothing of what it was made of."""
    made = (*ids, ids[-1] + suffix)
    return made if len(made) <= MOST_IDS else (*made[:2], *made[-(MOST_IDS - 2) :])


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
    return replace(
        taint, power=taint.power | Power.SEVERAL | Power.HOSTS if taint.power & Power.ADDRESS else taint.power
    )

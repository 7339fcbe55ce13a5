"""One of several values: where ways through a script meet, and whether a value is true whichever it is.

What two strings begin and end with alike stays outside of the choice between them, so that header lines stay in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hiyari.forms.taint.engine.values import (
    EMPTY,
    HEAVIEST,
    HEAVIEST_FIXED,
    MOST_CHOICES,
    SOMETHING,
    Arr,
    Fixed,
    Heap,
    OneOf,
    Options,
    Origin,
    Piece,
    Str,
    Taint,
    Unknown,
    Value,
    constant,
    heap,
    leaves,
    sequence,
    tainted,
    taints_of,
    weight,
)
from hiyari.forms.taint.engine.work import spend


def as_string(value: Value) -> Str:
    """A value as it is when it is put into a string: an array gives what is in it."""
    match value:
        case Str():
            return value
        case Arr():
            return Str((heap(taints_of(value)),)) if tainted(value) else SOMETHING
        case OneOf():
            made = as_string(value.values[0])
            for one in value.values[1:]:
                made = either_string(made, as_string(one))
            return made
        case _:
            return SOMETHING


def concatenated(values: Iterable[Value]) -> Str:
    """Strings put together."""
    return sequence(piece for value in values for piece in as_string(value).pieces)


def either_string(one: Str, other: Str) -> Str:
    """One of two strings: what they begin and end with alike stays outside of the choice."""
    if one is other:
        return one
    spend(6 + one.size + other.size)
    if one == other:
        return one
    first, second = one.pieces, other.pieces
    start, most = 0, min(len(first), len(second))
    while start < most and first[start] == second[start]:
        start += 1
    end = 0
    while end < most - start and first[-1 - end] == second[-1 - end]:
        end += 1
    middle = _choice(first[start : len(first) - end], second[start : len(second) - end])
    return sequence((*first[:start], middle, *first[len(first) - end :]))


def _choice(one: tuple[Piece, ...], other: tuple[Piece, ...]) -> Piece:
    choices: list[tuple[Piece, ...]] = []
    for sequence_ in (one, other):
        inner = sequence_[0].choices if len(sequence_) == 1 and isinstance(sequence_[0], Options) else (sequence_,)
        choices.extend(choice for choice in inner if choice not in choices)
    total = sum(weight(choice) or 1 for choice in choices)
    many = len(choices) > MOST_CHOICES or total > HEAVIEST_FIXED
    if many and not any(isinstance(piece, Taint) for choice in choices for piece in leaves(choice)):
        return Unknown(true=all(_truth_of_pieces(choice) for choice in choices))
    if len(choices) > MOST_CHOICES or total > HEAVIEST:
        return heap(piece for choice in choices for piece in choice)
    return Options(tuple(choices), total)


def either(one: Value, other: Value) -> Value:
    """One of two values."""
    if one is other:
        return one
    spend(2 + one.size + other.size)
    if one == other:
        return one
    match one, other:
        case Str(), Str():
            return either_string(one, other)
        case Str(), Arr() if constant(one) == b"":
            return _either_array(Arr(), other)
        case Arr(), Str() if constant(other) == b"":
            return _either_array(one, Arr())
        case Arr(), Arr():
            return _either_array(one, other)
    values: list[Value] = []
    for value in (one, other):
        for each in value.values if isinstance(value, OneOf) else (value,):
            if each not in values:
                values.append(each)
    strings = [each for each in values if isinstance(each, Str)]
    if len(strings) > 1:
        values = [each for each in values if not isinstance(each, Str)]
        values.append(either(strings[0], strings[1]))
    return values[0] if len(values) == 1 else OneOf(tuple(values))


def _either_array(one: Arr, other: Arr) -> Arr:
    first, second = dict(one.items), dict(other.items)
    items: list[tuple[bytes, Value]] = []
    for key in dict.fromkeys((*first, *second)):
        mine, theirs = first.get(key, one.rest), second.get(key, other.rest)
        items.append((key, either(EMPTY if mine is None else mine, EMPTY if theirs is None else theirs)))
    rest = one.rest if other.rest is None else other.rest if one.rest is None else either(one.rest, other.rest)
    sure = truth(one) is True and truth(other) is True
    names = one.names if other.names is None else other.names if one.names is None else either(one.names, other.names)
    return Arr(tuple(items), rest, one.filled and other.filled, sure, names)


def checked(value: Value) -> Iterator[Taint]:
    """A stranger's pieces that are in a value whichever it is: what is seen of the value is so of each of them.

    Of a value that is one of several fields nothing is proven of these: it was another that was looked at, perhaps.
    """
    if not value.tainted:
        return
    sure = _origins(value)
    for taint in taints_of(value):
        if taint.origin in sure:
            yield taint


def _origins(value: Value) -> frozenset[Origin]:
    match value:
        case Str(pieces=pieces):
            return _origins_of_pieces(pieces)
        case OneOf(values=values):
            found = [origins for one in values if (origins := _origins(one))]
            return frozenset.intersection(*found) if found else frozenset()
        case _:
            return frozenset(taint.origin for taint in taints_of(value))


def _origins_of_pieces(pieces: Iterable[Piece]) -> frozenset[Origin]:
    made = frozenset[Origin]()
    for piece in pieces:
        match piece:
            case Options(choices=choices, tainted=True):
                found = [origins for choice in choices if (origins := _origins_of_pieces(choice))]
                made |= frozenset.intersection(*found) if found else frozenset()
            case _:
                made |= {taint.origin for taint in leaves((piece,)) if isinstance(taint, Taint)}
    return made


def truth(value: Value) -> bool | None:
    """Whether a value is true in a condition; None: it may be either."""
    match value:
        case Str():
            return _truth_of_pieces(value.pieces)
        case Arr():
            if (value.items and value.sure) or value.filled:
                return True
            return None if value.items or value.rest is not None else False
        case OneOf():
            found = {truth(one) for one in value.values}
            return found.pop() if len(found) == 1 else None
        case _:
            return True


def _truth_of_pieces(pieces: tuple[Piece, ...]) -> bool | None:
    if len(pieces) == 1:
        match pieces[0]:
            case Fixed(data=data):
                return data not in {b"", b"0"}
            case Unknown(true=True):
                return True
            case Options(choices=choices):
                found = {_truth_of_pieces(choice) if choice else False for choice in choices}
                return found.pop() if len(found) == 1 else None
            case _:
                return None
    certain = any(not isinstance(piece, Taint | Heap) and _truth_of_pieces((piece,)) for piece in pieces)
    return True if certain else None if pieces else False

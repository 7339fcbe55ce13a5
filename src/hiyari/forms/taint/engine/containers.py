"""Lists and mappings: reading and setting elements whose keys may be known, a stranger's, or any."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from hiyari.forms.taint.engine.choices import concatenated, either
from hiyari.forms.taint.engine.naming import name_of, octets_of
from hiyari.forms.taint.engine.values import (
    EMPTY,
    SOMETHING,
    Arr,
    Func,
    OneOf,
    Options,
    Origin,
    Piece,
    Ref,
    Step,
    Str,
    Taint,
    Unknown,
    Value,
    constant,
    heap,
    mapped,
    sequence,
    tainted,
    taints_of,
)
from hiyari.forms.taint.engine.work import spend
from hiyari.forms.taint.tables import Power

MOST_ITEMS: Final = 200
MOST_IDS: Final = 6

Came = Callable[[Origin, int], Step]


def derived(taint: Taint, key: str, came: Came, at: int) -> Taint:
    """An element of a stranger's mapping: named by its key, and checked apart from the others."""
    spend(6)
    identity = f"{taint.ids[-1]}[{key}]"
    if taint.ids[-1] == identity or len(identity) > 300:
        return taint
    ids = (*taint.ids, identity)
    if len(ids) > MOST_IDS:
        ids = (*ids[:2], *ids[-(MOST_IDS - 2) :])
    if key.startswith(("*", "#")) or key.isdigit() or len(taint.origin.field or "") > 60:
        return replace(taint, ids=ids)
    field = key if taint.origin.field is None else f"{taint.origin.field}[{key}]"
    origin = replace(taint.origin, field=field)
    first = came(origin, taint.steps[0].at if taint.steps else at)
    return replace(taint, ids=ids, origin=origin, steps=(first, *taint.steps[1:]))


def element(value: Value, key: str, came: Came, at: int) -> Value:
    """What a mapping holds under a name."""
    return lookup(value, Str((_fixed(key),)), came, at)


def _fixed(key: str) -> Piece:
    from hiyari.forms.taint.engine.values import Fixed  # noqa: PLC0415

    return Fixed(octets_of(key))


def lookup(base: Value, key: Value | None, came: Came, at: int) -> Value:
    """An element; a key that is not known may be any."""
    written = None if key is None else constant(key)
    match base:
        case Arr():
            return _of_array(base, written, came, at)
        case Str():
            name = f"*{at}" if written is None else name_of(written)
            return _of_string(base, name, came, at)
        case OneOf(values=values):
            made = lookup(values[0], key, came, at)
            for one in values[1:]:
                made = either(made, lookup(one, key, came, at))
            return made
        case Ref() | Func():
            return SOMETHING


def _of_array(base: Arr, written: bytes | None, came: Came, at: int) -> Value:
    spend(len(base.items) // 8)
    if written is not None:
        for key, value in base.items:
            if key == written:
                return value
        if written[:1] == b"-" and written[1:].isdigit():
            return _from_the_end(base, int(written[1:10]))
        if base.rest is None:
            return EMPTY
        return element(base.rest, name_of(written), came, at) if _is_data(base.rest) else base.rest
    made: Value | None = base.rest
    for _, value in base.items:
        made = value if made is None else either(made, value)
    return EMPTY if made is None else either(made, EMPTY)


def _from_the_end(base: Arr, back: int) -> Value:
    """``list[-1]``: the last element; any of them, where it is not known how many there are."""
    if base.rest is None and base.sure and not base.filled:
        return base.items[-back][1] if 0 < back <= len(base.items) else EMPTY
    made = EMPTY if base.rest is None else base.rest
    for _, value in base.items:
        made = either(made, value)
    return made


def _is_data(value: Value) -> bool:
    """Whether elements are told apart by name: a request's, a session's."""
    return isinstance(value, Str) and len(value.pieces) <= 2


def _of_string(base: Str, name: str, came: Came, at: int) -> Value:
    def piece(one: Piece) -> Piece:
        match one:
            case Taint():
                return derived(one, name, came, at)
            case Unknown(tag=str() as tag):
                return replace(one, tag=f"{tag}:{name}" if tag.count(":") < 3 else tag)
            case Options(choices=choices):
                return Options(tuple(tuple(piece(each) for each in choice) for choice in choices), one.weight)
            case _:
                return one

    if len(base.pieces) == 1:
        return Str((piece(base.pieces[0]),))
    return Str((heap(base.pieces),)) if tainted(base) else SOMETHING


def put(base: Value, key: Value | None, value: Value, loop_keys: Mapping[str, str]) -> Value:
    """A list or mapping with one more element (no key: at its end)."""
    if isinstance(base, OneOf):
        return _put_in_each(base, key, value, loop_keys)
    array = _as_array(base)
    if key is None:
        items = (*array.items, (str(len(array.items)).encode(), value))
        if len(items) > MOST_ITEMS:
            return Arr((), value if array.rest is None else either(array.rest, value), filled=True)
        return replace(array, items=items)
    written = constant(key)
    if written is not None:
        kept = dict(array.items)
        if written[:1] == b"-" and written[1:].isdigit() and array.sure and array.rest is None:
            place = len(kept) - int(written[1:10])
            written = str(place).encode() if place >= 0 else written
        kept[written] = value
        if len(kept) > MOST_ITEMS * 5:
            return Arr((), SOMETHING, filled=True)
        return replace(array, items=tuple(kept.items()))
    if _is_loop_over(key, array, loop_keys):
        return Arr((), value, array.filled, names=array.names)
    items = tuple((name, either(old, value)) for name, old in array.items)
    names = array.names
    if tainted(key):
        names = key if names is None else either(names, key)
    return Arr(items, value if array.rest is None else either(array.rest, value), filled=True, names=names)


def _put_in_each(base: OneOf, key: Value | None, value: Value, loop_keys: Mapping[str, str]) -> Value:
    """Of what may be a mapping or something else: whichever it was, it is a mapping with the element now."""
    others = [one for one in base.values if isinstance(one, Ref | Func)]
    made = [put(one, key, value, loop_keys) for one in base.values if not isinstance(one, Ref | Func)]
    result = made[0] if made else put(Arr(), key, value, loop_keys)
    for one in (*made[1:], *others):
        result = either(result, one)
    return result


def _is_loop_over(key: Value, array: Arr, loop_keys: Mapping[str, str]) -> bool:
    """Whether a loop over this very mapping sets each of its elements."""
    if array.rest is None or not isinstance(array.rest, Str):
        return False
    keys = {loop_keys[taint.ids[-1]] for taint in taints_of(key) if taint.ids[-1] in loop_keys}
    return any(identity in keys for taint in taints_of(array.rest) for identity in taint.ids)


def _as_array(base: Value) -> Arr:
    match base:
        case Arr():
            return base
        case Str() if constant(base) is not None:
            return Arr()
        case Str():
            return Arr((), base)
        case _:
            return Arr()


def appended(base: Value, value: Value) -> Value:
    """``.=``, ``push``: an element more, or a longer string."""
    if isinstance(base, Arr):
        if isinstance(value, Arr):
            return joined(base, value)
        return put(base, None, value, {})
    if isinstance(value, Arr) and constant(base) == b"":
        return value
    return concatenated((base, value))


def joined(base: Value, more: Value) -> Value:
    """The elements of two lists."""
    if not isinstance(base, Arr) or not isinstance(more, Arr):
        return either(base, more)
    made: Value = base
    for key, value in more.items:
        made = put(made, None if key.isdigit() else Str((_fixed(name_of(key)),)), value, {})
    if more.rest is not None and isinstance(made, Arr):
        made = replace(made, rest=more.rest if made.rest is None else either(made.rest, more.rest))
    return made


def spread(base: Value, more: Value, at: int, came: Came) -> Value:
    """A list or mapping with all elements of another put into it: what the request names may replace any of them."""
    if isinstance(base, Arr) and isinstance(more, OneOf):
        made: Value = spread(base, more.values[0], at, came)
        for one in more.values[1:]:
            made = either(made, spread(base, one, at, came))
        return made
    if not isinstance(base, Arr) or not isinstance(more, Str) or constant(more) is not None:
        return joined(base, more) if isinstance(more, Arr) else put(base, None, more, {})
    items = tuple((key, either(old, lookup(more, Str((_fixed(name_of(key)),)), came, at))) for key, old in base.items)
    return replace(base, items=items, rest=more if base.rest is None else either(base.rest, more))


def paired(value: Value) -> Value:
    """A list as a Perl mapping: every second element is a key."""
    if not isinstance(value, Arr) or not value.items:
        return value
    if any(key != str(index).encode() for index, (key, _) in enumerate(value.items)):
        return value
    made: Value = Arr((), value.rest, sure=value.sure)
    for index in range(0, len(value.items), 2):
        key, held = value.items[index][1], value.items[index + 1][1] if index + 1 < len(value.items) else EMPTY
        made = put(made, key, held, {})
    return made


def after(value: Value, index: int) -> Value:
    """A list without its first elements."""
    if not isinstance(value, Arr):
        return value
    items = tuple((str(number).encode(), item) for number, (_, item) in enumerate(value.items[index:]))
    return replace(value, items=items)


def elements(value: Value, at: int, came: Came) -> Value:
    """What a loop's variable may be."""
    match value:
        case Arr():
            made: Value | None = None if value.rest is None else mapped(value.rest, _one(at, came))
            for _, item in value.items:
                made = item if made is None else either(made, item)
            return EMPTY if made is None else made
        case Str():
            return mapped(value, _one(at, came)) if tainted(value) else SOMETHING
        case OneOf(values=values):
            result = elements(values[0], at, came)
            for one in values[1:]:
                result = either(result, elements(one, at, came))
            return result
        case _:
            return SOMETHING


def _one(at: int, came: Came) -> Callable[[Taint], Taint]:
    return lambda taint: derived(taint, f"*{at}", came, at)


def keys(value: Value, at: int) -> Value:
    """What a loop's key may be: of a request's mapping, names of the stranger's choice."""
    found = next(iter(taints_of(value)), None) if not isinstance(value, Arr) or value.rest is not None else None
    if found is not None:
        identity = f"#{found.ids[-1]}@{at}"
        return Str((replace(found, ids=(identity,), power=Power.all(), validated=(), barriers=()),))
    if isinstance(value, Arr):
        made: Value | None = None
        for key, _ in value.items:
            one = sequence((_fixed(name_of(key)),))
            made = one if made is None else either(made, one)
        if value.names is not None:
            made = value.names if made is None else either(made, value.names)
        return SOMETHING if made is None else made
    return SOMETHING

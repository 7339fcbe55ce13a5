"""How moments of a run become one, so that a script with many branches stays readable in bounded time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from hiyari.forms.taint.engine import containers
from hiyari.forms.taint.engine.choices import either, truth
from hiyari.forms.taint.engine.paged import Paged
from hiyari.forms.taint.engine.state import State, Thing
from hiyari.forms.taint.engine.values import (
    EMPTY,
    Arr,
    Barrier,
    Origin,
    Step,
    Str,
    Taint,
    Value,
    constant,
    mapped,
    taints_of,
    weakened,
)
from hiyari.forms.taint.tables import NONE
from hiyari.model.text import Remote, text

MOST_STATES: Final = 12
"""Ways through a script that are kept apart."""
MOST_FIELDS: Final = 8
"""Elements of a list that are looked at one by one."""
MOST_PROPERTIES: Final = 20
"""Properties of an object that are looked at one by one."""
MOST_VARIABLES: Final = 400
"""With more of them fewer ways are kept apart, since each holds them all."""

Names = Paged[str, Value]


def merged_into_one(states: Sequence[State]) -> State:
    """All moments as one."""
    return states[0] if len(states) == 1 else _one(list(states))


def merged(states: Sequence[State]) -> list[State]:
    """Fewer moments that say the same: those whose flags agree become one, and at most `MOST_STATES` are left.

    Flags are variables with a constant, or an array that is empty or not; data that was compared with a constant tells
    ways apart, too. Where there are too many, the ways on which
    most was proven stay apart, since that is where mail is sent.
    """
    if len(states) < 2:
        return list(states)
    differing = [each for each in _differing(states) if all(_coarse(state, each) is not None for state in states)]
    most = MOST_STATES if states[0].variables.most < MOST_VARIABLES else 2
    known = dict.fromkeys(name for state in states[1:] for name in states[0].known.differing(state.known))
    results = _proving_results(states)
    groups: dict[object, list[State]] = {}
    for signature, compared in ((_exact, True), (_exact, False), (_coarse, False)):
        groups = {}
        for state in states:
            flags = tuple(signature(state, each) for each in differing)
            equal = tuple(state.known.get(name) or None for name in known) if compared else None
            groups.setdefault((state.end, state.login, flags, equal, results and _result(state)), []).append(state)
        if len(groups) <= most:
            break
    made = [_one(group) for group in groups.values()]
    if len(made) <= most:
        return made
    made.sort(key=lambda state: -state.proven)
    return [*made[: most - 1], _one(made[most - 1 :])]


def _proving_results(states: Sequence[State]) -> bool:
    """Whether a function's results tell apart ways on which different things are proven.

    ``return ok(mail) and name``: what is false was not proven, and what may be true was.
    """
    if len(dict.fromkeys(_result(state) for state in states)) < 2:
        return False
    return any(states[0].proofs.differing(state.proofs) for state in states[1:])


def _result(state: State) -> bool | None:
    """Whether what a function gives is true; None where that is not known."""
    value = state.variables.get("<result>")
    return False if value is None else truth(value)


class _Flag(NamedTuple):
    """A variable, an element of one or an object's property, that may tell ways apart."""

    outer: bool
    name: str
    key: bytes | None = None
    thing: int | None = None
    """The object's address."""

    def value(self, state: State) -> Value | None:
        """What it is on a way."""
        if self.thing is not None:
            thing = state.things.get(self.thing)
            return None if thing is None else thing.get(self.name)
        variables = state.outer if self.outer else state.variables
        found = None if variables is None else variables.get(self.name)
        if self.key is None or found is None:
            return found
        return dict(found.items).get(self.key) if isinstance(found, Arr) else None


def _differing(states: Sequence[State]) -> list[_Flag]:
    first = states[0]
    found: dict[_Flag, None] = {}
    for state in states[1:]:
        found.update(dict.fromkeys(_unlike(first.variables, state.variables, outer=False)))
        if first.outer is not None and state.outer is not None:
            found.update(dict.fromkeys(_unlike(first.outer, state.outer, outer=True)))
        found.update(dict.fromkeys(_unlike_things(first, state)))
    return list(found)


def _unlike_things(one: State, other: State) -> Iterator[_Flag]:
    """Properties of the script's objects: ``$this->errors``."""
    for address in one.things.differing(other.things):
        mine, theirs = one.things.get(address), other.things.get(address)
        if mine is None or theirs is None or mine.mailer is not None or len(mine.fields) > MOST_PROPERTIES:
            continue
        yield from (_Flag(False, name, None, address) for name, value in mine.fields if theirs.get(name) != value)


def _unlike(one: Names, other: Names, *, outer: bool) -> Iterator[_Flag]:
    for name in one.differing(other):
        value, theirs = one.get(name), other.get(name)
        if _is_constant(name) and (value is None or theirs is None):
            continue
        yield _Flag(outer, name)
        if isinstance(value, Arr) and isinstance(theirs, Arr) and len(value.items) <= MOST_FIELDS:
            mine, others = dict(value.items), dict(theirs.items)
            yield from (_Flag(outer, name, key) for key in mine if mine[key] != others.get(key))


def _exact(state: State, flag: _Flag) -> object:
    value = flag.value(state)
    if value is None:
        return b""
    found = constant(value)
    if found is not None and len(found) <= 40:
        return found
    if isinstance(value, Arr) and value.rest is None and not value.filled and value.sure:
        return len(value.items)
    return truth(value)


def _coarse(state: State, flag: _Flag) -> bool | None:
    value = flag.value(state)
    return False if value is None else truth(value)


def _one(group: list[State]) -> State:
    made = group[0]
    for other in group[1:]:
        made = _pair(made, other)
    return made


def _pair(one: State, other: State) -> State:
    """Two ways as one. Only what is not the same on both is looked at."""
    made = one.copy()
    baking = _Baking(one, other, made)
    _join(made.variables, one.variables, other.variables, baking)
    if made.outer is not None and one.outer is not None and other.outer is not None:
        _join(made.outer, one.outer, other.outer, baking)
    for address in one.things.differing(other.things):
        made.things[address] = _thing(one.things.get(address), other.things.get(address))
    for identity in one.known.differing(other.known):
        made.known.pop(identity, None)
    for identity in one.truths.differing(other.truths):
        made.truths.pop(identity, None)
    made.sent = one.sent | other.sent
    made.login = one.login if one.login == other.login else None
    made.own = one.own | other.own
    made.shared = one.shared | other.shared
    if one.result is not None and other.result is not None:
        made.result = baking.either(one.result, other.result)
    elif one.result is None:
        made.result = other.result
    return made


def _join(made: Names, one: Names, other: Names, baking: _Baking) -> None:
    for name in one.differing(other):
        mine, theirs = one.get(name), other.get(name)
        if _is_constant(name) and (mine is None or theirs is None):
            made[name] = mine or theirs or EMPTY  # a constant: where it can be read, it was defined
            continue
        made[name] = baking.either(mine or EMPTY, theirs or EMPTY)


def _is_constant(name: str) -> bool:
    return name.startswith("<globals>") and "$" not in name and "::" not in name


class _Baking:
    """Proofs that only hold on one way are written into the values that it does not share, before two become one.

    What both ways share needs none of it: it can hold what it can on the way on which less is proven.
    """

    def __init__(self, one: State, other: State, made: State) -> None:
        self._one: dict[str, tuple[Barrier, ...]] = {}
        self._other: dict[str, tuple[Barrier, ...]] = {}
        for identity in one.proofs.differing(other.proofs):
            first, second = one.proofs.get(identity) or (), other.proofs.get(identity) or ()
            common = _common(first, second)
            if not second and identity in other.known:  # what is known there can do nothing
                common = first
            elif not first and identity in one.known:
                common = second
            if common:
                made.proofs[identity] = common
            else:
                made.proofs.pop(identity, None)
            if first != common:
                self._one[identity] = first
            if second != common:
                self._other[identity] = second

    def either(self, one: Value, other: Value) -> Value:
        """One of two values, with what is proven of each on its own way only."""
        if isinstance(one, Arr) or isinstance(other, Arr):
            one, other = _with_elements(one, other, self._one), _with_elements(other, one, self._other)
        return either(_baked(one, self._one), _baked(other, self._other))


def _with_elements(mine: Value, theirs: Value, proofs: dict[str, tuple[Barrier, ...]]) -> Value:
    """``$in{mail} = 'none' unless good($in{mail})``: a mapping with the elements that the other way sets.

    They are named here as far as they were checked on this way: what was proven of them is so of the whole no more.
    """
    if not isinstance(theirs, Arr) or not proofs:
        return mine
    if isinstance(mine, Str) and mine.tainted and mine == theirs.rest:
        mine = Arr((), mine)
    if not isinstance(mine, Arr) or mine.rest is None or not mine.rest.tainted:
        return mine
    have = {key for key, _ in mine.items}
    data = list(taints_of(mine.rest))
    items = list(mine.items)
    file = next((taint.steps[0].file for taint in data if taint.steps), None)

    def came(origin: Origin, at: int) -> Step:
        return Step(at, text("the field {field} of the request", field=Remote(origin.field or "")), file)

    for key, _ in theirs.items:
        name = key.decode("utf-8", "surrogateescape")
        if key not in have and any(f"{taint.ids[-1]}[{name}]" in proofs for taint in data):
            items.append((key, containers.element(mine.rest, name, came, 0)))
    return mine if len(items) == len(mine.items) else replace(mine, items=tuple(items))


def _either_str(one: Str, other: Str) -> Str:
    made = either(one, other)
    return made if isinstance(made, Str) else one


def _common(one: tuple[Barrier, ...], other: tuple[Barrier, ...]) -> tuple[Barrier, ...]:
    """What is proven on both ways."""
    powers = NONE
    for barrier in other:
        powers |= barrier.takes
    return tuple(
        Barrier(barrier.at, barrier.what, barrier.takes & powers, barrier.file)
        for barrier in one
        if barrier.takes & powers
    )


def _baked(value: Value, proofs: dict[str, tuple[Barrier, ...]]) -> Value:
    if not proofs or not value.tainted:
        return value

    def change(taint: Taint) -> Taint:
        for identity in taint.ids:
            for barrier in proofs.get(identity, ()):
                taint = weakened(taint, barrier)
        return taint

    return mapped(value, change)


def forgotten(state: State, identities: set[str]) -> State:
    """The moment when data is replaced by the next of its kind: what was proven stays with what holds it."""
    gone = {
        name
        for name in (*state.proofs, *state.known, *state.truths)
        if any(name == one or name.startswith((one + "[", one + " ")) for one in identities)
    }
    if not gone:
        return state
    made = state.copy()
    proofs = {name: barriers for name in gone if (barriers := state.proofs.get(name))}
    for variables in [made.variables] if made.outer is None else [made.variables, made.outer]:
        for name, value in list(variables.items()) if proofs else ():
            variables[name] = _baked(value, proofs)
    made.result = None if state.result is None else _baked(state.result, proofs)
    for kept in (made.proofs, made.known, made.truths):
        for name in gone:
            kept.pop(name, None)
    return made


def _thing(one: Thing | None, other: Thing | None) -> Thing:
    if one is None or other is None or one == other:
        found = one if one is not None else other
        assert found is not None  # noqa: S101 - an address comes from one of the two
        return found
    names = dict.fromkeys([name for name, _ in one.fields] + [name for name, _ in other.fields])
    fields: list[tuple[str, Value]] = []
    for name in names:
        mine, theirs = one.get(name), other.get(name)
        if mine is None or theirs is None:
            fields.extend((name, value) for value in (mine, theirs) if value is not None)
        else:
            fields.append((name, either(mine, theirs)))
    parts = one.parts + tuple(part for part in other.parts if part not in one.parts)
    return Thing(
        one.kind,
        one.at,
        tuple(fields),
        one.mailer or other.mailer,
        one.sink or other.sink,
        parts[:200],
        _either_str(one.written, other.written),
        one.command if one.command is not None else other.command,
        one.sent and other.sent,
    )

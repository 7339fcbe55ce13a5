"""How moments of a run become one, so that a script with many branches stays readable in bounded time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from hiyari.forms.taint.engine.choices import either, truth
from hiyari.forms.taint.engine.state import State, Thing
from hiyari.forms.taint.engine.values import EMPTY, Arr, Barrier, Str, Taint, Value, constant, mapped, weakened
from hiyari.forms.taint.tables import NONE

MOST_STATES: Final = 12
"""Ways through a script that are kept apart."""
MOST_FIELDS: Final = 8
"""Elements of a list that are looked at one by one."""
MOST_VARIABLES: Final = 400
"""With more of them fewer ways are kept apart, since each holds them all."""


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
    most = MOST_STATES if len(states[0].variables) < MOST_VARIABLES else 2
    groups: dict[object, list[State]] = {}
    for signature, compared in ((_exact, True), (_exact, False), (_coarse, False)):
        groups = {}
        for state in states:
            flags = tuple(signature(state, each) for each in differing)
            equal = frozenset(one for one in state.known.items() if one[1]) if compared else None
            groups.setdefault((state.end, state.login, flags, equal), []).append(state)
        if len(groups) <= most:
            break
    made = [_one(group) for group in groups.values()]
    if len(made) <= most:
        return made
    made.sort(key=lambda state: -state.proven)
    return [*made[: most - 1], _one(made[most - 1 :])]


@dataclass(frozen=True, slots=True)
class _Flag:
    """A variable, or an element of one, that may tell ways apart."""

    outer: bool
    name: str
    key: bytes | None = None

    def value(self, state: State) -> Value | None:
        """What it is on a way."""
        found = ((state.outer or {}) if self.outer else state.variables).get(self.name)
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
    return list(found)


def _unlike(one: dict[str, Value], other: dict[str, Value], *, outer: bool) -> Iterable[_Flag]:
    for name, value in one.items():
        theirs = other.get(name)
        if theirs is value or theirs == value:
            continue
        yield _Flag(outer, name)
        if isinstance(value, Arr) and isinstance(theirs, Arr) and len(value.items) <= MOST_FIELDS:
            mine, others = dict(value.items), dict(theirs.items)
            yield from (_Flag(outer, name, key) for key in mine if mine[key] != others.get(key))
    for name in other:
        if name not in one:
            yield _Flag(outer, name)


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
    common = _common(one, other)
    first, second = _baked(one, common), _baked(other, common)
    made = first.copy()
    made.proofs = common
    made.variables = _both(first.variables, second.variables)
    if first.outer is not None and second.outer is not None:
        made.outer = _both(first.outer, second.outer)
    made.things = {
        address: _thing(first.things.get(address), second.things.get(address))
        for address in dict.fromkeys((*first.things, *second.things))
    }
    made.known = dict(first.known.items() & second.known.items())
    made.truths = dict(first.truths.items() & second.truths.items())
    made.sent = first.sent | second.sent
    made.login = first.login if first.login == second.login else None
    made.own = first.own | second.own
    made.shared = first.shared | second.shared
    if first.result is not None and second.result is not None:
        made.result = either(first.result, second.result)
    else:
        made.result = second.result if first.result is None else first.result
    return made


def _either_str(one: Str, other: Str) -> Str:
    made = either(one, other)
    return made if isinstance(made, Str) else one


def _common(one: State, other: State) -> dict[str, tuple[Barrier, ...]]:
    made: dict[str, tuple[Barrier, ...]] = {}
    for identity, barriers in one.proofs.items():
        theirs = other.proofs.get(identity)
        if theirs is None:
            if identity in other.known:  # what is empty there can do nothing
                made[identity] = barriers
            continue
        if theirs == barriers:
            made[identity] = barriers
            continue
        powers = NONE
        for barrier in theirs:
            powers |= barrier.takes
        kept = tuple(
            Barrier(barrier.at, barrier.what, barrier.takes & powers, barrier.file)
            for barrier in barriers
            if barrier.takes & powers
        )
        if kept:
            made[identity] = kept
    made.update(
        (identity, barriers)
        for identity, barriers in other.proofs.items()
        if identity not in one.proofs and identity in one.known
    )
    return made


def _baked(state: State, common: dict[str, tuple[Barrier, ...]]) -> State:
    """Proofs that only hold on this way are written into the values, before the ways become one."""
    only = {name for name, barriers in state.proofs.items() if common.get(name) != barriers}
    if not only:
        return state
    made = state.copy()

    def change(taint: Taint) -> Taint:
        for identity in taint.ids:
            if identity in only:
                for barrier in state.proofs[identity]:
                    taint = weakened(taint, barrier)
        return taint

    made.variables = {name: mapped(value, change) for name, value in state.variables.items()}
    if state.outer is not None:
        made.outer = {name: mapped(value, change) for name, value in state.outer.items()}
    if state.result is not None:
        made.result = mapped(state.result, change)
    return made


def forgotten(state: State, identities: set[str]) -> State:
    """The moment when data is replaced by the next of its kind: what was proven stays with what holds it."""
    gone = {
        name
        for name in (*state.proofs, *state.known, *state.truths)
        if any(name == one or name.startswith((one + "[", one + " ")) for one in identities)
    }
    if not gone:
        return state
    made = _baked(state, {name: barriers for name, barriers in state.proofs.items() if name not in gone})
    made.proofs = {name: barriers for name, barriers in made.proofs.items() if name not in gone}
    made.known = {name: value for name, value in made.known.items() if name not in gone}
    made.truths = {name: value for name, value in made.truths.items() if name not in gone}
    return made


def _both(one: dict[str, Value], other: dict[str, Value]) -> dict[str, Value]:
    made = dict(one)
    for name, value in other.items():
        mine = made.get(name, EMPTY)
        made[name] = mine if mine is value else either(mine, value)
    for name, value in one.items():
        if name not in other:
            made[name] = either(value, EMPTY)
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

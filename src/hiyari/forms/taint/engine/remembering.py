"""What one request leaves for the visitor's next: the session, as it is whenever a way through the script ends.

``if (!valid($_POST['mail'])) exit; $_SESSION['mail'] = $_POST['mail'];`` leaves a checked address, whatever the next
request brings under the same name. So what a check has proven goes with the value, under a name of its own. Languages
in which the script's end is not seen (a framework calls functions) remember where something is put into the session.
Failing: what another script puts into the session is not known; `hiyari.forms.taint.engine.delivery` tells of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.engine.choices import either, truth
from hiyari.forms.taint.engine.message import ELSEWHERE
from hiyari.forms.taint.engine.naming import name_of
from hiyari.forms.taint.engine.state import State
from hiyari.forms.taint.engine.values import (
    EMPTY,
    Arr,
    Barrier,
    Options,
    Piece,
    Step,
    Str,
    Taint,
    Unknown,
    Value,
    leaves,
    mapped,
    taints_of,
    weakened,
)
from hiyari.forms.taint.engine.work import spend
from hiyari.forms.taint.tables import Power
from hiyari.model.text import text

if TYPE_CHECKING:
    from hiyari.forms.taint.engine.run import Run

MOST_VISITS: Final = 3
"""Requests that follow each other: each may put what it finds in the session under another name."""
CLEAN: Final = "clean "
"""Before the tag of what is in the session: a check has shown that there is no line break in it."""
_KEPT: Final = " kept"
_COMPARED: Final = text("it was compared with what stands in the script before it was kept")


class Remembering:
    """Keeps what is in the session at the end of each way."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def put(self, key: bytes | None, value: Value, state: State) -> None:
        """Something is put into the session, where the end of the way is not seen."""
        if not self.run.traits.ends_with_request:
            self._granted(key, value, state)
            self._save(key, self._kept(value, state))

    def keep(self, key: bytes, value: Value, state: State) -> None:
        """Something is kept elsewhere, in a database, under a name of its own."""
        self._save(key, self._kept(value, state))

    def leave(self, state: State) -> None:
        """A way has ended."""
        if not self.run.traits.ends_with_request:
            return
        for name in self.run.tables.persistent:
            held = state.globals.get(name)
            if held is not None:
                self._leave(held, state)

    def left_by(self, ended: State, before: State) -> None:
        """A way has ended that is not followed any further; the session may have been changed on it."""
        names = self.run.tables.persistent
        if any(ended.globals.get(name) is not before.globals.get(name) for name in names):
            self.leave(ended)

    def _leave(self, held: Value, state: State) -> None:
        for each in getattr(held, "values", (held,)):
            match each:
                case Arr(items=items, rest=rest):
                    for key, value in items:
                        self._granted(key, value, state)
                        self._save(key, self._kept(value, state))
                    if rest is not None and rest.tainted:
                        self._save(None, self._kept(rest, state))
                case Str() if each.tainted:
                    self._save(None, self._kept(each, state))
                case _:
                    pass

    def _granted(self, key: bytes | None, value: Value, state: State) -> None:
        """What only a way sets that asked for a login tells afterwards who has logged in."""
        if key is None or truth(value) is False or _was_there(key, value):
            return
        name = name_of(key)
        behind = state.login is not None and bool(state.login.takes)
        self.run.grants[name] = self.run.grants.get(name, True) and behind

    def _kept(self, value: Value, state: State) -> Value:
        def change(taint: Taint) -> Taint:
            made = kept(taint)
            self.run.coding.kept(taint, made, kept)
            return made

        def kept(taint: Taint) -> Taint:
            if any(identity in state.known for identity in taint.ids):
                at = taint.steps[-1].at if taint.steps else 0
                taint = weakened(taint, Barrier(at, _COMPARED, Power.all(), None))
            for identity in taint.ids:
                for barrier in state.proofs.get(identity) or ():
                    taint = weakened(taint, barrier)
            last = taint.ids[-1]
            ids = (last if last.endswith(_KEPT) else last + _KEPT,)
            return replace(taint, ids=ids, steps=_once(taint.steps), validated=())

        return mapped(value, change)

    def _save(self, key: bytes | None, value: Value) -> None:
        """What is kept is added to what was kept on other ways."""
        run = self.run
        held = run.persistent
        if key is None:
            run.persistent = Arr(held.items, value if held.rest is None else either(held.rest, value))
            return
        spend(2 * len(held.items))
        items = dict(held.items)
        items[key] = either(items[key], value) if key in items else value
        run.persistent = Arr(tuple(items.items()), held.rest)


def _was_there(key: bytes, value: Value) -> bool:
    """Whether it is what the session held before."""
    end = ":" + name_of(key)
    pieces = leaves(value.pieces) if isinstance(value, Str) else ()
    return any(isinstance(piece, Unknown) and (piece.tag or "").endswith(end) for piece in pieces)


def _once(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """A way without the rounds that it went: of one step that is taken again and again the first."""
    made: list[Step] = []
    for step in steps:
        if step not in made:
            made.append(step)
    return tuple(made)


def session(written: Arr, name: str) -> Arr:
    """What a session holds: what this script puts into it, and what others may have."""
    items = tuple(
        (key, either(value, Str((Unknown(tag=f"{_whose(value)}{name}:{key.decode('latin-1')}"),))))
        for key, value in written.items
    )
    unknown = Str((Unknown(tag=f"{ELSEWHERE}{name}"),))
    return Arr(items, unknown if written.rest is None else either(written.rest, unknown))


def _whose(value: Value) -> str:
    """Where what is under a key may come from: a script that only empties it (``unset``) has it from another."""
    return ELSEWHERE if value in (EMPTY, Arr()) else "session:"


def without_tags(value: Value) -> Value:
    """A value out of a session, after what takes line breaks out of it."""
    if not isinstance(value, Str) or not any(_is_elsewhere(piece) for piece in leaves(value.pieces)):
        return value
    return Str(tuple(_without_tag(piece) for piece in value.pieces))


def tags(value: Value) -> Iterator[str]:
    """The tags of what another script may have put into the session."""
    for piece in leaves(value.pieces) if isinstance(value, Str) else ():
        if isinstance(piece, Unknown) and (piece.tag or "").startswith(ELSEWHERE):
            yield piece.tag or ""


def _is_elsewhere(piece: Piece) -> bool:
    return isinstance(piece, Unknown) and (piece.tag or "").startswith(ELSEWHERE)


def _without_tag(piece: Piece) -> Piece:
    match piece:
        case Options(choices=choices):
            return replace(piece, choices=tuple(tuple(_without_tag(each) for each in choice) for choice in choices))
        case Unknown() if _is_elsewhere(piece):
            return replace(piece, tag=None)
        case _:
            return piece


def shape(written: Arr) -> frozenset[tuple[bytes, frozenset[tuple[str, Power]]]]:
    """By which one sees whether a further visit has left more."""
    kept = [*written.items, *(() if written.rest is None else ((b"*", written.rest),))]
    return frozenset(
        (key, frozenset((taint.ids[-1], taint.power) for taint in taints_of(value))) for key, value in kept
    )

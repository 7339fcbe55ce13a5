"""Settles a file that a command was moving when it ended: finished or rolled back, by what lies on the disk.

The journal says what was intended, the disk what came of it; `decide` is the whole judgement, as a table. Octets are
never deleted where they may be the only ones: a second copy goes only when the other is whole and the same.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from hiyari.forms.removal.attributes import give_attributes, give_link_attributes
from hiyari.forms.removal.disk import opened_file, opened_folder, rename_new
from hiyari.forms.removal.lying import Hindered, Kind, Lying
from hiyari.forms.removal.manifest import Item
from hiyari.forms.removal.states import Event, ItemState
from hiyari.forms.removal.taking import drop, hidden_name, looked, part_name, same_thing

GONE: Final = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ELOOP})
"""What open(2) says of a folder that is no longer there, or has become something else."""


class Kept(StrEnum):
    """What lies in the removal folder."""

    NOTHING = "nothing"
    WHOLE = "whole"
    """The file, with the octets that it had."""
    OTHER = "other"
    """Something that was taken instead of it."""


class There(StrEnum):
    """What lies where the file lay."""

    NOTHING = "nothing"
    ITSELF = "itself"
    """The very file."""
    ALIKE = "alike"
    """Another one with the same octets."""
    OTHER = "other"


class Mend(StrEnum):
    """What is done about it."""

    NOTHING = "nothing"
    DROP_KEPT = "drop kept"
    DROP_THERE = "drop there"
    PUT_BACK = "put back"
    """What was taken by mistake."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What came of the file, and what is to be mended; no event: it stays in its state."""

    event: Event | None
    mend: Mend = Mend.NOTHING


def decide(state: ItemState, kept: Kept, there: There) -> Decision:
    """What the disk says about a file that the journal left in this state."""
    match state:
        case ItemState.PLANNED | ItemState.MOVING:
            return _moving(kept, there, begun=state is ItemState.MOVING)
        case ItemState.REMOVED | ItemState.RESTORING:
            return _restoring(kept, there, begun=state is ItemState.RESTORING)
        case ItemState.LEFT | ItemState.RESTORED | ItemState.MISSING | ItemState.TAKEN_OTHER:
            return Decision(None)


def _moving(kept: Kept, there: There, *, begun: bool) -> Decision:
    match kept, there:
        case Kept.NOTHING, There.NOTHING:
            return Decision(Event.MISSING if begun else None)
        case Kept.NOTHING, _:
            return Decision(Event.LEFT if begun else None)
        case Kept.WHOLE, There.ITSELF:
            return Decision(Event.REMOVED, Mend.DROP_THERE)
        case Kept.WHOLE, There.ALIKE:
            return Decision(Event.RESTORED, Mend.DROP_KEPT)
        case Kept.OTHER, There.NOTHING:
            return Decision(Event.LEFT, Mend.PUT_BACK)
        case Kept.OTHER, _:
            return Decision(Event.TAKEN_OTHER)
        case _:
            # Something else has been put where the file lay; what was moved stays moved.
            return Decision(Event.REMOVED)


def _restoring(kept: Kept, there: There, *, begun: bool) -> Decision:
    match kept, there:
        case Kept.WHOLE, There.ITSELF | There.ALIKE:
            return Decision(Event.RESTORED, Mend.DROP_KEPT)
        case Kept.NOTHING, There.ITSELF | There.ALIKE:
            return Decision(Event.RESTORED)
        case Kept.NOTHING, There.OTHER if begun:
            # It came back whole, since that is one step, and was changed by somebody after that.
            return Decision(Event.RESTORED)
        case Kept.NOTHING, _:
            return Decision(Event.MISSING)
        case _:
            return Decision(Event.KEPT if begun else None)


def settle(item: Item, state: ItemState, store: int, removal: str) -> Event | None:
    """Finish or roll back one file, and say what came of it; None: it stays in its state.

    Args:
        item: The file.
        state: What the journal says.
        store: The open folder that the removal's files lie in.
        removal: Its id.

    Raises:
        OSError: One of the places cannot be looked at; nothing is decided.
    """
    drop(store, part_name(item.number))
    with _folder(item.lying) as folder:
        if folder is not None:
            drop(folder, hidden_name(removal, item.number))
        decision = decide(state, _kept(item, store), _there(item.lying, folder))
        if folder is not None:
            _mend(item, decision, store, folder)
            os.fsync(folder)
        os.fsync(store)
    return decision.event


@contextmanager
def _folder(lying: Lying) -> Iterator[int | None]:
    """The folder that the file lay in; None: it is gone, or not reached any more."""
    opened = opened_folder(lying.folder)
    try:
        descriptor = opened.__enter__()
    except OSError as error:
        if error.errno not in GONE:
            raise
        yield None
        return
    try:
        yield descriptor
    finally:
        opened.__exit__(None, None, None)


def _kept(item: Item, store: int) -> Kept:
    kept = looked(store, str(item.number), item.lying.folder)
    if kept is None:
        return Kept.NOTHING
    return Kept.WHOLE if _alike(item.lying, kept) else Kept.OTHER


def _there(lying: Lying, folder: int | None) -> There:
    there = None if folder is None else looked(folder, lying.name, lying.folder)
    if there is None:
        return There.NOTHING
    if same_thing(lying, there):
        return There.ITSELF
    return There.ALIKE if _alike(lying, there) else There.OTHER


def _alike(one: Lying, other: Lying | Hindered) -> bool:
    return isinstance(other, Lying) and (one.kind, one.sha256) == (other.kind, other.sha256)


def _mend(item: Item, decision: Decision, store: int, folder: int) -> None:
    lying, number = item.lying, str(item.number)
    if decision.event is Event.RESTORED and decision.mend is Mend.DROP_KEPT:
        _give(lying, folder)
    match decision.mend:
        case Mend.DROP_KEPT:
            os.fsync(folder)
            drop(store, number)
        case Mend.DROP_THERE:
            drop(folder, lying.name)
        case Mend.PUT_BACK:
            rename_new(store, number, folder, lying.name)
        case Mend.NOTHING:
            pass


def _give(lying: Lying, folder: int) -> None:
    """A link gets its owner and times only after it has appeared."""
    if lying.kind is Kind.LINK:
        give_link_attributes(folder, lying.name, lying.attributes)
        return
    with opened_file(folder, lying.name) as descriptor:
        give_attributes(descriptor, lying.attributes)

"""The states of a removed file and of a whole removal, as a table.

What is intended is durable before anything is moved, so that a state with an open intent (moving, restoring) after a
crash says where to look; `recover` then settles it by what lies on the disk.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final


class ItemState(StrEnum):
    """Where one file stands."""

    PLANNED = "planned"
    """Nothing was begun: it lies where it lay."""
    MOVING = "moving"
    REMOVED = "removed"
    """It lies in the removal folder."""
    LEFT = "left"
    """It was not moved."""
    RESTORING = "restoring"
    RESTORED = "restored"
    """It lies where it lay, again."""
    MISSING = "missing"
    """It lies in neither place: somebody else took it away."""
    TAKEN_OTHER = "taken other"
    """Another file was taken instead of it, and is kept: where it lay, there was something again before it was back."""


class Event(StrEnum):
    """What happens to one file; these words stand in the journal."""

    MOVE = "move"
    """Intended; written before anything is done."""
    REMOVED = "removed"
    LEFT = "left"
    RESTORE = "restore"
    """Intended."""
    RESTORED = "restored"
    KEPT = "kept"
    """Not restored: it stays removed."""
    MISSING = "missing"
    TAKEN_OTHER = "taken other"


MOVES: Final[Mapping[tuple[ItemState, Event], ItemState]] = {
    (ItemState.PLANNED, Event.MOVE): ItemState.MOVING,
    (ItemState.MOVING, Event.REMOVED): ItemState.REMOVED,
    (ItemState.MOVING, Event.LEFT): ItemState.LEFT,
    (ItemState.MOVING, Event.MISSING): ItemState.MISSING,
    (ItemState.MOVING, Event.TAKEN_OTHER): ItemState.TAKEN_OTHER,
    (ItemState.REMOVED, Event.RESTORE): ItemState.RESTORING,
    (ItemState.REMOVED, Event.MISSING): ItemState.MISSING,
    (ItemState.RESTORING, Event.RESTORED): ItemState.RESTORED,
    (ItemState.RESTORING, Event.KEPT): ItemState.REMOVED,
    (ItemState.RESTORING, Event.MISSING): ItemState.MISSING,
    # A power cut that took the journal's end away: the disk knows better.
    (ItemState.PLANNED, Event.REMOVED): ItemState.REMOVED,
    (ItemState.PLANNED, Event.RESTORED): ItemState.RESTORED,
    (ItemState.PLANNED, Event.LEFT): ItemState.LEFT,
    (ItemState.PLANNED, Event.TAKEN_OTHER): ItemState.TAKEN_OTHER,
    (ItemState.MOVING, Event.RESTORED): ItemState.RESTORED,
    (ItemState.REMOVED, Event.RESTORED): ItemState.RESTORED,
}
"""Every move that there is; an event that is not here does not fit its journal."""


class RemovalState(StrEnum):
    """Where a removal stands as a whole."""

    REMOVED = "removed"
    PARTLY_REMOVED = "partly removed"
    """Some files lie in the removal folder, the others where they lay."""
    RESTORED = "restored"
    LEFT = "left"
    """Nothing was moved."""
    INTERRUPTED = "interrupted"
    """A command ended in the middle; `recover` settles it."""
    DAMAGED = "damaged"
    """A file lies in neither place."""
    TAKEN_OTHER = "taken other"
    """A file that nobody planned to remove was taken, and is kept until somebody puts it back by hand."""


def overall(states: Iterable[ItemState], *, ended: bool) -> RemovalState:
    """The state of the whole: what needs a person first."""
    seen = set(states)
    if not ended or seen & {ItemState.MOVING, ItemState.RESTORING}:
        return RemovalState.INTERRUPTED
    if ItemState.MISSING in seen:
        return RemovalState.DAMAGED
    if ItemState.TAKEN_OTHER in seen:
        return RemovalState.TAKEN_OTHER
    if seen == {ItemState.REMOVED}:
        return RemovalState.REMOVED
    if ItemState.REMOVED in seen:
        return RemovalState.PARTLY_REMOVED
    return RemovalState.RESTORED if ItemState.RESTORED in seen else RemovalState.LEFT

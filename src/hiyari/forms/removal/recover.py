"""Settles what an interrupted command has left: run at the beginning of every command that removes, restores or lists.

What was begun is finished or rolled back file by file; what was not begun stays where it is, since the plan that a
person has seen may not fit any more.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from hiyari.forms.removal.journal import Journal, Mark
from hiyari.forms.removal.manifest import NAME, Item
from hiyari.forms.removal.moving import Moving
from hiyari.forms.removal.place import locked
from hiyari.forms.removal.removal import STORE, Removal, opened_store, read_removal, removal_folders
from hiyari.forms.removal.settle import settle
from hiyari.forms.removal.states import MOVES, Event, ItemState
from hiyari.model.error import UserError
from hiyari.model.text import Text, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A removal that had been interrupted, as it stands now."""

    removal: Removal
    changed: tuple[tuple[Item, ItemState], ...]
    """The files whose state was found out, with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """Everything that was settled, and what could not be."""

    settled: tuple[Settled, ...]
    problems: tuple[Text, ...] = ()
    """Removals that stay as they are, in sentences."""


def recover(base: str, moving: Moving) -> Recovered:
    """Settle every removal in this place that was interrupted.

    Raises:
        SafetyError: Another hiyari is moving files just now.
        UserError: The place cannot be used.
    """
    if not removal_folders(base):
        return Recovered(settled=())
    settled: list[Settled] = []
    problems: list[Text] = []
    with locked(base):
        for folder in removal_folders(base):
            try:
                if (folder / NAME).exists():
                    found = _recover(read_removal(folder), moving)
                    settled += [found] if found is not None else []
                else:
                    _clear(folder)
            except UserError as error:
                problems += error.problems
            except OSError as error:
                problems.append(_unsettled(folder, error))
    return Recovered(settled=tuple(settled), problems=tuple(problems))


def _clear(folder: Path) -> None:
    """Without a manifest nothing was moved. Only what is empty is taken away."""
    (folder / f"{NAME}.new").unlink(missing_ok=True)
    with suppress(FileNotFoundError):
        (folder / STORE).rmdir()
    folder.rmdir()


def _recover(removal: Removal, moving: Moving) -> Settled | None:
    if removal.told.ended:
        return None
    changed: list[tuple[Item, ItemState]] = []
    with opened_store(removal.folder) as store, Journal(removal.folder, removal.told.whole) as journal:
        for item in removal.manifest.items:
            state = removal.state_of(item)
            event = settle(item, state, store, removal.manifest.id)
            if event is not None:
                journal.write(event, moving.at_us(), item.number)
                changed.append((item, _after(state, event)))
        journal.write(Mark.END, moving.at_us())
    return Settled(removal=read_removal(removal.folder), changed=tuple(changed))


def _after(state: ItemState, event: Event) -> ItemState:
    return MOVES[state, event]


def _unsettled(folder: Path, error: OSError) -> Text:
    return text(
        "The interrupted removal {id} could not be settled: {reason}. Mend that, and run the same command again.",
        id=folder.name,
        reason=error.strerror or os.strerror(error.errno or 5),
    )

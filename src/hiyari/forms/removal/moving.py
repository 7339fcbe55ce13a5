"""Moves what a plan says out of the web roots, by the plan's digest.

The manifest is durable before the first file is touched; for each file its intent is durable before it moves, and what
came of it before the next one is begun. A process that dies at any moment leaves what `recover` settles.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from hiyari.forms.removal.journal import Journal, Mark
from hiyari.forms.removal.manifest import MOST_FILES, Item, manifest_of, write_manifest
from hiyari.forms.removal.place import locked, make_place
from hiyari.forms.removal.plan import RemovalPlan
from hiyari.forms.removal.removal import STORE, Removal, opened_store, read_removal, taken_other
from hiyari.forms.removal.settle import settle
from hiyari.forms.removal.states import Event, ItemState
from hiyari.forms.removal.taking import CarryError, take
from hiyari.model.clock import Clock
from hiyari.model.error import ActionError, SafetyError, UserError
from hiyari.model.text import Text, ntext, text
from hiyari.store.place import sync_folder

SHORTEST_DIGEST: Final = 12
"""Hexadecimal digits by which a plan may be named."""
_MOST_ALIKE: Final = 999


@dataclass(frozen=True, slots=True, kw_only=True)
class Moving:
    """Who moves, and by which clock."""

    by: str
    """Kept in the manifest: the login and the host."""
    clock: Clock

    def at_us(self) -> int:
        """Microseconds since the epoch, now."""
        return int(self.clock().timestamp() * 1_000_000)


def remove(plan: RemovalPlan, digest: str, moving: Moving, tell: Callable[[Item], None] = lambda _: None) -> Removal:
    """Do the plan, which was drawn again just now, if it is still the one with this digest.

    Args:
        plan: As it would be done now.
        digest: Of the plan that a person has seen, or its first digits.
        moving: Who moves, and by which clock.
        tell: Called after each file that was moved.

    Raises:
        SafetyError: The plan is another one, or something is in the way; nothing was moved.
        UserError: There is nothing to move, or no place for it; nothing was moved.
        ActionError: One file could not be moved; says what was, and how to go on.
    """
    _refuse(plan, digest)
    make_place(plan.place.base)
    with locked(plan.place.base):
        at = moving.clock()
        try:
            folder = _make_folder(Path(plan.place.base), at, plan.digest)
            write_manifest(folder, manifest_of(plan, folder.name, at, moving.by))
        except OSError as error:
            sentence = text(
                "Nothing was moved: {base} cannot be written: {reason}. Make room or name another place with --to.",
                base=plan.place.base,
                reason=error.strerror or "input/output error",
            )
            raise ActionError(sentence) from None
        _move(read_removal(folder), moving, tell)
        return read_removal(folder)


def _refuse(plan: RemovalPlan, digest: str) -> None:
    if plan.obstacles:
        sentences = tuple(dict.fromkeys(obstacle.sentence for obstacle in plan.obstacles))
        raise SafetyError(*sentences, text("Nothing was moved. Mend that, or leave those files out."))
    if not plan.steps:
        raise UserError(text("There is nothing to remove. Name files."))
    if len(plan.steps) > MOST_FILES:
        raise UserError(text("More than {most} files are named. Remove them in parts.", most=MOST_FILES))
    if len(digest) < SHORTEST_DIGEST or not plan.digest.startswith(digest.lower()):
        sentence = text(
            "Nothing was moved: {digest} is not the digest of the present plan, because a file or the policy has "
            "changed, or it is not whole. Look at the plan again; its digest is now {present}.",
            digest=digest,
            present=plan.digest[:SHORTEST_DIGEST],
        )
        raise SafetyError(sentence)


def _make_folder(base: Path, at: datetime, digest: str) -> Path:
    """A new folder for a removal, whose name nobody has."""
    name = f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{digest[:12]}"
    for number in range(_MOST_ALIKE + 1):
        folder = base / (f"{name}.{number}" if number else name)
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            continue
        (folder / STORE).mkdir(mode=0o700)
        sync_folder(base)
        return folder
    raise FileExistsError(17, os.strerror(17), name)


def _move(removal: Removal, moving: Moving, tell: Callable[[Item], None]) -> None:
    done = 0
    try:
        with opened_store(removal.folder) as store, Journal(removal.folder, removal.told.whole) as journal:
            journal.write(Mark.BEGIN, moving.at_us())
            for item in removal.manifest.items:
                journal.write(Event.MOVE, moving.at_us(), item.number)
                try:
                    take(item.lying, item.number, store)
                except (CarryError, OSError) as error:
                    came = _came(item, error, store, removal.manifest.id)
                    journal.write(came, moving.at_us(), item.number)
                    journal.write(Mark.END, moving.at_us())
                    why = taken_other(removal, item) if came is Event.TAKEN_OTHER else _why(item, error)
                    raise _stopped(why, done, removal) from None
                journal.write(Event.REMOVED, moving.at_us(), item.number)
                done += 1
                tell(item)
            journal.write(Mark.END, moving.at_us())
    except OSError as error:
        # The journal itself: whatever was begun is settled by `recover`, from what lies on the disk.
        sentence = text(
            "The journal in {folder} cannot be written: {reason}.",
            folder=str(removal.folder),
            reason=error.strerror or "input/output error",
        )
        raise _stopped(sentence, done, removal) from None


def _came(item: Item, error: CarryError | OSError, store: int, removal: str) -> Event:
    """Where the file is after all: what the system refused may have been refused in the middle."""
    if isinstance(error, CarryError):
        return Event.LEFT
    return settle(item, ItemState.MOVING, store, removal) or Event.LEFT


def _why(item: Item, error: CarryError | OSError) -> Text:
    if isinstance(error, CarryError):
        return error.why
    return text("{path} could not be moved: {reason}.", path=item.path, reason=error.strerror or "input/output error")


def _stopped(why: Text, done: int, removal: Removal) -> ActionError:
    count = len(removal.manifest.items)
    if not done:
        return ActionError(why, text("No file was moved. Mend that, and look at the plan again."))
    return ActionError(
        why,
        ntext(
            "{count} of {all} files was moved before. Mend that, and plan the others again; or put it back: hiyari "
            "forms undo {id}",
            "{count} of {all} files were moved before. Mend that, and plan the others again; or put them back: hiyari "
            "forms undo {id}",
            done,
            all=count,
            id=removal.manifest.id,
        ),
    )

"""Does what an undo plan says, by its digest: each file's intent durable before it is put back."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from hiyari.forms.removal.disk import opened_folder
from hiyari.forms.removal.giving import give
from hiyari.forms.removal.journal import Journal, Mark
from hiyari.forms.removal.lying import Above
from hiyari.forms.removal.manifest import Item
from hiyari.forms.removal.moving import SHORTEST_DIGEST, Moving
from hiyari.forms.removal.place import locked
from hiyari.forms.removal.removal import Removal, opened_store, read_removal
from hiyari.forms.removal.settle import settle
from hiyari.forms.removal.states import Event, ItemState
from hiyari.forms.removal.taking import CarryError, hidden_name
from hiyari.forms.removal.undo import UndoPlan, UndoStep
from hiyari.model.error import ActionError, SafetyError, UserError
from hiyari.model.text import Text, ntext, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What came of an undo."""

    removal: Removal
    """As it stands now."""
    refused: tuple[Text, ...] = ()
    """What could not be given back besides the octets, in sentences."""


def undo(plan: UndoPlan, digest: str, moving: Moving, tell: Callable[[Item], None] = lambda _: None) -> Restored:
    """Do the plan, which was drawn again just now, if it is still the one with this digest.

    Args:
        plan: As it would be done now.
        digest: Of the plan that a person has seen, or its first digits.
        moving: Who undoes, and by which clock.
        tell: Called after each file that came back.

    Raises:
        SafetyError: The plan is another one, or something is in the way; nothing was done.
        UserError: There is nothing to put back.
        ActionError: One file could not be put back; says what was, and how to go on.
    """
    _refuse(plan, digest)
    refused: list[Text] = []
    with locked(str(plan.removal.folder.parent)):
        present = read_removal(plan.removal.folder)
        if present.told.states != plan.removal.told.states:
            raise SafetyError(text("Somebody else has undone or moved something meanwhile. Look at the plan again."))
        _restore(plan, present, moving, refused, tell)
    return Restored(removal=read_removal(plan.removal.folder), refused=tuple(refused))


def _refuse(plan: UndoPlan, digest: str) -> None:
    if plan.obstacles:
        raise SafetyError(
            *dict.fromkeys(plan.obstacles), text("Nothing was put back. Mend that, or leave those files out.")
        )
    if not plan.steps:
        raise UserError(text("Removal {id} has nothing to put back.", id=plan.removal.manifest.id))
    if len(digest) < SHORTEST_DIGEST or not plan.digest.startswith(digest.lower()):
        sentence = text(
            "Nothing was put back: {digest} is not the digest of the present plan, because something has changed, or "
            "it is not whole. Look at the plan again; its digest is now {present}.",
            digest=digest,
            present=plan.digest[:SHORTEST_DIGEST],
        )
        raise SafetyError(sentence)


def _restore(
    plan: UndoPlan, removal: Removal, moving: Moving, refused: list[Text], tell: Callable[[Item], None]
) -> None:
    done = 0
    try:
        with opened_store(removal.folder) as store, Journal(removal.folder, removal.told.whole) as journal:
            journal.write(Mark.BEGIN, moving.at_us())
            for step in plan.steps:
                why = _one(step, removal, store, journal, moving, refused)
                if why is not None:
                    journal.write(Mark.END, moving.at_us())
                    raise _stopped(why, done, len(plan.steps))
                done += 1
                tell(step.item)
            journal.write(Mark.END, moving.at_us())
    except OSError as error:
        sentence = text(
            "The journal in {folder} cannot be written: {reason}.",
            folder=str(removal.folder),
            reason=error.strerror or "input/output error",
        )
        raise _stopped(sentence, done, len(plan.steps)) from None


def _one(
    step: UndoStep, removal: Removal, store: int, journal: Journal, moving: Moving, refused: list[Text]
) -> Text | None:
    """Put one file back; a sentence where it stays where it is kept."""
    item, name = step.item, removal.manifest.id
    journal.write(Event.RESTORE, moving.at_us(), item.number)
    try:
        for above in step.folders:
            make_folder(above)
        kept_back = give(item.lying, item.number, store, hidden_name(name, item.number))
    except (CarryError, OSError) as error:
        refused_whole = isinstance(error, CarryError)
        came = Event.KEPT if refused_whole else settle(item, ItemState.RESTORING, store, name) or Event.KEPT
        journal.write(came, moving.at_us(), item.number)
        return None if came is Event.RESTORED else _why(item, error)
    journal.write(Event.RESTORED, moving.at_us(), item.number)
    if kept_back:
        refused.append(
            text("{path} is back, but the system refused to give it: {names}.", path=item.path, names=kept_back)
        )
    return None


def make_folder(above: Above) -> None:
    """Make a folder again as it was; one that is there by now stays as it is.

    Raises:
        OSError: It cannot be made.
    """
    parent, name = os.path.split(above.path)
    with opened_folder(parent) as folder:
        try:
            os.mkdir(name, 0o700, dir_fd=folder)
        except FileExistsError:
            return
        os.fsync(folder)
    with opened_folder(above.path) as made:
        with suppress(PermissionError):
            os.fchown(made, above.uid, above.gid)
        os.fchmod(made, above.mode)
        os.fsync(made)


def _why(item: Item, error: CarryError | OSError) -> Text:
    if isinstance(error, CarryError):
        return error.why
    if isinstance(error, FileExistsError):
        return text("{path}: something lies there by now, and is not written over.", path=item.path)
    return text(
        "{path} could not be put back: {reason}.", path=item.path, reason=error.strerror or "input/output error"
    )


def _stopped(why: Text, done: int, count: int) -> ActionError:
    if not done:
        return ActionError(why, text("No file was put back. Mend that, and look at the plan again."))
    return ActionError(
        why,
        ntext(
            "{count} of {all} files was put back before. Mend that, and plan the others again.",
            "{count} of {all} files were put back before. Mend that, and plan the others again.",
            done,
            all=count,
        ),
    )

"""Puts removed files back exactly as they lay: planned and shown first, done by the digest.

Nothing is ever written over: where something lies at a file's place, or the stored copy is not the one that was stored,
the file stays where it is kept, and the plan says so.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hiyari.forms.removal.disk import opened_folder, status_of
from hiyari.forms.removal.lying import Above, Lying
from hiyari.forms.removal.manifest import Item
from hiyari.forms.removal.removal import Removal, opened_store, taken_other
from hiyari.forms.removal.settle import GONE
from hiyari.forms.removal.states import ItemState, RemovalState
from hiyari.forms.removal.taking import looked
from hiyari.model.canonical import canonical_digest
from hiyari.model.error import UserError
from hiyari.model.text import Text, text


class OldPlace(StrEnum):
    """What is at the place that a file is to come back to."""

    FREE = "free"
    TAKEN = "taken"
    NO_FOLDER = "no folder"
    OTHER = "other"
    """The way there is no longer one of folders: a symbolic link or a file is on it."""
    UNKNOWN = "unknown"
    """It cannot be looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """How one removed file and its place are now."""

    item: Item
    state: ItemState
    intact: bool
    """Whether the stored copy is the one that was stored."""
    place: OldPlace
    absent: tuple[Above, ...] = ()
    """Folders that would have to be made, the outermost first."""
    rooted: bool = True
    """Whether the folder above those is there."""
    copies: bool = False
    """Whether it comes back over a border between file systems."""
    givable: bool = True
    """Whether whoever looks may give it back to its owner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoStep:
    """One file that comes back."""

    item: Item
    copies: bool
    folders: tuple[Above, ...]
    """Made first, with the owners and modes that they had."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoPlan:
    """What comes back, and what is in the way."""

    removal: Removal
    steps: tuple[UndoStep, ...]
    obstacles: tuple[Text, ...]
    """Not empty: nothing is put back."""

    @property
    def digest(self) -> str:
        """SHA-256 over the canonical JSON of the steps and of the removal that they undo, in hexadecimal."""
        manifest = self.removal.manifest
        return canonical_digest(undo=self.steps, basis=(manifest.id, manifest.digest, self.obstacles))


def look_undo(removal: Removal, paths: Sequence[str] = (), euid: int | None = None) -> tuple[Found, ...]:
    """How the removed files and their places are now.

    Args:
        removal: What is to be undone.
        paths: Only these files, as they were named or as they lay; empty: all that are removed.
        euid: Who puts them back; None: this process.

    Raises:
        UserError: A path is none of this removal's, or the stored files cannot be read.
    """
    items = _chosen(removal, paths)
    uid = os.geteuid() if euid is None else euid
    try:
        with opened_store(removal.folder) as store:
            return tuple(_found(item, removal.state_of(item), store, uid) for item in items)
    except OSError as error:
        sentence = text(
            "The files in {folder} cannot be read: {reason}. Run hiyari as the user who removed them.",
            folder=str(removal.folder),
            reason=error.strerror or "input/output error",
        )
        raise UserError(sentence) from None


def _chosen(removal: Removal, paths: Sequence[str]) -> list[Item]:
    items = removal.manifest.items
    if not paths:
        return [item for item in items if removal.state_of(item) is ItemState.REMOVED]
    chosen: dict[int, Item] = {}
    for path in paths:
        found = [item for item in items if path in {item.path, item.asked}]
        if not found:
            sentence = text(
                "{path} is no file of removal {id}. Write it as hiyari forms undo lists it.",
                path=path,
                id=removal.manifest.id,
            )
            raise UserError(sentence)
        chosen |= {item.number: item for item in found}
    return [chosen[number] for number in sorted(chosen)]


def _found(item: Item, state: ItemState, store: int, uid: int) -> Found:
    lying = item.lying
    kept = looked(store, str(item.number), lying.folder)
    intact = isinstance(kept, Lying) and (kept.kind, kept.sha256) == (lying.kind, lying.sha256)
    place, absent, rooted, device = _place(lying)
    copies = device is not None and isinstance(kept, Lying) and device != kept.identity.device
    own = (lying.attributes.uid, lying.attributes.gid)
    held = isinstance(kept, Lying) and (kept.attributes.uid, kept.attributes.gid) == own
    groups = {os.getegid(), *os.getgroups()}
    may = uid == 0 or (own[0] == uid and own[1] in groups) or (held and not copies)
    return Found(
        item=item, state=state, intact=intact, place=place, absent=absent, rooted=rooted, copies=copies, givable=may
    )


def _place(lying: Lying) -> tuple[OldPlace, tuple[Above, ...], bool, int | None]:
    """What is there, which folders are missing, whether the one above them is there, and on which file system."""
    try:
        with opened_folder(lying.folder) as folder:
            taken = status_of(folder, lying.name) is not None
            return OldPlace.TAKEN if taken else OldPlace.FREE, (), True, os.fstat(folder).st_dev
    except OSError as error:
        if error.errno not in GONE:
            return OldPlace.UNKNOWN, (), True, None
    absent: list[Above] = []
    for above in reversed(lying.above):
        try:
            with opened_folder(above.path) as folder:
                return OldPlace.NO_FOLDER, tuple(reversed(absent)), True, os.fstat(folder).st_dev
        except FileNotFoundError:
            absent.append(above)
        except OSError:
            return OldPlace.OTHER, (), True, None
    return _root_gone(lying, tuple(reversed(absent)))


def _root_gone(lying: Lying, absent: tuple[Above, ...]) -> tuple[OldPlace, tuple[Above, ...], bool, int | None]:
    above, _ = os.path.split(absent[0].path if absent else lying.folder)
    try:
        with opened_folder(above) as folder:
            return OldPlace.NO_FOLDER, absent, bool(absent), os.fstat(folder).st_dev
    except OSError:
        return OldPlace.NO_FOLDER, absent, False, None


def plan_undo(removal: Removal, found: Sequence[Found], *, make_folders: bool = False) -> UndoPlan:
    """Plan to put these files back.

    Args:
        removal: What is undone.
        found: Each file as it is kept, and its place (`look_undo`).
        make_folders: Whether folders that are gone are to be made again, as they were.
    """
    obstacles: list[Text] = []
    if removal.state is RemovalState.INTERRUPTED:
        obstacles.append(
            text("Removal {id} was interrupted and is not settled. Run the same command again.", id=removal.manifest.id)
        )
    steps: list[UndoStep] = []
    made: set[str] = set()
    for one in found:
        obstacles += _in_the_way(one, removal, make_folders=make_folders)
        folders = tuple(above for above in one.absent if above.path not in made)
        made |= {above.path for above in folders}
        steps.append(UndoStep(item=one.item, copies=one.copies, folders=folders))
    return UndoPlan(removal=removal, steps=tuple(steps), obstacles=tuple(obstacles))


def _in_the_way(one: Found, removal: Removal, *, make_folders: bool) -> Iterator[Text]:
    path = one.item.path
    if one.state is not ItemState.REMOVED:
        yield _not_removed(one, removal)
        return
    if not one.intact:
        yield text(
            "{path}: the stored copy is not the file that was removed: it has changed or is gone. It is not put back.",
            path=path,
        )
    if not one.givable:
        yield text("{path} belongs to somebody else, and cannot be given back by you. Run hiyari as root.", path=path)
    match one.place:
        case OldPlace.FREE:
            pass
        case OldPlace.TAKEN:
            yield text("{path}: something lies there now, and is not written over. Move it away first.", path=path)
        case OldPlace.NO_FOLDER if one.rooted and make_folders and one.absent:
            pass
        case OldPlace.NO_FOLDER if one.rooted and one.absent:
            yield text(
                "{path}: its folder {folder} is gone. Make it, or say --make-folders: it gets mode {mode} and its old "
                "owner.",
                path=path,
                folder=one.item.lying.folder,
                mode=f"{one.absent[-1].mode:04o}",
            )
        case OldPlace.NO_FOLDER:
            yield text("{path}: its web root is gone, with the folder above it. Make that first.", path=path)
        case OldPlace.OTHER:
            yield text("{path}: on the way there is something else where a folder was. Look at it.", path=path)
        case OldPlace.UNKNOWN:
            yield text("{path}: its folder cannot be looked at. Run hiyari as its owner or as root.", path=path)


def _not_removed(one: Found, removal: Removal) -> Text:
    path = one.item.path
    match one.state:
        case ItemState.RESTORED:
            return text("{path} was put back already.", path=path)
        case ItemState.PLANNED | ItemState.LEFT:
            return text("{path} was never moved.", path=path)
        case ItemState.MISSING:
            return text("{path} is neither at its place nor in the removal folder. Look for a backup.", path=path)
        case ItemState.TAKEN_OTHER:
            return taken_other(removal, one.item)
        case ItemState.MOVING | ItemState.RESTORING | ItemState.REMOVED:
            return text("{path}: what became of it is not settled. Run the same command again.", path=path)

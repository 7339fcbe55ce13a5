"""Puts removed files back exactly as they lay: planned and shown first, done by the digest.

Nothing is ever written over: where something lies at a file's place, or the stored copy is not the one that was stored,
the file stays where it is kept, and the plan says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hiyari.forms.removal.lying import Above
from hiyari.forms.removal.manifest import Item
from hiyari.forms.removal.removal import Removal
from hiyari.forms.removal.states import ItemState
from hiyari.model.canonical import canonical_digest
from hiyari.model.text import Text


class Place(StrEnum):
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
    place: Place
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

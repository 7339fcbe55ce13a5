"""One removal as it stands: its folder, its manifest, and what its journal says; and all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from hiyari.forms.removal.disk import opened_folder
from hiyari.forms.removal.journal import Told, read_journal
from hiyari.forms.removal.manifest import NAME, Item, Manifest
from hiyari.forms.removal.manifest_reading import read_manifest
from hiyari.forms.removal.states import ItemState, RemovalState, overall
from hiyari.model.error import UserError
from hiyari.model.text import Text, text

STORE: Final = "files"
"""The folder within a removal's that the files lie in, by their numbers."""
_FOLDER: Final = re.compile(r"[0-9]{8}T[0-9]{6}Z-[0-9a-f]{12}(?:\.[0-9]{1,3})?")
_SHORTEST: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """A removal, and where each of its files stands."""

    folder: Path
    manifest: Manifest
    told: Told

    @property
    def state(self) -> RemovalState:
        """Of the whole."""
        return overall(self.told.states, ended=self.told.ended)

    def state_of(self, item: Item) -> ItemState:
        """Of one file."""
        return self.told.states[item.number]

    def since(self, item: Item) -> datetime:
        """When the file came into its state."""
        return self.told.at.get(item.number, self.manifest.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Every removal that is kept, the newest first, and what cannot be read."""

    removals: tuple[Removal, ...]
    problems: tuple[Text, ...] = ()


def read_removal(folder: Path) -> Removal:
    """The removal in this folder.

    Raises:
        UserError: Its manifest or journal cannot be read.
    """
    manifest = read_manifest(folder)
    try:
        told = read_journal(folder, len(manifest.items))
    except OSError as error:
        sentence = text(
            "The journal in {path} cannot be read: {reason}. Nothing was done.",
            path=str(folder),
            reason=error.strerror or "input/output error",
        )
        raise UserError(sentence) from None
    return Removal(folder=folder, manifest=manifest, told=told)


def is_removal(name: str) -> bool:
    """Whether a removal's folder may have this name."""
    return _FOLDER.fullmatch(name) is not None


def removal_folders(base: str) -> list[Path]:
    """The folders of removals, the newest first; none where nothing was ever removed.

    Raises:
        UserError: They cannot be listed.
    """
    try:
        found = [one for one in Path(base).iterdir() if is_removal(one.name)]
    except FileNotFoundError:
        return []
    except OSError as error:
        sentence = text(
            "{base} cannot be read: {reason}. Run hiyari as the user who removed.",
            base=base,
            reason=error.strerror or "input/output error",
        )
        raise UserError(sentence) from None
    return sorted(found, reverse=True)


def list_removals(base: str) -> Listing:
    """All removals; one that is damaged hides no other.

    Raises:
        UserError: The place cannot be read at all.
    """
    removals: list[Removal] = []
    problems: list[Text] = []
    for folder in removal_folders(base):
        if not (folder / NAME).exists():
            continue  # Nothing was moved before its manifest was there; `recover` clears it away.
        try:
            removals.append(read_removal(folder))
        except UserError as error:
            problems += error.problems
    return Listing(removals=tuple(removals), problems=tuple(problems))


def find_removal(base: str, name: str) -> Removal:
    """The removal with this id, or with the only one that begins so or whose digest does.

    Raises:
        UserError: There is none, there are several, or it cannot be read.
    """
    folders = removal_folders(base)
    exact = [one for one in folders if one.name == name]
    alike = [one for one in folders if len(name) >= _SHORTEST and (one.name.startswith(name) or f"-{name}" in one.name)]
    found = exact or alike
    if len(found) == 1:
        return read_removal(found[0])
    if found:
        sentence = text(
            '"{name}" begins several removals: {ids}. Write one whole.',
            name=name,
            ids=tuple(one.name for one in found[:10]),
        )
        raise UserError(sentence)
    raise UserError(text('There is no removal "{name}" in {base}. List them: hiyari forms undo', name=name, base=base))


def taken_other(removal: Removal, item: Item) -> Text:
    """Where the file lies that was taken instead of another one: a person puts it where it belongs."""
    return text(
        "{path} was exchanged while it was moved, and something lies there again. What was taken by mistake is kept as "
        "{stored}. Look at both, and put it back by hand.",
        path=item.path,
        stored=str(removal.folder / STORE / str(item.number)),
    )


@contextmanager
def opened_store(folder: Path) -> Iterator[int]:
    """The open folder that a removal's files lie in.

    Raises:
        OSError: It is not there.
    """
    with opened_folder(str(folder / STORE)) as store:
        yield store

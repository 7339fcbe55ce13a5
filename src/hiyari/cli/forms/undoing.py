"""Which removal is meant by what a person wrote, and which of its files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from hiyari.forms.removal.manifest import Item
from hiyari.forms.removal.removal import Listing, Removal, find_removal
from hiyari.forms.removal.states import ItemState
from hiyari.model.error import UserError
from hiyari.model.text import text

_NAMED: Final = 10
"""Removals that an error names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A removal, and the files of it that come back; none: all that are still removed."""

    removal: Removal
    paths: tuple[str, ...] = ()


def newest_first(listing: Listing) -> Listing:
    """By the moment: the folders' names tell no more than the second."""
    removals = sorted(listing.removals, key=lambda one: (one.manifest.at, one.manifest.id), reverse=True)
    return replace(listing, removals=tuple(removals))


def kept_files(removal: Removal) -> tuple[Item, ...]:
    """Files that can be put back."""
    return tuple(item for item in removal.manifest.items if removal.state_of(item) is ItemState.REMOVED)


def choose(base: str, listing: Listing, words: Sequence[str], *, last: bool) -> Chosen | None:
    """What is meant; None where nothing is named and there is not just one removal to undo.

    Args:
        base: Where removed files are kept.
        listing: What is kept there.
        words: ``[ID] [FILE ...]``: the first is an id unless it is a file's path, or ``last`` says which removal.
        last: Whether the newest that can be undone is meant.

    Raises:
        UserError: There is no such removal or file, or there are several.
    """
    undoable = [one for one in listing.removals if kept_files(one)]
    if last:
        if not undoable:
            raise UserError(text("There is nothing to put back in {base}. List removals: hiyari forms undo", base=base))
        return Chosen(removal=undoable[0], paths=_paths(undoable[0], words))
    if not words:
        return Chosen(removal=undoable[0]) if len(undoable) == 1 else None
    if _is_file(words[0], undoable):
        removal = _holding(words, undoable, base)
        return Chosen(removal=removal, paths=_paths(removal, words))
    removal = find_removal(base, words[0])
    return Chosen(removal=removal, paths=_paths(removal, words[1:]))


def _is_file(word: str, removals: Iterable[Removal]) -> bool:
    return "/" in word or any(item.asked == word for one in removals for item in one.manifest.items)


def _holding(files: Sequence[str], undoable: Sequence[Removal], base: str) -> Removal:
    """The one removal that all these files can come back from."""
    holding = [one for one in undoable if all(_found(file, kept_files(one)) is not None for file in files)]
    if len(holding) == 1:
        return holding[0]
    if holding:
        sentence = text(
            "{path} was removed several times: {ids}. Write which: hiyari forms undo ID FILE",
            path=files[0],
            ids=tuple(one.manifest.id for one in holding[:_NAMED]),
        )
        raise UserError(sentence)
    lost = next((one for one in files if not any(_found(one, kept_files(each)) for each in undoable)), None)
    if lost is not None:
        raise UserError(text("{path} is no removed file in {base}. List them: hiyari forms undo", path=lost, base=base))
    raise UserError(text("These files were removed in several removals. Put them back one removal at a time."))


def _paths(removal: Removal, files: Sequence[str]) -> tuple[str, ...]:
    """The files as their removal knows them; what it does not know stays, for it to say so."""
    return tuple(found.path if (found := _found(one, removal.manifest.items)) else one for one in files)


def _found(file: str, items: Iterable[Item]) -> Item | None:
    path = Path(file)
    real = str(path.parent.resolve() / path.name)
    return next((item for item in items if item.path in {file, real}), None) or next(
        (item for item in items if item.asked == file), None
    )

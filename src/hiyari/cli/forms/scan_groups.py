"""Which files of a scan are told together, so that a large site's answer is read in a minute.

What is to be removed or mended is always named, file by file; files with one reason share its sentence. What is only to
be watched, or stays, is counted by folder where one reason holds for many: a content system has a hundred pages that
include others by names made at run time.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from hiyari.forms.evidence import Action, Judged
from hiyari.model.text import Text

T = TypeVar("T")
ALIKE: Final = 6
"""Files that are named one by one although one reason holds for all of them."""
_FOLDERS: Final = 10
"""Folders that are told apart for one reason; what lies in the others is counted together."""
_COUNTED: Final = frozenset({Action.WATCH, Action.KEEP})
_HOLDING: Final = frozenset(
    {"addons", "apps", "components", "extensions", "includes", "lib", "modules", "node_modules", "packages", "plugins"}
    | {"sites", "src", "templates", "themes", "vendor", "wp-content"}
)
"""Folders whose folders are things of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line: a file, or many files by the folder that they lie in."""

    files: tuple[Judged, ...]
    folder: str | None = None
    others: bool = False
    """Whether other lines count files below the same folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Lines with one reason."""

    action: Action
    reason: Text
    entries: tuple[Entry, ...]
    alike: bool = False
    """Whether the reason is the first one's, and the others' differ from it in names and times only."""


def grouped(shown: Iterable[Judged], *, everything: bool) -> Iterator[Block]:
    """The blocks of a scan.

    Args:
        shown: In the order of what is to be done.
        everything: Whether every file is named.
    """
    for group in _by(shown, lambda judged: (judged.action, _skeleton(judged.reason))):
        left: Sequence[Judged] = group
        if not everything and group[0].action in _COUNTED and len(group) > ALIKE:
            entries, left = _counted(group)
            yield _block(entries, group[0])
        for same in _by(left, lambda judged: judged.reason):
            yield _block(tuple(Entry(files=(one,)) for one in same), same[0])


def _block(entries: Sequence[Entry], first: Judged) -> Block:
    files = [one for entry in entries for one in entry.files]
    reason = files[0].reason
    alike = any(one.reason != reason for one in files)
    return Block(action=first.action, reason=reason, entries=tuple(entries), alike=alike)


def _counted(group: Sequence[Judged]) -> tuple[list[Entry], list[Judged]]:
    """Lines for folders that hold many, and the files of the others where they are few."""
    entries: list[Entry] = []
    left: list[Judged] = []
    things = _by(group, _thing)
    largest = sorted(range(len(things)), key=lambda number: -len(things[number]))[:_FOLDERS]
    for number, files in enumerate(things):
        if len(files) > ALIKE and number in largest:
            entries.append(Entry(files=tuple(files), folder=_folder(files)))
        else:
            left += files
    if len(left) > ALIKE or not entries:
        entries.append(Entry(files=tuple(left), folder=_folder(left), others=bool(entries)))
        left = []
    return entries, left


def _folder(files: Sequence[Judged]) -> str:
    return posixpath.commonpath([posixpath.dirname(one.evidence.file.path) for one in files])


def _thing(judged: Judged) -> tuple[str, ...]:
    """What a file belongs to: its web root and the first folders in it, so far as these only hold others."""
    file = judged.evidence.file
    below = posixpath.relpath(file.path, file.root).split("/")[:-1]
    taken: list[str] = []
    for part in below:
        taken.append(part)
        if part not in _HOLDING:
            break
    return (file.root, *taken)


def _skeleton(reason: Text) -> Hashable:
    """A sentence without the names and times in it."""
    return (reason.message, *(_skeleton(one) for one in reason.params.values() if isinstance(one, Text)))


def _by(things: Iterable[T], key: Callable[[T], Hashable]) -> list[list[T]]:
    """Things with the same key, in the order in which the first of each comes."""
    found: dict[Hashable, list[T]] = {}
    for thing in things:
        found.setdefault(key(thing), []).append(thing)
    return list(found.values())

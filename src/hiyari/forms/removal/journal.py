"""The journal of a removal: one line for each thing that is intended or done, durable before the next is begun.

A line that a power cut has torn, and what stands after it, counts as not written: the reader stops there, and the next
writer cuts it off. `recover` finds out from the disk what it may have said.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from hiyari.forms.removal.document import Table, WrongError
from hiyari.forms.removal.states import MOVES, Event, ItemState
from hiyari.store.place import sync_folder

NAME: Final = "journal"
_MOST_OCTETS: Final = 256 << 20


class Mark(StrEnum):
    """Lines about the whole."""

    BEGIN = "begin"
    """A command is about to move something."""
    END = "end"
    """It has ended; nothing is open."""


@dataclass(slots=True)
class Told:
    """What the journal says."""

    states: list[ItemState]
    """By the files' numbers."""
    ended: bool = False
    at: dict[int, datetime] = field(default_factory=dict)
    """When each file came into its state."""
    whole: int = 0
    """Octets up to which it can be read."""


def read_journal(folder: Path, count: int) -> Told:
    """What the journal of a removal of so many files says; one that is not there says nothing.

    Raises:
        OSError: It cannot be read.
    """
    told = Told(states=[ItemState.PLANNED] * count)
    try:
        descriptor = os.open(folder / NAME, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return told
    with os.fdopen(descriptor, "rb") as stream:
        octets = stream.read(_MOST_OCTETS)
    for line in octets.splitlines(keepends=True):
        if not line.endswith(b"\n") or not _hear(told, line):
            break
        told.whole += len(line)
    return told


def _hear(told: Told, line: bytes) -> bool:
    """Take in one line; False where it is none."""
    try:
        table = Table(json.loads(line), "")
        at = datetime.fromtimestamp(table.number("at_us", most=253_402_300_799_000_000) / 1_000_000, UTC)
        word = table.string("event")
        if word in {Mark.BEGIN, Mark.END}:
            table.end()
            told.ended = word == Mark.END
            return True
        number = table.number("file", most=len(told.states) - 1)
        table.end()
        state = MOVES[told.states[number], Event(word)]
    except (ValueError, KeyError, WrongError, RecursionError):
        return False
    told.states[number] = state
    told.at[number] = at
    return True


class Journal:
    """Writes the journal; each line is on the disk when `write` returns."""

    def __init__(self, folder: Path, whole: int) -> None:
        """Open it for writing behind what can be read of it, ``whole`` octets; made where it is not there.

        Raises:
            OSError: It cannot be opened.
        """
        flags = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        self._descriptor = os.open(folder / NAME, flags, 0o600)
        os.ftruncate(self._descriptor, whole)
        self._at = whole
        os.fsync(self._descriptor)
        sync_folder(folder)

    def write(self, event: Event | Mark, at_us: int, number: int | None = None) -> None:
        """Write a line.

        Raises:
            OSError: It may not be durable; what could be written of it is taken back where that goes.
        """
        line = {"at_us": at_us, "event": event.value} | ({} if number is None else {"file": number})
        octets = json.dumps(line, separators=(",", ":")).encode("ascii") + b"\n"
        try:
            written = 0
            while written < len(octets):
                written += os.pwrite(self._descriptor, octets[written:], self._at + written)
            os.fsync(self._descriptor)
        except OSError:
            os.ftruncate(self._descriptor, self._at)
            raise
        self._at += len(octets)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._descriptor)

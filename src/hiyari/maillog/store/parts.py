"""Which Parquet files of a folder count: those of readings that ended.

A folder that is read into again and again has ``parts.json``, written last. Until then nobody sees what a reading
wrote, and what it wrote before it was killed is nobody's. A folder without it counts whole.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hiyari.model.error import UserError
from hiyari.model.text import Text, text

FILE: Final = "parts.json"
OPEN: Final = "open"
"""Ends the name of the file of messages that are in a queue: only that of the last reading counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The readings that ended, in their order."""

    names: tuple[str, ...] = ()

    @property
    def last(self) -> str | None:
        """The last one."""
        return self.names[-1] if self.names else None

    def hold(self, path: Path) -> bool:
        """Whether a file (``READING-WHAT.parquet``) counts."""
        reading, _, what = path.stem.partition("-")
        return reading == self.last if what == OPEN else reading in self.names


def read_parts(folder: Path) -> Parts | None:
    """What counts in a folder; None where all does.

    Raises:
        UserError: It cannot be understood.
    """
    path = folder / FILE
    try:
        names = json.loads(path.read_text("utf-8"))["readings"]
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise UserError(not_understood(path)) from None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise UserError(not_understood(path))
    return Parts(names=tuple(names))


def write_parts(folder: Path, parts: Parts) -> None:
    """Let these count from now on, also after a power cut.

    Raises:
        OSError: It cannot be written; what counted before still does.
    """
    write_whole(folder / FILE, json.dumps({"version": 1, "readings": parts.names}))


def write_whole(path: Path, content: str) -> None:
    """Write a file for its owner only, whole or not at all.

    Raises:
        OSError: It cannot be written.
    """
    new = path.with_name(f".{path.name}")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Bring a folder's names to the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def not_understood(path: Path) -> Text:
    """The sentence about a file that remembers something, and is damaged."""
    return text(
        "{file} cannot be understood. Read the logs into another folder with --facts, or move {folder} away.",
        file=str(path),
        folder=str(path.parent),
    )

"""Which Parquet files of a folder went where, so that a fleet's ingest sends each of them once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final, Self

from hiyari.maillog.store.parts import write_whole

_FILE: Final = "sent.json"


class Sent:
    """The files that one place has. A memory that is lost or damaged costs time only: the place counts files once."""

    def __init__(self, folder: Path, place: str, places: dict[str, list[str]]) -> None:
        """Take the folder, the place, and what is known of all places."""
        self._folder = folder
        self._places = places
        self._mine = places.setdefault(place, [])
        self._known = set(self._mine)

    @classmethod
    def load(cls, folder: Path, place: str) -> Self:
        """Read what is known."""
        try:
            found = json.loads((folder / _FILE).read_text("utf-8"))
            places = {str(name): [str(one) for one in files] for name, files in found.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            places = {}
        return cls(folder, place, places)

    def __contains__(self, file: Path) -> bool:
        """Whether the place has the file."""
        return str(file.relative_to(self._folder)) in self._known

    def add(self, file: Path) -> None:
        """It has it now.

        Raises:
            OSError: That cannot be written down.
        """
        name = str(file.relative_to(self._folder))
        self._known.add(name)
        self._mine.append(name)
        write_whole(self._folder / _FILE, json.dumps(self._places))

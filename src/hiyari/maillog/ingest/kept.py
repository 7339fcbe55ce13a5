"""What a kept folder of facts remembers: how far each file was read, and which messages were open."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from hiyari.logfiles.blocks import Damage, blocks
from hiyari.logfiles.logfile import LogFile
from hiyari.maillog.history.life import Life
from hiyari.maillog.history.seam import Name
from hiyari.maillog.ingest.pieces import Source
from hiyari.model.error import UserError
from hiyari.model.text import text

_FILE: Final = "sources.json"
_LONGEST: Final = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How far a file was read."""

    octets: int
    """Of its content, unpacked."""
    at: int | None
    """The moment of its last line."""


@dataclass(slots=True, kw_only=True)
class Kept:
    """The memory of a folder."""

    places: dict[str, Place] = field(default_factory=dict)
    """By a file's mark: its name changes with every rotation."""
    parts: list[str] = field(default_factory=list)
    """The readings that ended."""
    carry: dict[Name, Life] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> Kept:
        """Read it; a folder that is new remembers nothing.

        Raises:
            UserError: It cannot be understood.
        """
        path = folder / _FILE
        try:
            document = json.loads(path.read_text("utf-8"))
            return cls(
                places={mark: Place(**place) for mark, place in document["places"].items()},
                parts=list(document["parts"]),
                carry={(host, life["queue_id"]): _life(life) for host, life in document["open"]},
            )
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError, KeyError, TypeError):
            raise UserError(
                text(
                    "{file} cannot be understood. Read the logs into another folder with --facts, or move "
                    "{folder} away.",
                    file=str(path),
                    folder=str(folder),
                )
            ) from None

    def save(self, folder: Path) -> None:
        """Write it, whole or not at all."""
        document = {
            "version": 1,
            "parts": self.parts,
            "places": {mark: {"octets": one.octets, "at": one.at} for mark, one in self.places.items()},
            "open": [[host, life.__dict__] for (host, _), life in self.carry.items()],
        }
        new = folder / f".{_FILE}"
        with new.open("w", encoding="utf-8") as file:
            json.dump(document, file)
        new.chmod(0o600)
        new.replace(folder / _FILE)

    def go_on(self, source: Source) -> Source | None:
        """The source from where it was read to; None where nothing is new."""
        mark = mark_of(source.file)
        place = self.places.get(mark) if mark is not None else None
        if place is None:
            return source
        if not _longer(source.file, place.octets):
            return None
        return replace(source, start=place.octets, after=place.at)

    def place(self, mark: str, octets: int, at: int | None) -> None:
        """Remember how far a file was read."""
        old = self.places.get(mark)
        self.places[mark] = Place(octets=octets, at=at if at is not None or old is None else old.at)


def mark_of(file: LogFile) -> str | None:
    """What names a file whatever it is called: its first line, whole. None for standard input and for empty files."""
    if file.standard_input:
        return None
    for block in blocks(file, end=1, size=_LONGEST):
        if isinstance(block, Damage) or not block.endswith(b"\n"):
            return None
        return sha256(block[: block.index(b"\n")]).hexdigest()
    return None


def _longer(file: LogFile, octets: int) -> bool:
    for block in blocks(file, start=octets, end=octets + 1, size=_LONGEST):
        return not isinstance(block, Damage)
    return False


def _life(document: dict[str, Any]) -> Life:
    life = Life(document["queue_id"], document["first_at"], document["format"])
    life.__dict__.update(document)
    return life

"""What a kept folder of facts remembers: how far each file was read, and which messages were open.

Each reading writes a memory of its own (``sources-READING.json``) before it counts (``parts.json``, see `store.parts`),
so that facts and memory are always of the same moment.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from hiyari.maillog.history.life import Life
from hiyari.maillog.history.seam import Name
from hiyari.maillog.ingest.beginning import Beginning, beginning_of, grows, length_of, longer, same
from hiyari.maillog.ingest.pieces import Source
from hiyari.maillog.store.parts import not_understood, write_whole
from hiyari.model.error import UserError


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How far a file was read."""

    begins: Beginning
    """What it is known by."""
    name: str
    """What it was called when it was first read."""
    octets: int
    """Of its content, unpacked."""
    at: int | None
    """The moment of its last line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fresh:
    """A file of which something is to be read."""

    source: Source
    beginning: Beginning | None
    """None of standard input: it is read once, and has no place."""
    place: Place | None
    """How far it was read before."""

    @property
    def name(self) -> str:
        """What it was called when it was first read: its readings are told together."""
        return self.source.file.name if self.place is None else self.place.name

    def read_to(self, octets: int, at: int | None) -> Place | None:
        """Its place after a reading; None where it has none."""
        if self.beginning is None:
            return None
        return Place(
            begins=self.beginning,
            name=self.name,
            octets=max(octets, self.source.start),
            at=at if at is not None else self.source.after,
        )


@dataclass(slots=True, kw_only=True)
class Kept:
    """The memory of a folder."""

    places: list[Place] = field(default_factory=list)
    carry: dict[Name, Life] = field(default_factory=dict)
    """Messages that were open."""

    @classmethod
    def load(cls, folder: Path, reading: str | None) -> Kept:
        """Read what a reading remembered; before the first there is nothing.

        Raises:
            UserError: It cannot be understood.
        """
        if reading is None:
            return cls()
        path = memory(folder, reading)
        try:
            document = json.loads(path.read_text("utf-8"))
            return cls(
                places=[_place(one) for one in document["places"]],
                carry={(str(host), str(life["queue_id"])): _life(life) for host, life in document["open"]},
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise UserError(not_understood(path)) from None

    def save(self, folder: Path, reading: str) -> None:
        """Write what a reading remembers.

        Raises:
            OSError: It cannot be written.
        """
        document = {
            "places": [asdict(place) for place in self.places],
            "open": [[host, life.__dict__] for (host, _), life in self.carry.items()],
        }
        write_whole(memory(folder, reading), json.dumps(document))

    def fresh(self, sources: Sequence[Source]) -> Iterator[Fresh]:
        """The files of which something was not read yet, from where they were read to; of copies the longest."""
        begun = [(source, None if source.file.standard_input else beginning_of(source.file)) for source in sources]
        for number, (source, beginning) in enumerate(begun):
            if source.file.standard_input:
                yield Fresh(source=source, beginning=None, place=None)
            elif beginning is not None and not _is_copy(number, begun):
                one = self._go_on(source, beginning)
                if one is not None:
                    yield one

    def put(self, fresh: Fresh, octets: int, at: int | None) -> None:
        """Remember how far a file was read."""
        place = fresh.read_to(octets, at)
        if fresh.place is not None:
            self.places.remove(fresh.place)
        if place is not None:
            self.places.append(place)

    def _go_on(self, source: Source, beginning: Beginning) -> Fresh | None:
        source = replace(source, unfinished=grows(source.file))
        known = [place for place in self.places if same(place.begins, beginning)]
        place = max(known, key=lambda one: one.octets, default=None)
        if place is None:
            return Fresh(source=source, beginning=beginning, place=None)
        if not longer(source.file, place.octets):
            return None
        source = replace(source, start=place.octets, after=place.at)
        return Fresh(source=source, beginning=beginning, place=place)


def memory(folder: Path, reading: str) -> Path:
    """The file in which a reading remembers."""
    return folder / f"sources-{reading}.json"


def _is_copy(number: int, begun: Sequence[tuple[Source, Beginning | None]]) -> bool:
    """Whether another of the files is the same one, and longer; of equal ones the first is read."""
    file, beginning = begun[number][0].file, begun[number][1]
    if beginning is None:
        return False
    alike = [
        (place, source.file)
        for place, (source, other) in enumerate(begun)
        if place != number and other is not None and same(beginning, other)
    ]
    length = length_of(file) if alike else 0
    return any((length_of(other), -place) > (length, -number) for place, other in alike)


def _place(document: dict[str, Any]) -> Place:
    place = Place(**{**document, "begins": tuple(document["begins"])})
    whole = (place.octets, 0 if place.at is None else place.at)
    if not all(type(one) is int for one in whole) or not all(type(one) is str for one in (place.name, *place.begins)):
        raise ValueError("no place")
    return place


def _life(document: dict[str, Any]) -> Life:
    life = Life(document["queue_id"], document["first_at"], document["format"])
    if not document.keys() <= vars(life).keys() or not all(
        type(document[name]) is int for name in ("first_at", "last_at")
    ):
        raise ValueError("no life")
    life.__dict__.update(document)
    return life

"""What a reading of logs gave, to be told to a person."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from hiyari.locale.translate import printable
from hiyari.maillog.facts import Row
from hiyari.maillog.formats.counts import Counts
from hiyari.maillog.ingest.worker import Read
from hiyari.model.text import Text

_LONGEST: Final = 4096


def shown_name(name: str) -> str:
    """A file's name as it can be written anywhere: names may be no UTF-8, and hold line ends."""
    return printable(name, _LONGEST)


@dataclass(slots=True, kw_only=True)
class Result:
    """What was read."""

    counts: dict[str, Counts] = field(default_factory=dict)
    """By file."""
    names: set[str] = field(default_factory=set)
    """Under which its readings are told."""
    formats: dict[str, str] = field(default_factory=dict)
    problems: list[tuple[str, Text]] = field(default_factory=list)
    """Files that could not be read to their end, and why."""
    ends: dict[str, int] = field(default_factory=dict)
    """Where in a file's content the reading ended."""
    octets: int = 0
    skipped: int = 0
    """Files that hold nothing new."""
    unfinished: int = 0
    """Files whose last line is not whole yet."""

    def take(self, read: Read) -> None:
        """Take in what came of the next piece."""
        name = read.piece.source.file.name
        self.counts.setdefault(name, Counts()).add(read.counts)
        self.formats[name] = read.piece.format
        self.octets += read.octets
        self.unfinished += read.unfinished
        self.ends[name] = max(self.ends.get(name, 0), read.end)
        if read.damage is not None and all(name != other for other, _ in self.problems):
            self.problems.append((name, read.damage.sentence))

    def total(self) -> Counts:
        """Of all files."""
        counts = Counts()
        for one in self.counts.values():
            counts.add(one)
        return counts

    def rows(self, names: Mapping[str, str]) -> list[Row]:
        """The readings as facts; ``names`` gives the name under which a file was read before."""
        named = {source: shown_name(names.get(source, source)) for source in self.counts}
        self.names.update(named.values())
        self.problems = [(named[source], why) for source, why in self.problems]
        return [
            (
                named[source],
                None,
                self.formats[source],
                one.lines,
                one.other,
                one.mail,
                one.understood,
                one.first_at,
                one.last_at,
                json.dumps(one.strange, ensure_ascii=False) if one.strange else None,
            )
            for source, one in self.counts.items()
        ]

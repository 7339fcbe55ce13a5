"""What a reading of logs gave, to be told to a person."""

from __future__ import annotations

from dataclasses import dataclass, field

from hiyari.maillog.facts import Row
from hiyari.maillog.formats.counts import Counts
from hiyari.maillog.ingest.worker import Read
from hiyari.model.text import Text


@dataclass(slots=True, kw_only=True)
class Result:
    """What was read."""

    counts: dict[str, Counts] = field(default_factory=dict)
    """By file."""
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

    def rows(self, names: dict[str, str]) -> list[Row]:
        """The readings as facts; ``names`` gives the name under which a file was read before."""
        return [
            (
                names.get(source, source),
                None,
                self.formats[source],
                one.lines,
                one.other,
                one.mail,
                one.understood,
                one.first_at,
                one.last_at,
                "\n".join(one.strange) or None,
            )
            for source, one in self.counts.items()
        ]

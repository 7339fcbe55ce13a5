"""What a summary is made of, whoever shows it: headings, sentences, tables, counts with a literal sample."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from hiyari.maillog.summary.figures import Traffic
from hiyari.model.text import Text

Cell: TypeAlias = "str | Text"


@dataclass(frozen=True, slots=True)
class Heading:
    """What follows; level 1 for a host, 2 for a part of it."""

    words: Text
    level: int = 2


@dataclass(frozen=True, slots=True)
class Sentence:
    """A line of its own, or several when folded."""

    words: Text


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; its first column is text that may be cut, the others are numbers, the last may be a bar."""

    heads: tuple[Text, ...]
    rows: tuple[tuple[Cell, ...], ...]
    more: int = 0
    """Rows that are not shown."""
    bars: tuple[Traffic, ...] = ()
    """What a bar behind each row is drawn of."""
    name_last: bool = False
    """The text stands behind the numbers, where it has all the room: names of people are long."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A count with what it counts, the literal text that was read most, and what to do."""

    times: int
    words: Text
    literal: str | None
    literal_times: int
    next_step: Text | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A count with what it counts, or what belongs to the line above: a literal text, of which one line is shown."""

    times: int | None
    words: Text | None
    literal: str | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """An empty line."""


Block: TypeAlias = "Heading | Sentence | Grid | Sample | Line | Gap"

"""The references between files, kept in arrays: two million of them take about 50 MB.

Each edge is in two linked lists, of what its source names and of what names its target.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from enum import IntEnum
from typing import Final, NamedTuple

from hiyari.forms.links.reference import How

_HOWS: Final = tuple(How)
_CODE: Final = {how: code for code, how in enumerate(_HOWS)}
_END: Final = -1


class Weight(IntEnum):
    """What a reference is worth."""

    NONE = 0
    """It names a file and is no link."""
    MAYBE = 64
    """Where it leads is not known for certain."""
    SURE = 128


class Edge(NamedTuple):
    """One reference between two files, by their ranks."""

    source: int
    target: int
    line: int
    how: How
    weight: Weight


class Edges:
    """References between numbered files."""

    def __init__(self, files: int) -> None:
        self._out = array("i", [_END]) * files
        self._in = array("i", [_END]) * files
        self._next_out = array("i")
        self._next_in = array("i")
        self._source = array("i")
        self._target = array("i")
        self._line = array("i")
        self._kind = array("B")

    def __len__(self) -> int:
        return len(self._kind)

    def add(self, source: int, target: int, line: int, how: How, weight: Weight) -> None:
        """Keep one."""
        edge = len(self._kind)
        self._source.append(source)
        self._target.append(target)
        self._line.append(min(line, 2**31 - 1))
        self._kind.append(_CODE[how] | weight)
        self._next_out.append(self._out[source])
        self._next_in.append(self._in[target])
        self._out[source] = self._in[target] = edge

    def named_by(self, source: int, least: Weight) -> Iterator[int]:
        """The files that a file names by references of at least this weight."""
        edge = self._out[source]
        while edge != _END:
            if self._kind[edge] & 0xC0 >= least:
                yield self._target[edge]
            edge = self._next_out[edge]

    def naming(self, target: int) -> Iterator[Edge]:
        """The references to a file."""
        edge = self._in[target]
        while edge != _END:
            kind = self._kind[edge]
            how, weight = _HOWS[kind & 0x3F], Weight(kind & 0xC0)
            yield Edge(self._source[edge], self._target[edge], self._line[edge], how, weight)
            edge = self._next_in[edge]

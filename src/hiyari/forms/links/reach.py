"""Which files are come to: for certain from the entrances, perhaps from what no file shows."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from hiyari.forms.links.edges import Edges, Weight
from hiyari.forms.links.places import Files
from hiyari.forms.links.reference import How
from hiyari.forms.links.resolve import Pattern
from hiyari.model.text import N_, Text, text

_FAR: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a file may be linked."""

    what: Text | Pattern | int
    """A sentence; a name made at run time; the file by which it may be come to."""
    listed: bool = False
    """Only what lies in directories without an index is meant."""

    def why(self, paths: Sequence[str]) -> Text:
        """The reason as a sentence."""
        match self.what:
            case Text() as said:
                return text("It may be linked: {why}.", why=said)
            case Pattern(source, _, _, How.CUT):
                return text("It may be linked: {path} has more links than are read.", path=paths[source])
            case Pattern(source, name, line):
                what = N_("It may be linked: line {line} of {path} makes names like {name} while it runs.")
                return text(what, line=line, path=paths[source], name=name)
            case source:
                what = N_("It may be linked: {path} names it, but whether that is a link in use is not known.")
                return text(what, path=paths[source])


class Reach:
    """What both walks came to."""

    def __init__(self, files: Files, edges: Edges, entrances: Iterable[int]) -> None:
        """Walk over what is certain."""
        self._files = files
        self._edges = edges
        self._depth = array("i", [-1]) * len(files)
        self._reasons: dict[int, Reason] = {}
        level = sorted(set(entrances))
        for rank in level:
            self._depth[rank] = 0
        self._walked: list[int] = []
        depth = 0
        while level:
            self._walked += level
            depth += 1
            after: list[int] = []
            for rank in level:
                for target in edges.named_by(rank, Weight.SURE):
                    if self._depth[target] < 0:
                        self._depth[target] = depth
                        after.append(target)
            level = after

    def perhaps(
        self, blind: Iterable[tuple[str, Reason]], made: Callable[[int], Iterable[tuple[int, Pattern]]]
    ) -> None:
        """Walk over what may be: from the blind places, and from every file that was come to.

        Args:
            blind: Directories with the reason why files below them may be linked.
            made: The files that names made at run time in one file may mean.
        """
        queue = list(self._walked)
        for under, reason in blind:
            for rank in self._files.below(under):
                if not reason.listed or not self._files.indexes(self._files.paths[rank].rpartition("/")[0]):
                    self._may_be(rank, reason, queue)
        for source in queue:  # It grows while it is read.
            for target in self._edges.named_by(source, Weight.MAYBE):
                self._may_be(target, Reason(source), queue)
            for target, pattern in made(source):
                self._may_be(target, Reason(pattern), queue)
        self._walked = []

    def _may_be(self, rank: int, reason: Reason, queue: list[int]) -> None:
        if self._depth[rank] < 0 and rank not in self._reasons:
            self._reasons[rank] = reason
            queue.append(rank)

    def depth(self, rank: int) -> int | None:
        """Links from an entrance, over what is certain."""
        return self._depth[rank] if self._depth[rank] >= 0 else None

    def reason(self, rank: int) -> Reason | None:
        """Why a file that is not linked for certain may be."""
        return self._reasons.get(rank)

    def order(self, rank: int) -> int:
        """For sorting: what is nearer to an entrance first, then what may be linked, then orphans."""
        depth = self._depth[rank]
        return depth if depth >= 0 else _FAR - (rank in self._reasons)

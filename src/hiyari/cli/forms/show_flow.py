"""The ways of a visitor's values through a source: each line once, of a long one the part that counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from hiyari.cli.forms.words import ABILITIES
from hiyari.cli.paper import Paper
from hiyari.cli.render.fold import columns, width
from hiyari.forms.evidence import Ability, Flow, Hop, Spot
from hiyari.model.text import Text, text

_FLOWS: Final = 12
_INDENT: Final = 8


def show_flows(paper: Paper, flows: Sequence[Flow], path: str) -> None:
    """Write how a visitor's values come to a mail; several abilities by one way are told with it together."""
    ways: dict[tuple[object, ...], list[Flow]] = {}
    for flow in flows:
        ways.setdefault((flow.path, flow.sink, flow.argument), []).append(flow)
    lines = _Lines(room=width() - _INDENT)
    worst_first = sorted(ways.values(), key=lambda way: list(ABILITIES).index(_abilities(way)[0]))
    for way in worst_first[:_FLOWS]:
        for ability in _abilities(way):
            paper.say(Text(message=ABILITIES[ability]), 2)
        _way(paper, way[0], path, lines)
    if len(ways) > _FLOWS:
        paper.say(text("and {count} more (--format json has all)", count=len(ways) - _FLOWS), 2)


def _abilities(way: Iterable[Flow]) -> tuple[Ability, ...]:
    """The worst first."""
    able = {flow.ability for flow in way}
    return tuple(one for one in ABILITIES if one in able)


def _way(paper: Paper, flow: Flow, path: str, lines: _Lines) -> None:
    for step in _steps(flow.path):
        spot = step[0].spot
        what = tuple(dict.fromkeys(hop.what for hop in step))
        paper.say(text("{place}: {what}", place=place_of(spot, path), what=what), 4)
        part = lines.part(spot)
        if part:
            paper.command(part, _INDENT)
    paper.say(text("It ends in {argument} of {sink}.", argument=flow.argument, sink=flow.sink.name), 4)


def _steps(path: Iterable[Hop]) -> Iterator[tuple[Hop, ...]]:
    """Hops at one place, one behind the other, are one step."""
    for _, hops in groupby(path, key=lambda hop: (hop.spot.path, hop.spot.line, hop.spot.source)):
        yield tuple(hops)


@dataclass(slots=True)
class _Lines:
    """Parts of lines that were shown."""

    room: int
    """Columns for one."""
    _shown: dict[tuple[str | None, int], list[range]] = field(default_factory=dict)
    """The columns of each line that were."""

    def part(self, spot: Spot) -> str:
        """What is to be shown of the line around a place; nothing where it was shown already."""
        seen = self._shown.setdefault((spot.path, spot.line), [])
        if any(spot.column in one for one in seen):
            return ""
        first, part = around(spot.source, spot.within, self.room)
        begins = spot.column - (spot.within - first)
        whole = part == spot.source and not is_long(spot)
        seen.append(range(1, 1 << 31) if whole else range(begins, begins + len(part)))
        return part


def around(source: str, within: int, room: int) -> tuple[int, str]:
    """A piece of a line that has a place in it, so many columns wide; tells where in the line it begins."""
    if columns(source) <= room:
        return 0, source
    most = room if columns(source) == len(source) else room // 2
    first = max(0, min(within - most // 3, len(source) - most))
    last = min(len(source), first + most)
    before = "…" if first else ""
    after = "…" if last < len(source) else ""
    return first, f"{before}{source[first + len(before) : last - len(after)]}{after}"


def is_long(spot: Spot) -> bool:
    """Whether its line is shown in part."""
    return spot.source.startswith("…") or spot.source.endswith("…")


def place_of(spot: Spot, path: str) -> Text:
    """The line alone, where it is one of the file that is shown; with the column, where the line is long."""
    if spot.path is None or spot.path == path:
        if is_long(spot):
            return text("line {line}, column {column}", line=spot.line, column=spot.column)
        return text("line {line}", line=spot.line)
    return text("{path}, line {line}", path=spot.path, line=spot.line)

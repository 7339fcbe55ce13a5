"""A summary for a terminal of 80 columns, a pipe or a mail: no colour but bold headings, bars of ASCII."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from typing import Final, assert_never

import click

from hiyari.cli.log.summary_blocks import Block, Cell, Gap, Grid, Heading, Line, Sample, Sentence
from hiyari.cli.render.fold import columns, wrap
from hiyari.locale.translate import Translator, printable
from hiyari.maillog.summary.figures import Traffic
from hiyari.model.text import Remote, Text, ntext, text

_GAP: Final = "  "
_MARKS: Final = (("accepted", "#"), ("deferred", "~"), ("refused", "x"), ("rejected", "!"))
_LEAST_BAR: Final = 8
_LEAST_NAME: Final = 12
_COUNT: Final = 8
"""Columns of the count before a sample."""


def as_text(blocks: Iterable[Block], words: Translator, most: int) -> str:
    """The blocks, folded to so many columns."""
    lines: list[str] = []
    for block in blocks:
        lines += _lines(block, words, most)
    return "\n".join(line.rstrip() for line in lines)


def _lines(block: Block, words: Translator, most: int) -> Iterator[str]:
    match block:
        case Heading(words=title, level=level):
            shown = words.render(title)
            yield ""
            yield from (_bold(line) for line in wrap(shown, most, "", _GAP))
            yield ("=" if level == 1 else "-") * min(columns(shown), most)
        case Sentence(words=sentence):
            yield from wrap(words.render(sentence), most, "", _GAP)
        case Grid():
            yield from _grid(block, words, most)
        case Sample():
            yield from _sample(block, words, most)
        case Line():
            yield from _line(block, words, most)
        case Gap():
            yield ""
        case _:
            assert_never(block)


def _grid(grid: Grid, words: Translator, most: int) -> Iterator[str]:
    rows = [[_cell(cell, words) for cell in row] for row in (grid.heads, *grid.rows)]
    sizes = [max(columns(row[index]) for row in rows) for index in range(len(rows[0]))]
    flexible = len(sizes) - 1 if grid.name_last or _is_remark(grid) else 0
    others = sum(size + len(_GAP) for index, size in enumerate(sizes) if index != flexible)
    sizes[flexible] = min(sizes[flexible], max(_LEAST_NAME, most - others))
    room = most - sum(sizes) - len(_GAP) * len(sizes)
    bars = _bars(grid.bars, room) if room >= _LEAST_BAR else [""] * len(grid.rows)
    for row, bar in zip(
        rows, [_legend(words, room) if grid.bars else "", *(bars or [""] * len(grid.rows))], strict=True
    ):
        cells = [
            _fit(cell, size, right=(index != flexible and index > 0) or (grid.name_last and index != flexible))
            for index, (cell, size) in enumerate(zip(row, sizes, strict=True))
        ]
        if _is_remark(grid):
            head = _GAP.join([*cells[:-1], ""])
            yield from wrap(row[-1], most, head, " " * columns(head)) or [head]
        else:
            yield _GAP.join([*cells, bar])
    if grid.more > 0:
        yield words.render(ntext("and {count} more", "and {count} more", grid.more))


def _is_remark(grid: Grid) -> bool:
    """Whether the last column is text: there are neither bars nor names in it, and it is the third."""
    return not grid.bars and len(grid.heads) == 3


def _cell(cell: Cell, words: Translator) -> str:
    return words.render(cell) if isinstance(cell, Text) else printable(cell, 1000)


def _fit(cell: str, size: int, *, right: bool) -> str:
    if columns(cell) > size:
        kept = ""
        for character in cell:
            if columns(kept + character) > size - 1:
                break
            kept += character
        cell = f"{kept}…"
    blank = " " * (size - columns(cell))
    return blank + cell if right else cell + blank


def _bars(spans: tuple[Traffic, ...], room: int) -> list[str]:
    most = max((_height(one) for one in spans), default=0)
    return ["".join(_pieces(one, most, room)) if most else "" for one in spans]


def _pieces(one: Traffic, most: int, room: int) -> Iterator[str]:
    drawn, reached = 0, 0
    for name, mark in _MARKS:
        reached += getattr(one, name)
        end = round(reached * room / most)
        yield mark * (end - drawn)
        drawn = end


def _height(one: Traffic) -> int:
    return one.accepted + one.deferred + one.refused + one.rejected


def _legend(words: Translator, room: int) -> str:
    legend = words.render(text("# accepted ~ deferred x refused ! rejected"))
    short = "# ~ x !"
    return legend if columns(legend) <= room else short if len(short) <= room else ""


def _sample(one: Sample, words: Translator, most: int) -> Iterator[str]:
    indent = " " * (_COUNT + len(_GAP))
    yield from wrap(words.render(one.words), most, f"{one.times:>{_COUNT},}{_GAP}", indent)
    if one.literal is not None:
        shown = words.render(text("{said}", said=Remote(one.literal)))
        if one.literal_times > 1:
            shown += " " + words.render(ntext("({count} time)", "({count} times)", one.literal_times))
        yield from wrap(shown, most, indent, indent)
    if one.next_step is not None:
        yield from wrap(words.render(text("Next: {step}", step=one.next_step)), most, indent, indent)


def _line(one: Line, words: Translator, most: int) -> Iterator[str]:
    indent = " " * (_COUNT + len(_GAP))
    if one.words is not None:
        first = indent if one.times is None else f"{one.times:>{_COUNT},}{_GAP}"
        yield from wrap(words.render(one.words), most, first, indent)
    if one.literal:
        shown = words.render(text("{said}", said=Remote(one.literal)))
        yield indent + _fit(shown, most - len(indent), right=False)


def _bold(line: str) -> str:
    plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    coloured = not plain and (sys.stdout.isatty() or "FORCE_COLOR" in os.environ)
    return click.style(line, bold=True) if coloured else line

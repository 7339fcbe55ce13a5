"""A summary for a ticket or a wiki."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import assert_never

from hiyari.cli.log.summary_blocks import Block, Gap, Grid, Heading, Line, Sample, Sentence
from hiyari.cli.render.markdown import cell
from hiyari.locale.translate import Translator
from hiyari.model.text import Remote, Text, ntext, text


def as_markdown(blocks: Iterable[Block], words: Translator) -> str:
    """The blocks; nothing that came from outside can begin markup."""
    lines = [line for block in blocks for line in _lines(block, words)]
    return "\n".join(line for before, line in pairwise(("", *lines)) if line or before)


def _lines(block: Block, words: Translator) -> Iterator[str]:
    match block:
        case Heading(words=title, level=level):
            yield from ("", f"{'#' * (level + 1)} {cell(words.render(title))}", "")
        case Sentence(words=sentence):
            yield from (cell(words.render(sentence)), "")
        case Grid():
            yield from _grid(block, words)
        case Sample():
            yield _sample(block, words)
        case Line():
            yield from _line(block, words)
        case Gap():
            yield ""
        case _:
            assert_never(block)


def _grid(grid: Grid, words: Translator) -> Iterator[str]:
    rows = [
        [cell(words.render(one) if isinstance(one, Text) else one) for one in row] for row in (grid.heads, *grid.rows)
    ]
    text_at = len(grid.heads) - 1 if grid.name_last else 0
    rule = [("---" if index == text_at else "---:") for index in range(len(grid.heads))]
    for row in (rows[0], rule, *rows[1:]):
        yield f"| {' | '.join(row)} |"
    if grid.more > 0:
        yield from ("", words.render(ntext("and {count} more", "and {count} more", grid.more)))
    yield ""


def _line(one: Line, words: Translator) -> Iterator[str]:
    head = "  " if one.times is None else f"- **{one.times:,}** "
    if one.words is not None:
        yield head + cell(words.render(one.words)) + "<br>" * (one.times is not None)
    if one.literal:
        yield "  " + cell(words.render(text("{said}", said=Remote(one.literal))))


def _sample(one: Sample, words: Translator) -> str:
    parts = [f"- **{one.times:,}** {cell(words.render(one.words))}"]
    if one.literal is not None:
        parts.append(cell(words.render(text("{said}", said=Remote(one.literal)))))
    if one.next_step is not None:
        parts.append(cell(words.render(text("Next: {step}", step=one.next_step))))
    return "<br>".join(parts)

"""Folds lines to the width of a terminal; wide characters count as two columns."""

from __future__ import annotations

import re
import shutil
import textwrap
import unicodedata
from typing import Final

_PIECES: Final = re.compile(r"[!-~]+|.")
"""Words of ASCII stay whole; between wide characters a line may be cut anywhere."""


def width() -> int:
    """Columns to write in: the terminal's, between 60 and 120."""
    return max(60, min(shutil.get_terminal_size((80, 24)).columns, 120))


def columns(line: str) -> int:
    """How many columns a line takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)


def wrap(line: str, most: int, first: str, rest: str) -> list[str]:
    """Fold at spaces; a line with wide characters is cut by columns, as Japanese has no spaces to fold at.

    Args:
        line: Without line ends.
        most: Columns of a line.
        first: What the first line begins with.
        rest: What the others begin with.
    """
    if columns(line) > len(line):
        return _cut(line, most, first, rest)
    return textwrap.wrap(
        line, most, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )


def _cut(line: str, most: int, first: str, rest: str) -> list[str]:
    lines, current, used = [], first, columns(first)
    for piece in _PIECES.findall(line):
        size = columns(piece)
        if used + size > most and piece not in {"、", "。"} and current != rest:
            lines.append(current.rstrip())
            current, used = rest, columns(rest)
            piece = piece.lstrip()  # noqa: PLW2901 - a line does not begin with the space that ended the last
            size = columns(piece)
        current += piece
        used += size
    return [*lines, current]

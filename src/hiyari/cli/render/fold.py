"""Folds lines to the width of a terminal; wide characters count as two columns."""

from __future__ import annotations

import shutil
import textwrap
import unicodedata


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
    for character in line:
        size = columns(character)
        if used + size > most and character not in "、。":
            lines.append(current)
            current, used = rest, columns(rest)
        current += character
        used += size
    return [*lines, current]

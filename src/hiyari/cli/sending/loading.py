"""Tells a person at a terminal how many recipients have been read."""

from __future__ import annotations

import sys
from typing import Self

from hiyari.locale.translate import Translator
from hiyari.model.text import text


class Counting:
    """A line on stderr that is overwritten, and gone at the end; nothing in a pipe."""

    def __init__(self, words: Translator) -> None:
        self._words = words
        self._shown = False

    def __enter__(self) -> Self:
        """Show nothing yet."""
        return self

    def tell(self, rows: int) -> None:
        """So many rows have been read."""
        if sys.stderr.isatty():
            sys.stderr.write("\r\x1b[K" + self._words.render(text("{rows} recipients read", rows=rows)))
            sys.stderr.flush()
            self._shown = True

    def __exit__(self, *_: object) -> None:
        """Clean the line."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")

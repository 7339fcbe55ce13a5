"""Tells a person at a terminal how far the reading of logs is."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from time import monotonic
from types import TracebackType
from typing import Final, Self

import click

from hiyari.cli.messages import translator
from hiyari.maillog.ingest.pieces import Source
from hiyari.model.text import text

_PATIENCE: Final = 1.0
"""Seconds without a word, and between two words."""
_MEGABYTE: Final = 1_000_000


class Progress:
    """Shows on stderr how much was read, when it is a terminal and lasts longer than a second."""

    def __init__(self, sources: Sequence[Source]) -> None:
        """Take the files that are to be read."""
        self._size = sum(source.file.size for source in sources)
        self._shown = 0
        self._last = monotonic()
        self._quiet = not sys.stderr.isatty()

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Leave the line clean."""
        if self._shown:
            click.echo("\r" + " " * self._shown + "\r", nl=False, err=True)

    def at(self, octets: int) -> None:
        """So many bytes of content were read."""
        now = monotonic()
        if self._quiet or now - self._last < _PATIENCE:
            return
        self._last = now
        words = translator().render(text("{read} MB of logs read", read=octets // _MEGABYTE))
        click.echo(f"\r{words}", nl=False, err=True)
        self._shown = max(self._shown, len(words) * 2)

"""Tells a person at a terminal how far the reading of logs is."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from threading import Event, Thread
from time import monotonic
from types import TracebackType
from typing import Final, Self

import click

from hiyari.cli.messages import translator
from hiyari.locale.translate import Translator
from hiyari.maillog.ingest.pieces import Source
from hiyari.model.text import Duration, text

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


class Waiting:
    """Says on stderr that facts are being asked, when it is a terminal and lasts longer than a second."""

    def __init__(self) -> None:
        """Take nothing: how long a query lasts is not known before."""
        self._ended = Event()
        self._teller = Thread(target=self._tell, args=(translator(),), daemon=True)
        self._shown = 0

    def __enter__(self) -> Self:
        """Begin."""
        if sys.stderr.isatty():
            self._teller.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Leave the line clean."""
        self._ended.set()
        if self._teller.is_alive():
            self._teller.join()
        if self._shown:
            click.echo("\r" + " " * self._shown + "\r", nl=False, err=True)

    def _tell(self, translated: Translator) -> None:
        begun = monotonic()
        while not self._ended.wait(_PATIENCE):
            spent = Duration(float(round(monotonic() - begun)))
            words = translated.render(text("The facts are asked: {time}", time=spent))
            click.echo(f"\r{words}", nl=False, err=True)
            self._shown = max(self._shown, len(words) * 2)

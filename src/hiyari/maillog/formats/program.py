"""What a format offers: by a program's name, what understands its lines; or a front for a whole file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol, TypeAlias

from hiyari.maillog.formats.counts import Counts
from hiyari.maillog.history.host import HostHistory

Handle: TypeAlias = "Callable[[HostHistory, int, str, str], bool]"
"""Called with the host's history, the moment, what follows ``program[pid]: ``, and the whole line. Answers whether the
line was understood."""


class Front(Protocol):
    """Reads the lines of a file in their order, and counts them."""

    @property
    def counts(self) -> Counts:
        """How much was understood."""
        ...

    def feed(self, lines: Iterable[str], /) -> None:
        """Read some lines."""
        ...

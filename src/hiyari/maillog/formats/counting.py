"""How much of a file was understood: the counts that decide whether anything may be concluded from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

STRANGE_KEPT: Final = 10
"""Lines kept to be shown: enough to see what is wrong, whatever the file's size."""


@dataclass(slots=True, kw_only=True)
class Counts:
    """Lines of one reading. Every line is ``other`` or ``mail``; of the latter some are ``understood``."""

    lines: int = 0
    other: int = 0
    mail: int = 0
    understood: int = 0
    first_at: int | None = None
    last_at: int | None = None
    strange: list[str] = field(default_factory=list)

    def keep(self, line: str) -> None:
        """Keep a line about mail that was not understood, if it is among the first."""
        if len(self.strange) < STRANGE_KEPT:
            self.strange.append(line)

    def seen(self, at: int) -> None:
        """Stretch the time that the file spans."""
        if self.first_at is None or at < self.first_at:
            self.first_at = at
        if self.last_at is None or at > self.last_at:
            self.last_at = at

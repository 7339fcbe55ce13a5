"""How much of a log was understood."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

MOST_STRANGE: Final = 10
_LONGEST: Final = 400


@dataclass(slots=True, kw_only=True)
class Counts:
    """Lines by what became of them."""

    lines: int = 0
    other: int = 0
    """Lines that are not about mail."""
    missed: int = 0
    """Lines about mail that were not understood."""
    strange: list[str] = field(default_factory=list)
    """The first of them."""
    first_at: int | None = None
    last_at: int | None = None

    @property
    def mail(self) -> int:
        """Lines about mail."""
        return self.lines - self.other

    @property
    def understood(self) -> int:
        """Lines about mail that were understood."""
        return self.mail - self.missed

    def see(self, at: int) -> None:
        """Note a moment of the log."""
        if self.first_at is None or at < self.first_at:
            self.first_at = at
        if self.last_at is None or at > self.last_at:
            self.last_at = at

    def miss(self, line: str) -> None:
        """Note a line about mail that says nothing to anybody here."""
        self.missed += 1
        if len(self.strange) < MOST_STRANGE:
            self.strange.append(line[:_LONGEST])

    def add(self, later: Counts) -> None:
        """Take in the counts of the next piece."""
        self.lines += later.lines
        self.other += later.other
        self.missed += later.missed
        self.strange = (self.strange + later.strange)[:MOST_STRANGE]
        known = [at for at in (self.first_at, later.first_at) if at is not None]
        self.first_at = min(known, default=None)
        known = [at for at in (self.last_at, later.last_at) if at is not None]
        self.last_at = max(known, default=None)

"""How much of a log was understood: too little of it, and the answer is unknown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

_KEPT: Final = 10


@dataclass(slots=True)
class Counts:
    """Of the lines of one file."""

    lines: int = 0
    other: int = 0
    """Lines that are not about what is read."""
    understood: int = 0
    strange: list[str] = field(default_factory=list)
    """The first lines that were not understood, at most ten."""

    def odd(self, line: str) -> None:
        """Keep a line that was not understood."""
        if len(self.strange) < _KEPT:
            self.strange.append(line)

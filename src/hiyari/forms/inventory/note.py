"""Places in configuration files, and notes about what was not understood there."""

from __future__ import annotations

from dataclasses import dataclass

from hiyari.model.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A line of a configuration file."""

    path: str
    line: int
    """From 1."""

    def __str__(self) -> str:
        """As editors and messages write it."""
        return f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something in the configuration that was not understood, and may change what is run."""

    place: Place
    why: Text

"""Sentences that are stored as a message and its parameters, and translated only when they are shown.

A pure room never formats a sentence: it returns a `Text`. The renderers in `cli` look the message up in the reader's
catalogue and fill in the parameters. So a finding can be stored today and read tomorrow in another language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import TypeAlias

Param: TypeAlias = "str | int | float | datetime | Text | Remote | Command | Duration | tuple[Param, ...]"
"""What may stand in a sentence. A tuple is shown as a list; a nested `Text` is translated too."""


@dataclass(frozen=True, slots=True)
class Remote:
    """Text that came from outside (zone data, replies, log lines): shown quoted, cut and made printable."""

    raw: str


@dataclass(frozen=True, slots=True)
class Command:
    """Words of a command to copy, quoted and printable already (`hiyari.locale.shell`): shown whole, however long."""

    line: str


@dataclass(frozen=True, slots=True)
class Duration:
    """A time span in seconds, shown as a person would say it ("1 h", "5 days")."""

    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A sentence before translation. Make one with `text` or `ntext`."""

    message: str
    """The English message with ``{named}`` parameters: the key into the catalogue."""
    params: Mapping[str, Param] = field(default_factory=lambda: MappingProxyType({}))
    plural: str | None = None
    count: int | None = None

    def __reduce__(self) -> tuple[Callable[..., Text], tuple[str, dict[str, Param], str | None, int | None]]:
        """It goes to other processes; a view of a mapping would not."""
        return _again, (self.message, dict(self.params), self.plural, self.count)

    def __hash__(self) -> int:
        """Equal sentences hash alike; the parameters' order does not matter."""
        return hash((self.message, self.plural, self.count, frozenset(self.params.items())))


def _again(message: str, params: dict[str, Param], plural: str | None, count: int | None) -> Text:
    return Text(message=message, params=MappingProxyType(params), plural=plural, count=count)


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for it, which extraction tools look for
    """Mark a message for the catalogue without translating it here."""
    return message


def text(message: str, /, **params: Param) -> Text:
    """Make a sentence: ``text("{host} has no PTR record", host=name)``. Extracted into the catalogue by its name."""
    return Text(message=message, params=MappingProxyType(params))


def ntext(singular: str, plural: str, count: int, /, **params: Param) -> Text:
    """Make a sentence whose form depends on ``count``, which it may show as ``{count}``."""
    return Text(message=singular, plural=plural, count=count, params=MappingProxyType({"count": count, **params}))

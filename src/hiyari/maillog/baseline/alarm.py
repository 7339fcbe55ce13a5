"""What is told: one alarm about one series or one relay, with what was expected, what came, and examples to look at."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

_EXAMPLES: Final = 5
_NAMES: Final = 50
"""Senders or destinations that one hour of one series is counted by; the rest is only counted together."""


class What(StrEnum):
    """What is not normal. Each has a rule of its own."""

    NEW = "new"
    PEER = "peer"
    MORE = "more"
    SURGE = "surge"
    """An injector without a series of its own sends far more than ever."""
    LEAK = "leak"
    SILENCE = "silence"


@dataclass(slots=True)
class Examples:
    """Some of the mail of one hour of one series. Bounded, whatever comes."""

    queue_ids: list[str] = field(default_factory=list)
    senders: Counter[str] = field(default_factory=Counter)
    domains: Counter[str] = field(default_factory=Counter)

    def take(self, queue_id: str | None, sender: str | None, domain: str | None, count: int) -> None:
        """Remember a little of it."""
        if queue_id is not None and len(self.queue_ids) < _EXAMPLES and queue_id not in self.queue_ids:
            self.queue_ids.append(queue_id)
        for names, name in ((self.senders, sender), (self.domains, domain)):
            if name is not None and (name in names or len(names) < _NAMES):
                names[name] += count

    def shown(self) -> Shown:
        """The most frequent, as they stand in an alarm."""
        return Shown(tuple(self.queue_ids), _most(self.senders), _most(self.domains))


@dataclass(frozen=True, slots=True)
class Shown:
    """Examples in an alarm."""

    queue_ids: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()


def _most(names: Counter[str]) -> tuple[str, ...]:
    ordered = sorted(names.items(), key=lambda one: (-one[1], one[0]))
    return tuple(name for name, _ in ordered[:3])


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Something that a person should look at."""

    what: What
    host: str
    name: str
    """The injector, or the provider of a difference between peers."""
    way: str
    hour: int
    """The hour that made it known."""
    since: int
    """The hour that it began in."""
    observed: int
    """Recipients since then; messages refused for a difference between peers."""
    expected: float
    """The mean for the same time."""
    low: int = 0
    """The least that counts as normal in the last hour."""
    high: int = 0
    """And the most."""
    so_far: bool = False
    """Whether the last hour is not over."""
    again: bool = False
    """Whether it was told before, and goes on or is worse."""
    examples: Shown = field(default_factory=Shown)
    all: int = 0
    """Messages that ``observed`` is a part of, for a difference between peers."""
    peers: tuple[str, ...] = ()
    peers_bad: int = 0
    peers_all: int = 0

    @property
    def key(self) -> tuple[str, str, str, str, int, int]:
        """What makes two alarms the same; ten times as much is another."""
        return (self.what.value, self.host, self.name, self.way, self.hour, len(str(self.observed)))

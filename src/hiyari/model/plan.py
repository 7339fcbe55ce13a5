"""A plan: what is to be done, in which order, why, and what it was planned against.

A plan is made, shown, and then done only by its digest. When the world has moved, the same inventory gives another
digest, and the old one is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from hiyari.model.canonical import canonical_digest
from hiyari.model.text import Text


class Stage(StrEnum):
    """The changes that may be made together; later stages wait for earlier ones."""

    PREPARE = "prepare"
    """Everything that receivers must know before the first mail: addresses, reverse names, SPF."""
    OPEN = "open"
    """MX records that bring mail to a new host."""
    CLOSE = "close"
    """MX records of a host that leaves."""
    WITHDRAW = "withdraw"
    """What lets a host send that has left; only after its queue is empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RrsetEdit:
    """A change of one RRset, in master-file notation."""

    zone: str
    """The zone to be changed, where it is known; else the owner's name."""
    name: str
    rdtype: str
    before: tuple[str, ...]
    """Rdata as published now, sorted; empty where there is none."""
    after: tuple[str, ...]
    remembered: int | None
    """Seconds that resolvers may go on using what was before."""
    ttl: int
    aliases: tuple[str, ...] = ()
    """Names that lead to the owner by CNAME, and whose answers change with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Let time pass."""

    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Lines for somebody's configuration, to be read before they are used."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something that a person does or looks at."""


Action: TypeAlias = RrsetEdit | Wait | Review | Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step. What it is, why, and who is hurt without it."""

    kind: str
    """A word for the kind of work: ``dns``, ``firewall``, ``wait``, ``verify``, ..."""
    action: Action
    title: Text
    reasons: tuple[Text, ...]
    without: Text | None = None
    """What breaks when the step is left out, and which receivers notice."""
    stage: Stage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What receivers say to one sender in the three states; more than one word where caches decide."""

    sender: str
    now: str
    during: tuple[str, ...]
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Steps in their order, with the states before and after them."""

    target: str
    """What it is about, for the heading: host or domain names."""
    at: datetime
    steps: tuple[Step, ...]
    forecasts: tuple[Forecast, ...]
    obstacles: tuple[Text, ...] = ()
    """What ought to be changed and cannot be, in sentences; nothing is planned for it."""
    unknowns: tuple[Text, ...] = ()
    """What could not be found out; the plan may be incomplete."""
    notes: tuple[Text, ...] = ()
    basis: tuple[tuple[str, ...], ...] = ()
    """What it was planned against: each RRset, and the serial of each zone; enters the digest."""

    @property
    def edits(self) -> tuple[tuple[Stage, RrsetEdit], ...]:
        """The DNS changes with their stages, in order."""
        return tuple(
            (step.stage, step.action) for step in self.steps if isinstance(step.action, RrsetEdit) and step.stage
        )

    @property
    def digest(self) -> str:
        """SHA-256 over the canonical JSON of the steps and of what they were planned against, in hexadecimal."""
        return canonical_digest(steps=self.steps, basis=self.basis)

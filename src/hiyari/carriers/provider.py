"""A provider: a destination grouped by its mail exchangers, with its limits and the meaning of its replies."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from hiyari.carriers.reason import Reason

FOLKLORE: Final = "folklore"
"""The source of a value that the field repeats and the provider does not document."""
OTHER: Final = "other"
"""The id of the provider that stands for every destination that has no file of its own."""


class About(StrEnum):
    """Whom a reply is evidence about."""

    RECIPIENT = "recipient"
    """The recipient of the command, or the only one of the transaction."""
    NAMED = "named"
    """The address that its text names, and nobody else."""
    SENDER = "sender"
    """Us: our address, rate, domain or content."""
    TRANSACTION = "transaction"
    """All of it, for a reason that blames nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One value and where it comes from."""

    value: float
    source: str
    """A page, a knowledge of the field with its name, or the word *folklore*."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How a lane to a provider is paced, per egress address."""

    connections: Limit
    """Parallel connections."""
    messages: Limit
    """Messages of one connection."""
    recipients: Limit
    """Recipients of one transaction."""
    interval: Limit
    """Least seconds between two messages."""
    per_minute: Limit
    per_hour: Limit
    per_day: Limit
    """Messages; 0 means no limit is known."""
    warm_up: Limit
    """Messages of the first day of an egress that has never sent here; doubled daily. 0 means none."""
    unknown_budget: Limit
    """Highest share of unknown users that is taken without suspicion (0..1)."""
    probe_interval: Limit
    """Seconds between messages while a lane that was closed is probed."""
    closed_for: Limit
    """Seconds that a lane stays closed before it is probed."""
    avoid_before: Limit
    """Minutes before each full hour in which nothing is sent."""
    avoid_after: Limit
    """Minutes after each full hour in which nothing is sent."""
    retry: Limit
    """Seconds until a deferred delivery is tried again for the first time; the wait doubles each time. A broken
    connection waits a fifth of it, a full mailbox twelve times."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyRule:
    """What one kind of reply means here, during which time."""

    pattern: re.Pattern[str]
    reason: Reason
    about: About
    source: str
    phases: frozenset[str] = frozenset()
    """Phases in which it holds; empty means any."""
    codes: frozenset[int] = frozenset()
    """Reply codes; empty means any."""
    enhanced: str | None = None
    """An enhanced status code, or its beginning ("4.7.")."""
    since: date | None = None
    until: date | None = None
    """The first day on which it held no longer."""

    def fits(self, phase: str, code: int, enhanced: str | None, said: str, on: date) -> bool:
        """Whether the reply is of this kind."""
        if self.phases and phase not in self.phases:
            return False
        if self.codes and code not in self.codes:
            return False
        if self.enhanced is not None and not (enhanced or "").startswith(self.enhanced):
            return False
        if (self.since and on < self.since) or (self.until and on >= self.until):
            return False
        return self.pattern.search(said) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One destination."""

    id: str
    name: str
    limits: Limits
    exchangers: tuple[str, ...] = ()
    """Suffixes of the names of its mail exchangers."""
    domains: tuple[str, ...] = ()
    """Domains that are its own as far as is known: a hint where no MX can be asked. ``*.`` stands for any labels."""
    folds_case: bool = False
    """Whether local parts that differ only in case are one mailbox."""
    carrier: bool = False
    """A mobile carrier: one recipient in a transaction, whatever else is configured."""
    replies: tuple[ReplyRule, ...] = field(default=(), repr=False)

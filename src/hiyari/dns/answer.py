"""Questions, and the answers to them, each with where it came from and when.

`Found`, `Absent` and `NoData` are facts. `Timeout`, `ServerFailure`, `Refused`, `Malformed`, `Unreachable` and
`NotCovered` are causes of not knowing (they live in `model.cause`). They are different types, and no function turns
one into another.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from hiyari.dns.records import RdType, Record
from hiyari.model.cause import Malformed, NotCovered, Refused, ServerFailure, Timeout, Unreachable


class Question(NamedTuple):
    """A name (lower-case, no final dot) and a record type, in class IN. A tuple, because millions are hashed."""

    name: str
    rdtype: RdType

    def __str__(self) -> str:
        """As a person writes it: ``example.jp TXT``."""
        return f"{self.name or '.'} {self.rdtype.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Records exist."""

    records: tuple[Record, ...]
    """Of the type that was asked, in the order received; never empty."""
    ttl: int
    """Seconds; the least over the whole chain of aliases (RFC 2181 section 5.2)."""
    chain: tuple[str, ...] = ()
    """Names that CNAME records led through, the owner of the records last; empty without an alias."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """The name does not exist (NXDOMAIN)."""

    ttl: int | None = None
    """Seconds that this may be remembered (RFC 2308), where the answer says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoData:
    """The name exists and has no record of this type."""

    ttl: int | None = None


Lost: TypeAlias = Timeout | ServerFailure | Refused | Malformed | Unreachable | NotCovered
"""Not known: none of these says anything about what exists."""

Outcome: TypeAlias = Found | Absent | NoData | Lost


class Origin(StrEnum):
    """Where an answer came from."""

    LIVE = "live"
    AUTHORITATIVE = "authoritative"
    ZONE_FILE = "zone file"
    PLAN = "plan"
    MEMORY = "memory"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back for one question."""

    question: Question
    outcome: Outcome
    origin: Origin
    of: str
    """Whom: ``192.0.2.53:53``, ``example.jp.zone:14``, ``plan``."""
    at: datetime
    """When it came (UTC); the TTL counts from here."""

    @property
    def records(self) -> tuple[Record, ...]:
        """The records, or none: also when it is not known whether there are any, so ask `lost` first."""
        return self.outcome.records if isinstance(self.outcome, Found) else ()

    @property
    def lost(self) -> Lost | None:
        """Why the answer is not known, or None when it is."""
        return None if isinstance(self.outcome, Found | Absent | NoData) else self.outcome

"""The figures of a summary. A moment is microseconds since 1970 in UTC; ``None`` is what the log does not tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Generic[T_co]):
    """The first of a longer list."""

    shown: tuple[T_co, ...] = ()
    total: int = 0
    """How many there are altogether."""

    def first(self, most: int) -> Listing[T_co]:
        """No more of it than so many."""
        return Listing(shown=self.shown[:most], total=self.total)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """Messages of one kind that came into the queue."""

    kind: str
    """network, local, bounce, forward, unknown; *filter* came back from a content filter."""
    messages: int
    octets: int | None
    sizeless: int
    """Messages whose size is not known."""
    endless: int
    """Messages whose end is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempts:
    """Attempts of one outcome."""

    kind: str
    """accepted, deferred, refused, unknown; *filter* went to a content filter on the host."""
    attempts: int
    messages: int
    recipients: int
    domains: int
    octets: int | None
    delay_ms: float | None
    """The median."""
    longest_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """How many different ones put mail in."""

    senders: int
    domains: int
    clients: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """What happened in one span of time."""

    received: int = 0
    accepted: int = 0
    deferred: int = 0
    refused: int = 0
    rejected: int = 0

    def __add__(self, other: Traffic) -> Traffic:
        """Both spans together."""
        return Traffic(
            received=self.received + other.received,
            accepted=self.accepted + other.accepted,
            deferred=self.deferred + other.deferred,
            refused=self.refused + other.refused,
            rejected=self.rejected + other.rejected,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where mail goes: a provider, else a domain."""

    provider: str | None
    domain: str | None
    """Where no provider is known, because no server was reached."""
    attempts: int
    accepted: int
    deferred: int
    refused: int
    messages: int
    delay_ms: float | None
    """The median of what was accepted."""
    longest_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Injector:
    """Who put mail in."""

    kind: str
    """account, user, client, bounce, forward, unknown"""
    name: str | None
    messages: int
    octets: int | None
    recipients: int | None
    accepted: int | None
    deferred: int | None
    refused: int | None
    addresses: int
    """Client addresses that it came from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondent:
    """A sender or a recipient."""

    name: str | None
    """Empty is the null reverse-path."""
    messages: int
    octets: int | None
    largest: int | None
    by_messages: int
    """Its place when ordered by messages, from 1."""
    by_octets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """What made other servers defer or refuse."""

    outcome: str | None
    cause: str | None
    attempts: int
    messages: int
    destinations: int
    sample: str | None
    """The reply that was read most often, literally."""
    sample_times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """What this host did not take in."""

    stage: str | None
    outcome: str | None
    cause: str | None
    times: int
    clients: int
    sample: str | None
    sample_times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedLogins:
    """Logins from one address that failed."""

    address: str | None
    times: int
    accounts: int
    account: str | None
    """One of the accounts that were tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """What a program said about itself, sentences that differ in names and numbers only taken together."""

    severity: str | None
    program: str | None
    said: str | None
    """The sentence that was said most often, literally."""
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Endless:
    """A message whose end the log does not tell."""

    host: str | None
    queue_id: str | None
    first_at: int
    last_at: int | None
    sender: str | None
    accepted: int | None
    deferred: int | None
    refused: int | None

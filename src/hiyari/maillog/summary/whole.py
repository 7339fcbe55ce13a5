"""A summary as a whole: its hosts, each with its figures, and how much of the logs was understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hiyari.maillog.summary.figures import (
    Attempts,
    Complaint,
    Correspondent,
    Destination,
    Endless,
    FailedLogins,
    Injector,
    Intake,
    Listing,
    Parties,
    Reason,
    Reject,
    Traffic,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HostSummary:
    """One host, or all of them."""

    host: str | None
    earliest: int | None
    """The first moment that the log tells of."""
    latest: int | None
    intake: Mapping[str, Intake] = field(default_factory=dict)
    attempts: Mapping[str, Attempts] = field(default_factory=dict)
    parties: Parties | None = None
    quarters: Mapping[int, Traffic] = field(default_factory=dict)
    """By the number of the quarter of an hour since 1970."""
    destinations: Listing[Destination] = field(default_factory=Listing)
    """More of them than are shown: what is unusual does not depend on how long lists are."""
    injectors: Listing[Injector] = field(default_factory=Listing)
    senders: Listing[Correspondent] = field(default_factory=Listing)
    recipients: Listing[Correspondent] = field(default_factory=Listing)
    reasons: Listing[Reason] = field(default_factory=Listing)
    """All of them."""
    rejects: Listing[Reject] = field(default_factory=Listing)
    stopped: Mapping[str, int] = field(default_factory=dict)
    """By outcome, all that was not taken in as it was: refused, deferred, held, discarded, warned of."""
    logins: Listing[FailedLogins] = field(default_factory=Listing)
    failed_logins: int = 0
    complaints: Listing[Complaint] = field(default_factory=Listing)
    severities: Mapping[str, int] = field(default_factory=dict)
    """How often something was said, by severity."""
    endless: Listing[Endless] = field(default_factory=Listing)

    def came(self, *kinds: str) -> int:
        """Messages that came in by one of these kinds."""
        return sum(one.messages for kind, one in self.intake.items() if kind in kinds)

    def tried(self, *kinds: str) -> int:
        """Attempts with one of these outcomes."""
        return sum(one.attempts for kind, one in self.attempts.items() if kind in kinds)

    @property
    def rejected(self) -> int:
        """What the host itself did not take in."""
        return sum(one.rejected for one in self.quarters.values())

    @property
    def is_silent(self) -> bool:
        """Whether nothing at all is known of mail here."""
        return not (self.intake or self.attempts or self.quarters)


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """How much of what was read was understood."""

    files: int
    lines: int | None
    mail: int | None
    """Lines about mail."""
    understood: int | None

    @property
    def share(self) -> float | None:
        """0..1; None where nothing is known of it."""
        if not self.mail or self.understood is None:
            return None
        return self.understood / self.mail


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """All of it."""

    hosts: tuple[HostSummary, ...]
    together: bool
    """Whether all hosts are added up in one."""
    names: tuple[str, ...]
    """The hosts that are in it."""
    top: int
    """How long its lists may be."""
    understanding: Understanding
    apart: tuple[HostSummary, ...] = ()
    """Each host by itself, where they are added up: what is unusual on one is lost in the sum."""

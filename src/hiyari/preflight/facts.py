"""What was found out about a mail system, collected once; the rules look at nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hiyari.auth.spf.lint import Lint
from hiyari.auth.spf.result import Identity, IPAddress, Result, SpfResult
from hiyari.dns.answer import Answer
from hiyari.dns.records import Address, Soa
from hiyari.model.cause import Cause, Other
from hiyari.model.inventory import Host, Inventory
from hiyari.model.text import Remote, text
from hiyari.model.verdict import NearMiss, Pass, Unknown, Verdict
from hiyari.preflight.receivers import Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """One way that mail leaves: a domain's identity, from one address of one host."""

    domain: str
    host: Host
    address: IPAddress
    identity: Identity
    spf: SpfResult
    in_header: bool = False
    """Whether the same domain stands in From:, where some receivers look for it; the answer is the same."""
    views: tuple[View, ...] = ()
    """What kinds of receivers say whose rules can lead elsewhere with this record."""

    @property
    def unknown(self) -> Unknown | None:
        """Why it is not known what receivers say (temperror), or None where it is."""
        if self.spf.result is not Result.TEMPERROR:
            return None
        problem = self.spf.problem
        return Unknown(cause=Other(sentence=problem.detail if problem else text("an answer was lost")))


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What one kind of receiver says."""

    profile: Profile
    result: Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Egress:
    """One address that mail leaves from, and what DNS says about it."""

    host: Host
    address: IPAddress
    pointer: Answer
    """The PTR answer."""
    forward: tuple[Answer, ...]
    """The addresses of each PTR name, in the family of the address."""
    helo: Answer
    """The addresses of the HELO name, in the same family."""

    @property
    def reverse_verdict(self) -> Verdict:
        """Whether a reverse name leads back to the address (forward-confirmed); a pass where there is none at all."""
        if self.pointer.lost is not None:
            return Unknown(cause=self.pointer.lost)
        if any(self.address in addresses(answer) for answer in self.forward) or not self.pointer.records:
            return Pass()
        lost = next((answer.lost for answer in self.forward if answer.lost is not None), None)
        return Unknown(cause=lost) if lost is not None else NearMiss()


def addresses(answer: Answer) -> tuple[IPAddress, ...]:
    """The addresses of an A or AAAA answer."""
    return tuple(record.address for record in answer.records if isinstance(record, Address))


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainFacts:
    """One domain that mail is sent for."""

    name: str
    spf: Lint
    mx: Answer
    exchanges: tuple[tuple[str, tuple[Answer, ...]], ...]
    """Each exchange with the answers for its A and AAAA records."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerView:
    """One address of one authoritative server, and its answers to the same questions as the others."""

    server: str
    """Name and address, for a person."""
    answers: tuple[Answer, ...]

    @property
    def serial(self) -> int | None:
        """The serial of its SOA answer, where it gave one."""
        soa = next((record for answer in self.answers for record in answer.records if isinstance(record, Soa)), None)
        return soa.serial if soa else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneFacts:
    """One zone on all of its servers."""

    zone: str
    views: tuple[ServerView, ...]
    lost: Cause | None = None
    """Why the servers are not known, or not all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting:
    """How an exchange answers the telephone."""

    domain: str
    exchange: str
    address: IPAddress
    outcome: Greeted | Turned | Cause


@dataclass(frozen=True, slots=True)
class Greeted:
    """It greets with 220."""


@dataclass(frozen=True, slots=True)
class Turned:
    """It refuses the connection, or greets with something else than 2xx."""

    reply: Remote


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that the rules may look at."""

    at: datetime
    inventory: Inventory
    domains: tuple[DomainFacts, ...]
    senders: tuple[Sender, ...]
    egresses: tuple[Egress, ...]
    zones: tuple[ZoneFacts, ...] = ()
    """What each authoritative server says; empty where none was asked."""
    greetings: tuple[Greeting, ...] = ()
    """How exchanges answer on port 25; empty where none was called."""

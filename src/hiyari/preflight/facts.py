"""What was found out about a mail system, collected once; the rules look at nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hiyari.auth.spf.lint import Lint
from hiyari.auth.spf.result import Identity, IPAddress, SpfResult
from hiyari.dns.answer import Answer
from hiyari.model.inventory import Host, Inventory


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """One way that mail leaves: a domain's identity, from one address of one host."""

    domain: str
    host: Host
    address: IPAddress
    identity: Identity
    spf: SpfResult


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


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainFacts:
    """One domain that mail is sent for."""

    name: str
    spf: Lint
    mx: Answer
    exchanges: tuple[tuple[str, tuple[Answer, ...]], ...]
    """Each exchange with the answers for its A and AAAA records."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that the rules may look at."""

    at: datetime
    inventory: Inventory
    domains: tuple[DomainFacts, ...]
    senders: tuple[Sender, ...]
    egresses: tuple[Egress, ...]

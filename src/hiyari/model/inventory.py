"""The inventory: what the administrator declares about the mail system in ``hiyari.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address
from typing import TypeAlias

IPAddress: TypeAlias = IPv4Address | IPv6Address


class Role(StrEnum):
    """What a host is there for."""

    RELAY = "relay"
    MX = "mx"
    MAILBOX = "mailbox"
    WEB = "web"
    BULK = "bulk"
    INTERNAL = "internal"


class HostState(StrEnum):
    """Where a host stands in its life."""

    ACTIVE = "active"
    PLANNED = "planned"
    """Will send; receivers must be ready for it first."""
    RETIRING = "retiring"
    """Will stop sending; its addresses are withdrawn after the queue lifetime."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerAddress:
    """An IP address and a port."""

    address: IPAddress
    port: int

    def __str__(self) -> str:
        """As it is written in the configuration: ``127.0.0.1:53``, ``[::1]:53``."""
        return f"[{self.address}]:{self.port}" if self.address.version == 6 else f"{self.address}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """A domain that mail is sent for."""

    name: str
    """Lower-case A-labels without the final dot."""
    dkim_selectors: tuple[str, ...] = ()
    header_from: bool = True
    """Whether it stands in the From: field."""
    line: int = 0
    """Where it is declared; 0 when it was named on the command line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A machine that sends or receives mail."""

    name: str
    role: Role
    egress: tuple[IPAddress, ...]
    """The source addresses that its mail leaves from; NAT pools and IPv6 included."""
    helo: str
    """The name it says at HELO; its own name unless declared otherwise."""
    peer_group: str | None = None
    """Hosts of one group must look alike to receivers."""
    state: HostState = HostState.ACTIVE
    line: int = 0

    @property
    def sends_outside(self) -> bool:
        """Whether receivers see its addresses (a host without egress is behind somebody else)."""
        return bool(self.egress) and self.role is not Role.INTERNAL


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagedZone:
    """A DNS zone that `apply` may change, by RFC 2136 update to its primary."""

    name: str
    primary: ServerAddress | None = None
    servers: tuple[ServerAddress, ...] = ()
    """The authoritative servers to be asked instead of those in the zone's NS records: hidden ones, other ports."""
    key_file: str | None = None
    """A file with a TSIG key as `tsig-keygen` or `keymgr -t` writes it; never the secret itself."""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSource:
    """Where a host's mail log is."""

    host: str
    path: str
    format: str = "auto"
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WebRoot:
    """A web server's document root on a host."""

    host: str
    path: str
    url: str
    access_log: str | None = None
    server_config: tuple[str, ...] = ()
    """Apache's or nginx's configuration files: how URLs lead to files, and what is run."""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignore:
    """A rule that is switched off for one object, for a reason and until a day."""

    rule: str
    object: str
    reason: str
    until: date
    line: int = 0

    def covers(self, rule: str, object_: str, day: date) -> bool:
        """Whether a finding of this rule about this object is left out on this day."""
        return self.rule == rule and self.object == object_ and day <= self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """Everything that is declared. Names are unique; references lead somewhere; addresses belong to one host each."""

    path: str
    """The file it was read from, for messages; empty when it was made from the command line."""
    domains: tuple[Domain, ...] = ()
    hosts: tuple[Host, ...] = ()
    zones: tuple[ManagedZone, ...] = ()
    resolvers: tuple[ServerAddress, ...] = ()
    """Empty means the system's own."""
    logs: tuple[LogSource, ...] = ()
    webroots: tuple[WebRoot, ...] = ()
    ignores: tuple[Ignore, ...] = ()
    state_url: str | None = None
    queue_lifetime: int = 5 * 86400
    """Seconds that a message may wait in a queue before it bounces (Postfix: ``maximal_queue_lifetime``)."""

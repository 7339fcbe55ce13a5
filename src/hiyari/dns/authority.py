"""Who is authoritative for a name, and what each of those servers says.

A resolver gives one server's answer, perhaps an old one. Before and after a change it matters what *every*
authoritative server says, with the full TTL and without any cache between.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from hiyari.dns.answer import Absent, Answer, Found, Lost, NoData, Origin, Question
from hiyari.dns.drive import Lookup, Source, arun
from hiyari.dns.live import Live
from hiyari.dns.records import Address, Host, RdType
from hiyari.dns.zone import is_below
from hiyari.model.cause import Other, Unreachable
from hiyari.model.clock import Clock
from hiyari.model.inventory import ServerAddress
from hiyari.model.text import text

MAX_SERVERS: Final = 13
"""Name servers of one zone that are looked at: as many as the root has."""
MAX_ADDRESSES: Final = 4
"""Addresses of one name server."""
DNS_PORT: Final = 53


@dataclass(frozen=True, slots=True, kw_only=True)
class NameServer:
    """One address of one authoritative server."""

    name: str
    """As in the NS record; the address where the inventory names it."""
    address: ServerAddress

    def __str__(self) -> str:
        """Name and address, or the address alone where it has no name."""
        shown = str(self.address)
        return shown if self.name == shown else f"{self.name} ({self.address.address})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """The servers of one zone."""

    zone: str
    servers: tuple[NameServer, ...]
    """Never empty."""
    losses: tuple[tuple[str, Lost], ...] = ()
    """Name servers whose addresses could not be found out, so that they cannot be asked."""


def find_authority(name: str) -> Lookup[Authority | Lost | Other]:
    """Find the zone cut above a name, and the addresses of the zone's servers.

    Walks up until a SOA record stands at the name itself; never takes a lost answer for *no zone here*.
    """
    zone = name
    while True:
        answer = yield Question(zone, RdType.SOA)
        if answer.lost is not None:
            return answer.lost
        if isinstance(answer.outcome, Found) and not answer.outcome.chain:
            break
        if not zone:
            return Other(sentence=text("no zone was found for {name}", name=name))
        zone = zone.partition(".")[2]
    answer = yield Question(zone, RdType.NS)
    if answer.lost is not None:
        return answer.lost
    servers: list[NameServer] = []
    losses: list[tuple[str, Lost]] = []
    targets = sorted(record.target for record in answer.records if isinstance(record, Host))
    for target in targets[:MAX_SERVERS]:
        for rdtype in (RdType.A, RdType.AAAA):
            found = yield Question(target, rdtype)
            if found.lost is not None:
                losses.append((target, found.lost))
            servers.extend(
                NameServer(name=target, address=ServerAddress(address=record.address, port=DNS_PORT))
                for record in found.records[:MAX_ADDRESSES]
                if isinstance(record, Address)
            )
    if not servers:
        return losses[0][1] if losses else Other(sentence=text("no name server of {zone} has an address", zone=zone))
    return Authority(zone=zone, servers=tuple(servers), losses=tuple(losses))


def without_dead_ends(
    rows: Iterable[tuple[NameServer, tuple[Answer, ...]]],
) -> tuple[tuple[NameServer, tuple[Answer, ...]], ...]:
    """Leave out IPv6 addresses that this machine has no way to, where the same server answered over IPv4.

    A machine without IPv6 would otherwise never know anything for certain. A server that is silent stays.
    """
    known = tuple(rows)
    answered = {server.name for server, answers in known if any(answer.lost is None for answer in answers)}
    return tuple(
        (server, answers)
        for server, answers in known
        if not (
            server.address.address.version == 6
            and server.name in answered
            and all(isinstance(answer.lost, Unreachable) for answer in answers)
        )
    )


class Authorities:
    """Asks authoritative servers. As a `Source` it answers names of the declared zones from their own servers first."""

    def __init__(
        self,
        over: Source,
        clock: Clock,
        *,
        zones: frozenset[str] = frozenset(),
        declared: Mapping[str, tuple[ServerAddress, ...]] | None = None,
        timeout: float = 2.0,
    ) -> None:
        """Make it.

        Args:
            over: A resolver, to find the servers and for every other name.
            clock: For the moment an answer came.
            zones: Names at and below which the zone's own servers are asked.
            declared: Servers by zone that stand in for the NS records: a hidden primary, another port.
            timeout: Seconds to wait for one server, once.
        """
        self._over = over
        self._clock = clock
        self._zones = zones
        self._declared = declared or {}
        self._timeout = timeout
        self._live: dict[ServerAddress, Live] = {}
        self._found: dict[str, asyncio.Task[Authority | Lost | Other]] = {}

    async def of(self, name: str) -> Authority | Lost | Other:
        """The servers that are authoritative for a name, or why they are not known; looked for once."""
        zones = [zone for zone in self._declared if is_below(name, zone)]
        if zones:
            zone = max(zones, key=len)
            servers = tuple(NameServer(name=str(one), address=one) for one in self._declared[zone])
            return Authority(zone=zone, servers=servers)
        if name not in self._found:
            self._found[name] = asyncio.create_task(arun(find_authority(name), self._over))
        return await asyncio.shield(self._found[name])

    async def ask_one(self, server: NameServer, question: Question) -> Answer:
        """What one server says, without recursion; an answer without authority is lost, not believed."""
        address = server.address
        if address not in self._live:
            self._live[address] = Live(
                [address],
                clock=self._clock,
                timeout=self._timeout,
                recursion=False,
                origin=Origin.AUTHORITATIVE,
            )
        return await self._live[address].ask(question)

    async def ask_each(self, authority: Authority, question: Question) -> tuple[tuple[NameServer, Answer], ...]:
        """What each server of a zone says, all asked at once."""
        answers = await asyncio.gather(*(self.ask_one(server, question) for server in authority.servers))
        return tuple(zip(authority.servers, answers, strict=True))

    async def ask(self, question: Question) -> Answer:
        """The first authoritative server's answer for names of the zones; the resolver's for all others."""
        if any(is_below(question.name, zone) for zone in self._zones):
            authority = await self.of(question.name)
            for server in authority.servers if isinstance(authority, Authority) else ():
                answer = await self.ask_one(server, question)
                if isinstance(answer.outcome, Found | Absent | NoData):
                    return answer
        return await self._over.ask(question)

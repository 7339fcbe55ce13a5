"""The first accident, played on loopback: a second relay is added everywhere except in SPF.

Real DNS, real SMTP, real source addresses (127.0.0.11 and 127.0.0.12); nothing leaves the machine and nothing is
written to disk. The play is a sequence of values; the command line tells it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Final

from hiyari.dns.answer import Origin
from hiyari.dns.cache import Cache
from hiyari.dns.live import Live
from hiyari.dns.server import DnsServer
from hiyari.dns.settle import settle
from hiyari.dns.zone import Zones
from hiyari.dns.zonefile import parse_zone
from hiyari.lab.receivers import LAX, STRICT, Receiver
from hiyari.model.clock import Clock
from hiyari.model.finding import Finding
from hiyari.model.inventory import Domain, Host, HostState, Inventory, Role
from hiyari.model.plan import Plan
from hiyari.model.verdict import NearMiss
from hiyari.preflight.check import judge_all
from hiyari.preflight.collect import collect
from hiyari.preflight.planning.draft import make_plan
from hiyari.smtp.events import Envelope, Manner, Replied
from hiyari.smtp.reply import Phase
from hiyari.smtp.session import deliver

DOMAIN: Final = "example.jp"
TTL: Final = 3600
RECORD: Final = '"v=spf1 ip4:127.0.0.11 -all"'
"""In master-file notation, as in a plan."""
RELAYS: Final = (("relay1.example.jp", "127.0.0.11"), ("relay2.example.jp", "127.0.0.12"))
_ZONE: Final = """$ORIGIN example.jp.
$TTL {ttl}
@ IN SOA ns1 postmaster {serial} 7200 900 604800 300
@ NS ns1
@ MX 10 relay1
@ MX 10 relay2
@ TXT {record}
ns1 A 127.0.0.1
relay1 A 127.0.0.11
relay2 A 127.0.0.12
"""
_REVERSE: Final = """$ORIGIN 0.0.127.in-addr.arpa.
$TTL 3600
@ IN SOA ns1.example.jp. postmaster.example.jp. 1 7200 900 604800 300
@ NS ns1.example.jp.
11 PTR relay1.example.jp.
12 PTR relay2.example.jp.
"""
_CONTENT: Final = b"From: info@example.jp\r\nTo: user@example.net\r\nSubject: A test\r\n\r\nHello.\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail of the play, and what became of it."""

    relay: str
    receiver: str
    accepted: bool
    reply: str
    """The reply that decided, as it came."""
    phase: Phase


@dataclass(slots=True)
class World:
    """The lab while it runs."""

    server: DnsServer
    receivers: list[Receiver]
    clock: Clock
    serial: int = field(default=1)

    def publish(self, record: str) -> None:
        """Replace the domain's TXT record; in master-file notation."""
        self.serial += 1
        self.server.zones = zones(record, self.serial, self.clock)

    async def send_all(self) -> list[Mail]:
        """One mail from each relay to each receiver."""
        return [await self._send(*relay, receiver) for receiver in self.receivers for relay in RELAYS]

    async def _send(self, name: str, address: str, receiver: Receiver) -> Mail:
        envelope = Envelope(reverse_path=f"info@{DOMAIN}", recipients=("user@example.net",), content=_CONTENT)
        events = await deliver(envelope, receiver.address, Manner(helo=name), address, longest=10)
        replies = [
            event.reply for event in events if isinstance(event, Replied) and event.reply.phase is not Phase.QUIT
        ]
        decided = next((reply for reply in replies if not reply.positive), replies[-1] if replies else None)
        return Mail(
            relay=name,
            receiver=receiver.temper.name,
            accepted=decided is not None and decided.positive and decided.phase is Phase.FINAL_DOT,
            reply=str(decided or "no reply"),
            phase=decided.phase if decided else Phase.CONNECT,
        )

    @property
    def inventory(self) -> Inventory:
        """What is declared: relay 2 is planned."""
        hosts = tuple(
            Host(name=name, role=Role.RELAY, egress=(ip_address(address),), helo=name, peer_group="edge", state=state)
            for (name, address), state in zip(RELAYS, (HostState.ACTIVE, HostState.PLANNED), strict=True)
        )
        return Inventory(path="", domains=(Domain(name=DOMAIN),), hosts=hosts)

    async def check(self) -> tuple[Finding, ...]:
        """The near misses that `hiyari check` finds in this world."""
        source = Cache(Live([self.server.address], clock=self.clock), self.clock)
        findings = judge_all(await collect(self.inventory, source, self.clock))
        return tuple(finding for finding in findings if isinstance(finding.verdict, NearMiss))

    async def plan(self) -> Plan:
        """What `hiyari plan` makes of it."""
        source = Cache(Live([self.server.address], clock=self.clock), self.clock)
        return await settle(lambda known: make_plan(self.inventory, known), source, self.clock())


def zones(record: str, serial: int, clock: Clock) -> Zones:
    """The lab's zones with this SPF record."""
    forward = parse_zone(_ZONE.format(ttl=TTL, serial=serial, record=record), "example.jp.zone")
    return Zones([forward, parse_zone(_REVERSE, "127.zone")], clock(), Origin.AUTHORITATIVE)


@asynccontextmanager
async def world(clock: Clock) -> AsyncIterator[World]:
    """The lab with relay 2 forgotten in SPF; everything stops at the end of the block.

    Raises:
        OSError: The loopback addresses 127.0.0.x cannot be used (other systems than Linux).
    """
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(DnsServer(zones(RECORD, 1, clock)))
        source = Live([server.address], clock=clock)
        receivers = [
            await stack.enter_async_context(Receiver(temper, source, f"127.0.0.{21 + index}"))
            for index, temper in enumerate((*STRICT, LAX))
        ]
        yield World(server=server, receivers=receivers, clock=clock)

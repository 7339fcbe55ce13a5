"""A small mail system over zone data in memory, for the rules' tests."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from ipaddress import ip_address

from hiyari.dns.answer import Origin
from hiyari.dns.authority import Authorities
from hiyari.dns.live import Live
from hiyari.dns.server import DnsServer
from hiyari.dns.zone import Only, Zones
from hiyari.dns.zonefile import parse_zone
from hiyari.model.clock import system_clock
from hiyari.model.finding import Finding
from hiyari.model.inventory import Domain, Host, HostState, Ignore, Inventory, Role
from hiyari.preflight.check import judge_all
from hiyari.preflight.collect import collect
from hiyari.preflight.connect import Caller
from hiyari.preflight.facts import Facts

AT = datetime(2026, 11, 1, tzinfo=UTC)
HEAD = "$TTL 3600\n@ IN SOA ns1 postmaster 1 7200 900 604800 300\n@ NS ns1\n"


async def findings(
    forward: str,
    reverse: str = "",
    egress: tuple[str, ...] = ("203.0.113.12",),
    ignores: tuple[Ignore, ...] = (),
    domain: str = "example.jp",
    state: HostState = HostState.ACTIVE,
    helo: str = "relay2.example.jp",
) -> dict[str, list[Finding]]:
    """The findings by rule for one domain and one relay, with these lines in the zones of both directions."""
    zones = [parse_zone(f"$ORIGIN example.jp.\n{HEAD}{forward}", "example.jp.zone")]
    if reverse:
        zones.append(parse_zone(f"$ORIGIN 113.0.203.in-addr.arpa.\n{HEAD}{reverse}", "reverse.zone"))
    name = "relay2.example.jp"
    host = Host(
        name=name,
        role=Role.RELAY,
        egress=tuple(ip_address(one) for one in egress),
        helo=helo,
        peer_group="edge",
        state=state,
    )
    inventory = Inventory(path="", domains=(Domain(name=domain),), hosts=(host,), ignores=ignores)
    facts = await collect(inventory, Only(Zones(zones, AT), AT), lambda: AT)
    return _by_rule(facts)


def _by_rule(facts: Facts) -> dict[str, list[Finding]]:
    by_rule: dict[str, list[Finding]] = {}
    for finding in judge_all(facts):
        by_rule.setdefault(finding.rule.id, []).append(finding)
    return by_rule


async def on_servers(one: tuple[str, int], other: tuple[str, int] | None) -> dict[str, list[Finding]]:
    """The findings where two real servers hold example.jp with these records and serials; None does not answer."""
    async with AsyncExitStack() as stack:
        servers = []
        for content in (one, other):
            server = await stack.enter_async_context(DnsServer(_served(*(content or ("", 1)))))
            if content is None:
                server.zones = Zones([], AT)
            servers.append(server)
        source = Live([servers[0].address], clock=system_clock, timeout=0.5)
        declared = {"example.jp": tuple(server.address for server in servers)}
        authorities = Authorities(source, system_clock, declared=declared, timeout=0.5)
        inventory = Inventory(path="", domains=(Domain(name="example.jp"),))
        return _by_rule(await collect(inventory, source, system_clock, authorities))


def _served(records: str, serial: int) -> Zones:
    head = HEAD.replace("postmaster 1 ", f"postmaster {serial} ")
    return Zones([parse_zone(f"$ORIGIN example.jp.\n{head}{records}", "z")], AT, Origin.AUTHORITATIVE)


async def called(greeting: str | None) -> list[Finding]:
    """The MX104 findings where an exchange on loopback greets so; an empty one says nothing, None does not listen."""
    ended = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if greeting:
            writer.write(f"{greeting}\r\n".encode())
        await reader.read()
        writer.close()
        await writer.wait_closed()
        ended.set()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    if greeting is None:
        server.close()
    try:
        zone = parse_zone(f"$ORIGIN example.jp.\n{HEAD}@ MX 10 mx\nmx A 127.0.0.1\n", "z")
        source = Only(Zones([zone], AT), AT)
        inventory = Inventory(path="", domains=(Domain(name="example.jp"),))
        facts = await collect(inventory, source, lambda: AT, None, Caller(port=port, longest=0.3))
        if greeting is not None:
            await asyncio.wait_for(ended.wait(), 2)
        return _by_rule(facts)["MX104"]
    finally:
        server.close()
        await server.wait_closed()

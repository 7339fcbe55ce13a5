"""A small mail system over zone data in memory, for the rules' tests."""

from __future__ import annotations

from datetime import UTC, datetime
from ipaddress import ip_address

from hiyari.dns.zone import Only, Zones
from hiyari.dns.zonefile import parse_zone
from hiyari.model.finding import Finding
from hiyari.model.inventory import Domain, Host, Ignore, Inventory, Role
from hiyari.preflight.check import judge_all
from hiyari.preflight.collect import collect

AT = datetime(2026, 11, 1, tzinfo=UTC)
HEAD = "$TTL 3600\n@ IN SOA ns1 postmaster 1 7200 900 604800 300\n@ NS ns1\n"


async def findings(
    forward: str,
    reverse: str = "",
    egress: tuple[str, ...] = ("203.0.113.12",),
    ignores: tuple[Ignore, ...] = (),
    domain: str = "example.jp",
) -> dict[str, list[Finding]]:
    """The findings by rule for one domain and one relay, with these lines in the zones of both directions."""
    zones = [parse_zone(f"$ORIGIN example.jp.\n{HEAD}{forward}", "example.jp.zone")]
    if reverse:
        zones.append(parse_zone(f"$ORIGIN 113.0.203.in-addr.arpa.\n{HEAD}{reverse}", "reverse.zone"))
    name = "relay2.example.jp"
    host = Host(
        name=name, role=Role.RELAY, egress=tuple(ip_address(one) for one in egress), helo=name, peer_group="edge"
    )
    inventory = Inventory(path="", domains=(Domain(name=domain),), hosts=(host,), ignores=ignores)
    facts = await collect(inventory, Only(Zones(zones, AT), AT), lambda: AT)
    by_rule: dict[str, list[Finding]] = {}
    for finding in judge_all(facts):
        by_rule.setdefault(finding.rule.id, []).append(finding)
    return by_rule

"""The zone cut and the servers of a zone are found, and what is not known stays unknown."""

from __future__ import annotations

from datetime import UTC, datetime
from ipaddress import ip_address

from hiyari.dns.answer import Origin, Question
from hiyari.dns.authority import Authorities, Authority, find_authority
from hiyari.dns.drive import run
from hiyari.dns.live import Live
from hiyari.dns.records import RdType
from hiyari.dns.server import DnsServer
from hiyari.dns.zone import Only, Zones
from hiyari.dns.zonefile import parse_zone
from hiyari.model.cause import NotCovered
from hiyari.model.clock import system_clock

AT = datetime(2026, 11, 1, tzinfo=UTC)
HEAD = "$TTL 3600\n@ IN SOA ns1 postmaster 7 7200 900 604800 300\n"
PARENT = f"$ORIGIN example.jp.\n{HEAD}@ NS ns1\n@ NS ns2.example.com.\nns1 A 192.0.2.1\nns1 AAAA 2001:db8::1\n"
CHILD = f'$ORIGIN sub.example.jp.\n{HEAD}@ NS ns.sub\n@ NS ns\nns A 192.0.2.9\na.b TXT "x"\n'


def only(*zones: str) -> Only:
    """These zones and nothing else."""
    return Only(Zones([parse_zone(zone, "z") for zone in zones], AT), AT)


def test_the_most_specific_zone_is_found() -> None:
    """A name below an empty non-terminal belongs to the child zone, its neighbour to the parent."""
    found = run(find_authority("a.b.sub.example.jp"), only(PARENT, CHILD))
    assert isinstance(found, Authority)
    assert (found.zone, [str(one.address) for one in found.servers]) == ("sub.example.jp", ["192.0.2.9:53"])
    parent = run(find_authority("none.example.jp"), only(PARENT))
    assert isinstance(parent, Authority)
    assert parent.zone == "example.jp"


def test_a_server_without_known_address_is_told() -> None:
    """A name server outside what can be asked is a loss beside the servers that are known."""
    found = run(find_authority("example.jp"), only(PARENT))
    assert isinstance(found, Authority)
    assert {str(one.address.address) for one in found.servers} == {"192.0.2.1", "2001:db8::1"}
    assert {name for name, _ in found.losses} == {"ns2.example.com"}


def test_a_lost_answer_is_no_zone_cut() -> None:
    """Where the SOA answer is lost, the walk does not go on to the parent."""
    assert isinstance(run(find_authority("www.example.com"), only(PARENT)), NotCovered)


async def test_names_of_ours_are_asked_of_their_own_servers() -> None:
    """A declared server stands in for the NS records; other names go to the resolver."""
    zones = Zones([parse_zone(PARENT, "z")], AT)
    async with DnsServer(zones) as server, DnsServer(zones) as resolver:
        over = Live([resolver.address], clock=system_clock)
        authorities = Authorities(
            over, system_clock, zones=frozenset({"example.jp"}), declared={"example.jp": (server.address,)}
        )
        answer = await authorities.ask(Question("ns1.example.jp", RdType.A))
        assert (answer.origin, answer.of) == (Origin.AUTHORITATIVE, str(server.address))
        await authorities.ask(Question("example.com", RdType.A))
        assert resolver.questions == [Question("example.com", RdType.A)]
        assert server.address.address == ip_address("127.0.0.1")

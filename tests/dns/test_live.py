"""The live client against a real server over real sockets, and against servers that misbehave."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from ipaddress import ip_address

import pytest

from hiyari.dns.answer import Absent, Found, NoData, Outcome, Question
from hiyari.dns.cache import Cache
from hiyari.dns.live import Live
from hiyari.dns.records import RdType, Txt
from hiyari.dns.server import DnsServer
from hiyari.dns.zone import Zones
from hiyari.dns.zonefile import parse_zone
from hiyari.model.cause import Malformed, Refused, ServerFailure, Timeout, Unreachable
from hiyari.model.clock import system_clock
from hiyari.model.inventory import ServerAddress

ZONE = """$ORIGIN example.jp.
$TTL 3600
@ IN SOA ns1 postmaster 1 7200 900 604800 300
@ NS ns1
ns1 A 127.0.0.1
@ TXT "v=spf1 ip4:203.0.113.11 -all"
big TXT "{big}"
www CNAME ns1
"""
AT = datetime(2026, 11, 1, tzinfo=UTC)


def _zones() -> Zones:
    strings = '" "'.join("x" * 250 for _ in range(240))
    return Zones([parse_zone(ZONE.replace("{big}", strings), "example.jp.zone")], AT)


async def _ask(server: ServerAddress, name: str, rdtype: RdType) -> Outcome:
    live = Live([server], clock=system_clock, timeout=0.3, attempts=1)
    return (await live.ask(Question(name, rdtype))).outcome


async def test_a_real_server_answers_over_udp_and_tcp() -> None:
    """Records, aliases, NXDOMAIN, no data, 60 kB of TXT (by TCP after truncation), and REFUSED outside the zones."""
    async with DnsServer(_zones()) as server:
        spf = await _ask(server.address, "example.jp", RdType.TXT)
        assert spf == Found(records=(Txt((b"v=spf1 ip4:203.0.113.11 -all",)),), ttl=3600)
        big = await _ask(server.address, "big.example.jp", RdType.TXT)
        assert isinstance(big, Found)
        assert isinstance(txt := big.records[0], Txt)
        assert len(txt.joined) == 60000
        alias = await _ask(server.address, "www.example.jp", RdType.A)
        assert isinstance(alias, Found)
        assert alias.chain == ("ns1.example.jp",)
        assert await _ask(server.address, "none.example.jp", RdType.A) == Absent(ttl=300)
        assert await _ask(server.address, "example.jp", RdType.AAAA) == NoData(ttl=300)
        assert await _ask(server.address, "example.com", RdType.A) == Refused(server=str(server.address))


class _Misbehaving(asyncio.DatagramProtocol):
    def __init__(self, behave: Callable[[bytes], list[bytes]]) -> None:
        self.behave = behave

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self.transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        for reply in self.behave(data):
            self.transport.sendto(reply, addr)


def _flags(query: bytes, high: int, low: int, counts: bytes = b"\0\1\0\0\0\0\0\0") -> bytes:
    end = query.index(b"\0", 12) + 5
    return query[:2] + bytes([high, low]) + counts + query[12:end]


@pytest.mark.parametrize(
    ("behave", "kind"),
    [
        (lambda _query: [], Timeout),
        (lambda query: [_flags(query, 0x84, 2)], ServerFailure),
        (lambda query: [_flags(query, 0x84, 0, b"\0\1\0\5\0\0\0\0")], Malformed),
        (lambda query: [bytes([query[0] ^ 1]) + query[1:2] + _flags(query, 0x84, 3)[2:]] * 3, Timeout),
        (lambda query: [_flags(query, 0x84, 3).replace(b"example", b"exemple")], Timeout),
        (lambda _query: [b"garbage"] * 100, Malformed),
        (lambda query: [_flags(query, 0x86, 0)], Unreachable),
    ],
    ids=["drops", "fails", "cuts records", "wrong id", "another question", "garbage", "truncates without tcp"],
)
async def test_a_misbehaving_server_is_never_taken_for_absent(
    behave: Callable[[bytes], list[bytes]], kind: type[Outcome]
) -> None:
    """Each way to misbehave gives its own cause."""
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: _Misbehaving(behave), local_addr=("127.0.0.1", 0))
    try:
        port = transport.get_extra_info("sockname")[1]
        outcome = await _ask(ServerAddress(address=ip_address("127.0.0.1"), port=port), "example.jp", RdType.TXT)
        assert isinstance(outcome, kind)
    finally:
        transport.close()


async def test_mixed_case_must_come_back_as_it_went() -> None:
    """A server that repeats the case is believed; an answer in lower case could be anybody's, and is passed over."""
    question = Question("a-rather-long-name-with-many-letters.example.jp", RdType.TXT)
    async with DnsServer(_zones()) as server:
        live = Live([server.address], clock=system_clock, timeout=0.3, mixed_case=True)
        assert isinstance((await live.ask(question)).outcome, Absent)
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(
        lambda: _Misbehaving(lambda query: [_flags(query[:12] + query[12:].lower(), 0x84, 3)]),
        local_addr=("127.0.0.1", 0),
    )
    try:
        port = transport.get_extra_info("sockname")[1]
        address = ServerAddress(address=ip_address("127.0.0.1"), port=port)
        believed = Live([address], clock=system_clock, timeout=0.3, attempts=1)
        assert isinstance((await believed.ask(question)).outcome, Absent)
        wary = Live([address], clock=system_clock, timeout=0.3, attempts=1, mixed_case=True)
        assert isinstance((await wary.ask(question)).outcome, Timeout)
    finally:
        transport.close()


async def test_an_authoritative_server_must_say_that_it_is_one() -> None:
    """Without the AA bit a reply to a question about published data is lost: neither found nor absent."""
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(
        lambda: _Misbehaving(lambda query: [_flags(query, 0x80, 3)]), local_addr=("127.0.0.1", 0)
    )
    try:
        port = transport.get_extra_info("sockname")[1]
        address = ServerAddress(address=ip_address("127.0.0.1"), port=port)
        lame = Live([address], clock=system_clock, timeout=0.3, attempts=1, recursion=False)
        assert isinstance((await lame.ask(Question("example.jp", RdType.TXT))).outcome, Malformed)
    finally:
        transport.close()


async def test_the_next_server_is_asked_when_one_fails() -> None:
    """A silent first server costs time, not the answer."""
    async with DnsServer(_zones()) as server:
        silent = ServerAddress(address=ip_address("127.0.0.1"), port=9)
        live = Live([silent, server.address], clock=system_clock, timeout=0.3)
        assert isinstance((await live.ask(Question("example.jp", RdType.TXT))).outcome, Found)


async def test_equal_questions_under_way_are_asked_once() -> None:
    """A hundred who want to know cost one question, and later ones none while the TTL lasts."""
    async with DnsServer(_zones()) as server:
        cache = Cache(Live([server.address], clock=system_clock), system_clock)
        question = Question("example.jp", RdType.TXT)
        await asyncio.gather(*(cache.ask(question) for _ in range(100)))
        await cache.ask(question)
        assert server.questions == [question]

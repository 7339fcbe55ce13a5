"""`hiyari check` over many domains, beside checkdmarc on the same loopback DNS server in the same run.

The server runs in a process of its own. hiyari judges every domain with two relays over both identities; checkdmarc
6 looks at each domain's SPF and MX records (it judges no address). Domains per second, cold and with a warm cache.
"""

from __future__ import annotations

import argparse
import asyncio
import errno
import multiprocessing
import socket
import time
from datetime import UTC, datetime
from ipaddress import ip_address
from multiprocessing.connection import Connection
from typing import Any

import dns.resolver
from checkdmarc.spf import check_spf
from checkdmarc.utils import get_mx_records

from hiyari.dns.answer import Origin
from hiyari.dns.cache import Cache
from hiyari.dns.live import Live
from hiyari.dns.server import DnsServer
from hiyari.dns.zone import Zones
from hiyari.dns.zonefile import parse_zone
from hiyari.model.clock import system_clock
from hiyari.model.inventory import Domain, Host, Inventory, Role, ServerAddress
from hiyari.model.verdict import NearMiss
from hiyari.preflight.check import judge_all
from hiyari.preflight.collect import collect

HEAD = "$TTL 3600\n@ IN SOA ns1.example.jp. postmaster.example.jp. 1 7200 900 604800 300\n@ NS ns1.example.jp.\n"
SHARED = """ns1 A 127.0.0.1
relay1 A 203.0.113.11
relay2 A 203.0.113.12
_spf TXT "v=spf1 ip4:203.0.113.11 ip4:198.51.100.0/24 include:_more.example.jp ?all"
_more TXT "v=spf1 ip4:192.0.2.0/24 a:ns1.example.jp ?all"
"""
REVERSE = "11 PTR relay1.example.jp.\n12 PTR relay2.example.jp.\n"


def _zones(count: int) -> Zones:
    own = [
        parse_zone(
            f"$ORIGIN d{number}.example.\n{HEAD}@ MX 10 relay1.example.jp.\n"
            '@ TXT "v=spf1 mx include:_spf.example.jp -all"\n',
            "bench",
        )
        for number in range(count)
    ]
    shared = parse_zone(f"$ORIGIN example.jp.\n{HEAD}{SHARED}", "bench")
    reverse = parse_zone(f"$ORIGIN 113.0.203.in-addr.arpa.\n{HEAD}{REVERSE}", "bench")
    return Zones([*own, shared, reverse], datetime.now(UTC), Origin.AUTHORITATIVE)


def _serve(count: int, pipe: Connection) -> None:
    async def serve() -> None:
        async with DnsServer(_zones(count)) as server:
            pipe.send(server.address)
            await asyncio.get_running_loop().run_in_executor(None, pipe.recv)

    asyncio.run(serve())


async def _hiyari(count: int, server: ServerAddress) -> tuple[float, float, int]:
    """Seconds cold, seconds warm, and the near misses of SPF101."""
    hosts = tuple(
        Host(
            name=f"relay{number}.example.jp",
            role=Role.RELAY,
            egress=(ip_address(f"203.0.113.1{number}"),),
            helo=f"relay{number}.example.jp",
            peer_group="edge",
        )
        for number in (1, 2)
    )
    inventory = Inventory(path="", domains=tuple(Domain(name=f"d{n}.example") for n in range(count)), hosts=hosts)
    source = Cache(Live([server], clock=system_clock), system_clock)
    spent, near = [], 0
    for _ in range(2):
        started = time.perf_counter()
        findings = judge_all(await collect(inventory, source, system_clock))
        spent.append(time.perf_counter() - started)
        near = sum(one.rule.id == "SPF101" and isinstance(one.verdict, NearMiss) for one in findings)
    return spent[0], spent[1], near


def _checkdmarc(count: int, server: ServerAddress) -> float:
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = [str(server.address)], server.port
    # Some of its functions ask the system's resolver beside the given one: nothing may leave this machine.
    dns.resolver.default_resolver = resolver
    started = time.perf_counter()
    for number in range(count):
        assert check_spf(f"d{number}.example", resolver=resolver)["valid"]
        assert get_mx_records(f"d{number}.example", resolver=resolver)
    return time.perf_counter() - started


def _stay_on_loopback() -> None:
    """Refuse every datagram and connection to another machine, whatever a library wants."""

    class Loopback(socket.socket):
        def connect(self, address: Any, /) -> None:
            _refuse(self.family, address)
            super().connect(address)

        def sendto(self, data: Any, *rest: Any) -> int:
            _refuse(self.family, rest[-1])
            return super().sendto(data, *rest)

    socket.socket = Loopback  # type: ignore[misc]


def _refuse(family: int, address: Any) -> None:
    if family != socket.AF_UNIX and not ip_address(address[0]).is_loopback:
        raise OSError(errno.EHOSTUNREACH, f"not on loopback: {address[0]}")


def main() -> None:
    """Print seconds and domains per second of both, and the ratios."""
    parser = argparse.ArgumentParser(prog="script/bench check")
    parser.add_argument("--domains", type=int, default=200)
    count = parser.parse_args().domains
    _stay_on_loopback()
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(count, theirs))
    process.start()
    try:
        server = ours.recv()
        cold, warm, near = asyncio.run(_hiyari(count, server))
        assert near == count, near
        peer = _checkdmarc(count, server)
    finally:
        ours.send(None)
        process.join(10)
    print(f"{count} domains x 2 relays; {near} senders that may not send were found")
    print(f"{'':<24} {'seconds':>8} {'domains/s':>10} {'ratio':>7}")
    for name, seconds in (("checkdmarc", peer), ("hiyari, cold", cold), ("hiyari, warm cache", warm)):
        print(f"{name:<24} {seconds:>8.2f} {count / seconds:>10,.0f} {peer / seconds:>6.1f}x")


if __name__ == "__main__":
    main()

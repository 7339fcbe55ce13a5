"""Evaluations per second, hiyari beside pyspf on the same records in memory, in the same run."""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from ipaddress import ip_address

from hiyari.auth.spf.evaluate import check_host
from hiyari.auth.spf.result import Identity, IdentityKind
from hiyari.dns.drive import run
from hiyari.dns.zone import Only, Zones
from hiyari.dns.zonefile import parse_zone
from tests.oracle.pyspf import Table, check, make_lookup

AT = datetime(2026, 11, 1, tzinfo=UTC)


def _zone() -> str:
    def block(number: int, count: int) -> str:
        return " ".join(f"ip4:198.51.{number}.{host}" for host in range(count))

    names = "\n".join(f'i{n} TXT "v=spf1 " "{block(n, 15)}" " ?all"' for n in range(3)).replace("ip4", "ip4")
    lines = [
        "$ORIGIN example.jp.\n$TTL 3600\n@ IN SOA ns1 postmaster 1 7200 900 604800 300",
        '@ TXT "v=spf1 ip4:203.0.113.1 mx include:deep.example.jp include:flat.example.jp -all"',
        "@ MX 10 m1\n@ MX 20 m2\nm1 A 203.0.113.2\nm2 A 203.0.113.3",
        'deep TXT "v=spf1 include:i0.example.jp include:i1.example.jp include:i2.example.jp ?all"',
        names,
        f'flat TXT "v=spf1 " "{block(9, 10)} " "{" ".join(f"ip4:198.51.8.{h}" for h in range(10))}" " ?all"',
    ]
    return "\n".join(lines)


def _rate(work: Callable[[], object], seconds: float) -> float:
    """The median of five rounds, in calls per second."""
    rates = []
    for _ in range(5):
        calls, started = 0, time.perf_counter()
        while (spent := time.perf_counter() - started) < seconds / 5:
            for _ in range(20):
                work()
            calls += 20
        rates.append(calls / spent)
    return statistics.median(rates)


def main() -> None:
    """Print one line per case: evaluations per second of both, and the ratio."""
    parser = argparse.ArgumentParser(prog="script/bench spf")
    parser.add_argument("--seconds", type=float, default=2.0, help="for each case and evaluator")
    seconds = parser.parse_args().seconds
    table = Table({}, Only(Zones([parse_zone(_zone(), "bench.zone")], AT), AT))
    lookup = make_lookup(table)
    identity = Identity(kind=IdentityKind.MAIL_FROM, domain="example.jp", local_part="a", helo="h.example.jp")
    cases = {
        "first mechanism": ("203.0.113.1", "pass"),
        "mx": ("203.0.113.3", "pass"),
        "deep pass": ("198.51.8.9", "pass"),
        "deep fail": ("192.0.2.1", "fail"),
    }
    print(f"{'case':<16} {'hiyari/s':>10} {'pyspf/s':>10} {'ratio':>6}")
    for name, (ip, expected) in cases.items():
        address = ip_address(ip)
        assert run(check_host(identity, address), table).result.value == expected
        assert check(lookup, ip, "a@example.jp", "h.example.jp") == expected
        ours = _rate(lambda address=address: run(check_host(identity, address), table), seconds)  # type: ignore[misc]
        theirs = _rate(lambda ip=ip: check(lookup, ip, "a@example.jp", "h.example.jp"), seconds)  # type: ignore[misc]
        print(f"{name:<16} {ours:>10,.0f} {theirs:>10,.0f} {ours / theirs:>5.1f}x")


if __name__ == "__main__":
    main()

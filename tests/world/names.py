"""Who is who in the world: addresses, zones, and the files of /etc that say so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from hiyari.dns.zone import Zones
from hiyari.dns.zonefile import parse_zone

RELAY1: Final = "203.0.113.11"
RELAY2: Final = "203.0.113.12"
RELAY2_MX: Final = "203.0.113.22"
"""The second relay's address for mail from outside, behind postscreen."""
MAIL: Final = "203.0.113.5"
WWW: Final = "203.0.113.80"
APP: Final = "203.0.113.40"
"""A program inside that speaks SMTP to the relays."""
APP6: Final = "2001:db8:113::40"
RELAY1_6: Final = "2001:db8:113::11"
STRANGER: Final = "198.51.100.200"
NAMELESS: Final = "198.51.100.201"
"""It has no name in the DNS."""
LISTED: Final = "198.51.100.66"
"""It stands in the blocklist of the world."""
VISITORS: Final = ("192.0.2.17", "192.0.2.99", "192.0.2.140")
"""Browsers, or what says that it is one."""

RECEIVERS: Final[Mapping[str, str]] = {
    "plain.example.net": "198.51.100.10",
    "grey.example.net": "198.51.100.20",
    "strict.example.net": "198.51.100.30",
    "listing.example.net": "198.51.100.40",
    "rate.example.net": "198.51.100.50",
    "drop.example.net": "198.51.100.60",
    "small.example.net": "198.51.100.70",
    "full.example.net": "198.51.100.80",
    "slow.example.net": "198.51.100.110",
    "sender.example.com": "198.51.100.90",
}
"""Domain to the address of its only MX, ``mx.DOMAIN``."""
DEAD: Final = "dead.example.net"
"""Its MX does not listen."""
DEAD_ADDRESS: Final = "198.51.100.99"
NULL_MX: Final = "nomail.example.net"
NOWHERE: Final = "nowhere.example.net"
"""A name that does not exist."""
OUTSIDERS: Final[Mapping[str, str]] = {STRANGER: "out.sender.example.com", LISTED: "host66.isp.example.org"}
INSIDERS: Final[Mapping[str, str]] = {
    RELAY1: "relay1.example.jp",
    RELAY2: "relay2.example.jp",
    RELAY2_MX: "mx2.example.jp",
    MAIL: "mail.example.jp",
    WWW: "www.example.jp",
    APP: "app.example.jp",
}

_HEAD: Final = (
    "$ORIGIN {origin}.\n$TTL 60\n@ SOA ns.example.jp. postmaster.example.jp. 1 60 60 60 1\n@ NS ns.example.jp.\n"
)


def zones() -> Zones:
    """Everything that the name server of the world knows."""
    inside = "".join(f"{name}. A {address}\n" for address, name in INSIDERS.items())
    inside += f"@ MX 10 relay1\n@ MX 20 mx2\nrelays MX 10 relay1\nrelays MX 10 relay2\nrelay1 AAAA {RELAY1_6}\n"
    inside += f"app AAAA {APP6}\nns A 127.0.0.1\noffice MX 10 relay1\noffice MX 20 mx2\nclub MX 10 relay1\n"
    net = "".join(f"{name}. MX 10 mx.{name}.\nmx.{name}. A {at}\n" for name, at in _of("example.net").items())
    net += f"{DEAD}. MX 10 mx.{DEAD}.\nmx.{DEAD}. A {DEAD_ADDRESS}\n{NULL_MX}. MX 0 .\n"
    com = "".join(f"{name}. MX 10 mx.{name}.\nmx.{name}. A {at}\n" for name, at in _of("example.com").items())
    com += f"out.sender A {STRANGER}\n"
    org = f'host66.isp A {LISTED}\n66.100.51.198.dnsbl A 127.0.0.2\n66.100.51.198.dnsbl TXT "Listed for the test"\n'
    known = {"example.jp": inside, "example.net": net, "example.com": com, "example.org": org, **_reverse()}
    texts = {origin: _HEAD.format(origin=origin) + text for origin, text in known.items()}
    return Zones([parse_zone(text, origin) for origin, text in texts.items()], datetime(2026, 1, 1, tzinfo=UTC))


def files() -> Mapping[str, str]:
    """Files of /etc: name to content."""
    return {"resolv.conf": "nameserver 127.0.0.1\noptions timeout:2\n", "hosts": "127.0.0.1 localhost\n::1 localhost\n"}


def _of(parent: str) -> Mapping[str, str]:
    return {name: at for name, at in RECEIVERS.items() if name.endswith(parent)}


def _reverse() -> Mapping[str, str]:
    pointers = {**INSIDERS, **OUTSIDERS, **{at: f"mx.{name}" for name, at in RECEIVERS.items()}}
    nets: dict[str, str] = {"2.0.192.in-addr.arpa": "", "8.b.d.0.1.0.0.2.ip6.arpa": ""}
    for address, name in pointers.items():
        a, b, c, d = address.split(".")
        net = f"{c}.{b}.{a}.in-addr.arpa"
        nets[net] = nets.get(net, "") + f"{d} PTR {name}.\n"
    return nets

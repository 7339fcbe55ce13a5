"""When two names mean the same host, and when an address means the host itself: one rule for all who read logs.

Syslog names a host by its first label, the inventory, a Received field and a reply by its full name: ``relay1`` and
``relay1.example.jp`` are the same host, ``relay1.example.jp`` and ``relay1.example.com`` are not. Pure; nothing fails.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address
from typing import Final


def same_host(one: str, other: str) -> bool:
    """Whether two names mean the same host: spelled alike, or one of them only the other's first label."""
    one, other = _plain(one), _plain(other)
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    return bool(short) and "." not in short and long.startswith(f"{short}.")


def find_host(name: str, names: Iterable[str]) -> str | None:
    """The one of the names that means this host: spelled alike, else the only one with the same first label.

    None where there is none, or where two could be meant.
    """
    wanted = _plain(name)
    alike = [one for one in names if same_host(one, wanted)]
    exact = next((one for one in alike if _plain(one) == wanted), None)
    if exact is not None:
        return exact
    return alike[0] if len(alike) == 1 else None


def is_here(address: str) -> bool:
    """Whether a client of this address is the host itself: 127.0.0.0/8 and ::1.

    No packet of another machine has such an address (RFC 1122 section 3.2.1.3, RFC 4291 section 2.5.3), so that any of
    them means a program on the host.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return False
    mapped = found.ipv4_mapped if found.version == 6 else None
    return (found if mapped is None else mapped).is_loopback


def is_filter(address: str | None) -> bool:
    """Whether a next hop of this address is a content filter on the host: 127.0.0.1 and ::1 only.

    Narrower than `is_here` on purpose. What a client's address proves, a next hop's does not: filters listen at these
    two, while 127.0.0.2 and its like are what people give to tunnels to other hosts, and to the receivers of trials on
    one machine (hiyari's own are there). A mistake here would take mail that leaves out of every count.
    """
    return address in _FILTERS


_FILTERS: Final = frozenset({"127.0.0.1", "::1"})


def _plain(name: str) -> str:
    return name.lower().rstrip(".")

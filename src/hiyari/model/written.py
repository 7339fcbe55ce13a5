"""Small values as an administrator writes them: names, servers, durations; None where it is no such value."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

import idna

from hiyari.model.inventory import IPAddress, ServerAddress

_LABEL: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_SERVER: Final = re.compile(
    r"\[(?P<six>[0-9A-Fa-f:.]+)\](?::(?P<port6>[0-9]{1,5}))?|(?P<four>[0-9.]+):(?P<port4>[0-9]{1,5})"
)
_DURATION: Final = re.compile(r"([0-9]{1,9})([smhdw])")
_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}
LONGEST_NAME: Final = 253
"""Characters of a domain name without its final dot (RFC 1035 section 3.1)."""


def parse_name(written: str, *, underscore: bool = False) -> str | None:
    """A domain or host name as lower-case A-labels without the final dot (IDNA 2008 with the mapping of UTS 46).

    ``underscore`` admits labels such as ``_domainkey``, which zones and selectors have and hosts have not (RFC 1123).
    """
    name = written.removesuffix(".")
    if not name or len(name) > LONGEST_NAME:
        return None
    if not name.isascii() or "xn--" in name.lower():
        try:
            name = idna.encode(name, uts46=True).decode("ascii")
        except (UnicodeError, ValueError):
            return None
    name = name.lower()
    labels = name.split(".")
    if len(name) > LONGEST_NAME or not all(_LABEL.fullmatch(label) for label in labels):
        return None
    if "_" in name and not underscore:
        return None
    # A last label of digits is an address that somebody took for a name (RFC 3696 section 2).
    return None if labels[-1].isdigit() else name


def parse_address(written: str) -> IPAddress | None:
    """An IPv4 or IPv6 address without a zone (``%eth0``): a zone means nothing to anybody else."""
    try:
        address = ip_address(written)
    except ValueError:
        return None
    return None if isinstance(address, IPv6Address) and address.scope_id is not None else address


def parse_helo(written: str) -> str | None:
    """A HELO argument: a host name, or an address literal (RFC 5321 section 4.1.3)."""
    if written.startswith("[") and written.endswith("]"):
        inside = written[1:-1]
        six = inside.lower().startswith("ipv6:")
        address = parse_address(inside[5:] if six else inside)
        return written if isinstance(address, IPv6Address if six else IPv4Address) else None
    return parse_name(written)


def parse_server(written: str, *, port: int = 53) -> ServerAddress | None:
    """``127.0.0.1``, ``127.0.0.1:5353``, ``::1``, ``[::1]`` or ``[::1]:5353``; ``port`` is the one meant by silence."""
    bare = parse_address(written)
    if bare is not None:
        return ServerAddress(address=bare, port=port)
    found = _SERVER.fullmatch(written)
    if found is None:
        return None
    address = parse_address(found["six"] or found["four"])
    number = int(found["port6"] or found["port4"] or port)
    if address is None or not 0 < number < 65536:
        return None
    if (address.version == 6) is not bool(found["six"]):
        return None
    return ServerAddress(address=address, port=number)


def parse_duration(written: str) -> int | None:
    """``5d``, ``12h``, ``30m`` or ``90s`` in seconds."""
    found = _DURATION.fullmatch(written)
    return int(found[1]) * _SECONDS[found[2]] if found else None


def write_duration(seconds: int) -> str:
    """The shortest way of writing the seconds without losing any: ``5d`` for 432000."""
    for unit in "dhm":
        if seconds and seconds % _SECONDS[unit] == 0:
            return f"{seconds // _SECONDS[unit]}{unit}"
    return f"{seconds}s"

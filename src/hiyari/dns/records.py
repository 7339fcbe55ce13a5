"""The records that mail depends on, as values. Names are lower-case text without the final dot."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address
from typing import TypeAlias


class RdType(IntEnum):
    """Record types by their number in the IANA registry."""

    A = 1
    NS = 2
    CNAME = 5
    SOA = 6
    PTR = 12
    MX = 15
    TXT = 16
    AAAA = 28
    SPF = 99


@dataclass(frozen=True, slots=True)
class Address:
    """An A or AAAA record."""

    address: IPv4Address | IPv6Address

    def __str__(self) -> str:
        """As in a master file."""
        return str(self.address)


@dataclass(frozen=True, slots=True)
class Host:
    """An NS, CNAME or PTR record: the name that it points to."""

    target: str

    def __str__(self) -> str:
        """As in a master file."""
        return f"{self.target}."


@dataclass(frozen=True, slots=True, order=True)
class Mx:
    """An MX record; sorts by preference. An empty exchange is the null MX (RFC 7505)."""

    preference: int
    exchange: str

    def __str__(self) -> str:
        """As in a master file."""
        return f"{self.preference} {self.exchange}."


@dataclass(frozen=True, slots=True)
class Txt:
    """A TXT or SPF record: its character-strings, at most 255 octets each."""

    strings: tuple[bytes, ...]

    @property
    def joined(self) -> bytes:
        """The strings put together without spaces (RFC 7208 section 3.3)."""
        return self.strings[0] if len(self.strings) == 1 else b"".join(self.strings)

    def __str__(self) -> str:
        """As in a master file (RFC 1035 section 5.1)."""
        return " ".join(_quote(string) for string in self.strings)


@dataclass(frozen=True, slots=True)
class Soa:
    """A SOA record: times in seconds."""

    mname: str
    rname: str
    serial: int
    refresh: int
    retry: int
    expire: int
    minimum: int

    def __str__(self) -> str:
        """As in a master file."""
        times = f"{self.serial} {self.refresh} {self.retry} {self.expire} {self.minimum}"
        return f"{self.mname}. {self.rname}. {times}"


Record: TypeAlias = Address | Host | Mx | Txt | Soa


@lru_cache(maxsize=4096)
def _quote(string: bytes) -> str:
    escaped = "".join(
        f"\\{chr(octet)}" if octet in b'"\\' else chr(octet) if 0x20 <= octet < 0x7F else f"\\{octet:03d}"
        for octet in string
    )
    return f'"{escaped}"'

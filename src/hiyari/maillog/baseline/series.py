"""Series: who handed mail in, on which host, and whether it left the house.

Few series are better than many: each has its own chance of a false alarm, and a sum of rare ones is judged better than
they are one by one. So clients are grouped into networks, what comes from anywhere to our own mailboxes is one series,
and forwarded mail is another, whoever sent it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address, ip_network
from typing import Final

from hiyari.maillog.hosts import is_here

NETWORK_V4: Final = 24
NETWORK_V6: Final = 48
REST: Final = "*"
"""All injectors of a host that have no series of their own."""
_LONGEST: Final = 200


class Way(StrEnum):
    """Where mail goes."""

    OUTSIDE = "outside"
    INSIDE = "inside"


class Origin(StrEnum):
    """What kind of injector handed mail in. The word before the colon in an injector's name."""

    USER = "uid"
    """A program on this host, by the user id that it ran as."""
    ACCOUNT = "account"
    """A client that logged in."""
    NETWORK = "network"
    """A client that did not, by its network."""
    LOOPBACK = "localhost"
    """Programs on this host that speak SMTP: no user id is logged for them."""
    FORWARD = "forward"
    BOUNCE = "bounce"
    UNKNOWN = "unknown"
    REST = "*"


NAMED: Final = (Origin.USER, Origin.ACCOUNT, Origin.NETWORK, Origin.LOOPBACK)
"""Kinds of injectors that can be new."""


@dataclass(frozen=True, slots=True, order=True)
class Series:
    """What is counted by the hour."""

    host: str
    injector: str
    """``uid:48``, ``account:info@example.jp``, ``network:192.0.2.0/24``, ``localhost`` ..."""
    way: Way

    @property
    def origin(self) -> Origin:
        """The kind of injector."""
        return origin_of(self.injector)

    @property
    def rest(self) -> Series:
        """The series that this one counts in when it has none of its own."""
        return Series(self.host, REST, self.way)

    def __str__(self) -> str:
        """As it is named to a person."""
        return f"{self.host} {self.injector} {self.way}"


def origin_of(injector: str) -> Origin:
    """The kind of an injector, by its name."""
    return Origin(injector.partition(":")[0])


def injector(
    origin: str | None,
    uid: int | None,
    login: str | None,
    sasl: str | None,
    address: str | None,
    *,
    forwarded: bool = False,
) -> str:
    """The name of who handed a message in, by the columns of the facts."""
    if sasl:
        return _named(Origin.ACCOUNT, sasl.lower())
    if origin == "local" and (uid is not None or login):
        return _named(Origin.USER, str(uid) if uid is not None else str(login))
    if origin == "bounce":
        return Origin.BOUNCE.value
    if origin == "forward" or forwarded:
        return Origin.FORWARD.value
    if origin == "network" and address:
        network = network_of(address)
        return network if network == Origin.LOOPBACK else _named(Origin.NETWORK, network)
    return Origin.UNKNOWN.value


def network_of(address: str) -> str:
    """The /24 or /48 that an address lies in, ``localhost`` for the host itself; what is no address as it is."""
    if is_here(address):
        return Origin.LOOPBACK.value
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if found.version == 6 and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    length = NETWORK_V4 if found.version == 4 else NETWORK_V6
    return str(ip_network((found, length), strict=False))


def _named(kind: Origin, name: str) -> str:
    return f"{kind.value}:{name[:_LONGEST]}"


def wanted(totals: Mapping[Series, int], most: int) -> list[Series]:
    """Which series get a profile of their own: those with the most mail, by their recipients."""
    ordered = sorted(totals.items(), key=lambda one: (-one[1], one[0]))
    return [series for series, _ in ordered[:most]]

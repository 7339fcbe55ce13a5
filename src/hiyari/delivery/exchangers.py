"""Who takes the mail of a domain, as a look-up without I/O; and the lane that its mail is sent in.

What could not be found out is never taken for *no mail here*: a delivery waits for the one and is refused for the
other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

from hiyari.carriers.knowledge import Knowledge
from hiyari.carriers.provider import OTHER
from hiyari.dns.answer import Absent, Answer, Question
from hiyari.dns.drive import Lookup
from hiyari.dns.records import Address, Mx, RdType
from hiyari.model.cause import Cause
from hiyari.model.inventory import IPAddress
from hiyari.model.text import Text, text

MOST_EXCHANGERS: Final = 10
"""MX records whose addresses are looked up; RFC 5321 section 5.1 asks for two at least."""
_MOST_ADDRESSES: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchanger:
    """One host that takes the mail."""

    name: str
    preference: int
    addresses: tuple[IPAddress, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchangers:
    """The hosts, the preferred first."""

    domain: str
    hosts: tuple[Exchanger, ...]
    ttl: int
    """Seconds that this may be believed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoMail:
    """The domain takes no mail, for certain."""

    domain: str
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class NotKnown:
    """An answer was lost; nothing is said about the domain."""

    domain: str
    cause: Cause


Destination: TypeAlias = Exchangers | NoMail | NotKnown


def find_names(domain: str) -> Lookup[tuple[str, ...] | NoMail | NotKnown]:
    """The names of a domain's exchangers by preference, the domain's own where it has no MX (RFC 5321 section 5.1)."""
    answer = yield Question(domain, RdType.MX)
    found = _names(domain, answer)
    return found if isinstance(found, NoMail | NotKnown) else tuple(one.exchange for one in found)


def find_exchangers(domain: str) -> Lookup[Destination]:
    """The exchangers with their addresses."""
    answer = yield Question(domain, RdType.MX)
    found = _names(domain, answer)
    if isinstance(found, NoMail | NotKnown):
        return found
    hosts, lost, ttl = [], None, _ttl(answer)
    for record in found[:MOST_EXCHANGERS]:
        addresses: list[IPAddress] = []
        for rdtype in (RdType.A, RdType.AAAA):
            reply = yield Question(record.exchange, rdtype)
            lost = reply.lost or lost
            addresses += [one.address for one in reply.records if isinstance(one, Address)]
            ttl = min(ttl, _ttl(reply))
        if addresses:
            chosen = tuple(addresses[:_MOST_ADDRESSES])
            hosts.append(Exchanger(name=record.exchange, preference=record.preference, addresses=chosen))
    if hosts:
        return Exchangers(domain=domain, hosts=tuple(hosts), ttl=ttl)
    if lost is not None:
        return NotKnown(domain=domain, cause=lost)
    return NoMail(domain=domain, why=text("no exchanger of {domain} has an address", domain=domain))


def _names(domain: str, answer: Answer) -> tuple[Mx, ...] | NoMail | NotKnown:
    if answer.lost is not None:
        return NotKnown(domain=domain, cause=answer.lost)
    if isinstance(answer.outcome, Absent):
        return NoMail(domain=domain, why=text("{domain} does not exist", domain=domain))
    records = sorted(one for one in answer.records if isinstance(one, Mx))
    if records and all(not one.exchange for one in records):
        return NoMail(domain=domain, why=text("{domain} says that it takes no mail (null MX)", domain=domain))
    return tuple(one for one in records if one.exchange) or (Mx(0, domain),)


def _ttl(answer: Answer) -> int:
    ttl: int | None = getattr(answer.outcome, "ttl", None)
    return 300 if ttl is None else ttl


def lane_of(domain: str, names: tuple[str, ...], known: Knowledge) -> str:
    """The lane: a provider's id, or ``other:`` with the group that the exchangers belong to.

    Args:
        domain: The recipient's domain.
        names: Of its exchangers, the preferred first; empty where they are not known.
        known: The providers.
    """
    for name in names:
        provider = known.by_exchanger(name)
        if provider is not None:
            return provider.id
    hinted = known.by_domain(domain)
    if hinted is not None:
        return hinted.id
    return f"{OTHER}:{_group(names[0]) if names else domain}"


def _group(name: str) -> str:
    """Exchangers that differ in their first label only belong together: ``mx1.example.jp`` and ``mx2.example.jp``."""
    labels = name.split(".")
    return ".".join(labels[1:]) if len(labels) > 2 else name

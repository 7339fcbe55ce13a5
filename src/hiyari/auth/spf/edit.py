"""Edits of one record's text: terms go in and out, everything else stays as its author wrote it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from enum import IntEnum
from ipaddress import IPv4Network, IPv6Network, collapse_addresses
from typing import Final

from hiyari.auth.spf.parse import parse
from hiyari.auth.spf.record import All, Hosts, Network, Qualifier, Record
from hiyari.auth.spf.result import IPAddress

LONGEST_STRING: Final = 255
"""Octets of one character-string (RFC 1035 section 3.3)."""
_BITS: Final = {4: 32, 6: 128}


class Spot(IntEnum):
    """Where new terms go; the first that proves right is taken."""

    BESIDE = 0
    """Behind the last network that passes: where a person would look for them."""
    BEFORE_ALL = 1
    FRONT = 2
    """Before everything else, where neither an earlier refusal nor a limit can come first."""


def network_terms(addresses: Iterable[IPAddress]) -> list[str]:
    """The fewest ``ip4`` and ``ip6`` terms for exactly these addresses: neighbours become one network, no stranger."""
    v4 = sorted({IPv4Network(address) for address in addresses if address.version == 4})
    v6 = sorted({IPv6Network(address) for address in addresses if address.version == 6})
    return [*map(_term, collapse_addresses(v4)), *map(_term, collapse_addresses(v6))]


def _term(network: IPv4Network | IPv6Network) -> str:
    alone = network.prefixlen == network.max_prefixlen
    return f"ip{network.version}:{network.network_address if alone else network}"


def with_addresses(record: Record, addresses: Iterable[IPAddress], spot: Spot) -> str:
    """The record's text with the addresses let through."""
    words = record.source.split()
    at = _position(record, words, spot)
    return " ".join([*words[:at], *network_terms(addresses), *words[at:]])


def _position(record: Record, words: list[str], spot: Spot) -> int:
    reachable = record.directives[: len(record.directives) - len(record.after_all)]
    if spot is Spot.FRONT or not reachable:
        return 1
    where = list(_indices(words, [term.source for term in reachable]))
    if spot is Spot.BESIDE:
        for term, index in reversed(list(zip(reachable, where, strict=True))):
            if isinstance(term, Network) and term.qualifier is Qualifier.PASS:
                return index + 1
    last, index = reachable[-1], where[-1]
    return index if isinstance(last, All) else index + 1


def _indices(words: list[str], terms: list[str]) -> Iterator[int]:
    """Where each term stands among the words; modifiers may stand between them."""
    at = 0
    for term in terms:
        at = words.index(term, at + 1)
        yield at


def without(record: Record, addresses: Collection[IPAddress], hosts: Collection[str]) -> str | None:
    """The record's text without the terms that let exactly these addresses or host names through.

    Terms that cover more (a network, ``mx``) stay. None when nothing would go.
    """
    numbers = {(address.version, int(address)) for address in addresses}
    goes = {
        term.source
        for term in record.directives
        if (isinstance(term, Network) and _is_alone(term) and (term.version, term.base) in numbers)
        or (isinstance(term, Hosts) and _names_host(term, hosts))
    }
    words = record.source.split()
    kept = [word for word in words if word not in goes]
    return " ".join(kept) if len(kept) < len(words) else None


def _is_alone(term: Network) -> bool:
    return term.qualifier is Qualifier.PASS and term.bits == _BITS[term.version]


def _names_host(term: Hosts, hosts: Collection[str]) -> bool:
    if term.mx or term.qualifier is not Qualifier.PASS or term.domain is None or not term.domain.constant:
        return False
    return term.domain.expand({}).lower().removesuffix(".") in hosts


def new_record(addresses: Iterable[IPAddress]) -> str:
    """A first record for a domain that has none.

    It ends in ``~all``, because senders that nobody declared would be refused under ``-all``; it is tightened when a
    month of reports or logs has shown none.
    """
    return " ".join(["v=spf1", *network_terms(addresses), "~all"])


def split_strings(source: str) -> tuple[bytes, ...]:
    """The text as character-strings, cut behind the space before a term, so that each can be read by a person.

    Raises:
        ValueError: The text is no SPF record any more, which would be a defect of the edit.
    """
    octets = source.encode("ascii")
    if not isinstance(parse(octets), Record):
        raise ValueError(source)  # noqa: TRY004 - a text of the wrong form, not a value of the wrong type
    strings: list[bytes] = []
    while len(octets) > LONGEST_STRING:
        cut = octets.rfind(b" ", 0, LONGEST_STRING) + 1 or LONGEST_STRING
        strings.append(octets[:cut])
        octets = octets[cut:]
    return (*strings, octets)

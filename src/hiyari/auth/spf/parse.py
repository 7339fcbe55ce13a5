"""From the text of a TXT record to a `Record`, or to the `Flaw` that makes receivers answer permerror.

The whole record is read before anything is evaluated, because a syntax error anywhere in it spoils all of it
(RFC 7208 section 4.6).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from itertools import groupby
from typing import Final

from hiyari.auth.spf.macro import MacroError, MacroString, parse_domain_spec, parse_macros
from hiyari.auth.spf.record import (
    All,
    Directive,
    Exists,
    Flaw,
    Hosts,
    Include,
    Network,
    Networks,
    Ptr,
    Qualifier,
    Record,
    Stretch,
)
from hiyari.model.text import Remote, Text, text

_VERSION: Final = re.compile(rb"v=spf1(?: |$)", re.IGNORECASE)
_MODIFIER: Final = re.compile(r"([a-z][a-z0-9_.-]*)=(.*)", re.IGNORECASE)
_MECHANISM: Final = re.compile(r"([-+~?]?)([a-z0-9_.-]+)(?:([:/])(.*))?", re.IGNORECASE)
_CIDR: Final = re.compile(r"(.*?)(?:/(0|[1-9][0-9]?))?(?://(0|[1-9][0-9]{0,2}))?")
_LENGTH: Final = re.compile(r"0|[1-9][0-9]{0,2}")
_PRINTABLE: Final = re.compile(r"[\x20-\x7e]*")
_BITS: Final = {4: 32, 6: 128}


class _FlawError(Exception):
    def __init__(self, detail: Text) -> None:
        super().__init__(detail.message)
        self.detail = detail


def is_spf(octets: bytes) -> bool:
    """Whether a TXT record claims to be SPF (section 4.5): the version, then a space or the end."""
    return _VERSION.match(octets) is not None


@lru_cache(maxsize=8192)
def parse_strings(strings: tuple[bytes, ...]) -> Record | Flaw | None:
    """Parse the character-strings of one TXT record.

    Remembered by the strings themselves: one record answers for many senders, and octets keep their hash, while joined
    ones would have to be joined and hashed again for each.

    Returns:
        The record, or the first flaw; None when the TXT record is not SPF.
    """
    octets = b"".join(strings)
    return parse(octets) if is_spf(octets) else None


def parse(octets: bytes) -> Record | Flaw:
    """Parse the joined strings of one TXT record that `is_spf` accepts.

    Returns:
        The record, or the first flaw.
    """
    source = octets.decode("latin-1")
    if not _PRINTABLE.fullmatch(source):
        return Flaw(term="", detail=text("the record contains characters outside printable ASCII"))
    directives: list[Directive] = []
    modifiers: dict[str, MacroString] = {}
    unknown: list[str] = []
    for term in source[6:].split(" "):
        if not term:
            continue
        try:
            named = _MODIFIER.fullmatch(term)
            if named is None:
                directives.append(_directive(term))
            elif named[1].lower() in {"redirect", "exp"}:
                _add_modifier(modifiers, named[1].lower(), named[2])
            else:
                parse_macros(named[2])
                unknown.append(term)
        except (_FlawError, MacroError) as flaw:
            return Flaw(term=term, detail=flaw.detail)
    return Record(
        source=source,
        directives=tuple(directives),
        stretches=tuple(_stretches(directives)),
        redirect=modifiers.get("redirect"),
        explanation=modifiers.get("exp"),
        modifiers=tuple(unknown),
    )


def _add_modifier(modifiers: dict[str, MacroString], name: str, value: str) -> None:
    if name in modifiers:
        raise _FlawError(text("{name}= stands there twice", name=name))
    modifiers[name] = parse_domain_spec(value)


def _directive(term: str) -> Directive:
    found = _MECHANISM.fullmatch(term)
    if found is None:
        raise _FlawError(text("this is no term that SPF knows"))
    qualifier = Qualifier(found[1] or "+")
    name, mark, rest = found[2].lower(), found[3] or "", found[4] or ""
    match name:
        case "all":
            if mark:
                raise _FlawError(text("all takes nothing behind it"))
            return All(qualifier=qualifier, source=term)
        case "include" | "exists":
            if mark != ":":
                raise _FlawError(text("{name} needs a domain: {name}:DOMAIN", name=name))
            kind = Include if name == "include" else Exists
            return kind(qualifier=qualifier, source=term, domain=parse_domain_spec(rest))
        case "a" | "mx":
            return _hosts(qualifier, term, mark, rest, mx=name == "mx")
        case "ptr":
            if mark == "/":
                raise _FlawError(text("ptr takes no prefix length"))
            return Ptr(qualifier=qualifier, source=term, domain=parse_domain_spec(rest) if mark else None)
        case "ip4" | "ip6":
            if mark != ":":
                raise _FlawError(text("{name} needs an address: {name}:ADDRESS", name=name))
            return _network(qualifier, term, rest, version=int(name[2]))
        case _:
            raise _FlawError(text("{name} is no mechanism that SPF knows", name=Remote(found[2])))


def _hosts(qualifier: Qualifier, term: str, mark: str, rest: str, *, mx: bool) -> Hosts:
    found = _CIDR.fullmatch(rest if mark == ":" else mark + rest)
    if found is None:  # pragma: no cover - the first group takes anything
        raise _FlawError(text("the prefix length cannot be read"))
    spec, v4, v6 = found[1], int(found[2] or 32), int(found[3] or 128)
    if mark != ":" and spec:
        raise _FlawError(text("the prefix length {length} cannot be read", length=Remote(spec)))
    if v4 > _BITS[4] or v6 > _BITS[6]:
        raise _FlawError(text("a prefix length is at most 32 for IPv4 and 128 for IPv6"))
    domain = parse_domain_spec(spec) if mark == ":" else None
    return Hosts(qualifier=qualifier, source=term, mx=mx, domain=domain, v4=v4, v6=v6)


def _network(qualifier: Qualifier, term: str, rest: str, *, version: int) -> Network:
    address, slash, length = rest.partition("/")
    width = _BITS[version]
    if slash and (not _LENGTH.fullmatch(length) or int(length) > width):
        raise _FlawError(
            text("the prefix length {length} is not between 0 and {most}", length=Remote(length), most=width)
        )
    bits = int(length) if slash else width
    try:
        # "%" would be a scope, which IPv6Address takes and SPF does not.
        base = int(IPv4Address(address)) if version == 4 else int(IPv6Address(address.replace("%", "?")))
    except AddressValueError:
        family = "IPv4" if version == 4 else "IPv6"
        raise _FlawError(text("{address} is no {family} address", address=Remote(address), family=family)) from None
    return Network(qualifier=qualifier, source=term, version=version, base=base & mask(bits, version), bits=bits)


def mask(bits: int, version: int) -> int:
    """The network mask of a prefix length as an integer."""
    width = _BITS[version]
    return ((1 << bits) - 1) << (width - bits)


def _stretches(directives: Iterable[Directive]) -> Iterator[Stretch]:
    for is_network, run in groupby(directives, lambda term: isinstance(term, Network)):
        if is_network:
            yield _networks(tuple(term for term in run if isinstance(term, Network)))
            continue
        for term in run:
            if not isinstance(term, Network):
                yield term
            if isinstance(term, All):
                return


def _networks(terms: tuple[Network, ...]) -> Networks:
    rows = [(mask(term.bits, term.version), term.base, term) for term in terms]
    return Networks(
        terms=terms,
        v4=tuple(row for row in rows if row[2].version == 4),
        v6=tuple(row for row in rows if row[2].version == 6),
        source=" ".join(term.source for term in terms),
    )

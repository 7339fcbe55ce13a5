"""Writes a first inventory from what can be seen; every guess says where it comes from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from hiyari.auth.spf.result import IPAddress
from hiyari.model.written import write_duration


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenHost:
    """A host that sends or takes mail, with where each part is known from."""

    name: str
    role: str
    egress: tuple[IPAddress, ...]
    source: str
    """In English, as a comment of the file: ``MX of example.jp``."""
    helo: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was found out, on this machine and in DNS."""

    domains: tuple[tuple[str, str], ...]
    """Each domain with where it is known from."""
    hosts: tuple[SeenHost, ...]
    loose: tuple[str, ...] = ()
    """Addresses and networks that SPF lets send and that no host has."""
    lost: tuple[str, ...] = ()
    """Questions that got no answer."""
    queue_lifetime: int | None = None
    """Seconds, from Postfix."""


def first_inventory(seen: Seen) -> str:
    """The text of a ``hiyari.toml`` that `parse_inventory` takes."""
    return "\n".join(_lines(seen)) + "\n"


def _lines(seen: Seen) -> Iterator[str]:
    yield "# The mail system, as hiyari init could see it. Look at every line, and add what is missing:"
    yield "# NAT pools, IPv6, bulk senders, web servers. Then: hiyari config check"
    for name, source in seen.domains:
        yield from ("", "[[domain]]", f"name = {_quoted(name)}  # {_comment(source)}")
    for host in _merged(seen.hosts):
        yield from ("", "[[host]]", f"name = {_quoted(host.name)}  # {_comment(host.source)}")
        yield f"role = {_quoted(host.role)}"
        yield f"egress = [{', '.join(_quoted(str(address)) for address in host.egress)}]"
        if host.helo and host.helo != host.name:
            yield f"helo = {_quoted(host.helo)}"
    if seen.loose:
        yield from ("", "# SPF lets these send too, and no host above has them. Whose are they?")
        yield from (f"#   {_comment(one)}" for one in seen.loose)
    if seen.queue_lifetime is not None:
        yield from ("", "[queue]", f"lifetime = {_quoted(write_duration(seen.queue_lifetime))}")
    if seen.lost:
        yield from ("", "# These questions got no answer, so that something may be missing:")
        yield from (f"#   {_comment(one)}" for one in seen.lost)


def _merged(hosts: tuple[SeenHost, ...]) -> Iterator[SeenHost]:
    """Each name once, and each address with the first host that has it: an inventory allows no more."""
    taken: set[IPAddress] = set()
    for name in dict.fromkeys(host.name for host in hosts):
        same = [host for host in hosts if host.name == name]
        egress = tuple(dict.fromkeys(address for host in same for address in host.egress if address not in taken))
        taken.update(egress)
        yield SeenHost(
            name=name,
            role=same[0].role,
            egress=egress,
            source=", ".join(dict.fromkeys(host.source for host in same)),
            helo=next((host.helo for host in same if host.helo), None),
        )


def _quoted(value: str) -> str:
    """A TOML basic string; JSON's escapes are TOML's too."""
    return json.dumps(value, ensure_ascii=True)


def _comment(value: str) -> str:
    """Nothing from outside may end the line."""
    return "".join(character if character.isprintable() else "?" for character in value)[:200]

"""What several hosts have in their lists, added up where it is the same.

Of lists that are cut only so much is known as they show: a number is the least that it can be.
"""

from __future__ import annotations

from dataclasses import replace

from hiyari.maillog.summary.figures import Destination, Injector
from hiyari.maillog.summary.whole import Summary


def all_destinations(summary: Summary) -> tuple[list[Destination], int]:
    """Destinations over all hosts, and how many there are at least. The delays stay those of one host."""
    found: dict[tuple[str | None, str | None], Destination] = {}
    for one in (each for host in summary.hosts for each in host.destinations.shown):
        same = found.get((one.provider, one.domain))
        found[one.provider, one.domain] = one if same is None else _with(same, one)
    return list(found.values()), max([len(found), *(host.destinations.total for host in summary.hosts)])


def all_injectors(summary: Summary) -> tuple[list[Injector], int]:
    """Who put mail in on any host, and how many there are at least."""
    found: dict[tuple[str, str | None], Injector] = {}
    for one in (each for host in summary.hosts for each in host.injectors.shown):
        same = found.get((one.kind, one.name))
        found[one.kind, one.name] = one if same is None else _both(same, one)
    return list(found.values()), max([len(found), *(host.injectors.total for host in summary.hosts)])


def _with(one: Destination, other: Destination) -> Destination:
    return replace(
        one,
        attempts=one.attempts + other.attempts,
        accepted=one.accepted + other.accepted,
        deferred=one.deferred + other.deferred,
        refused=one.refused + other.refused,
        messages=one.messages + other.messages,
    )


def _both(one: Injector, other: Injector) -> Injector:
    return replace(
        one,
        messages=one.messages + other.messages,
        octets=_sum(one.octets, other.octets),
        recipients=_sum(one.recipients, other.recipients),
        deferred=_sum(one.deferred, other.deferred),
        refused=_sum(one.refused, other.refused),
        addresses=max(one.addresses, other.addresses),
    )


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None and other is None else (one or 0) + (other or 0)

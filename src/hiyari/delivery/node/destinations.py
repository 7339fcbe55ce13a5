"""Where the mail of each domain goes, remembered as long as DNS says; and the lanes of a campaign's domains."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Final, TypeAlias

from hiyari.carriers.knowledge import Knowledge
from hiyari.carriers.provider import OTHER
from hiyari.delivery.campaign import Route, RouteKind
from hiyari.delivery.exchangers import (
    Destination,
    Exchanger,
    Exchangers,
    NoMail,
    NotKnown,
    find_exchangers,
    find_names,
    lane_of,
)
from hiyari.dns.drive import Source, arun
from hiyari.model.cause import Cause

_MOST: Final = 50_000
_SHORTEST: Final = 30
"""Seconds that exchangers are remembered at least: a TTL of nothing is no reason to ask for each message."""
_LONGEST: Final = 3600
_AT_ONCE: Final = 200
HAND_OVER: Final = "smart host"
"""The group of what a smart host takes for destinations without a file of their own."""


class Direct:
    """To the recipients' own exchangers."""

    def __init__(self, source: Source, clock: Callable[[], float], port: int) -> None:
        """Ask this source; exchangers listen on this port."""
        self._source = source
        self._clock = clock
        self.port = port
        self._kept: OrderedDict[str, tuple[float, Destination]] = OrderedDict()

    async def find(self, domain: str) -> Destination:
        """The exchangers of a domain, or why there are none, or why that is not known."""
        kept = self._kept.get(domain)
        if kept is not None and kept[0] > self._clock():
            return kept[1]
        found = await arun(find_exchangers(domain), self._source)
        if not isinstance(found, NotKnown):
            ttl = found.ttl if isinstance(found, Exchangers) else _SHORTEST
            self._kept[domain] = (self._clock() + min(max(ttl, _SHORTEST), _LONGEST), found)
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        return found


class SmartHost:
    """To the site's own relay, wherever the recipient is."""

    def __init__(self, route: Route) -> None:
        """Hand over as the route says."""
        assert route.smart_host is not None  # noqa: S101 - the file's reader has seen to it
        self.port = route.smart_host.port
        host = Exchanger(name="", preference=0, addresses=(route.smart_host.address,))
        self._found = Exchangers(domain="", hosts=(host,), ttl=_LONGEST)

    async def find(self, domain: str) -> Destination:  # noqa: ARG002 - one place for all
        """The smart host."""
        return self._found


Destinations: TypeAlias = Direct | SmartHost


class Lost:
    """Domains whose answers were not what mail needs."""

    def __init__(self) -> None:
        self.no_mail: dict[str, NoMail] = {}
        self.not_known: dict[str, Cause] = {}


async def find_lanes(
    domains: Iterable[str], route: Route, source: Source | None, known: Knowledge, lost: Lost
) -> dict[str, str]:
    """The lane of each domain; two hundred questions at once.

    Args:
        domains: In A-labels.
        route: A smart host hides the exchangers: there only the lists of domains count, and nobody is asked.
        source: Whom to ask; None only for a smart host.
        known: The providers.
        lost: Filled with the domains that take no mail, and with those of which nothing is known.
    """
    if route.kind is RouteKind.SMART_HOST or source is None:
        hints = {domain: known.by_domain(domain) for domain in domains}
        return {domain: hint.id if hint else f"{OTHER}:{HAND_OVER}" for domain, hint in hints.items()}
    places = asyncio.Semaphore(_AT_ONCE)
    lanes: dict[str, str] = {}

    async def one(domain: str) -> None:
        async with places:
            found = await arun(find_names(domain), source)
        if isinstance(found, NoMail):
            lost.no_mail[domain] = found
        elif isinstance(found, NotKnown):
            lost.not_known[domain] = found.cause
        lanes[domain] = lane_of(domain, found if isinstance(found, tuple) else (), known)

    waiting = list(domains)
    for begin in range(0, len(waiting), 10 * _AT_ONCE):
        async with asyncio.TaskGroup() as group:
            for domain in waiting[begin : begin + 10 * _AT_ONCE]:
                group.create_task(one(domain))
    return lanes

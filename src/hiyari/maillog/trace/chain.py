"""Follows a message from queue to queue: over our hosts, through content filters, from bounces and forwards to parents.

The only word that names the next queue id is the next host's reply, and that host may be a stranger's: he can write
``queued as`` and the queue id of anybody's message. So two queue ids belong together only when

* the delivery went to the host in whose log the next queue id stands (or through the machine itself),
* both have the same Message-ID; where one is not logged, the same reverse-path,
* and the times fit.

A bounce or a forwarded message has another Message-ID; the host's own log names its parent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from hiyari.maillog.store.asking import Asker
from hiyari.maillog.trace.ours import Ours, loopback, same_host
from hiyari.maillog.trace.rows import HOUR, MINUTE, Before, Message, before, by_queue_ids

DEPTH: Final = 12
"""Hops that are followed; mail that loops is refused by servers long before (RFC 5321 section 6.3)."""
_SKEW: Final = 5 * MINUTE
"""How far the clocks of two of our hosts may be apart."""


class How(StrEnum):
    """What leads from one message to the next."""

    HANDED_ON = "handed_on"
    FILTERED = "filtered"
    """By a content filter on the same host."""
    FORWARDED = "forwarded"
    BOUNCED = "bounced"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """From a message to the one that came of it."""

    source: Message
    target: Message
    how: How
    sure: bool
    """Whether Message-IDs, or the host's own log, prove it; else reverse-path and time only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The way of one message up to where it was found."""

    found: Message
    links: tuple[Link, ...] = ()
    """The first first."""
    complete: bool = True
    """False when it was longer than is followed."""

    @property
    def root(self) -> Message:
        """The message as it was handed in."""
        return self.links[0].source if self.links else self.found


def climb(facts: Asker, found: Sequence[Message], ours: Ours) -> list[Chain]:
    """The way of each message back to where it was handed in, as far as our logs go."""
    chains = [Chain(found=one) for one in found]
    for depth in range(DEPTH + 1):
        tops = [chain.root for chain in chains]
        links = _links(facts, tops, ours)
        if not links:
            break
        if depth == DEPTH:
            return [_unfinished(chain) if chain.root.key in links else chain for chain in chains]
        grown = [_grow(chain, links.get(chain.root.key)) for chain in chains]
        if grown == chains:
            break
        chains = grown
    return chains


def linked(one: Before, target: Message, ours: Ours) -> Link | None:
    """The link that a delivery makes to a message whose queue id its reply names; None where it is not believed."""
    source = one.message
    if source.key == target.key or one.queued_as != target.queue_id:
        return None
    if not target.first_at - _SKEW <= one.at <= target.first_at + HOUR + _SKEW:
        return None
    here = source.host == target.host
    if not (here and _through_itself(one)) and not _led_to(one, target, ours):
        return None
    both = source.message_id is not None and target.message_id is not None
    if both and source.message_id != target.message_id:
        return None
    if not both and (source.sender is None or source.sender != target.sender):
        return None
    how = How.FILTERED if here else How.HANDED_ON
    return Link(source=source, target=target, how=how, sure=both)


def _through_itself(one: Before) -> bool:
    return one.way == "filter" or loopback(one.relay_address, one.relay)


def _led_to(one: Before, target: Message, ours: Ours) -> bool:
    """Whether the delivery went to the target's host: by the relay's name, its address, or what the target saw."""
    if one.relay and ours.logged(one.relay) == target.host:
        return True
    owner = ours.owner(one.relay_address) if one.relay_address else None
    if owner is not None and ours.logged(owner) == target.host:
        return True
    # The relay has a name that our logs do not know (a service name); the next host knows who came.
    came = (target.client or "").lower()
    sender = ours.owner(target.address) if target.address else None
    known = sender is not None and ours.logged(sender) == one.message.host
    return known or (bool(came) and came != "unknown" and same_host(one.message.host, came))


def _links(facts: Asker, tops: Sequence[Message], ours: Ours) -> dict[int, Link]:
    """For each message the link that leads to it."""
    ids = [one.queue_id for one in tops]
    if not ids:
        return {}
    since, until = min(one.first_at for one in tops) - _SKEW, max(one.first_at for one in tops) + HOUR + _SKEW
    told: dict[str, list[Before]] = {}
    for one in before(facts, ids, since, until):
        told.setdefault(one.queued_as, []).append(one)
    parents = _parents(facts, tops)
    links: dict[int, Link] = {}
    for top in tops:
        candidates = (linked(one, top, ours) for one in told.get(top.queue_id, ()))
        best = _best(link for link in candidates if link is not None) or parents.get(top.key)
        if best is not None:
            links[top.key] = best
    return links


def _best(links: Iterable[Link]) -> Link | None:
    """The surest, and of equal ones the nearest in time."""
    return min(links, key=lambda one: (not one.sure, abs(one.target.first_at - one.source.last_at)), default=None)


def _parents(facts: Asker, tops: Sequence[Message]) -> dict[int, Link]:
    children = [one for one in tops if one.parent]
    lives = by_queue_ids(facts, [one.parent for one in children if one.parent]) if children else []
    links: dict[int, Link] = {}
    for child in children:
        for life in lives:
            fits = life.first_at <= child.first_at <= max(life.last_at, life.first_at) + _SKEW
            if life.host == child.host and life.queue_id == child.parent and life.key != child.key and fits:
                how = How.BOUNCED if child.origin == "bounce" else How.FORWARDED
                links[child.key] = Link(source=life, target=child, how=how, sure=True)
    return links


def _grow(chain: Chain, link: Link | None) -> Chain:
    """The chain with one more link in front, unless that would make it a circle."""
    visited = {chain.found.key, *(one.source.key for one in chain.links)}
    if link is None or link.source.key in visited:
        return chain
    return Chain(found=chain.found, links=(link, *chain.links))


def _unfinished(chain: Chain) -> Chain:
    return Chain(found=chain.found, links=chain.links, complete=False)

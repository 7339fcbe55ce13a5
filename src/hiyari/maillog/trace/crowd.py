"""Whose mail it mostly was, where a notice only tells a time: everybody's share of all that left then. Pure.

The counts are of all messages of that time, as the log of each host tells them. What came from another host of ours, or
from a content filter, hides who handed it in first: of such messages a sample is followed back, and the count is
divided as the sample is. A message that is counted on two hosts counts once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from hiyari.maillog.trace.chain import Chain
from hiyari.maillog.trace.injector import Injector, Kind, injector_of
from hiyari.maillog.trace.rows import Group


def ranked(chains: Sequence[Chain], groups: Sequence[Group]) -> list[tuple[Injector, int]]:
    """Everybody who handed something in, with the number of messages, the most first.

    Args:
        chains: The ways of messages that were followed: all of them, or a sample.
        groups: All messages of the time, where the chains are a sample; empty where they are all.
    """
    if not groups:
        injectors = [injector_of(chain.root) for chain in chains]
        first = {one.same: one for one in reversed(injectors)}
        return [(first[same], count) for same, count in Counter(one.same for one in injectors).most_common()]
    known, counts = _divided(chains, groups)
    order = sorted(counts, key=lambda same: (-counts[same], same))
    return [(known[same], max(round(counts[same]), 1)) for same in order]


def _divided(
    chains: Sequence[Chain], groups: Sequence[Group]
) -> tuple[dict[tuple[str, ...], Injector], dict[tuple[str, ...], float]]:
    followed: defaultdict[tuple[str, ...], list[Injector]] = defaultdict(list)
    for chain in chains:
        followed[injector_of(chain.found).same].append(injector_of(chain.root))
    known: dict[tuple[str, ...], Injector] = {}
    seen: defaultdict[tuple[str, ...], defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for group in groups:
        told = injector_of(group)
        roots = followed.get(told.same) or [told]
        for root in roots:
            known.setdefault(root.same, root)
            seen[root.same][group.host] += group.messages / len(roots)
    # The web server's log counts its messages, and the log of the relay behind it counts them again, by a sample.
    return known, {same: hosts.get(known[same].host) or sum(hosts.values()) for same, hosts in seen.items()}


def originals(chains: Iterable[Chain]) -> tuple[Chain, ...]:
    """Of messages with the same Message-ID, those that were handed in: every beginning once.

    What a client from outside hands in later with the Message-ID of a message of ours is that message come back: from a
    mailing list, or forwarded. Users, accounts and programs of ours stay, however often they use one Message-ID.
    """
    beginnings: dict[int, Chain] = {}
    for chain in chains:
        beginnings.setdefault(chain.root.key, chain)
    earliest: dict[str | None, Chain] = {}
    for chain in sorted(beginnings.values(), key=lambda one: one.root.first_at):
        earliest.setdefault(chain.found.message_id, chain)
    return tuple(
        chain
        for chain in beginnings.values()
        if chain is earliest[chain.found.message_id] or injector_of(chain.root).kind not in {Kind.CLIENT, Kind.UNKNOWN}
    )

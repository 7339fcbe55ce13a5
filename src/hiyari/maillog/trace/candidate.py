"""Who comes into question: everybody who handed in what was found, how much, and some of the messages. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hiyari.maillog.trace.chain import Chain
from hiyari.maillog.trace.crowd import ranked
from hiyari.maillog.trace.injector import Injector, injector_of
from hiyari.maillog.trace.rows import Group, Message

_EXAMPLES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody who handed in messages that the notice may be about."""

    injector: Injector
    messages: int
    examples: tuple[Message, ...]
    """The first of those that were followed, as they were handed in."""


def candidates(chains: Sequence[Chain], groups: Sequence[Group]) -> tuple[Candidate, ...]:
    """Everybody, with the most messages first.

    Args:
        chains: The ways of messages that were followed: all of them, or a sample.
        groups: All messages of the time, where the chains are a sample.
    """
    # Two hops of the same message are one.
    roots = sorted({chain.root.key: chain.root for chain in chains}.values(), key=lambda root: root.first_at)
    mine: dict[tuple[str, ...], list[Message]] = {}
    for root in roots:
        mine.setdefault(injector_of(root).same, []).append(root)
    counted = ranked(chains, groups)
    # Without groups the roots are all there is.
    counts = [(one, count if groups else len(mine.get(one.same, ()))) for one, count in counted]
    return tuple(
        Candidate(injector=one, messages=count, examples=tuple(mine.get(one.same, ())[:_EXAMPLES]))
        for one, count in sorted(counts, key=lambda pair: -pair[1])
    )

"""Who comes into question: everybody who handed in one of the messages that were found, with some of them. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hiyari.maillog.trace.chain import Chain
from hiyari.maillog.trace.injector import Injector, injector_of
from hiyari.maillog.trace.rows import Message

_EXAMPLES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody who handed in messages that the notice may be about."""

    injector: Injector
    messages: int
    examples: tuple[Message, ...]
    """The first of them, as they were found."""


def ranked(chains: Sequence[Chain]) -> list[Candidate]:
    """Everybody, with the most messages first."""
    # Two hops of the same message are one.
    chains = list({chain.root.key: chain for chain in reversed(chains)}.values())[::-1]
    injectors = [injector_of(chain.root) for chain in chains]
    first = {one.same: one for one in reversed(injectors)}
    return [
        Candidate(
            injector=first[same],
            messages=count,
            examples=_examples([chain for chain, one in zip(chains, injectors, strict=True) if one.same == same]),
        )
        for same, count in Counter(one.same for one in injectors).most_common()
    ]


def _examples(chains: Sequence[Chain]) -> tuple[Message, ...]:
    """The first messages as they were handed in; hops of the same message are one."""
    roots = {chain.root.key: chain.root for chain in chains}
    return tuple(roots.values())[:_EXAMPLES]

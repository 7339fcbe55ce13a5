"""The second accident, played on loopback: as a list server and its administrator do it, and as hiyari does it."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hiyari.delivery.ledger import book
from hiyari.delivery.ledger.states import State
from hiyari.dns.cache import Cache
from hiyari.dns.live import Live
from hiyari.lab.campaign_world import EGRESS, SENDER, World, recipients, write_campaign
from hiyari.lab.sending import send
from hiyari.model.clock import Clock
from hiyari.smtp.events import Envelope, Manner, Replied
from hiyari.smtp.reply import Phase
from hiyari.smtp.session import deliver
from hiyari.store.engine import open_store
from hiyari.store.place import site_key

_AT_ONCE: Final = 20
_PATIENCE: Final = 5.0
"""Seconds that the naive sender waits for a reply; RFC 5321 asks for ten minutes after the dot."""
_SLOWLY: Final = 0.1
"""Seconds between two messages when the refused ones are sent again one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What became of everybody."""

    copies: Counter[str]
    """How often each recipient has the message."""
    everybody: tuple[str, ...]

    def having(self, count: int) -> int:
        """How many recipients have it so often; two stands for two and more."""
        return sum(1 for one in self.everybody if min(self.copies[one], 2) == count)


@dataclass(frozen=True, slots=True, kw_only=True)
class Naive(Played):
    """The way of the accident."""

    refused: int
    """Failures of the first round, which were sent again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Careful(Played):
    """hiyari's way."""

    states: Counter[State]
    alarms: tuple[tuple[str, int, int], ...]
    """Lane, recipients called unknown, answers."""
    doubted: str | None
    """Some recipient who is doubted, for a closer look."""


async def play_naive(stage: World) -> Naive:
    """Send to all at once; send again, one by one with pauses, what failed."""
    everybody = recipients()
    failed = await _round(stage, everybody)
    for one in failed:
        await asyncio.sleep(_SLOWLY if one.endswith("docomo.ne.jp") else 0)
        await _naive(stage, one)
    return Naive(copies=stage.copies(), everybody=tuple(everybody), refused=len(failed))


async def _round(stage: World, everybody: list[str]) -> list[str]:
    places = asyncio.Semaphore(_AT_ONCE)

    async def one(recipient: str) -> str | None:
        async with places:
            return None if await _naive(stage, recipient) else recipient

    return [failed for failed in await asyncio.gather(*map(one, everybody)) if failed is not None]


async def _naive(stage: World, recipient: str) -> bool:
    """Whether the server said 250 at the end; everything else is taken for a failure."""
    content = f"From: {SENDER}\r\nTo: {recipient}\r\nSubject: Your result\r\n\r\nDear entrant, ...\r\n".encode()
    envelope = Envelope(reverse_path=SENDER, recipients=(recipient,), content=content)
    server = stage.carriers[recipient.rpartition("@")[2]].address
    events = await deliver(envelope, server, Manner(helo="relay1.example.jp"), EGRESS, longest=_PATIENCE)
    return any(isinstance(one, Replied) and one.reply.phase is Phase.FINAL_DOT and one.reply.positive for one in events)


async def play_careful(stage: World, folder: Path, clock: Clock) -> Careful:
    """Send the campaign with a ledger in this folder."""
    path = write_campaign(folder, stage)
    engine = open_store(f"sqlite:///{folder / 'ledger.db'}")
    source = Cache(Live([stage.dns], clock=clock), clock)
    campaign = await send(path, engine, source, site_key(folder), clock, longest=_PATIENCE)
    with engine.connect() as connection, connection.begin():
        states: Counter[State] = Counter()
        for (_, state), count in book.counts(connection, campaign.name).items():
            states[state] += count
        alarms = tuple((one["lane"], one["unknown"], one["results"]) for one in book.alarms(connection, campaign.name))
        doubted = book.in_state(connection, campaign.name, State.DOUBTED, 1)
    engine.dispose()
    return Careful(
        copies=stage.copies(),
        everybody=tuple(recipients()),
        states=states,
        alarms=alarms,
        doubted=doubted[0].address if doubted else None,
    )

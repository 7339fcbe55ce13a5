"""Watches the answers of every lane, and acts when *user unknown* is no longer to be believed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

import sqlalchemy as sa

from hiyari.delivery.doubt import Alarm, Watch
from hiyari.delivery.ledger import book
from hiyari.delivery.ledger.change import Delivery, Source
from hiyari.delivery.ledger.claim import Node
from hiyari.delivery.ledger.scribe import Scribe
from hiyari.delivery.ledger.states import Move, State
from hiyari.delivery.node.settle import doubt, is_answer
from hiyari.delivery.node.trial import Settled
from hiyari.delivery.pacing.lane import Lane
from hiyari.model.clock import Clock
from hiyari.smtp.reply import Phase

_CHUNK: Final = 500
_SECOND: Final = 1_000_000


@dataclass(slots=True, kw_only=True)
class Doubting:
    """The watches of one campaign's lanes."""

    campaign: str
    scribe: Scribe
    node: Node
    clock: Clock
    history: Mapping[str, tuple[int, int]]
    """By lane: answers of other campaigns, and how many of them were *user unknown*."""
    believes: bool = True
    """False for a smart host, whose answers are not the providers'."""
    _watches: dict[tuple[str, str], Watch] = field(default_factory=dict)

    def observe(self, lane: Lane, settled: Settled, now: float) -> Alarm | Delivery | None:
        """Take an answer; the lane closes at once when its answers are no longer believed.

        Returns:
            An alarm; or, while the lane is not believed, a delivery that is doubted at once.
        """
        if not self.believes or not is_answer(settled.outcome):
            return None
        delivery = settled.delivery
        unknown = settled.outcome.move is Move.REFUSED and settled.outcome.calls_unknown
        alarm = self._watch(lane).observe(
            delivery.recipient,
            now,
            unknown=unknown,
            known_good=delivery.known_good,
        )
        if alarm is not None:
            lane.doubt(now, f"{alarm.unknown} of {alarm.results} recipients were called unknown")
            return alarm
        # What comes from the same storm after its alarm, or while the lane is probed, is believed as little.
        return delivery if unknown and lane.doubted else None

    async def act(self, lane: Lane, doubted: Alarm | Delivery) -> None:
        """Write an alarm down, and mark what is doubted."""
        if isinstance(doubted, Delivery):
            await self._mark([doubted.recipient], self._source(lane))
            return
        await self._raise(lane, doubted)

    def _source(self, lane: Lane) -> Source:
        return Source(at_us=int(self.clock().timestamp() * _SECOND), node=self.node.name, egress=lane.egress)

    async def _raise(self, lane: Lane, alarm: Alarm) -> None:
        row = {
            "campaign": self.campaign,
            "lane": lane.name,
            "egress": lane.egress,
            "at_us": int(self.clock().timestamp() * _SECOND),
            "since_us": int(alarm.since * _SECOND),
            "results": alarm.results,
            "unknown": alarm.unknown,
            "known_good": alarm.known_good,
            "expected": alarm.expected,
        }
        await self.scribe.ask(lambda connection: book.add_alarm(connection, row))
        source = self._source(lane)
        recipients = iter(alarm.recipients)
        while keys := list(islice(recipients, _CHUNK)):
            await self._mark(keys, source)

    async def _mark(self, keys: list[str], source: Source) -> None:
        def read(connection: sa.Connection) -> tuple[list[Delivery], dict[str, str]]:
            return (
                book.of_recipients(connection, self.campaign, keys),
                book.last_phases(connection, self.campaign, keys),
            )

        found, phases = await self.scribe.ask(read)
        for one in found:
            if one.state is State.REFUSED:
                after = phases.get(one.recipient) != Phase.RCPT.value
                # One by one: a decision of a person in between concerns that recipient alone.
                await self.scribe.write([doubt(one, source, after_content=after)])

    def _watch(self, lane: Lane) -> Watch:
        place = (lane.name, lane.egress)
        if place not in self._watches:
            answered, unknown = self.history.get(lane.name, (0, 0))
            self._watches[place] = Watch(answered, unknown, lane.limits.unknown_budget.value)
        return self._watches[place]

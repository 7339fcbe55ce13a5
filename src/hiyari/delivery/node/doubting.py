"""Watches the answers of every lane, and acts when *user unknown* is no longer to be believed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

import sqlalchemy as sa

from hiyari.delivery.doubt import Alarm, Watch
from hiyari.delivery.ledger import book
from hiyari.delivery.ledger.answers import Answer
from hiyari.delivery.ledger.change import Delivery, Source
from hiyari.delivery.ledger.claim import Node
from hiyari.delivery.ledger.scribe import Scribe
from hiyari.delivery.ledger.states import State
from hiyari.delivery.node.progress import Progress
from hiyari.delivery.node.settle import doubt
from hiyari.delivery.node.trial import Settled
from hiyari.delivery.pacing.lane import Door, Lane
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
    earlier: Mapping[tuple[str, str], Sequence[Answer]] = field(default_factory=dict)
    """By lane and egress: the newest answers of this campaign's earlier runs, in order."""
    believes: bool = True
    """False for a smart host, whose answers are not the providers'."""
    progress: Progress | None = None
    """Told of what is doubted after it was counted as refused."""
    _watches: dict[tuple[str, str], Watch] = field(default_factory=dict)

    def observe(self, lane: Lane, settled: Settled, now: float) -> Alarm | str | None:
        """Take an answer; the lane closes at once when its answers are no longer believed.

        Returns:
            An alarm; or, while the lane is not believed, the key of a recipient who is doubted at once.
        """
        if not self.believes or not settled.outcome.speaks_of_the_address:
            return None
        delivery = settled.delivery
        answer = Answer(
            recipient=delivery.recipient,
            at_us=int(now * _SECOND),
            unknown=settled.outcome.calls_unknown,
            known_good=delivery.known_good,
        )
        return self._take(lane, answer, now)

    async def recall(self, lanes: Iterable[Lane], now: float) -> None:
        """Take the answers of this campaign's earlier runs, and act where they are not to be believed.

        So a storm in which the last run died is found, and what that run had no time to write is written now.
        """
        if not self.believes:
            return
        for lane in lanes:
            for answer in self.earlier.get((lane.name, lane.egress), ()):
                doubted = self._take(lane, answer, now)
                if doubted is not None:
                    await self.act(lane, doubted)

    async def end(self, lanes: Iterable[Lane], now: float) -> None:
        """Nothing more is sent: what is likelier a storm than not is doubted, although it is short."""
        for lane in lanes:
            watch = self._watches.get((lane.name, lane.egress))
            alarm = watch.end() if watch is not None else None
            if alarm is not None:
                self._close(lane, alarm, now)
                await self.act(lane, alarm)

    def _take(self, lane: Lane, answer: Answer, now: float) -> Alarm | str | None:
        if lane.doubted and lane.door is Door.CLOSED:
            # It was on its way when the alarm was raised: the same storm, and no second one.
            return answer.recipient if answer.unknown else None
        alarm = self._watch(lane).observe(
            answer.recipient, answer.at_us / _SECOND, unknown=answer.unknown, known_good=answer.known_good
        )
        if alarm is not None:
            self._close(lane, alarm, now)
            return alarm
        # What comes while the lane is probed is believed as little.
        return answer.recipient if answer.unknown and lane.doubted else None

    @staticmethod
    def _close(lane: Lane, alarm: Alarm, now: float) -> None:
        lane.doubt(now, f"{alarm.unknown} of {alarm.results} recipients were called unknown")

    async def act(self, lane: Lane, doubted: Alarm | str) -> None:
        """Write an alarm down, and mark what is doubted."""
        if isinstance(doubted, str):
            await self._mark([doubted], self._source(lane))
            return
        await self._raise(lane, doubted)

    def _source(self, lane: Lane) -> Source:
        return Source(at_us=int(self.clock().timestamp() * _SECOND), node=self.node.name, egress=lane.egress)

    async def _raise(self, lane: Lane, alarm: Alarm) -> None:
        source = self._source(lane)
        recipients = iter(alarm.recipients)
        while keys := list(islice(recipients, _CHUNK)):
            await self._mark(keys, source)
        # Last: a run that died before it is found by the next one, which takes up the answers since the last alarm.
        row = {
            "campaign": self.campaign,
            "lane": lane.name,
            "egress": lane.egress,
            "at_us": source.at_us,
            "since_us": int(alarm.since * _SECOND),
            "results": alarm.results,
            "unknown": alarm.unknown,
            "known_good": alarm.known_good,
            "expected": alarm.expected,
        }
        await self.scribe.ask(lambda connection: book.add_alarm(connection, row))

    async def _mark(self, keys: list[str], source: Source) -> None:
        def read(connection: sa.Connection) -> tuple[list[Delivery], dict[str, str]]:
            return (
                book.of_recipients(connection, self.campaign, keys),
                book.last_phases(connection, self.campaign, keys),
            )

        found, phases = await self.scribe.ask(read)
        refused = [one for one in found if one.state is State.REFUSED]
        # Each for itself, written together: a decision of a person in between concerns that recipient alone.
        written = await asyncio.gather(
            *(
                self.scribe.write([doubt(one, source, after_content=phases.get(one.recipient) != Phase.RCPT.value)])
                for one in refused
            )
        )
        for one, made in zip(refused, written, strict=True):
            if made and self.progress is not None:
                self.progress.doubt(one.lane)

    def _watch(self, lane: Lane) -> Watch:
        place = (lane.name, lane.egress)
        if place not in self._watches:
            answered, unknown = self.history.get(lane.name, (0, 0))
            self._watches[place] = Watch(answered, unknown, lane.limits.unknown_budget.value)
        return self._watches[place]

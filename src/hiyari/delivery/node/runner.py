"""Sends a campaign: takes turns between lanes, keeps the promise, settles what came of it, and believes with care.

Rules for this file:

* The end of a message's content leaves only after `Scribe.write` has said that its intent is durable.
* What a server said is written before its lane is told; a ledger that cannot be written ends the run.
* No path leads from an unknown outcome back to sending. What dies between intent and outcome is found *sending* by the
  next run, and becomes *uncertain*.
"""

from __future__ import annotations

import asyncio
import heapq
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from hiyari.delivery.campaign import Campaign
from hiyari.delivery.ledger import spent
from hiyari.delivery.ledger.change import Delivery, change
from hiyari.delivery.ledger.claim import Node, beat
from hiyari.delivery.ledger.mark import count_on, keep
from hiyari.delivery.ledger.scribe import Scribe
from hiyari.delivery.ledger.states import Move, State
from hiyari.delivery.node.doubting import Doubting
from hiyari.delivery.node.progress import Progress
from hiyari.delivery.node.stock import Page, Shelf, look, page_size
from hiyari.delivery.node.trial import Settled, Trial, Trials
from hiyari.delivery.pacing.lane import Lane
from hiyari.delivery.pacing.schedule import Schedule
from hiyari.model.clock import Clock
from hiyari.model.error import ActionError
from hiyari.model.text import text

_SECOND: Final = 1_000_000
_COUNT: Final = 0.5
"""Seconds between two times that what was sent is written down for the limits of a day: what a kill forgets of it."""
_BEAT: Final = 5.0
"""Seconds between two signs of life."""
_LOOK_AGAIN: Final = 60.0
"""Seconds after which a lane with nothing to do looks whether a person has queued something again."""
_CHUNK: Final = 500
_EVER: Final = 100 * 365 * 86400
"""Seconds: whenever something is due, it is before."""


@dataclass(slots=True, kw_only=True)
class Runner:
    """One campaign on one node."""

    campaign: Campaign
    scribe: Scribe
    node: Node
    trials: Trials
    lanes: tuple[Lane, ...]
    left: Mapping[str, int]
    """By lane name: what may still be sent."""
    doubting: Doubting
    clock: Clock
    mark: Path | None = None
    """The file beside the ledger by which an old copy of it is noticed."""
    progress: Progress = field(default_factory=Progress)
    _schedule: Schedule = field(init=False)
    _size: int = field(default=1, init=False)
    _unsettled: int = field(default=0, init=False)
    _stopping: bool = False
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _shelves: dict[str, Shelf] = field(default_factory=dict)
    _spent: Counter[tuple[str, str]] = field(default_factory=Counter)
    _due: list[tuple[int, str]] = field(default_factory=list)
    """A heap of when shelves have something due."""

    def stop(self) -> None:
        """Begin nothing more; what is on its way comes to its end."""
        self._stopping = True
        self._wake.set()

    @property
    def in_flight(self) -> int:
        """Messages on their way."""
        return self._unsettled

    async def run(self) -> None:
        """Send until nothing is left, the window has closed, or `stop`.

        Raises:
            ActionError: The ledger cannot be written, or somebody else has taken the campaign over.
        """
        self._schedule = Schedule(self.lanes, opening=self._opening)
        self._shelves = {lane.name: Shelf(lane.name) for lane in self.lanes}
        self._size = page_size(len(self._shelves))
        self.progress.left.update(self.left)
        try:
            await self.doubting.recall(self.lanes, self._now())
            async with asyncio.TaskGroup() as group:
                alive = group.create_task(self._live())
                try:
                    await self._dispatch(group)
                    while self._unsettled:
                        await self._sleep(1.0)
                finally:
                    alive.cancel()
        except BaseExceptionGroup as several:
            raise _first(several) from several
        finally:
            await self.trials.lines.close()
        await self._keep_count()
        if not self._stopping or self._finished():
            await self.doubting.end(self.lanes, self._now())
        if not self._stopping:
            await self._expire()

    async def _dispatch(self, group: asyncio.TaskGroup) -> None:
        for shelf in self._shelves.values():
            self._fill(group, shelf)
        while not self._stopping:
            now = self._now()
            lane = self._schedule.take(now)
            if lane is not None:
                shelf = self._shelves[lane.name]
                delivery = shelf.ready.popleft()
                self._spent[lane.name, lane.egress] += 1
                self._unsettled += 1
                group.create_task(self._send(group, Trial(lane, shelf, delivery, self._free)))
                if len(shelf.ready) < max(1, self._size // 4):
                    self._fill(group, shelf)
                continue
            if self._over(now) or self._finished():
                return
            self._fill_what_is_due(group, now)
            await self._sleep(self._patience(now))

    def _over(self, now: float) -> bool:
        return self.campaign.hours.over(_moment(now))

    def _finished(self) -> bool:
        return not self._unsettled and all(shelf.finished for shelf in self._shelves.values())

    def _patience(self, now: float) -> float:
        following = None if self._schedule.full else self._schedule.next_at()
        moments = [now + _LOOK_AGAIN, following or now + _LOOK_AGAIN]
        if self._due:
            moments.append(self._due[0][0] / _SECOND)
        return max(min(moments) - now, 0.001)

    def _fill_what_is_due(self, group: asyncio.TaskGroup, now: float) -> None:
        while self._due and self._due[0][0] <= now * _SECOND:
            due, name = heapq.heappop(self._due)
            shelf = self._shelves[name]
            # A full shelf is filled again when it has been emptied.
            if shelf.next_due_us == due and len(shelf.ready) < self._size:
                self._fill(group, shelf)

    def _fill(self, group: asyncio.TaskGroup, shelf: Shelf) -> None:
        if not shelf.filling and shelf.next_due_us is not None:
            shelf.filling = True
            group.create_task(self._load(shelf))

    async def _load(self, shelf: Shelf) -> None:
        now, shelf.deferred_us = self._now(), None
        page: Page = await self.scribe.ask(
            lambda connection: look(connection, self.campaign.name, shelf, int(now * _SECOND), self._size)
        )
        shelf.filling = False
        # What was deferred meanwhile may have been written after the look; what came due meanwhile is due once more.
        shelf.next_due_us = None
        self._set_due(shelf, _sooner(page.next_due_us, shelf.deferred_us))
        shelf.ready.extend(page.due)
        shelf.out.update(one.recipient for one in page.due)
        self._schedule.offer(shelf.name, len(page.due), now)
        self._wake.set()

    async def _send(self, group: asyncio.TaskGroup, trial: Trial) -> None:
        try:
            result = await self.trials.settle(trial)
            match result:
                case None:
                    await self._lost_hold(trial)
                case Settled():
                    self._note(trial, result.delivery)
                    doubted = self.doubting.observe(trial.lane, result, self._now())
                    if doubted is not None:
                        group.create_task(self.doubting.act(trial.lane, doubted))
                case _:
                    self._note(trial, result)
        finally:
            trial.release()
            trial.shelf.out.discard(trial.delivery.recipient)
            self._unsettled -= 1
            self._wake.set()

    def _free(self, lane: Lane) -> None:
        self._schedule.done(lane, self._now())
        self._wake.set()

    def _note(self, trial: Trial, settled: Delivery) -> None:
        self.progress.note(trial.lane.name, settled.state)
        if settled.due_us is not None:
            self._defer(trial.shelf, settled.due_us)

    def _defer(self, shelf: Shelf, due_us: int) -> None:
        shelf.deferred_us = _sooner(shelf.deferred_us, due_us)
        self._set_due(shelf, _sooner(shelf.next_due_us, due_us))

    def _set_due(self, shelf: Shelf, due_us: int | None) -> None:
        known, shelf.next_due_us = shelf.next_due_us, due_us
        # What is due already may have left the heap while the shelf was being filled, without any effect.
        if due_us is not None and (due_us != known or due_us <= self._now() * _SECOND):
            heapq.heappush(self._due, (due_us, shelf.name))

    async def _lost_hold(self, trial: Trial) -> None:
        """The row has moved under us: by a person's decision, or because another node has the campaign."""
        if not await self._still_ours():
            raise _taken_over()
        self._defer(trial.shelf, int(self._now() * _SECOND))

    async def _live(self) -> None:
        """Say that we are alive, keep count, and close what is idle."""
        while True:
            for _ in range(round(_BEAT / _COUNT)):
                await asyncio.sleep(_COUNT)
                await self._keep_count()
            if not await self._still_ours():
                raise _taken_over()
            number = await self.scribe.ask(lambda connection: count_on(connection, self.mark))
            await asyncio.to_thread(keep, self.mark, number)
            self.trials.lines.tidy()

    async def _still_ours(self) -> bool:
        now_us = int(self._now() * _SECOND)
        return await self.scribe.ask(lambda connection: beat(connection, self.campaign.name, self.node, now_us))

    async def _keep_count(self) -> None:
        counts, self._spent = dict(self._spent), Counter()
        day = int(self._now() // spent.SECONDS_OF_A_DAY)
        if counts:
            await self.scribe.ask(lambda connection: spent.add_spent(connection, day, counts))

    async def _expire(self) -> None:
        """The window has closed: what is left is expired, each by an event of its own."""
        for shelf in self._shelves.values():
            shelf.out.clear()
            while self._over(self._now()):
                page = await self._rest(shelf)
                if not page.due:
                    break
                source = self.trials.source(None, "")
                await self.trials.written(*(change(one, Move.EXPIRED, source) for one in page.due))
                for one in page.due:
                    self.progress.note(one.lane, State.EXPIRED)

    async def _rest(self, shelf: Shelf) -> Page:
        """Deliveries of a lane that may still be sent, whenever they are due."""
        ever_us = int(self._now() * _SECOND) + _EVER * _SECOND
        return await self.scribe.ask(lambda connection: look(connection, self.campaign.name, shelf, ever_us, _CHUNK))

    def _opening(self, lane: Lane, now: float) -> float | None:
        limits = lane.limits
        moment = _moment(now)
        opening = self.campaign.hours.opening(moment, limits.avoid_before.value, limits.avoid_after.value)
        return None if opening is None else now if opening == moment else opening.timestamp()

    def _now(self) -> float:
        return self.clock().timestamp()

    async def _sleep(self, seconds: float) -> None:
        self._wake.clear()
        timer = asyncio.get_running_loop().call_later(seconds, self._wake.set)
        try:
            await self._wake.wait()
        finally:
            timer.cancel()


def _moment(now: float) -> datetime:
    return datetime.fromtimestamp(now, UTC)


def _sooner(one: int | None, other: int | None) -> int | None:
    """The earlier of two moments, where both are known."""
    return min((moment for moment in (one, other) if moment is not None), default=None)


def _taken_over() -> ActionError:
    return ActionError(
        text("Another process has taken this campaign over, and this one has stopped. Look with: hiyari ledger status")
    )


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The exception to show of several that have one cause."""
    one: BaseException = group
    while isinstance(one, BaseExceptionGroup):
        one = one.exceptions[0]
    return one

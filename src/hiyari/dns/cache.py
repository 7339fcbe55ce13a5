"""Remembers answers as long as they say, and asks once where many want to know."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Final

from hiyari.dns.answer import Answer, Question
from hiyari.dns.drive import Source
from hiyari.model.clock import Clock

_LOST_SECONDS: Final = 1.0
"""How long a loss is remembered: long enough for one command to stop asking, too short to be believed later."""
_NEGATIVE_SECONDS: Final = 60


class Cache:
    """A `Source` before another one; answers keep the time at which they came."""

    def __init__(self, over: Source, clock: Clock, max_entries: int = 100_000) -> None:
        self._over = over
        self._clock = clock
        self._most = max_entries
        self._kept: dict[Question, tuple[datetime, Answer]] = {}
        self._under_way: dict[Question, asyncio.Task[Answer]] = {}

    async def ask(self, question: Question) -> Answer:
        """The remembered answer while it is fresh; else the one that is being fetched."""
        kept = self._kept.get(question)
        if kept is not None and self._clock() < kept[0]:
            return kept[1]
        task = self._under_way.get(question)
        if task is None:
            task = asyncio.create_task(self._fetch(question))
            self._under_way[question] = task
            task.add_done_callback(lambda _: self._under_way.pop(question, None))
        # One that waits may be cancelled without taking the answer from the others.
        return await asyncio.shield(task)

    async def _fetch(self, question: Question) -> Answer:
        answer = await self._over.ask(question)
        while len(self._kept) >= self._most:
            del self._kept[next(iter(self._kept))]
        self._kept[question] = (self._clock() + timedelta(seconds=_lifetime(answer)), answer)
        return answer


def _lifetime(answer: Answer) -> float:
    if answer.lost is not None:
        return _LOST_SECONDS
    ttl: int | None = getattr(answer.outcome, "ttl", None)
    return _NEGATIVE_SECONDS if ttl is None else ttl

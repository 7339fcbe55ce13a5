"""Group commit: one thread writes what many connections want written, in one transaction at a time.

While a transaction is being made durable, the next one gathers. Who asks, waits until it is durable; nothing is
reported before.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self, TypeVar

import sqlalchemy as sa

from hiyari.delivery.ledger.change import Change
from hiyari.delivery.ledger.writing import ConflictError, is_passing, write
from hiyari.model.error import ActionError
from hiyari.model.text import Remote, text

T = TypeVar("T")
_MOST: Final = 4000
"""Changes of deliveries in one transaction, or a few more."""
_TRIES: Final = 5
"""Of one transaction that the database gives up for another's sake."""
_PAUSE: Final = 0.05
"""Seconds before the second of them, doubled each time: who comes back at once takes the same lock before the other
one has woken, and both wait for each other again."""


@dataclass(frozen=True, slots=True)
class _Work:
    """Something that somebody waits for."""

    changes: tuple[Change, ...]
    horizon_us: int
    question: Callable[[sa.Connection], Any] | None
    answer: asyncio.Future[Any]


class Scribe:
    """The only one who writes while a campaign runs; ``async with Scribe(engine) as scribe``."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._queue: queue.SimpleQueue[list[_Work] | None] = queue.SimpleQueue()
        self._gathering: list[_Work] = []
        self._thread = threading.Thread(target=self._run, name="hiyari-ledger", daemon=True)
        self._stopped = False
        self.transactions = 0

    async def __aenter__(self) -> Self:
        """Connect, and start the thread.

        Raises:
            ActionError: There is no connection to be had.
        """
        self._loop = asyncio.get_running_loop()
        try:
            self._connection = await asyncio.to_thread(self._engine.connect)
        except sa.exc.SQLAlchemyError as error:
            sentence = text(
                "The state database cannot be opened: {reason}. Look at its place and rights, or name another with "
                "--state.",
                reason=Remote(str(getattr(error, "orig", error)).splitlines()[0]),
            )
            raise ActionError(sentence) from None
        self._thread.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Write what is waiting, and stop."""
        self._hand_over()
        self._stopped = True
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join)

    async def write(self, changes: Sequence[Change], horizon_us: int = 0) -> bool:
        """Make changes of one delivery, or of several that stand or fall together, durable.

        Returns:
            False when they could not be made because the ledger has moved; then none of them was.

        Raises:
            SQLAlchemyError: The database cannot be written to. None of them counts as made; whether one was can be
                known only by looking, because the connection may have been lost during the commit.
        """
        answer: asyncio.Future[bool] = self._loop.create_future()
        self._submit(_Work(tuple(changes), horizon_us, None, answer))
        return await answer

    async def ask(self, question: Callable[[sa.Connection], T]) -> T:
        """Run a question, or a change of another table, in a transaction of its own, after what was written before."""
        answer: asyncio.Future[T] = self._loop.create_future()
        self._submit(_Work((), 0, question, answer))
        return await answer

    def _submit(self, work: _Work) -> None:
        """Whatever one turn of the event loop wants written goes over together."""
        if self._stopped:
            # Nobody would ever answer.
            raise RuntimeError("the scribe has stopped")
        if not self._gathering:
            self._loop.call_soon(self._hand_over)
        self._gathering.append(work)

    def _hand_over(self) -> None:
        gathered, self._gathering = self._gathering, []
        if gathered:
            self._queue.put(gathered)

    def _run(self) -> None:
        with self._connection as connection:
            while (first := self._queue.get()) is not None:
                work, stop = self._gather(first)
                self._settle(connection, work)
                if stop:
                    return

    def _gather(self, first: list[_Work]) -> tuple[list[_Work], bool]:
        work = first
        while len(work) < _MOST:
            try:
                another = self._queue.get_nowait()
            except queue.Empty:
                break
            if another is None:
                return work, True
            work += another
        return work, False

    def _settle(self, connection: sa.Connection, work: list[_Work]) -> None:
        """Try all of it at once; when somebody's change cannot be made, by halves, so that all the others' are."""
        answers: list[tuple[asyncio.Future[Any], Any]] = []
        batch: list[_Work] = []
        for one in work:
            if one.question is None:
                batch.append(one)
            else:
                self._write(connection, batch, answers)
                batch = []
                self._ask(connection, one, answers)
        self._write(connection, batch, answers)
        self._loop.call_soon_threadsafe(_deliver, answers)

    def _write(
        self, connection: sa.Connection, batch: list[_Work], answers: list[tuple[asyncio.Future[Any], Any]]
    ) -> None:
        if not batch:
            return
        # Where horizons differ, the strictest holds for all: what it refuses wrongly is tried again by itself.
        horizon = min(one.horizon_us for one in batch)
        try:
            _transact(connection, lambda: write(connection, [one for work in batch for one in work.changes], horizon))
            self.transactions += 1
        except ConflictError:
            if len(batch) == 1:
                answers.append((batch[0].answer, False))
                return
            half = len(batch) // 2
            self._write(connection, batch[:half], answers)
            self._write(connection, batch[half:], answers)
        except Exception as error:  # noqa: BLE001 - whoever waits must hear of it, whatever it is
            answers.extend((one.answer, error) for one in batch)
        else:
            answers.extend((one.answer, True) for one in batch)

    def _ask(self, connection: sa.Connection, one: _Work, answers: list[tuple[asyncio.Future[Any], Any]]) -> None:
        question = one.question
        assert question is not None  # noqa: S101 - the caller looked
        try:
            result = _transact(connection, lambda: question(connection))
        except Exception as error:  # noqa: BLE001 - as above
            answers.append((one.answer, error))
        else:
            answers.append((one.answer, result))


def _transact(connection: sa.Connection, work: Callable[[], T]) -> T:
    """Do it in a transaction of its own; again when the database has given it up for another's sake."""
    for number in range(_TRIES - 1):
        try:
            with connection.begin():
                return work()
        except sa.exc.DBAPIError as error:
            if not is_passing(error):
                raise
        time.sleep(_PAUSE * 2**number)
    with connection.begin():
        return work()


def _deliver(answers: list[tuple[asyncio.Future[Any], Any]]) -> None:
    for future, answer in answers:
        if future.cancelled():
            continue
        if isinstance(answer, BaseException):
            future.set_exception(answer)
        else:
            future.set_result(answer)

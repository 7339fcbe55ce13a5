"""Group commit beside others who write: conflicts, deadlocks, locks, and the order of what was asked."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import closing

import pytest
import sqlalchemy as sa

from hiyari.delivery.ledger import book
from hiyari.delivery.ledger.scribe import Scribe
from hiyari.delivery.ledger.states import State
from hiyari.delivery.ledger.tables import DELIVERY
from tests.delivery.ledger.test_writing import intent, load


def states(engine: sa.Engine, name: str) -> list[State]:
    """Of a campaign, in the order of the file."""
    with engine.connect() as connection:
        return [one.state for one in book.every(connection, name)]


async def test_conflicts_are_found_by_halves(engine: sa.Engine) -> None:
    """Of a thousand who write at once, three are refused, for some dozen transactions and not for a thousand."""
    rows = load(engine, "a", 1000)
    moved = [rows[0], rows[500], rows[999]]
    async with Scribe(engine) as scribe:
        assert await scribe.write([intent(one) for one in moved])
        told = await asyncio.gather(*(scribe.write([intent(one)]) for one in rows))
        assert [number for number, one in enumerate(told) if not one] == [0, 500, 999]
        assert scribe.transactions < 40


async def test_two_who_promise_the_same_at_once_are_not_locked_for_ever(engine: sa.Engine) -> None:
    """Two campaigns with one content, written by two processes in opposite orders: each recipient is one's alone."""
    first, second = load(engine, "a", 200), load(engine, "b", 200)
    async with Scribe(engine) as one, Scribe(engine) as other:
        told = await asyncio.gather(
            *(one.write([intent(row)]) for row in first), *(other.write([intent(row)]) for row in reversed(second))
        )
    assert [a + b for a, b in zip(told[:200], reversed(told[200:]), strict=True)] == [1] * 200


async def test_what_the_database_gives_up_for_anothers_sake_is_done_again(engine: sa.Engine) -> None:
    """Two transactions that wait for each other: PostgreSQL ends one of them, and both are made all the same."""
    if engine.dialect.name != "postgresql":
        return
    load(engine, "a", 2)
    met, tries = threading.Barrier(2), Counter[tuple[int, ...]]()

    def lock(*order: int) -> Callable[[sa.Connection], int]:
        def question(connection: sa.Connection) -> int:
            tries[order] += 1
            for number in order:
                statement = sa.update(DELIVERY).where(DELIVERY.c.number == number)
                connection.execute(statement.values(attempts=DELIVERY.c.attempts + 1))
                if tries[order] == 1 and number == order[0]:
                    met.wait(30)
            return len(order)

        return question

    async with Scribe(engine) as one, Scribe(engine) as other:
        assert await asyncio.gather(one.ask(lock(0, 1)), other.ask(lock(1, 0))) == [2, 2]
    assert tries.total() > 2, "they did not wait for each other"
    with engine.connect() as connection:
        assert [one.attempts for one in book.every(connection, "a")] == [2, 2]


async def test_questions_keep_their_place(engine: sa.Engine) -> None:
    """Whoever asks sees all that was written before, and nothing that was written after."""
    rows = load(engine, "a", 3)
    async with Scribe(engine) as scribe:
        asked: list[asyncio.Future[int]] = []
        for one in rows:
            writing = asyncio.ensure_future(scribe.write([intent(one)]))
            asking = asyncio.ensure_future(scribe.ask(lambda connection: len(book.in_flight(connection, "a"))))
            asked += [asking]
            del writing
        assert await asyncio.gather(*asked) == [1, 2, 3]


async def test_a_lock_held_too_long_is_an_error_of_those_who_wait(engine: sa.Engine) -> None:
    """Another process that does not let go of the file: the write is not made, and the next one is."""
    if engine.dialect.name != "sqlite":
        return
    rows = load(engine, "a", 2)
    async with Scribe(engine) as scribe:
        await scribe.ask(lambda connection: connection.exec_driver_sql("PRAGMA busy_timeout=1"))
        with closing(sqlite3.connect(str(engine.url.database), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(sa.exc.OperationalError, match="locked"):
                await scribe.write([intent(rows[0])])
            other.execute("ROLLBACK")
        assert await scribe.write([intent(rows[1])])
    assert states(engine, "a") == [State.WAITING, State.SENDING]

"""Group commit under trouble: who waits always hears, and only of what concerns him."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing

import pytest
import sqlalchemy as sa

from hiyari.delivery.ledger import book
from hiyari.delivery.ledger.change import Change, Source, change, settled
from hiyari.delivery.ledger.scribe import Scribe
from hiyari.delivery.ledger.states import Delivered, Move, State
from hiyari.delivery.ledger.tables import DELIVERY
from tests.delivery.ledger.test_writing import NOW, intent, load


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


async def test_changes_that_stand_together_fall_together(engine: sa.Engine) -> None:
    """One writer's two changes are never parted, however its batch is."""
    rows = load(engine, "a", 20)
    async with Scribe(engine) as scribe:
        assert await scribe.write([intent(rows[3])])
        told = await asyncio.gather(
            *(scribe.write([intent(rows[number]), intent(rows[number + 1])]) for number in range(0, 20, 2))
        )
    assert told == [True, False, *[True] * 8]
    assert states(engine, "a")[2] is State.WAITING


@pytest.mark.parametrize("company", [False, True])
async def test_windows_of_a_batch_do_not_mix(engine: sa.Engine, *, company: bool) -> None:
    """Each writer is judged by his own window, also beside one whose window is longer or has no beginning."""
    first, second, third = load(engine, "a", 2), load(engine, "b", 2), load(engine, "c", 2)
    async with Scribe(engine) as scribe:
        assert await scribe.write([intent(first[0], NOW - 100), intent(first[1], NOW - 100)])
        short, long = NOW - 50, NOW - 200
        writes = [scribe.write([intent(second[0])], short), scribe.write([intent(second[1])], long)]
        if company:
            writes.append(scribe.write([change(third[0], Move.CANCELLED, Source(at_us=NOW))]))
        assert (await asyncio.gather(*writes))[:2] == [True, False]


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
    met, tries = threading.Barrier(2), []

    def lock(*order: int) -> Callable[[sa.Connection], int]:
        def question(connection: sa.Connection) -> int:
            tries.append(order)
            for number in order:
                statement = sa.update(DELIVERY).where(DELIVERY.c.number == number)
                connection.execute(statement.values(attempts=DELIVERY.c.attempts + 1))
                if len(tries) <= 2 and number == order[0]:
                    met.wait(30)
            return len(order)

        return question

    async with Scribe(engine) as one, Scribe(engine) as other:
        assert await asyncio.gather(one.ask(lock(0, 1)), other.ask(lock(1, 0))) == [2, 2]
    assert len(tries) == 3
    with engine.connect() as connection:
        assert [one.attempts for one in book.every(connection, "a")] == [2, 2]


async def test_a_server_may_say_anything(engine: sa.Engine) -> None:
    """A reply with octets that a database does not take hurts neither its delivery nor anybody else's."""
    rows = load(engine, "a", 3)
    async with Scribe(engine) as scribe:
        for one in rows:
            assert await scribe.write([intent(one)])
            settled(intent(one))
        said = "".join(map(chr, range(256)))
        outcomes = [change(one, Move.ACCEPTED, Source(at_us=NOW, said=said), delivered=Delivered.YES) for one in rows]
        assert await asyncio.gather(*(scribe.write([one]) for one in outcomes)) == [True] * 3
    with engine.connect() as connection:
        assert book.events(connection, rows[0].recipient, "a")[-1].said == said.replace("\0", "␀")


async def test_what_cannot_be_stored_fails_alone(engine: sa.Engine) -> None:
    """A change that the driver refuses is its writer's error; those who wrote at the same time are served."""
    rows = load(engine, "a", 9)
    changes: list[Change] = [intent(one) for one in rows]
    changes[4] = change(rows[4], Move.CANCELLED, Source(at_us=NOW, said="\udc80"))
    async with Scribe(engine) as scribe:
        told = await asyncio.gather(*(scribe.write([one]) for one in changes), return_exceptions=True)
    assert isinstance(told[4], ValueError | sa.exc.DBAPIError)
    assert told[:4] + told[5:] == [True] * 8


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


async def test_who_has_stopped_waiting_stops_nobody(engine: sa.Engine) -> None:
    """A cancelled writer's change may be made; the others are told of theirs."""
    rows = load(engine, "a", 3)
    async with Scribe(engine) as scribe:
        tasks = [asyncio.create_task(scribe.write([intent(one)])) for one in rows]
        await asyncio.sleep(0)
        tasks[1].cancel()
        assert await asyncio.gather(tasks[0], tasks[2]) == [True, True]
        with pytest.raises(asyncio.CancelledError):
            await tasks[1]


async def test_everything_waiting_is_written_at_the_end_and_nothing_after(engine: sa.Engine) -> None:
    """Leaving writes what was asked; who asks later is told, and does not wait for ever."""
    rows = load(engine, "a", 3)
    async with Scribe(engine) as scribe:
        tasks = [asyncio.create_task(scribe.write([intent(one)])) for one in rows[:2]]
        await asyncio.sleep(0)
    assert await asyncio.gather(*tasks) == [True, True]
    with pytest.raises(RuntimeError):
        await scribe.write([intent(rows[2])])


async def test_a_database_that_is_not_there_is_an_error_and_no_silence(url: str, engine: sa.Engine) -> None:
    """When it cannot even be opened, each who waits hears so."""
    rows = load(engine, "a", 2)
    gone = sa.create_engine(
        sa.make_url(url).set(database="/nowhere/at/all" if url.startswith("sqlite") else "nowhere"),
    )
    async with Scribe(gone) as scribe:
        told = await asyncio.gather(*(scribe.write([intent(one)]) for one in rows), return_exceptions=True)
    assert all(isinstance(one, sa.exc.OperationalError) for one in told)
    gone.dispose()


async def test_a_connection_that_broke_is_made_anew(engine: sa.Engine) -> None:
    """A server that was started again costs those who were waiting an error, and nobody later."""
    if engine.dialect.name != "postgresql":
        return
    rows = load(engine, "a", 3)
    async with Scribe(engine) as scribe:
        assert await scribe.write([intent(rows[0])])
        number = await scribe.ask(lambda connection: connection.scalar(sa.text("SELECT pg_backend_pid()")))
        with pytest.raises(sa.exc.OperationalError):
            await scribe.ask(lambda connection: connection.execute(sa.text(f"SELECT pg_terminate_backend({number})")))
        assert await scribe.write([intent(rows[1])])
    assert states(engine, "a") == [State.SENDING, State.SENDING, State.WAITING]


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

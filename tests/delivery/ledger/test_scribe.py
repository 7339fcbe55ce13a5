"""Group commit under bad conditions: conflicts, hostile texts, connections that break, a scribe that has stopped."""

from __future__ import annotations

import asyncio

import pytest
import sqlalchemy as sa

from hiyari.delivery.deciding.decision import Decision, decided
from hiyari.delivery.ledger import book
from hiyari.delivery.ledger.change import Change, Promise, Source, change, settled
from hiyari.delivery.ledger.scribe import Scribe
from hiyari.delivery.ledger.states import Delivered, Move, State
from hiyari.delivery.node.settle import doubt
from hiyari.model.error import ActionError
from tests.delivery.ledger.test_writing import NOW, intent, load, refused


async def test_each_write_is_judged_by_its_own_horizon(engine: sa.Engine) -> None:
    """In one batch, a long window still refuses an old promise, and a short one no longer does."""
    old = load(engine, "old", 2)
    new = load(engine, "new", 2)
    async with Scribe(engine) as scribe:
        for one in old:
            assert await scribe.write([intent(one, NOW - 1000)])
        told = await asyncio.gather(
            scribe.write([intent(new[0])], NOW - 5000), scribe.write([intent(new[1])], NOW - 10)
        )
        assert told == [False, True]


async def test_outcomes_and_intents_of_one_batch_do_not_meet(engine: sa.Engine) -> None:
    """An outcome is written without a horizon, and an intent beside it takes over a promise whose window is past."""
    old, new = load(engine, "old", 1)[0], load(engine, "new", 2)
    async with Scribe(engine) as scribe:
        assert await scribe.write([intent(old, NOW - 1000)])
        assert await scribe.write([intent(new[1])])
        settled(intent(new[1]))
        accepted = change(new[1], Move.ACCEPTED, Source(at_us=NOW), delivered=Delivered.YES)
        assert await asyncio.gather(scribe.write([accepted]), scribe.write([intent(new[0])], NOW - 10)) == [True, True]


async def test_a_thousand_writers_with_many_conflicts_are_all_told_the_truth(engine: sa.Engine) -> None:
    """True for exactly those whose change is in the ledger, with exactly one event each."""
    rows = load(engine, "a", 1000)
    async with Scribe(engine) as scribe:
        stale = rows[::7]
        assert await scribe.write([intent(one) for one in stale])
        told = await asyncio.gather(*(scribe.write([intent(one)]) for one in rows))
    assert told == [number % 7 != 0 for number in range(1000)]
    with engine.connect() as connection:
        assert all(one.state is State.SENDING and one.events == 1 for one in book.every(connection, "a"))
        assert connection.execute(sa.text("SELECT count(*) FROM event")).scalar() == 1000


async def test_works_that_stand_or_fall_together_do(engine: sa.Engine) -> None:
    """One conflict among several changes of one work undoes that work alone, its promises included."""
    rows = load(engine, "a", 6)
    async with Scribe(engine) as scribe:
        assert await scribe.write([intent(rows[2])])
        told = await asyncio.gather(
            scribe.write([intent(one) for one in rows[:3]]), scribe.write([intent(one) for one in rows[3:]])
        )
    assert told == [False, True]
    with engine.connect() as connection:
        keys = [one.recipient for one in rows]
        assert set(book.promised(connection, keys, 0)) == {(one.recipient, "f1:same") for one in rows[2:]}


async def test_a_promise_that_one_batch_releases_and_makes_goes_to_one(engine: sa.Engine) -> None:
    """Whichever of two campaigns asks in the moment in which a third gives the promise back, one of them gets it."""
    first, second, third = (load(engine, name, 1)[0] for name in ("a", "b", "c"))
    async with Scribe(engine) as scribe:
        assert await scribe.write([intent(first)])
        settled(intent(first))
        back = change(first, Move.RETRACTED, Source(at_us=NOW), delivered=Delivered.NO, promise=Promise.RELEASED)
        told = await asyncio.gather(scribe.write([back]), scribe.write([intent(second)]), scribe.write([intent(third)]))
    assert told == [True, True, False]


@pytest.mark.parametrize("said", ["550 no\0body", "550 \udcff\ud800", "日本語 \N{PILE OF POO}", "\x1b[31m\r\n'; --"])
async def test_no_reply_can_make_the_ledger_unwritable(engine: sa.Engine, said: str) -> None:
    """Whatever a server says, its outcome is written; what cannot be stored is marked, and the rest stands there."""
    one = load(engine, "a", 1)[0]
    refused = change(one, Move.REFUSED, Source(at_us=NOW, said=said, mx=said), delivered=Delivered.NO, reason=said)
    async with Scribe(engine) as scribe:
        assert await scribe.write([refused])
    with engine.connect() as connection:
        (event,) = book.events(connection, one.recipient, "a")
    assert event.said == said.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode("utf-8")


async def test_who_gives_up_waiting_hurts_nobody(engine: sa.Engine) -> None:
    """A cancelled write may be made all the same: the row says so, and the others are answered."""
    rows = load(engine, "a", 2)
    async with Scribe(engine) as scribe:
        given_up = asyncio.ensure_future(scribe.write([intent(rows[0])]))
        await asyncio.sleep(0)
        given_up.cancel()
        assert await scribe.write([intent(rows[1])])
        with pytest.raises(asyncio.CancelledError):
            await given_up
    with engine.connect() as connection:
        assert {one.state for one in book.every(connection, "a")} == {State.SENDING}


async def test_what_is_waiting_at_the_end_is_written(engine: sa.Engine) -> None:
    """Leaving the scribe is no way to lose an outcome; asking it afterwards is an error and no silence."""
    rows = load(engine, "a", 20)
    async with Scribe(engine) as scribe:
        waiting = [asyncio.ensure_future(scribe.write([intent(one)])) for one in rows]
        await asyncio.sleep(0)
    assert await asyncio.gather(*waiting) == [True] * 20
    with pytest.raises(RuntimeError):
        await scribe.write([intent(rows[0])])


async def test_a_scribe_without_a_database_says_so() -> None:
    """Nobody waits for an answer that cannot come."""
    engine = sa.create_engine("sqlite:////no/such/folder/state.db")
    with pytest.raises(ActionError, match="cannot be opened"):
        async with Scribe(engine):
            pass


async def test_a_lost_connection_is_told_to_whoever_waits_and_the_next_write_connects_again(
    engine: sa.Engine,
) -> None:
    """The server ends our session: that write fails, nothing of it is there, and the scribe goes on."""
    rows = load(engine, "a", 2)
    if engine.dialect.name == "sqlite":
        return  # A file has no sessions.
    async with Scribe(engine) as scribe:
        backend = await scribe.ask(lambda connection: connection.exec_driver_sql("SELECT pg_backend_pid()").scalar())
        with engine.connect() as other:
            other.exec_driver_sql(f"SELECT pg_terminate_backend({backend}, 10000)")
        with pytest.raises(sa.exc.SQLAlchemyError):
            await scribe.write([intent(rows[0])])
        assert await scribe.write([intent(rows[1])])
    with engine.connect() as connection:
        assert [one.state for one in book.every(connection, "a")] == [State.WAITING, State.SENDING]


def _wrote(engine: sa.Engine, *changes: Change) -> bool:
    if refused(engine, *changes):
        return False
    for one in changes:
        settled(one)
    return True


def test_giving_a_doubt_back_does_not_free_what_another_campaign_has_delivered(engine: sa.Engine) -> None:
    """Refused in one, delivered by another, then the refusal is doubted and queued again: it is not sent again."""
    first, second = load(engine, "a", 1)[0], load(engine, "b", 1)[0]
    assert _wrote(engine, change(first, Move.REFUSED, Source(at_us=NOW), delivered=Delivered.NO))
    assert _wrote(engine, intent(second, NOW + 1))
    assert _wrote(engine, change(second, Move.ACCEPTED, Source(at_us=NOW + 2), delivered=Delivered.YES))
    assert _wrote(engine, doubt(first, Source(at_us=NOW + 3), after_content=False))
    assert _wrote(engine, decided(first, Decision.AGAIN, Source(at_us=NOW + 4)))
    assert not _wrote(engine, intent(first, NOW + 5))
    with engine.connect() as connection:
        assert book.promised(connection, [first.recipient], NOW + 1) == {(first.recipient, "f1:same"): "b"}
        assert book.promised(connection, [first.recipient], NOW + 2) == {}, "it holds as long as it did"


def test_a_promise_of_long_ago_does_not_come_back(engine: sa.Engine) -> None:
    """What was delivered before the window does not stop a second try when the first one of today was deferred."""
    old, new = load(engine, "old", 1)[0], load(engine, "new", 1)[0]
    assert _wrote(engine, intent(old, NOW - 1000))
    assert _wrote(engine, change(old, Move.ACCEPTED, Source(at_us=NOW - 1000), delivered=Delivered.YES))
    for at_us in (NOW, NOW + 10):
        assert not refused(engine, intent(new, at_us), horizon_us=NOW - 10)
        settled(change(new, Move.INTENDED, Source(at_us=at_us)))
        back = change(new, Move.DEFERRED, Source(at_us=at_us), delivered=Delivered.NO, promise=Promise.RELEASED)
        assert _wrote(engine, back)

"""What is written into the ledger, on both engines: promises, conflicts, group commit, claims."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
import sqlalchemy as sa

from hiyari.delivery.ledger import book, spent
from hiyari.delivery.ledger.book import CampaignRow, CampaignState
from hiyari.delivery.ledger.change import Change, Delivery, Promise, Source, change, settled
from hiyari.delivery.ledger.claim import SILENCE, Node, beat, claim, release
from hiyari.delivery.ledger.mark import count_on, keep, look_at_mark
from hiyari.delivery.ledger.scribe import Scribe
from hiyari.delivery.ledger.states import Delivered, Move, Standing, State
from hiyari.delivery.ledger.writing import ConflictError, write
from hiyari.model.error import SafetyError

NOW = 1_795_000_000_000_000
SECOND = 1_000_000


def campaign(name: str) -> CampaignRow:
    """A campaign that is loading."""
    return CampaignRow(
        name=name,
        token=f"token-{name}",
        state=CampaignState.LOADING,
        digest="",
        source="",
        consent="",
        loaded_us=NOW,
        begun_us=None,
    )


def values(name: str, number: int, **changed: Any) -> dict[str, Any]:
    """A waiting delivery's row."""
    return {
        "recipient": f"k1:user{number}@docomo.ne.jp",
        "campaign": name,
        "number": number,
        "address": f"user{number}@docomo.ne.jp",
        "lane": "docomo",
        "fingerprint": "f1:same",
        "variables": "{}",
        "state": State.WAITING.value,
        "delivered": Delivered.NO.value,
        "standing": Standing.UNKNOWN.value,
        "reason": "",
        "attempts": 0,
        "events": 0,
        "due_us": NOW,
        "known_good": 0,
        "node": "",
        **changed,
    }


def load(engine: sa.Engine, name: str, count: int, **changed: Any) -> list[Delivery]:
    """A campaign with so many of them."""
    with engine.begin() as connection:
        book.begin_loading(connection, campaign(name))
        book.load(connection, [values(name, number, **changed) for number in range(count)])
        return list(book.every(connection, name))


def intent(one: Delivery, at_us: int = NOW) -> Change:
    """What is durable before the dot."""
    return change(one, Move.INTENDED, Source(at_us=at_us), delivered=Delivered.MAY_BE, promise=Promise.MADE)


def refused(engine: sa.Engine, *changes: Change, horizon_us: int = 0) -> bool:
    """Whether the ledger does not take the changes."""
    try:
        with engine.begin() as connection:
            write(connection, changes, horizon_us)
    except ConflictError:
        return True
    return False


def test_the_same_content_is_promised_to_a_recipient_once(engine: sa.Engine) -> None:
    """A second campaign cannot write its intent, however often it tries; the first one's row is untouched."""
    first, second = load(engine, "a", 1)[0], load(engine, "b", 1)[0]
    assert not refused(engine, intent(first))
    assert refused(engine, intent(second))
    with engine.connect() as connection:
        assert [one.state for one in book.of_recipient(connection, first.recipient)].count(State.SENDING) == 1
        assert book.events(connection, second.recipient, "b") == []


def test_a_promise_older_than_the_window_holds_no_longer(engine: sa.Engine) -> None:
    """The window decides by the moment of the promise."""
    first, second = load(engine, "a", 1)[0], load(engine, "b", 1)[0]
    assert not refused(engine, intent(first, NOW - 100))
    assert refused(engine, intent(second), horizon_us=NOW - 100)
    assert not refused(engine, intent(second), horizon_us=NOW - 99)


def test_a_released_promise_can_be_made_by_another_and_a_renewed_one_cannot(engine: sa.Engine) -> None:
    """Not delivered for certain frees the content; a doubt holds it again."""
    first, second = load(engine, "a", 1)[0], load(engine, "b", 1)[0]
    assert not refused(engine, intent(first))
    settled(intent(first))
    gone = change(first, Move.REFUSED, Source(at_us=NOW), delivered=Delivered.NO, promise=Promise.RELEASED)
    assert not refused(engine, gone)
    settled(gone)
    doubted = change(first, Move.DOUBTED, Source(at_us=NOW), promise=Promise.RENEWED)
    assert not refused(engine, doubted)
    assert refused(engine, intent(second))


def test_a_row_that_has_moved_is_not_overwritten(engine: sa.Engine) -> None:
    """Who holds an old view of a row writes nothing, and nothing of what was to be written with it."""
    rows = load(engine, "a", 2)
    assert not refused(engine, intent(rows[0]))
    assert refused(engine, intent(rows[1]), intent(rows[0]))
    with engine.connect() as connection:
        assert [one.state for one in book.every(connection, "a")] == [State.SENDING, State.WAITING]


async def test_one_conflict_hurts_nobody_else(engine: sa.Engine) -> None:
    """Of many who write at once, only the one whose row has moved is told so."""
    rows = load(engine, "a", 50)
    stale = load(engine, "b", 1, recipient="k1:user7@docomo.ne.jp")[0]
    async with Scribe(engine) as scribe:
        assert await scribe.write([intent(rows[7])])
        others = [one for number, one in enumerate(rows) if number != 7]
        told = await asyncio.gather(*(scribe.write([intent(one)]) for one in [stale, *others]))
        assert told == [False] + [True] * 49
        assert scribe.transactions < 60


async def test_what_was_reported_is_durable_and_in_order(engine: sa.Engine, url: str) -> None:
    """When a write has returned, another connection sees it, its event, and everything that was asked before it."""
    rows = load(engine, "a", 20)
    other = sa.create_engine(url)
    async with Scribe(engine) as scribe:
        for one in rows:
            assert await scribe.write([intent(one)])
            settled(intent(one))
            with other.connect() as connection:
                assert book.of_recipient(connection, one.recipient)[0].state is State.SENDING
                assert [event.move for event in book.events(connection, one.recipient, "a")] == [Move.INTENDED]
        counted = await scribe.ask(lambda connection: len(book.in_flight(connection, "a")))
        assert counted == 20
    other.dispose()


async def test_a_question_that_fails_is_answered_with_its_error(engine: sa.Engine) -> None:
    """The scribe goes on, and who asked hears why."""
    async with Scribe(engine) as scribe:
        with pytest.raises(sa.exc.SQLAlchemyError):
            await scribe.ask(lambda connection: connection.execute(sa.text("SELECT nothing FROM nowhere")))
        assert await scribe.ask(lambda connection: connection.execute(sa.text("SELECT 1")).scalar()) == 1


NODE = Node(name="one-1", machine="m1", process="10:100")


def claimed(engine: sa.Engine, node: Node, at_us: int = NOW, *, dead: bool = False, **options: bool) -> int | str:
    """How many became uncertain, or the sentence that refuses."""
    try:
        with engine.begin() as connection:
            return claim(connection, "a", node, at_us, alive=lambda _: not dead, **options)
    except SafetyError as error:
        return error.problems[0].message


def test_what_a_dead_process_left_in_flight_is_uncertain(engine: sa.Engine) -> None:
    """The next process of the machine claims at once, and finds the intents without outcome."""
    rows = load(engine, "a", 5)
    assert claimed(engine, NODE) == 0
    assert not refused(engine, *map(intent, rows[:3]))
    following = Node(name="one-2", machine="m1", process="11:200")
    assert "is being sent by" in str(claimed(engine, following))
    assert claimed(engine, following, dead=True) == 3
    with engine.connect() as connection:
        assert [one.state for one in book.every(connection, "a")] == [State.UNCERTAIN] * 3 + [State.WAITING] * 2
        assert not beat(connection, "a", NODE, NOW)
        assert beat(connection, "a", following, NOW)


def test_another_machine_is_believed_dead_only_when_silent_and_only_on_request(engine: sa.Engine) -> None:
    """A young sign of life refuses whatever is asked; an old one wants --take-over."""
    load(engine, "a", 1)
    assert claimed(engine, NODE) == 0
    other = Node(name="two-1", machine="m2", process="10:100")
    soon, later = NOW + (SILENCE - 1) * SECOND, NOW + (SILENCE + 1) * SECOND
    assert "is being sent by" in str(claimed(engine, other, soon, dead=True, take_over=True))
    assert "--take-over" in str(claimed(engine, other, later, dead=True))
    assert claimed(engine, other, later, dead=True, take_over=True) == 0


def test_a_released_campaign_can_be_claimed_by_anybody(engine: sa.Engine) -> None:
    """Nothing is left of who sent it."""
    load(engine, "a", 1)
    assert claimed(engine, NODE) == 0
    with engine.begin() as connection:
        release(connection, "a", NODE)
    assert claimed(engine, Node(name="two-1", machine="m2", process="10:100")) == 0


def test_of_two_who_claim_at_once_one_wins(engine: sa.Engine) -> None:
    """Both find nobody; one is refused, and neither gets an error of the database."""
    load(engine, "a", 1)
    start, told = threading.Barrier(8), []

    def ask(number: int) -> None:
        start.wait()
        told.append(claimed(engine, Node(name=f"n{number}", machine="m1", process=f"{number}:1")))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told.count(0) == 1
    assert all(one == 0 or "is being sent by" in str(one) for one in told)


def test_an_old_copy_of_the_ledger_is_noticed(engine: sa.Engine, tmp_path: Any) -> None:
    """When the file beside it knows a higher number, it is not sent with, unless a person says so."""
    file = tmp_path / "beside.mark"
    for _ in range(3):
        with engine.begin() as connection:
            look_at_mark(connection, file, take_over=False)
            number = count_on(connection, file)
        keep(file, number)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE mark SET number = 2"))
        with pytest.raises(SafetyError):
            look_at_mark(connection, file, take_over=False)
        look_at_mark(connection, file, take_over=True)
        assert count_on(connection, file) == 4


def test_many_recipients_can_be_asked_for_at_once(engine: sa.Engine) -> None:
    """Questions about more recipients than a statement has parameters for."""
    rows = load(engine, "a", 3)
    assert not refused(engine, intent(rows[0]))
    keys = [f"k1:user{number}@docomo.ne.jp" for number in range(40_000)]
    with engine.connect() as connection:
        assert book.promised(connection, keys, 0) == {(rows[0].recipient, "f1:same"): "a"}
        assert book.known_good(connection, keys, "b") == set()


def test_days_are_counted_over_campaigns(engine: sa.Engine) -> None:
    """What was spent is added up by lane and egress, and the first day counts for the warm-up."""
    with engine.begin() as connection:
        spent.add_spent(connection, 100, {("docomo", "192.0.2.1"): 5})
        spent.add_spent(connection, 103, {("docomo", "192.0.2.1"): 2, ("au", "192.0.2.1"): 1})
        spent.add_spent(connection, 103, {("docomo", "192.0.2.1"): 2})
        found = spent.pasts(connection, 103)
    assert (found["docomo", "192.0.2.1"].today, found["docomo", "192.0.2.1"].days) == (4, 3)
    assert (found["au", "192.0.2.1"].today, found["au", "192.0.2.1"].days) == (1, 0)


def test_statements_of_every_message_use_an_index(engine: sa.Engine) -> None:
    """What a node asks for each page and at each start reads no table from end to end."""
    load(engine, "a", 10)
    with engine.connect() as connection:
        seen: list[tuple[str, Any]] = []
        sa.event.listen(connection, "before_cursor_execute", lambda *args: seen.append((args[2], args[3])))
        book.page(connection, "a", "docomo", NOW, 5)
        book.next_due(connection, "a", "docomo", NOW)
        book.in_flight(connection, "a")
        book.of_recipient(connection, "k1:user1@docomo.ne.jp", "a")
        book.promised(connection, ["k1:user1@docomo.ne.jp"], 0)
        book.left(connection, "a")
        if engine.dialect.name != "sqlite":
            return
        for statement, parameters in tuple(seen):
            if not statement.startswith("SELECT"):
                continue
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
            scans = [row.detail for row in plan if row.detail.startswith("SCAN") and "INDEX" not in row.detail]
            assert not scans, (statement, scans)

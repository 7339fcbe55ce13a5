"""What the ledger answers, on both engines; and how: by an index, and in pieces that fit into memory."""

from __future__ import annotations

import tracemalloc
from typing import Any

import pytest
import sqlalchemy as sa

from hiyari.delivery.ledger import book, loaded
from hiyari.delivery.ledger.book import CampaignState
from hiyari.delivery.ledger.change import Promise, Source, change, settled
from hiyari.delivery.ledger.claim import Node, claim
from hiyari.delivery.ledger.states import Delivered, Move, Standing, State
from hiyari.delivery.ledger.writing import write
from hiyari.model.error import SafetyError
from tests.delivery.ledger.test_writing import NOW, campaign, intent, load, values

MANY = 70_000
"""Recipients: more than either engine takes parameters in one statement."""


def answer(engine: sa.Engine, one: Any, move: Move, **options: Any) -> None:
    """An intent, and what came of it."""
    source = Source(at_us=NOW, phase="final dot")
    with engine.begin() as connection:
        for made in (lambda: intent(one), lambda: change(one, move, source, **options)):
            write(connection, [made()], 0)
            settled(made())


@pytest.fixture
def three(engine: sa.Engine) -> sa.Engine:
    """Campaign a: accepted, refused as unknown, waiting, and one of another lane."""
    rows = load(engine, "a", 3)
    with engine.begin() as connection:
        book.load(connection, [values("a", 3, lane="au", due_us=NOW + 5)])
    answer(engine, rows[0], Move.ACCEPTED, delivered=Delivered.YES, standing=Standing.GOOD)
    answer(engine, rows[1], Move.REFUSED, delivered=Delivered.NO, standing=Standing.BAD, reason="user unknown")
    return engine


def test_deliveries_are_counted_by_lane_and_state(three: sa.Engine) -> None:
    """Counts, what is left, and reasons agree with the rows."""
    with three.connect() as connection:
        assert book.counts(connection, "a") == {
            ("docomo", State.ACCEPTED): 1,
            ("docomo", State.REFUSED): 1,
            ("docomo", State.WAITING): 1,
            ("au", State.WAITING): 1,
        }
        assert book.left(connection, "a") == {"docomo": 1, "au": 1}
        assert loaded.reasons(connection, "a", State.REFUSED) == [("user unknown", 1)]
        assert book.counts(connection, "nothing") == {}
        assert book.left(connection, "nothing") == {}


def test_history_is_of_the_other_campaigns(three: sa.Engine) -> None:
    """What is answered now does not count as experience for itself."""
    with three.connect() as connection:
        assert book.history(connection, "b") == {"docomo": (2, 1)}
        assert book.history(connection, "a") == {}


def test_only_a_providers_answer_in_another_campaign_makes_a_recipient_known_good(three: sa.Engine) -> None:
    """Not this campaign's own, not a person's word, not a refusal."""
    rows = load(three, "b", 3)
    answer(three, rows[2], Move.ANSWER_LOST, delivered=Delivered.MAY_BE)
    with three.begin() as connection:
        write(connection, [change(rows[2], Move.CONFIRMED, Source(at_us=NOW), delivered=Delivered.YES)], 0)
    keys = [f"k1:user{number}@docomo.ne.jp" for number in range(4)]
    with three.connect() as connection:
        assert book.known_good(connection, keys, "c") == {keys[0]}
        assert book.known_good(connection, keys, "a") == set()


def test_everything_of_a_recipient_comes_the_newest_campaign_first(three: sa.Engine) -> None:
    """Over all campaigns, or one."""
    with three.begin() as connection:
        for name, later in (("older", -1), ("newer", 1)):
            row = campaign(name)
            book.begin_loading(connection, book.CampaignRow(**{**_fields(row), "loaded_us": NOW + later}))
            book.load(connection, [values(name, 0)])
        key = "k1:user0@docomo.ne.jp"
        assert [one.campaign for one in book.of_recipient(connection, key)] == ["newer", "a", "older"]
        assert [one.state for one in book.of_recipient(connection, key, "a")] == [State.ACCEPTED]
        assert [one.name for one in book.campaigns(connection)] == ["newer", "a", "older"]
        assert book.of_recipient(connection, "k1:nobody@docomo.ne.jp") == []


def _fields(row: book.CampaignRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__slots__}


def test_events_tell_a_delivery_in_order(three: sa.Engine) -> None:
    """Each with the state that followed, and the phase of the newest."""
    key = "k1:user1@docomo.ne.jp"
    with three.connect() as connection:
        told = [(one.number, one.move, one.state) for one in book.events(connection, key, "a")]
        assert told == [(1, Move.INTENDED, State.SENDING), (2, Move.REFUSED, State.REFUSED)]
        keys = [f"k1:user{number}@docomo.ne.jp" for number in range(4)]
        assert book.last_phases(connection, "a", keys) == dict.fromkeys(keys[:2], "final dot")


def test_a_page_is_what_is_due_the_longest_due_first(engine: sa.Engine) -> None:
    """Of its lane alone, no more than asked for, in the file's order where the moment is the same."""
    load(engine, "a", 1)
    with engine.begin() as connection:
        book.load(connection, [values("a", number, due_us=NOW - number % 3) for number in range(1, 9)])
        book.load(connection, [values("a", 50, lane="au", due_us=NOW - 9), values("a", 51, due_us=NOW + 1)])
        book.load(connection, [values("a", 52, due_us=None, state="suppressed")])
        assert [one.number for one in book.page(connection, "a", "docomo", NOW, 5)] == [2, 5, 8, 1, 4]
        assert len(book.page(connection, "a", "docomo", NOW, 100)) == 9
        assert book.next_due(connection, "a", "docomo") == NOW - 2
        assert book.next_due(connection, "a", "docomo", NOW) == NOW + 1
        assert book.next_due(connection, "a", "docomo", NOW + 1) is None


def test_a_recipient_is_loaded_once_and_the_first_row_counts(engine: sa.Engine) -> None:
    """A second row with the same key changes nothing and is not counted."""
    load(engine, "a", 2)
    with engine.begin() as connection:
        again = [values("a", 7, recipient="k1:user0@docomo.ne.jp"), values("a", 8)]
        assert book.load(connection, again) == 1
        assert book.numbers(connection, "a", ["k1:user0@docomo.ne.jp", "k1:user8@docomo.ne.jp", "k1:x@y"]) == {
            "k1:user0@docomo.ne.jp": 0,
            "k1:user8@docomo.ne.jp": 8,
        }
        found = book.by_number(connection, "a", 8)
        assert found is not None
        assert found.recipient == "k1:user8@docomo.ne.jp"
        assert book.by_number(connection, "a", 7) is None


def test_what_has_begun_is_never_loaded_again(engine: sa.Engine) -> None:
    """Loading forgets an earlier loading, and refuses once somebody has begun."""
    load(engine, "a", 5)
    assert len(load(engine, "a", 2)) == 2
    with engine.begin() as connection:
        book.set_digest(connection, "a", "d1")
        book.set_begun(connection, "a", "d1", NOW)
        found = book.find_campaign(connection, "a")
        assert found is not None
        assert (found.state, found.digest, found.begun_us) == (CampaignState.BEGUN, "d1", NOW)
        assert book.find_campaign(connection, "b") is None
        with pytest.raises(SafetyError, match="has begun"):
            book.begin_loading(connection, campaign("a"))
        assert len(list(book.every(connection, "a"))) == 2


def test_examples_are_spread_over_the_file(engine: sa.Engine) -> None:
    """As many as there are, each once, only of those that wait."""
    load(engine, "a", 100)
    with engine.connect() as connection:
        found = loaded.spread(connection, "a", 5)
        assert len(set(found)) == 5
        assert max(found) - min(found) > 30
        assert loaded.spread(connection, "nothing", 5) == []
    load(engine, "b", 3)
    with engine.connect() as connection:
        assert len(set(loaded.spread(connection, "b", 2))) == 2


def test_a_promise_since_loading_is_a_conflict(engine: sa.Engine) -> None:
    """Within the window, by another campaign, for what still waits."""
    first, _ = load(engine, "a", 1)[0], load(engine, "b", 1)
    with engine.begin() as connection:
        assert not loaded.conflicts(connection, "b", 0)
        write(connection, [intent(first)], 0)
        assert loaded.conflicts(connection, "b", NOW)
        assert not loaded.conflicts(connection, "b", NOW + 1)


def test_in_state_keeps_the_order_of_the_file(engine: sa.Engine) -> None:
    """Over one campaign or all, no more than asked for."""
    load(engine, "a", 3)
    load(engine, "b", 2)
    with engine.connect() as connection:
        waiting = book.in_state(connection, None, State.WAITING)
        assert [(one.campaign, one.number) for one in waiting] == [("a", 0), ("a", 1), ("a", 2), ("b", 0), ("b", 1)]
        assert [one.number for one in book.in_state(connection, "a", State.WAITING, 2)] == [0, 1]
        assert book.in_state(connection, "a", State.SENDING) == []


def test_more_recipients_than_a_statement_takes(engine: sa.Engine) -> None:
    """Every question about many recipients goes in pieces; an iterator is read once."""
    one = load(engine, "a", 1)[0]
    answer(engine, one, Move.ACCEPTED, delivered=Delivered.YES, standing=Standing.GOOD)
    keys = [f"k1:user{number}@docomo.ne.jp" for number in reversed(range(MANY))]
    with engine.connect() as connection:
        assert book.promised(connection, iter(keys), 0) == {(one.recipient, "f1:same"): "a"}
        assert book.known_good(connection, iter(keys), "b") == {one.recipient}
        assert book.numbers(connection, "a", iter(keys)) == {one.recipient: 0}
        assert [found.number for found in book.of_recipients(connection, "a", iter(keys))] == [0]
        assert book.last_phases(connection, "a", iter(keys)) == {one.recipient: "final dot"}
        assert book.promised(connection, [], 0) == {}


def test_every_delivery_streams(engine: sa.Engine) -> None:
    """Reading a whole campaign takes the memory of a page."""
    load(engine, "a", 1)
    with engine.begin() as connection:
        filled = {"variables": "x" * 1000}
        book.load(connection, [values("a", number, **filled) for number in range(1, 20_000)])
    with engine.connect() as connection:
        tracemalloc.start()
        try:
            numbers = [one.number for one in book.every(connection, "a")]
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert numbers == list(range(20_000))
    assert most < 8_000_000, "of 20 MB"


NODE = Node(name="n", machine="m", process="1:1")


def test_no_statement_of_a_run_reads_a_table_from_end_to_end(engine: sa.Engine) -> None:
    """Each one that is asked per message, per page or at the start of a run finds its rows by an index."""
    rows = load(engine, "a", 2000)
    with engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
    asked: list[tuple[str, Any]] = []

    def note(_c: object, _cursor: object, statement: str, parameters: Any, _x: object, many: bool) -> None:
        asked.append((statement, parameters[0] if many else parameters))

    keys = [one.recipient for one in rows[:20]]
    with engine.begin() as connection:
        sa.event.listen(connection, "before_cursor_execute", note)
        write(connection, [intent(one) for one in rows[:20]], 0)
        for one in rows[:20]:
            settled(intent(one))
        claim(connection, "a", NODE, NOW, alive=lambda _: False)
        for one in book.of_recipients(connection, "a", keys):
            source = Source(at_us=NOW)
            write(connection, [change(one, Move.QUEUED_AGAIN, source, due_us=NOW, promise=Promise.RELEASED)], 0)
        book.page(connection, "a", "docomo", NOW, 5)
        book.next_due(connection, "a", "docomo", NOW)
        book.of_recipient(connection, keys[0])
        book.of_recipient(connection, keys[0], "a")
        book.promised(connection, keys, 0)
        book.known_good(connection, keys, "b")
        book.last_phases(connection, "a", keys)
        book.events(connection, keys[0], "a")
        book.by_number(connection, "a", 5)
        sa.event.remove(connection, "before_cursor_execute", note)
        if connection.dialect.name == "postgresql":
            # A small table is read whole by choice: here only where there is no other way.
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        plans = {statement: _plan(connection, statement, parameters) for statement, parameters in dict(asked).items()}
    for statement, plan in plans.items():
        assert not any(map(_scans, plan)), (statement, plan)
    # Among a million deliveries, these alone look at no more than they return.
    for index, mark in (("delivery_sending", "= 'sending'"), ("delivery_due", "ORDER BY delivery.due_us")):
        (plan,) = [plan for statement, plan in plans.items() if mark in statement and statement.startswith("SELECT")]
        assert any(index in line for line in plan), plan


def _plan(connection: sa.Connection, statement: str, parameters: Any) -> list[str]:
    if connection.dialect.name == "sqlite":
        return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
    return [row[0] for row in connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)]


def _scans(line: str) -> bool:
    """Whether a step of a plan reads a large table whole; `runner` and what a step has made itself are small."""
    return any(f"SCAN {name}" in line or f"Seq Scan on {name}" in line for name in ("delivery", "event", "promise"))

"""The ledger's questions, and how a campaign comes into it: by one process at a time, once, and as it was approved."""

from __future__ import annotations

import tracemalloc
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from hiyari.delivery.ledger import book
from hiyari.delivery.ledger.book import CampaignState
from hiyari.delivery.ledger.change import Change, Promise, Source, change, settled
from hiyari.delivery.ledger.loaded import conflicts, reasons, spread
from hiyari.delivery.ledger.states import Delivered, Move, Standing, State
from hiyari.delivery.ledger.tables import DELIVERY
from hiyari.delivery.ledger.writing import write
from hiyari.model.error import SafetyError
from tests.delivery.ledger.test_writing import NOW, campaign, intent, load, values


def made(engine: sa.Engine, *changes: Change) -> None:
    """Write changes of rows, and bring these up to date."""
    for one in changes:
        with engine.begin() as connection:
            write(connection, [one], 0)
        settled(one)


def test_another_loading_ends_the_first_one(engine: sa.Engine) -> None:
    """Who loads a campaign that somebody else loads too, stops before rows of two files are mixed."""
    first, second = replace(campaign("a"), loaded_us=NOW), replace(campaign("a"), loaded_us=NOW + 1)
    with engine.begin() as connection:
        book.begin_loading(connection, first)
        book.check_loading(connection, first)
        book.load(connection, [values("a", 1)])
    with engine.begin() as connection:
        book.begin_loading(connection, second)
    with engine.begin() as connection, pytest.raises(SafetyError, match="by another process at the same time"):
        book.check_loading(connection, first)
    with engine.begin() as connection:
        book.check_loading(connection, second)
        assert list(book.every(connection, "a")) == []
        book.forget(connection, "a")
    with engine.begin() as connection, pytest.raises(SafetyError):
        book.check_loading(connection, second)


def test_only_what_was_approved_is_begun_and_only_once(engine: sa.Engine) -> None:
    """A campaign that was loaded again after a digest was checked is not begun by it; a begun one is never replaced."""
    row = campaign("a")
    with engine.begin() as connection:
        book.begin_loading(connection, row)
        book.set_digest(connection, "a", "approved")
        with pytest.raises(SafetyError, match="Nothing was sent"):
            book.set_begun(connection, "a", "other", NOW)
        book.set_begun(connection, "a", "approved", NOW)
        with pytest.raises(SafetyError, match="Nothing was sent"):
            book.set_begun(connection, "a", "approved", NOW)
        for again in (book.forget, lambda one, name: book.begin_loading(one, campaign(name))):
            with pytest.raises(SafetyError, match="has begun meanwhile"):
                again(connection, "a")
        with pytest.raises(SafetyError):
            book.check_loading(connection, row)
        found = book.find_campaign(connection, "a")
        assert found == replace(row, digest="approved", state=CampaignState.BEGUN, begun_us=NOW)
        assert book.find_campaign(connection, "b") is None


def test_campaigns_come_newest_first(engine: sa.Engine) -> None:
    """Those of one moment by name."""
    with engine.begin() as connection:
        for name, at_us in (("b", NOW), ("a", NOW), ("c", NOW + 1)):
            book.begin_loading(connection, replace(campaign(name), loaded_us=at_us))
        assert [one.name for one in book.campaigns(connection)] == ["c", "a", "b"]


def test_a_page_is_what_is_due_the_longest_due_first(engine: sa.Engine) -> None:
    """Of one lane and one campaign; what comes later is announced; what is not to be sent never comes."""
    load(engine, "b", 3)
    with engine.begin() as connection:
        book.begin_loading(connection, campaign("a"))
        due = [NOW, NOW - 5, None, NOW + 7, NOW]
        rows = [values("a", number, due_us=at_us) for number, at_us in enumerate(due)]
        book.load(connection, [*rows, values("a", 9, lane="au")])
    with engine.connect() as connection:
        assert [one.number for one in book.page(connection, "a", "docomo", NOW, 9)] == [1, 0, 4]
        assert [one.number for one in book.page(connection, "a", "docomo", NOW, 2)] == [1, 0]
        assert book.next_due(connection, "a", "docomo") == NOW - 5
        assert book.next_due(connection, "a", "docomo", NOW) == NOW + 7
        assert book.next_due(connection, "a", "docomo", NOW + 7) is None
        assert book.left(connection, "a") == {"docomo": 4, "au": 1}


def test_one_recipient_s_deliveries_with_what_happened(engine: sa.Engine) -> None:
    """Of all campaigns, the newest first, or of one; events in their order, with what the server said."""
    first = load(engine, "a", 2)[1]
    with engine.begin() as connection:
        book.begin_loading(connection, replace(campaign("b"), loaded_us=NOW + 1))
        book.load(connection, [values("b", 1, fingerprint="f1:other")])
    made(engine, intent(first))
    said = Source(
        at_us=NOW + 3, node="n", egress="192.0.2.1", mx="mx", phase="dot", code=250, enhanced="2.0.0", said="k"
    )
    made(engine, change(first, Move.ACCEPTED, said, delivered=Delivered.YES, standing=Standing.GOOD))
    with engine.connect() as connection:
        assert [one.campaign for one in book.of_recipient(connection, first.recipient)] == ["b", "a"]
        assert book.of_recipient(connection, first.recipient, "a") == [replace(first, node="n")]
        assert book.of_recipients(connection, "a", [first.recipient, "k1:nobody"]) == [replace(first, node="n")]
        assert book.by_number(connection, "a", 1) == replace(first, node="n")
        assert book.by_number(connection, "a", 7) is None
        begun, accepted = book.events(connection, first.recipient, "a")
        assert (begun.number, begun.move, begun.state) == (1, Move.INTENDED, State.SENDING)
        assert (accepted.number, accepted.at_us, accepted.move, accepted.state) == (2, NOW + 3, "accepted", "accepted")
        assert (accepted.code, accepted.enhanced, accepted.said, accepted.mx) == (250, "2.0.0", "k", "mx")
        assert book.last_phases(connection, "a", [first.recipient]) == {first.recipient: "dot"}
        assert book.known_good(connection, [first.recipient], "b") == {first.recipient}
        assert book.known_good(connection, [first.recipient], "a") == set()
        assert book.numbers(connection, "a", [first.recipient, "k1:nobody"]) == {first.recipient: 1}


def test_counts_and_history(engine: sa.Engine) -> None:
    """By lane and state of one campaign; what was answered in the others."""
    rows = load(engine, "a", 5)
    load(engine, "b", 1)
    made(engine, *(intent(one) for one in rows[:3]))
    made(engine, change(rows[0], Move.ACCEPTED, Source(at_us=NOW), delivered=Delivered.YES))
    for one, reason in zip(rows[1:3], ("user unknown", "mailbox full"), strict=True):
        gone = change(one, Move.REFUSED, Source(at_us=NOW), reason=reason, promise=Promise.RELEASED)
        made(engine, gone)
    with engine.connect() as connection:
        wanted = Counter({State.WAITING: 2, State.REFUSED: 2, State.ACCEPTED: 1})
        assert book.counts(connection, "a") == Counter({("docomo", state): count for state, count in wanted.items()})
        assert book.history(connection, "b") == {"docomo": (3, 1)}
        assert book.history(connection, "a") == {}
        assert sorted(reasons(connection, "a", State.REFUSED)) == [("mailbox full", 1), ("user unknown", 1)]
        assert len(book.in_state(connection, "a", State.REFUSED, 1)) == 1
        assert len(book.in_state(connection, None, State.WAITING)) == 3
        assert conflicts(connection, "b", NOW)
        assert not conflicts(connection, "b", NOW + 1)


def test_examples_are_scattered_and_wait(engine: sa.Engine) -> None:
    """Each once, none that is not to be sent, and as many as there are where there are few."""
    with engine.begin() as connection:
        book.begin_loading(connection, campaign("a"))
        book.load(
            connection, [values("a", number, state="waiting" if number % 2 else "suppressed") for number in range(50)]
        )
        found = spread(connection, "a", 5)
        assert len(found) == len(set(found)) == 5
        assert all(number % 2 for number in found)
        assert spread(connection, "b", 5) == []


def test_alarms_are_kept_in_order(engine: sa.Engine) -> None:
    """With their numbers."""
    row: dict[str, Any] = {"campaign": "a", "lane": "docomo", "egress": "", "since_us": 1, "results": 30, "unknown": 21}
    row |= {"known_good": 4, "expected": 0.5}
    with engine.begin() as connection:
        book.add_alarm(connection, {**row, "at_us": 9})
        book.add_alarm(connection, {**row, "at_us": 5})
        assert [one["at_us"] for one in book.alarms(connection, "a")] == [5, 9]
        assert book.alarms(connection, "b") == []


def test_a_million_rows_would_not_fill_the_memory(engine: sa.Engine) -> None:
    """Every delivery is streamed: reading fifty times as many takes no more memory at its height."""
    with engine.begin() as connection:
        book.begin_loading(connection, campaign("a"))
        for begin in range(0, 50_000, 5000):
            book.load(connection, [values("a", number) for number in range(begin, begin + 5000)])

    def height(most: int) -> int:
        tracemalloc.start()
        with engine.connect() as connection:
            stream = book.every(connection, "a")
            assert sum(1 for _, _ in zip(range(most), stream, strict=False)) == most
            stream.close()  # type: ignore[attr-defined]
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    assert height(50_000) < 2 * height(1000) + 1_000_000


def test_the_statements_of_every_page_and_message_find_their_rows_by_an_index(engine: sa.Engine) -> None:
    """Neither engine reads a table from end to end or sorts for a page, a due time, a claim, a recipient, a change."""
    rows = load(engine, "a", 200)
    seen: list[tuple[str, Any]] = []
    with engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
        if engine.dialect.name == "postgresql":
            # With so few rows a scan is cheaper; what is left of scans now has no index at all.
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            connection.exec_driver_sql("SET LOCAL enable_sort = off")
        listener = lambda *one: seen.append((one[2], one[3][0] if one[5] else one[3]))  # noqa: E731
        sa.event.listen(connection, "before_cursor_execute", listener)
        book.page(connection, "a", "docomo", NOW, 5)
        book.next_due(connection, "a", "docomo", NOW)
        book.in_flight(connection, "a")
        book.of_recipients(connection, "a", [rows[0].recipient])
        book.promised(connection, [rows[0].recipient], 0)
        book.known_good(connection, [rows[0].recipient], "a")
        book.last_phases(connection, "a", [rows[0].recipient])
        book.by_number(connection, "a", 3)
        write(connection, [intent(rows[0])], 0)
        settled(intent(rows[0]))
        write(connection, [change(rows[0], Move.DEFERRED, Source(at_us=NOW), promise=Promise.RELEASED)], 0)
        sa.event.remove(connection, "before_cursor_execute", listener)
        explain = "EXPLAIN" if engine.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
        for statement, parameters in seen:
            plan = [str(row[-1]) for row in connection.exec_driver_sql(f"{explain} {statement}", parameters)]
            scans = [one for one in plan if "Seq Scan" in one or one.startswith(("SCAN delivery", "SCAN event"))]
            sorts = [one for one in plan if "Sort" in one or "TEMP B-TREE" in one]
            assert not scans, (statement, plan)
            # Some events of one recipient may be sorted, a lane may not.
            assert not sorts or "due_us" not in statement, (statement, plan)
    with engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(DELIVERY)) == 200

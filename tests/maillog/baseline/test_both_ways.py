"""Counting facts of the past and counting rows as they come are one rule, written twice: SQL and Python."""

from __future__ import annotations

from collections import Counter
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiyari.carriers.replies.cause import Cause
from hiyari.maillog.baseline.counted import Clock, Track
from hiyari.maillog.baseline.history import Past, read_past
from hiyari.maillog.baseline.peers import counts_against
from hiyari.maillog.baseline.series import Series, Way
from hiyari.maillog.baseline.site import Site
from hiyari.maillog.baseline.told import Counting
from hiyari.maillog.baseline.week import MICROSECONDS, hour_of
from hiyari.maillog.facts import DELIVERIES, Row
from hiyari.maillog.store.facts_folder import open_facts, write_facts
from tests.maillog.baseline.mail import MINUTE, START, delivery, message

pytest.importorskip("duckdb")
AT: Final = START * MICROSECONDS
SECOND: Final = 1_000_000
_TIME: Final = DELIVERIES.names.index("at")
_Mail = list[list[tuple[int, list[tuple[int, tuple[str, str | None, str]]]]]]
"""Messages; of each its recipients: when the first attempt is, and the minutes to each next one with its answer."""
_Counts = tuple[Counter[tuple[int, Series]], Counter[tuple[int, str, str, bool]]]

REPLIES: Final = (
    ("deferred", "rate", "4.7.1"),
    ("deferred", None, "4.7.28"),
    ("deferred", "greylisting", "4.7.1"),
    ("deferred", "system", "4.3.2"),
    ("refused", "spf", "5.7.23"),
    ("refused", None, "5.1.1"),
    ("accepted", None, "2.0.0"),
)
_ATTEMPTS: Final = st.lists(st.tuples(st.integers(0, 90), st.sampled_from(REPLIES)), min_size=1, max_size=5)
MAIL: Final = st.lists(st.lists(st.tuples(st.integers(0, 120), _ATTEMPTS), min_size=1, max_size=3), max_size=6)


def _rows(mail: _Mail) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {"messages": [], "deliveries": []}
    for key, recipients in enumerate(mail):
        host, queue_id = f"relay{1 + key % 2}", f"Q{key}"
        rows["messages"].append(
            message(key, host, queue_id, AT, last_at=AT + 40 * 60 * MINUTE, origin="local", uid=key % 3)
        )
        for place, (begun, attempts) in enumerate(recipients):
            at = AT + begun * MINUTE
            for minutes, (outcome, cause, enhanced) in attempts:
                at += minutes * MINUTE + 1
                who = f"{place}@example.{'jp' if place == 2 else 'com'}"
                values = {"outcome": outcome, "cause": cause, "enhanced": enhanced, "provider": who.partition("@")[2]}
                rows["deliveries"].append(delivery(key, host, queue_id, at, who, **values))
                if outcome != "deferred":
                    break
    return rows


def _past(folder: Path, rows: dict[str, list[Row]]) -> Past:
    write_facts(folder, rows)
    with open_facts(folder) as facts:
        return read_past(facts)


def _learned(past: Past) -> _Counts:
    sent, answers = Counter[tuple[int, Series]](), Counter[tuple[int, str, str, bool]]()
    for one in past.sent:
        sent[hour_of(one.at), Series(one.host, one.injector, one.way)] += one.recipients
    for answer in past.answered:
        answers[hour_of(answer.at), answer.host, answer.provider, answer.refused] += answer.messages
    return sent, answers


class _Open:
    """A history in which every message is still in the queue."""

    def __init__(self, messages: list[Row]) -> None:
        self._messages = {(row[1], row[2]): row for row in messages}

    def look(self, host: str, queue_id: str) -> Row | None:
        return self._messages.get((host, queue_id))


def _streamed(rows: dict[str, list[Row]]) -> _Counts:
    # The third peer's log stands still, so that no hour's answers are compared and gone.
    hosts = ("relay1", "relay2", "relay3")
    site = Site(zone="UTC", groups=(hosts,), clocks={host: Clock(START) for host in hosts})
    site.tracks = {Series(host, f"uid:{uid}", Way.OUTSIDE): Track() for host in hosts for uid in range(3)}
    site.tracks[Series("relay1", "localhost", Way.OUTSIDE)] = Track()
    counting = Counting(site, _Open(rows["messages"]))
    counted = Counter[tuple[int, Series]]()
    for row in sorted(rows["deliveries"], key=lambda row: int(row[_TIME] or 0)):
        list(counting.take("deliveries", row))
        for hours in site.buckets.values():
            for hour, buckets in hours.items():
                counted |= Counter({(hour, series): bucket.count for series, bucket in buckets.items()})
    answers = Counter[tuple[int, str, str, bool]]()
    for hour, tallies in site.answers.items():
        for (host, provider), tally in tallies.items():
            answers += Counter({(hour, host, provider, False): tally.good, (hour, host, provider, True): tally.bad})
    return counted, answers


@settings(max_examples=25, deadline=None)
@given(MAIL)
def test_the_past_and_the_present_are_counted_alike(
    mail: _Mail,
) -> None:
    """Whatever is deferred, refused and tried again: facts of the past and rows as they come give the same counts."""
    rows = _rows(mail)
    with TemporaryDirectory() as folder:
        assert _learned(_past(Path(folder), rows)) == _streamed(rows)


def test_a_message_that_is_deferred_every_hour_is_one_refusal(tmp_path: Path) -> None:
    """Retries are no evidence: nineteen hours of 4.7.1 and an acceptance are refused once and taken once, both ways."""
    mail: _Mail = [[(0, [(60, ("deferred", None, "4.7.1"))] * 19 + [(60, ("accepted", None, "2.0.0"))])]]
    rows = _rows(mail)
    expected = Counter({(START + 1, "relay1", "example.com", True): 1, (START + 20, "relay1", "example.com", False): 1})
    assert _learned(_past(tmp_path, rows))[1] == expected
    assert _streamed(rows)[1] == expected


def test_sql_knows_which_answers_are_about_the_relay(tmp_path: Path) -> None:
    """Every outcome, cause and enhanced status code is judged by the query as counts_against judges it."""
    causes = (None, *(cause.value for cause in Cause))
    codes = (None, "", "4.7.1", "5.7.23", "5.1.1", "4.2.2", "5.3.0", "4.4.1", "5.10.1")
    kinds = list(product(("accepted", "deferred", "refused"), causes, codes))
    rows = [
        delivery(key, "relay1", f"Q{key}", AT, provider=f"{key}", outcome=outcome, cause=cause, enhanced=enhanced)
        for key, (outcome, cause, enhanced) in enumerate(kinds)
    ]
    found = {int(one.provider): one.refused for one in _past(tmp_path, {"deliveries": rows}).answered}
    assert {key: found.get(key) for key in range(len(kinds))} == {
        key: counts_against(*kind) for key, kind in enumerate(kinds)
    }


@pytest.mark.parametrize(
    ("begun", "answers", "expected"),
    [
        (0, ((0, 0),), "uid:0"),
        (0, ((0, 3599),), "uid:0"),
        (0, ((0, 3600),), "localhost"),
        (9, ((0, 8),), "localhost"),
        (0, ((0, 5), (1, 5)), "uid:0"),
        (0, ((2, 7), (1, 6)), "uid:1"),
    ],
)
def test_what_came_back_from_a_filter_is_found_by_one_rule(
    tmp_path: Path, begun: int, answers: tuple[tuple[int, int], ...], expected: str
) -> None:
    """It is the first message whose filter named its queue id, from its beginning to within an hour, both ways."""
    before = [message(one, "relay1", f"A{one}", AT, origin="local", uid=one) for one in range(3)]
    back = message(9, "relay1", "B9", AT + begun * SECOND, origin="network", address="127.0.0.1")
    rows = {
        "messages": [*before, back],
        "deliveries": [
            *(
                delivery(one, "relay1", f"A{one}", AT + at * SECOND, way="filter", queued_as="B9")
                for one, at in answers
            ),
            delivery(9, "relay1", "B9", AT + 3601 * SECOND),
        ],
    }
    expected_counts = Counter({(START + 1, Series("relay1", expected, Way.OUTSIDE)): 1})
    assert _learned(_past(tmp_path, rows))[0] == expected_counts
    assert _streamed(rows)[0] == expected_counts


def test_who_injected_is_known_through_two_filters(tmp_path: Path) -> None:
    """A message that a signer took after a scanner counts for the user who had handed it in, both ways."""
    rows = {
        "messages": [
            message(0, "relay1", "A", AT, origin="local", uid=2),
            message(1, "relay1", "B", AT + 1, origin="network", address="127.0.0.1"),
            message(2, "relay1", "C", AT + 3, origin="network", address="::1"),
        ],
        "deliveries": [
            delivery(0, "relay1", "A", AT + 2, way="filter", queued_as="B"),
            delivery(1, "relay1", "B", AT + 4, way="filter", queued_as="C"),
            delivery(2, "relay1", "C", AT + 5),
        ],
    }
    expected = Counter({(START, Series("relay1", "uid:2", Way.OUTSIDE)): 1})
    assert _learned(_past(tmp_path, rows))[0] == expected
    assert _streamed(rows)[0] == expected

"""The newest answers of a campaign."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hiyari.carriers.reason import Reason
from hiyari.delivery.ledger import answers
from hiyari.delivery.ledger.answers import Answer
from hiyari.delivery.ledger.states import Delivered, Move
from tests.written_ledger import CAMPAIGN, Pen

_PLACE = ("docomo", "203.0.113.11")


@pytest.fixture
def pen(url: str) -> Iterator[Pen]:
    """A campaign that has begun."""
    writing = Pen(url)
    yield writing
    writing.engine.dispose()


def _answers(pen: Pen, since_us: int = -1) -> dict[tuple[str, str], list[Answer]]:
    with pen.engine.begin() as connection:
        return answers.answers(connection, CAMPAIGN, {_PLACE: since_us})


def test_answers_come_in_order_and_what_is_none_does_not_come(pen: Pen) -> None:
    """Accepted and unknown count, doubted since or not; deferrals, lost answers and policy say nothing."""
    names = [f"user{number}@docomo.ne.jp" for number in range(7)]
    first, second, third, fourth, fifth, sixth, _ = pen.many("docomo", names)
    pen.refused(second, names[1])
    pen.accepted(first)
    pen.doubted(third, names[2])
    pen.deferred(fourth)
    pen.lost(fifth)
    pen.end(sixth, Move.REFUSED, pen.source("rcpt", 550, "5.7.1 go away"), Delivered.NO, reason=Reason.POLICY)
    found = _answers(pen)
    assert list(found) == [_PLACE]
    assert [(one.recipient, one.unknown) for one in found[_PLACE]] == [(second, True), (first, False), (third, True)]
    assert [one.at_us for one in found[_PLACE]] == sorted(one.at_us for one in found[_PLACE])


def test_what_came_before_the_last_alarm_is_settled(pen: Pen) -> None:
    """Only later answers are wanted; those of other lanes are not touched by it."""
    first, second = pen.many("docomo", ["a@docomo.ne.jp", "b@docomo.ne.jp"])
    other = pen.load("c@example.jp", "other:example.jp")
    pen.refused(first, "a@docomo.ne.jp")
    pen.accepted(other)
    alarm_us = pen.at_us
    pen.refused(second, "b@docomo.ne.jp")
    found = _answers(pen, alarm_us)
    assert [one.recipient for one in found[_PLACE]] == [second]
    assert [one.recipient for one in found["other:example.jp", "203.0.113.11"]] == [other]


def test_a_look_is_bounded(pen: Pen, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of each lane the last deliveries of the file, of all lanes those with the most."""
    monkeypatch.setattr(answers, "MOST", 2)
    monkeypatch.setattr(answers, "MOST_LANES", 1)
    keys = pen.many("docomo", [f"user{number}@docomo.ne.jp" for number in range(4)])
    for key in keys:
        pen.accepted(key)
    pen.accepted(pen.load("c@example.jp", "other:example.jp"))
    found = _answers(pen)
    assert [one.recipient for one in found[_PLACE]] == keys[-2:]
    assert list(found) == [_PLACE]

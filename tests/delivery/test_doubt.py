"""When *user unknown* is not believed: properties of the watch, and the simulated rates of docs/doubt.md."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.delivery.doubt import Alarm, Watch
from tests.bench.doubt import HISTORY, Scenario, delays, false_alarms

CAMPAIGNS = 40


@pytest.mark.parametrize(
    ("scenario", "most"),
    [
        (Scenario(share=0.005), 0.0),
        (Scenario(share=0.02), 0.0),
        (Scenario(share=0.05), 0.0),
        (Scenario(share=0.10), 0.05),
        (Scenario(share=0.20, budget=0.10), 0.25),
        (Scenario(share=0.02, history=HISTORY), 0.0),
        (Scenario(share=0.05, history=HISTORY), 0.05),
        (Scenario(share=0.02, sorted_by_age=True), 0.05),
        (Scenario(share=0.05, sorted_by_age=True), 0.20),
        (Scenario(share=0.20, known_good=0.5), 0.05),
        (Scenario(known_good=0.5, moved_away=0.03), 0.05),
    ],
)
def test_a_list_within_its_budget_raises_no_alarm(scenario: Scenario, most: float) -> None:
    """The share of campaigns with a false alarm stays below what is documented, clumped as old lists are or not."""
    some, _ = false_alarms(scenario, CAMPAIGNS)
    assert some <= most


def test_a_list_far_over_its_budget_does() -> None:
    """A fifth unknown on a lane that bears a twentieth is stopped: the provider would soon do it."""
    some, mean = false_alarms(Scenario(share=0.20), CAMPAIGNS)
    assert some > 0.8
    assert mean < 10


@pytest.mark.parametrize(
    ("scenario", "middle", "late"),
    [
        (Scenario(storm=0.3), 50, 130),
        (Scenario(storm=0.5), 22, 45),
        (Scenario(storm=0.9), 9, 14),
        (Scenario(storm=0.5, budget=0.10), 35, 60),
        (Scenario(storm=0.9, budget=0.10), 14, 20),
        (Scenario(storm=0.3, history=HISTORY), 30, 75),
        (Scenario(storm=0.5, history=HISTORY), 16, 30),
        (Scenario(storm=0.9, history=HISTORY), 7, 12),
        (Scenario(storm=0.3, storm_from=1000), 30, 75),
        (Scenario(storm=0.9, storm_from=1000), 8, 12),
        (Scenario(storm=0.3, storm_from=1000, known_good=0.5), 30, 75),
        (Scenario(storm=0.9, storm_from=1000, known_good=0.5), 7, 10),
    ],
)
def test_a_storm_is_found(scenario: Scenario, middle: int, late: int) -> None:
    """Median and 95 % of the answers until the alarm, at the beginning and in the middle; nobody is missed."""
    median, slow, missed = delays(scenario, CAMPAIGNS)
    assert median <= middle
    assert slow <= late
    assert missed <= 0.05


def _feed(watch: Watch, answers: list[tuple[bool, bool]]) -> list[Alarm]:
    alarms = []
    for number, (unknown, known_good) in enumerate(answers):
        alarm = watch.observe(f"k1:{number}@docomo.ne.jp", float(number), unknown=unknown, known_good=known_good)
        if alarm is not None:
            alarms.append(alarm)
    return alarms


def test_an_alarm_says_what_it_saw() -> None:
    """Since when, of how many, against what, and exactly who is doubted."""
    (alarm,) = _feed(Watch(1000, 20, 0.05), [(False, False)] * 50 + [(True, False)] * 4 + [(True, True)])
    assert (alarm.since, alarm.results, alarm.unknown, alarm.known_good) == (50.0, 5, 5, 1)
    assert alarm.recipients == tuple(f"k1:{number}@docomo.ne.jp" for number in range(50, 55))
    assert 0.01 < alarm.expected < 0.03


def test_a_recipient_known_to_be_good_says_more() -> None:
    """Fewer of them are enough."""
    assert not _feed(Watch(0, 0, 0.05), [(True, False)] * 4)
    assert _feed(Watch(0, 0, 0.05), [(True, True)] * 4)


def test_the_watch_begins_anew_after_an_alarm() -> None:
    """What raised an alarm is neither learned nor counted a second time."""
    watch = Watch(0, 0, 0.05)
    expected = watch.expected
    assert len(_feed(watch, [(True, False)] * 7)) == 1
    assert watch.suspicion == 0.0
    assert watch.expected == expected
    assert not _feed(watch, [(True, False)] * 6)
    assert watch.suspicion > 0.8


def test_a_slow_storm_does_not_teach_that_it_is_normal() -> None:
    """However slowly it rises, what is taken for normal stays below twice the budget or the history."""
    watch, chance = Watch(5000, 100, 0.02), random.Random(1)
    for step in range(400):
        _feed(watch, [(chance.random() < step / 1000, False) for _ in range(50)])
        assert watch.expected <= 0.041
    assert _feed(watch, [(chance.random() < 0.4, False) for _ in range(60)])


def test_a_person_may_raise_the_budget() -> None:
    """A list of which a quarter is dead goes through where the campaign says that it may."""
    chance = random.Random(2)
    answers = [(chance.random() < 0.22, False) for _ in range(3000)]
    assert _feed(Watch(0, 0, 0.05), answers)
    assert not _feed(Watch(0, 0, 0.25), answers)


@given(
    st.integers(0, 10**7),
    st.floats(0, 1),
    st.floats(0, 1),
    st.lists(st.tuples(st.booleans(), st.booleans()), max_size=200),
)
def test_any_history_and_any_answers(
    answered: int, share: float, budget: float, answers: list[tuple[bool, bool]]
) -> None:
    """An alarm names only who was called unknown, each once; numbers stay within their bounds."""
    watch = Watch(answered, int(answered * share), budget)
    alarms = _feed(watch, answers)
    named = [key for alarm in alarms for key in alarm.recipients]
    unknown = {f"k1:{number}@docomo.ne.jp" for number, (called, _) in enumerate(answers) if called}
    assert len(named) == len(set(named))
    assert set(named) <= unknown
    assert 0.005 <= watch.expected <= 0.25
    assert 0 <= watch.suspicion < 1
    assert all(alarm.results >= alarm.unknown >= alarm.known_good for alarm in alarms)

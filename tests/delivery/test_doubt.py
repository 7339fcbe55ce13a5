"""When *user unknown* is not believed: the simulated rates of docs/doubt.md, and what is learned meanwhile."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.delivery.doubt import AT_THE_END, THRESHOLD, Alarm, Watch
from tests.delivery.weather import (
    Result,
    clumped,
    delays,
    middle,
    scattered,
    sorted_by_age,
    storm,
    watch,
    within,
)

_List = Callable[[Random, int, float], Iterator[Result]]
_ROUNDS = 60
_ANSWERS = 1000


def _with_alarm(make: _List, share: float, *, budget: float = 0.05, history: tuple[int, int] = (0, 0)) -> float:
    """The share of campaigns that have an alarm before or at their end."""
    seen = (watch(make(Random(f"{seed}"), _ANSWERS, share), history, budget) for seed in range(_ROUNDS))
    return sum(one.alarms > 0 or one.at_end for one in seen) / _ROUNDS


def _feed(seen: Watch, *answers: bool, good: bool = False) -> list[Alarm]:
    """The alarms that these answers raise; True means unknown."""
    found = (seen.observe(f"r{at}", float(at), unknown=one, known_good=good) for at, one in enumerate(answers))
    return [one for one in found if one is not None]


@pytest.mark.parametrize("share", [0.005, 0.02, 0.05, 0.1])
def test_scattered_unknown_users_raise_no_alarm(share: float) -> None:
    """Up to 10 % of truly unknown users at any place are believed, with a history and without one."""
    assert _with_alarm(scattered, share) <= 0.02
    assert _with_alarm(scattered, share, history=(5000, int(5000 * share))) <= 0.02


def test_a_list_sorted_by_age_raises_no_alarm_where_it_is_good() -> None:
    """Twice the share at the beginning is believed up to 5 % in all."""
    assert _with_alarm(sorted_by_age, 0.02) <= 0.02
    assert _with_alarm(sorted_by_age, 0.05) <= 0.05


def test_clumps_look_like_storms() -> None:
    """What stands in clumps raises alarms from 5 % on: it is documented, and a higher budget ends it."""
    assert _with_alarm(clumped, 0.02) <= 0.1
    assert _with_alarm(clumped, 0.1) >= 0.9
    assert _with_alarm(clumped, 0.1, budget=0.3) <= 0.05


def test_a_bad_list_needs_a_persons_word() -> None:
    """A fifth unknown raises alarms in some campaigns and three tenths in nearly all; none with that as the budget."""
    assert 0.1 <= _with_alarm(scattered, 0.2) <= 0.6
    assert _with_alarm(scattered, 0.2, budget=0.2) <= 0.05
    assert _with_alarm(scattered, 0.3) >= 0.8
    assert _with_alarm(scattered, 0.3, budget=0.3) <= 0.05


def test_a_history_that_is_as_bad_is_believed() -> None:
    """A fifth unknown is normal where the lane's history has as many."""
    assert _with_alarm(scattered, 0.2, history=(5000, 1000)) <= 0.05


@pytest.mark.parametrize("before", [0, 500])
@pytest.mark.parametrize(("share", "median", "most"), [(0.9, 8, 12), (0.5, 20, 45), (0.3, 60, 180)])
def test_a_storm_is_found_soon(share: float, median: float, most: float, before: int) -> None:
    """Answers until the alarm, at the beginning and in the middle of a campaign, without anybody known to be good."""
    found = delays(_ROUNDS * 2, share, before=before)
    assert middle(found) <= median
    assert within(found, 0.95) <= most


@pytest.mark.parametrize(("share", "median", "most"), [(0.9, 6, 9), (0.5, 12, 25), (0.3, 25, 60), (0.2, 50, 150)])
def test_a_storm_among_the_known_good_is_found_sooner(share: float, median: float, most: float) -> None:
    """Where half of the recipients have taken mail before, fewer answers do, and a storm of one in five is found."""
    found = delays(_ROUNDS * 2, share, before=500, good=0.5)
    assert middle(found) <= median
    assert within(found, 0.95) <= most


@pytest.mark.parametrize("gone", [0.005, 0.01, 0.02])
def test_good_recipients_may_go(gone: float) -> None:
    """Where one in fifty of those who had taken mail before is gone, nothing is doubted for it."""
    seen = [watch(scattered(Random(f"{seed}"), _ANSWERS, 0.05, 0.7, gone)) for seed in range(_ROUNDS)]
    assert not any(one.alarms or one.at_end for one in seen)


def test_a_storm_in_the_last_messages_is_found_at_the_end() -> None:
    """Most storms of the last ten answers are found, where the threshold alone would miss them; few ends are wrong."""
    missed = found = wrong = 0
    for seed in range(_ROUNDS):
        chance = Random(f"{seed}")
        calm = list(scattered(chance, 300, 0.02))
        seen = watch([*calm, *storm(chance, 10, 0.6)])
        missed += not seen.alarms
        found += seen.alarms > 0 or seen.at_end
        wrong += watch(calm).at_end
    assert missed >= _ROUNDS / 4
    assert found >= _ROUNDS * 0.75
    assert wrong == 0


def test_small_lanes_end_quietly() -> None:
    """Of lanes with ten answers and a tenth unknown, fewer than one in a hundred raises an alarm."""
    seen = [watch(scattered(Random(f"{seed}"), 10, 0.1), budget=0.1) for seed in range(500)]
    assert sum(one.alarms > 0 or one.at_end for one in seen) <= 5


def test_an_alarm_tells_where_the_storm_began() -> None:
    """Everything since the sum last stood at zero is in it, and nothing from before."""
    seen = Watch(0, 0, 0.05)
    assert _feed(seen, *[False] * 50, True, *[False] * 20) == []
    alarm = _feed(seen, *[False] * 5, *[True] * 3, False, *[True] * 6)[0]
    assert (alarm.since, alarm.results, alarm.unknown, alarm.known_good) == (5.0, 8, 7, 0)
    assert alarm.recipients == ("r5", "r6", "r7", "r9", "r10", "r11", "r12")
    assert 0.05 <= alarm.expected < 0.06


def test_after_an_alarm_the_watch_begins_anew() -> None:
    """The next storm needs as many answers again, names only its own recipients, and the first taught nothing."""
    seen = Watch(0, 0, 0.04)
    first, second = _feed(seen, *[True] * 12)
    assert first.recipients == tuple(f"r{number}" for number in range(6))
    assert second.recipients == tuple(f"r{number}" for number in range(6, 12))
    assert seen.expected == 0.04
    assert seen.end() is None


def test_what_came_to_nothing_is_learned_and_a_storm_is_not() -> None:
    """The list's own share counts once the sum is back at zero; the known good teach nothing about the others."""
    seen = Watch(0, 0, 0.05)
    _feed(seen, *([True] + [False] * 9) * 40)
    learned = seen.expected
    assert 0.08 < learned < 0.1
    _feed(seen, *[False] * 400, good=True)
    assert seen.expected == learned
    _feed(seen, *[True] * 4)
    assert seen.expected == learned


def test_a_storm_among_good_and_unknown_recipients_is_one_storm() -> None:
    """Both kinds add to one sum, and what either taught before is no part of it."""
    seen = Watch(0, 0, 0.05)
    _feed(seen, *[False] * 20, good=True)
    _feed(seen, True, True, good=True)
    alarm = _feed(seen, True, True, True, True)[0]
    assert (alarm.unknown, alarm.known_good, alarm.results) == (6, 2, 6)


def test_the_budget_holds_whatever_the_history_says() -> None:
    """A long clean history does not take away what a person allows; a bad one is not made better by a low budget."""
    assert Watch(100_000, 10, 0.2).expected == 0.2
    assert Watch(100_000, 10, 0.0).expected == 0.005
    assert math.isclose(Watch(100_000, 15_000, 0.05).expected, 0.15, abs_tol=0.001)
    assert Watch(100_000, 90_000, 0.05).expected == 0.25
    assert Watch(0, 0, 1.0).expected == 0.45


def test_the_end_is_half_way() -> None:
    """At the end half the threshold does, and less does not."""
    assert AT_THE_END == THRESHOLD / 2
    for unknown, expected in ((2, False), (3, True)):
        seen = Watch(0, 0, 0.05)
        _feed(seen, *[True] * unknown)
        assert (seen.end() is not None) is expected
        assert seen.end() is None


@given(
    budget=st.floats(0, 1),
    history=st.integers(0, 10**7).flatmap(lambda count: st.tuples(st.just(count), st.integers(0, count))),
    answers=st.lists(st.tuples(st.booleans(), st.booleans()), max_size=300),
)
def test_nobody_is_doubted_who_was_not_called_unknown(
    budget: float, history: tuple[int, int], answers: list[tuple[bool, bool]]
) -> None:
    """Whatever comes, alarms name unknown recipients once each, in order, and their numbers add up."""
    seen, alarms = Watch(*history, budget), []
    for number, (unknown, good) in enumerate(answers):
        alarm = seen.observe(str(number), float(number), unknown=unknown, known_good=good)
        alarms += [alarm] if alarm else []
        assert 0 <= seen.suspicion <= 1
        assert 0.005 <= seen.expected <= 0.45
    end = seen.end()
    alarms += [end] if end else []
    doubted = [int(one) for alarm in alarms for one in alarm.recipients]
    assert doubted == sorted(set(doubted))
    assert all(answers[number][0] for number in doubted)
    for alarm in alarms:
        assert len(alarm.recipients) == alarm.unknown <= alarm.results
        assert alarm.known_good <= alarm.unknown
        assert alarm.since <= int(alarm.recipients[0])

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from hiyari.maillog.baseline.budget import budget
from hiyari.maillog.baseline.judging import Judge, Kind, Signal
from hiyari.maillog.baseline.profile import LEARNING, Profile
from hiyari.maillog.baseline.week import WEEK
from tests.maillog.baseline.weather import Nature, counts, dispersion, poisson

LIMITS = budget(30)
_LEARNED = 4 * WEEK


def _learned(base: float, seed: str, weeks: int = 8) -> tuple[Profile, list[int]]:
    """A series with four weeks learned, and the weeks to come."""
    nature = Nature(base=base, dispersion=dispersion(base), holidays=0)
    found = list(counts(nature, weeks, Random(seed)))
    profile = Profile()
    for hour, count in enumerate(found[:_LEARNED]):
        profile.learn(hour % WEEK, count)
    return profile, found[_LEARNED:]


def _judge(profile: Profile, coming: list[int], judge: Judge | None = None, start: int = _LEARNED) -> list[Signal]:
    judge = judge if judge is not None else Judge()
    return [
        signal
        for hour, count in enumerate(coming, start)
        for signal in judge.close(hour, count, profile, hour % WEEK, LIMITS)
    ]


def test_nothing_is_judged_before_two_weeks() -> None:
    """A flood in the first two weeks is no alarm: nothing is known yet, and nobody says that it is fine either."""
    profile, judge = Profile(), Judge()
    for hour in range(LEARNING):
        assert not list(judge.close(hour, 5000 if hour == LEARNING - 1 else 3, profile, hour % WEEK, LIMITS))
    assert profile.ready


def test_a_flood_is_told_in_its_hour_and_once() -> None:
    """A hundred more in each of six hours is one alarm, in the first of them, with what was expected."""
    profile, coming = _learned(3, "flood")
    for hour in range(30, 36):
        coming[hour] += 100
    (alarm,) = _judge(profile, coming[:80])
    assert alarm.kind is Kind.MORE
    assert alarm.hour == _LEARNED + 30
    assert alarm.observed >= 100
    assert alarm.expected < 30
    assert not alarm.again


def test_what_becomes_much_worse_is_told_again() -> None:
    """An open alarm is told again when four times as much comes, and says that it is not new."""
    profile, coming = _learned(3, "worse")
    coming[30] += 60
    coming[32] += 1000
    first, second = _judge(profile, coming[:60])
    assert (first.again, second.again) == (False, True)
    assert second.hour == _LEARNED + 32


def test_one_message_too_many_by_night_is_nobody_s_incident() -> None:
    """Two recipients in an hour that never had any are rare, and too few to be told."""
    profile = Profile()
    for hour in range(4 * WEEK):
        profile.learn(hour % WEEK, 0)
    assert not _judge(profile, [0, 2, 0, 2, 0])


def test_a_slow_leak_is_found_by_its_sum() -> None:
    """Two more an hour, below every limit, are told within two days as a leak that began when it did."""
    profile, coming = _learned(3, "leak")
    chance = Random(1)
    start = 20
    coming = [count + (poisson(3, chance) if hour >= start else 0) for hour, count in enumerate(coming)]
    alarm = _judge(profile, coming[:100])[0]
    assert alarm.kind is Kind.LEAK
    assert alarm.observed > alarm.expected
    assert _LEARNED + start - 12 <= alarm.since <= alarm.hour


def test_a_silence_is_told_when_it_cannot_be_a_holiday() -> None:
    """A series of thirty an hour that falls silent on a morning is told within the day, once."""
    profile, coming = _learned(30, "silence")
    coming[57:150] = [0] * 93  # from Wednesday, nine o'clock
    (alarm,) = [one for one in _judge(profile, coming[:150]) if one.kind is Kind.SILENCE]
    assert alarm.hour - (_LEARNED + 57) < 12
    assert alarm.since >= _LEARNED + 50
    assert alarm.expected > 50


def test_a_burst_does_not_make_itself_normal() -> None:
    """An hour with a hundred thousand moves what is expected of it by no more than a credible hour would."""
    profile, _ = _learned(3, "learned")
    before = profile.mean(10)
    profile.learn(10, 100_000)
    assert profile.mean(10) < before + 10


def test_few_weeks_are_believed_less() -> None:
    """With less history the same count is less rare: what is not known about the mean widens the range."""
    nature = Nature(base=3, dispersion=0.25, holidays=0)
    found = list(counts(nature, 26, Random("few")))
    short, long = Profile(), Profile()
    for hour, count in enumerate(found):
        long.learn(hour % WEEK, count)
        if hour >= len(found) - 2 * WEEK:
            short.learn(hour % WEEK, count)
    assert short.expect(58).dispersion > long.expect(58).dispersion


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=30, max_size=120), st.integers(1, 29), st.booleans())
def test_a_lasting_change_is_one_alarm_a_week(found: list[int], start: int, silent: bool) -> None:
    """Whatever comes, a series is told at most a handful of times in five days: alarms are not a flood of their own."""
    profile, _ = _learned(1, "flood of alarms", 4)
    coming = [0 if silent and hour >= start else count for hour, count in enumerate(found)]
    assert len(_judge(profile, coming)) <= 6

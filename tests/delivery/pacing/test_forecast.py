"""Forecasts beside a lane that is driven with a fake clock."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.carriers.provider import Limit, Limits
from hiyari.delivery.pacing.forecast import fits_window, rate, seconds_needed
from hiyari.delivery.pacing.hours import Hours
from hiyari.delivery.pacing.lane import Lane

START = datetime(2026, 11, 18, 0, 30, tzinfo=UTC).timestamp()
_UNLIMITED = Limits(**{one.name: Limit(value=0, source="test") for one in fields(Limits)})
_ALWAYS = Hours(zone=UTC)
_DAY = 86400.0


def _limits(**limits: float) -> Limits:
    values = {"connections": 8.0, **limits}
    return replace(_UNLIMITED, **{name: Limit(value=value, source="test") for name, value in values.items()})


def _last(count: int, limits: Limits, hours: Hours = _ALWAYS, egresses: int = 1, days: int = 0) -> float:
    """Seconds from the first message to the last, where every wait and every quiet hour is kept."""
    lanes = [Lane("docomo", f"203.0.113.{number}", limits, days=days) for number in range(egresses)]
    due = dict.fromkeys(lanes, START)
    first = now = None
    for _ in range(count):
        while True:
            lane = min(due, key=lambda one: due[one])
            opening = hours.opening(
                datetime.fromtimestamp(due[lane], UTC), limits.avoid_before.value, limits.avoid_after.value
            )
            assert opening is not None
            due[lane] = max(due[lane], opening.timestamp())
            wait = lane.reserve(due[lane]) if opening.timestamp() <= due[lane] else 0.0
            if wait == 0:
                break
            due[lane] += wait
        now = due[lane]
        first = now if first is None else first
    assert first is not None
    assert now is not None
    return now - first


@pytest.mark.parametrize(
    ("count", "limits"),
    [
        (2000, {"interval": 0.5}),
        (2000, {"interval": 3.0}),
        (2000, {"per_minute": 60}),
        (3000, {"interval": 0.5, "per_minute": 60}),
        (5000, {"per_hour": 200}),
        (700, {"interval": 1.0, "per_hour": 600}),
        (2500, {"interval": 1.0, "per_hour": 600}),
        (450, {"per_hour": 100, "per_minute": 5}),
        (2000, {"per_day": 300, "interval": 1.0}),
        (5000, {"warm_up": 500, "per_minute": 60}),
        (9000, {"warm_up": 500, "per_day": 1500, "per_minute": 600}),
        (400, {"interval": 2.0, "per_day": 1000}),
    ],
)
def test_a_forecast_is_within_a_tenth(count: int, limits: dict[str, float]) -> None:
    """Intervals, rates, days and warm-up, alone and together, as a lane keeps them."""
    needed = seconds_needed(count, _limits(**limits), _ALWAYS)
    assert needed == pytest.approx(_last(count, _limits(**limits)), rel=0.1)


@pytest.mark.parametrize("egresses", [2, 3])
def test_addresses_share_the_work(egresses: int) -> None:
    """Each egress address has limits of its own, and together they need a part of the time."""
    limits = _limits(interval=0.5, per_minute=60, per_day=2000)
    needed = seconds_needed(3000, limits, _ALWAYS, egresses)
    assert needed == pytest.approx(_last(3000, limits, egresses=egresses), rel=0.1)


@pytest.mark.parametrize("days", [0, 1, 3, 60])
def test_an_address_that_is_warm_needs_fewer_days(days: int) -> None:
    """The warm-up goes on where it stands."""
    limits = _limits(warm_up=300, per_minute=60)
    assert seconds_needed(4000, limits, _ALWAYS, 1, days) == pytest.approx(_last(4000, limits, days=days), rel=0.1)


def test_avoided_minutes_and_quiet_hours_are_added_up() -> None:
    """Over days they need what their share says; a quiet night that is never reached is counted in all the same."""
    avoiding = _limits(interval=10.0, avoid_before=3, avoid_after=6)
    assert seconds_needed(5000, avoiding, _ALWAYS) == pytest.approx(_last(5000, avoiding), rel=0.1)
    daily = Hours(zone=UTC, daily_from=time(0), daily_until=time(18))
    quiet = _limits(interval=20.0)
    assert seconds_needed(20000, quiet, daily) == pytest.approx(_last(20000, quiet, daily), rel=0.1)
    short = seconds_needed(10, quiet, daily)
    assert short == pytest.approx(9 * 20 * 24 / 18)


def test_where_nothing_limits_only_the_servers_decide() -> None:
    """Then no time is promised; nothing to send needs none, and a cap of the day alone tells the days."""
    assert rate(_limits(), 3) is None
    assert seconds_needed(1000, _limits(), _ALWAYS) is None
    assert seconds_needed(0, _limits(), _ALWAYS) == 0.0
    assert seconds_needed(1, _limits(interval=5.0), _ALWAYS) == 0.0
    assert seconds_needed(1000, _limits(per_day=400), _ALWAYS) == 2 * _DAY


def test_the_strictest_limit_is_the_rate() -> None:
    """Messages per second of all addresses together."""
    assert rate(_limits(interval=0.5, per_minute=60, per_hour=1800), 2) == 1.0
    assert rate(_limits(per_minute=30), 1) == 0.5


def test_a_window_is_long_enough_or_not() -> None:
    """From its beginning, or from now where it has begun; without an end, or without a forecast, it is."""
    begin, end = datetime(2026, 11, 18, 9, tzinfo=UTC), datetime(2026, 11, 18, 11, tzinfo=UTC)
    window = Hours(zone=UTC, begin=begin, end=end)
    assert fits_window(7200, window, datetime(2026, 11, 18, 1, tzinfo=UTC))
    assert not fits_window(7201, window, datetime(2026, 11, 18, 1, tzinfo=UTC))
    assert not fits_window(3601, window, datetime(2026, 11, 18, 10, tzinfo=UTC))
    assert fits_window(None, window, begin)
    assert fits_window(10**9, _ALWAYS, begin)


@given(
    count=st.integers(0, 10**9),
    interval=st.floats(0, 86400),
    per_minute=st.integers(0, 10**6),
    per_hour=st.integers(0, 10**7),
    per_day=st.integers(0, 10**8),
    warm_up=st.integers(0, 10**7),
    egresses=st.integers(1, 16),
)
def test_more_messages_never_need_less(count: int, egresses: int, **limits: float) -> None:
    """Whatever may be declared, a forecast ends soon, is never negative, and grows with the messages."""
    declared = _limits(**limits)
    some, more = (seconds_needed(one, declared, _ALWAYS, egresses) for one in (count, count + 1))
    if some is None or more is None:
        assert count == 0 or more is None
    else:
        assert 0 <= some <= more + 1e-6 * more + 1.0

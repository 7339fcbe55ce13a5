"""Lanes with a fake clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hiyari.carriers.provider import Limit, Limits
from hiyari.carriers.reason import Reason
from hiyari.delivery.pacing.lane import Door, Lane
from hiyari.delivery.pacing.window import Window

START = 1_790_000_000.0
_UNLIMITED = Limits(**{one.name: Limit(value=0, source="test") for one in fields(Limits)})


def _lane(*, spent_today: int = 0, days: int = 0, **limits: float) -> Lane:
    values = {"connections": 8.0, "probe_interval": 30.0, "closed_for": 3600.0, **limits}
    changed = {name: Limit(value=value, source="test") for name, value in values.items()}
    return Lane("docomo", "203.0.113.11", replace(_UNLIMITED, **changed), spent_today=spent_today, days=days)


def _run(
    lane: Lane, seconds: float, start: float = START, sent: Callable[[float], None] = lambda _: None
) -> list[float]:
    """When messages go, if there is always one and every wait is kept."""
    now, gone = start, []
    while now < start + seconds and len(gone) < 5000:
        wait = lane.reserve(now)
        assert wait >= 0
        if wait:
            now += wait
        else:
            gone.append(now)
            sent(now)
    return gone


def _most(gone: list[float], span: float) -> int:
    """The most messages in any span."""
    return max((sum(begin <= one < begin + span for one in gone) for begin in gone), default=0)


def test_the_interval_is_the_least() -> None:
    """Two messages are never nearer than the interval, however late the caller was before."""
    lane = _lane(interval=1.0)
    assert lane.reserve(START) == 0
    assert lane.reserve(START + 0.25) == 0.75
    assert lane.reserve(START + 1.9) == 0
    assert lane.reserve(START + 2.5) == pytest.approx(0.4)
    assert lane.interval == 1.0


def test_the_minute_is_spread_evenly() -> None:
    """Sixty a minute are one a second, not sixty at once; long idleness is not made up for."""
    lane = _lane(per_minute=60)
    gone = _run(lane, 30)
    assert [round(one - START, 2) for one in gone[:3]] == [0.0, 0.5, 1.5]
    assert len(gone) == 31
    later = _run(lane, 10, START + 1000)
    assert len(later) == 11
    assert _most(later, 1.0) <= 2


@pytest.mark.parametrize(
    ("limit", "span"), [("per_minute", 60.0), ("per_hour", 3600.0), ("per_day", 86400.0), ("warm_up", 86400.0)]
)
def test_no_span_holds_more_than_its_limit(limit: str, span: float) -> None:
    """Wherever a minute, an hour or a day begins, no more than the limit pass in it; what is allowed is used."""
    lane = _lane(**{limit: 10})
    gone = _run(lane, span * 2.2 if limit != "warm_up" else span * 0.9)
    assert _most(gone, span) == 10
    if limit != "warm_up":
        assert len(gone) >= 21


def test_a_burst_at_the_edge_of_an_hour_counts() -> None:
    """Ten at the end of one hour leave nothing for the beginning of the next, which a counter per hour would allow."""
    lane = _lane(per_hour=10)
    assert all(lane.reserve(START + 3590) == 0 for _ in range(10))
    assert lane.reserve(START + 3601) > 3500


def test_what_was_sent_before_the_start_counts() -> None:
    """A restart in the middle of the day does not give the day's limit once more."""
    lane = _lane(per_day=100, spent_today=99)
    assert lane.reserve(START) == 0
    assert lane.reserve(START + 1) > 86000


def test_less_than_one_is_one_in_a_longer_time() -> None:
    """Half a message an hour is one in two hours."""
    lane = _lane(per_hour=0.5)
    assert lane.reserve(START) == 0
    assert 3600 * 2 - 61 < lane.reserve(START + 60) < 3600 * 2 + 121


def test_warm_up_doubles_daily() -> None:
    """An egress that is new here sends twice as much each day, also while the program runs."""
    for days, allowed in ((0, 5), (1, 10), (3, 40)):
        assert len(_run(_lane(warm_up=5, days=days), 80_000)) == allowed
    assert len(_run(_lane(warm_up=5, per_day=7, days=9), 80_000)) == 7
    running = _lane(warm_up=5)
    assert len(_run(running, 80_000)) == 5
    assert len(_run(running, 80_000, START + 2 * 86400)) == 20


def test_an_old_egress_has_no_number_too_large() -> None:
    """Years after the first message the doubling is over, and a clock that went back is no negative day."""
    assert _lane(warm_up=500, days=5000).reserve(START) == 0
    assert len(_run(_lane(warm_up=3, days=-4), 1000)) == 3


def test_connections_halve_and_grow_back() -> None:
    """Each answer that is about us halves them; each twenty messages taken bring one back, up to the limit."""
    lane = _lane(connections=8)
    lane.held_back(Reason.RATE, START, "450 slow down", None)
    assert (lane.connections, lane.door) == (4, Door.OPEN)
    for _ in range(20):
        lane.accepted()
    assert lane.connections == 5
    for _ in range(200):
        lane.accepted()
    assert lane.connections == 8


def test_once_may_be_chance() -> None:
    """The first answer about us brings a short breath; the second in a row closes; one taken between is a new count."""
    lane = _lane()
    lane.held_back(Reason.BLOCKED, START, "421 x", None)
    assert 0 < lane.reserve(START) <= 1
    lane.accepted()
    lane.held_back(Reason.BLOCKED, START + 5, "421 x", None)
    assert lane.door is Door.OPEN
    lane.held_back(Reason.BLOCKED, START + 6, "421 y", None)
    assert (lane.door, lane.connections, lane.why) == (Door.CLOSED, 0, "421 y")
    assert lane.reserve(START + 6) == 60


def test_the_answer_says_how_long() -> None:
    """A time in the reply is kept at once, whether it is shorter or longer than our own."""
    lane = _lane()
    lane.held_back(Reason.RATE, START, "450 try again in 500 seconds", 500)
    assert lane.reserve(START) == 500


@pytest.mark.parametrize("reason", [Reason.GREYLISTED, Reason.MAILBOX_FULL, Reason.USER_UNKNOWN, Reason.UNDEFINED])
def test_one_recipient_does_not_hold_up_the_others(reason: Reason) -> None:
    """What is about a recipient changes nothing here, even where it asks for time."""
    lane = _lane()
    lane.held_back(reason, START, "450 Greylisted for 300 seconds", 300)
    assert (lane.door, lane.connections, lane.reserve(START)) == (Door.OPEN, 8, 0)


def test_one_event_is_not_counted_by_its_connections() -> None:
    """What was under way when the door closed says the same once more and does not double the pause each time."""
    lane = _lane()
    for _ in range(10):
        lane.held_back(Reason.RATE, START, "421 too many", None)
    assert lane.reserve(START) == 60
    lane.held_back(Reason.RATE, START, "421 wait 10 minutes", 600)
    assert lane.reserve(START) == 600


def test_pauses_double_up_to_the_time_of_the_provider() -> None:
    """A lane that fails while it is probed closes for twice as long, and never longer than closed_for."""
    lane, now, pauses = _lane(closed_for=300), START, []
    lane.held_back(Reason.RATE, now, "x", None)
    for _ in range(6):
        lane.held_back(Reason.RATE, now, "x", None)
        pauses.append(lane.reserve(now))
        now += pauses[-1]
        assert lane.reserve(now) == 0
        assert lane.door is Door.PROBING
    assert pauses == [60, 120, 240, 300, 300, 300]


def test_probing_is_one_by_one_and_opens_after_five() -> None:
    """After a doubt the lane is closed for its time, then one message in probe_interval on one connection."""
    lane = _lane()
    lane.doubt(START, "a burst of unknown users")
    assert (lane.doubted, lane.connections) == (True, 0)
    assert lane.reserve(START + 3599) == 1
    now = START + 3600
    assert lane.reserve(now) == 0
    for _ in range(5):
        assert (lane.door, lane.connections, lane.interval) == (Door.PROBING, 1, 30)
        assert lane.reserve(now + 1) == 29
        now += 30
        assert lane.reserve(now) == 0
        lane.accepted()
    assert (lane.door, lane.doubted, lane.why, lane.connections) == (Door.OPEN, False, "", 1)


def test_a_doubted_lane_comes_back_slowly() -> None:
    """When it opens, its messages are half of probe_interval apart, and half of that after each twenty taken."""
    lane = _lane(interval=1.0)
    lane.doubt(START, "x")
    assert lane.reserve(START + 3600) == 0
    for _ in range(5):
        lane.accepted()
    intervals = [lane.interval]
    while lane.interval > 1.0:
        assert (lane.door, lane.connections) == (Door.OPEN, 1)
        for _ in range(20):
            lane.accepted()
        intervals.append(lane.interval)
    assert intervals == [15, 7.5, 3.75, 1.875, 1.0]
    for _ in range(20 * 9):
        lane.accepted()
    assert lane.connections == 8


def test_a_person_may_open_it() -> None:
    """`open_again` begins to probe at once, and does nothing to an open door."""
    lane = _lane()
    lane.open_again(START)
    assert lane.door is Door.OPEN
    lane.doubt(START, "x")
    lane.open_again(START + 10)
    assert lane.reserve(START + 10) == 0
    assert lane.door is Door.PROBING


def test_a_doubt_is_not_shortened_by_a_reply() -> None:
    """An answer under way that asks for a minute does not open what was closed for an hour, nor rename the reason."""
    lane = _lane()
    lane.doubt(START, "doubt")
    lane.held_back(Reason.RATE, START, "450 in 60 seconds", 60)
    assert (lane.reserve(START), lane.why) == (3600, "doubt")


_EVENTS = st.one_of(
    st.just("ask"),
    st.just("ask"),
    st.just("accepted"),
    st.just("doubt"),
    st.just("open again"),
    st.sampled_from([Reason.RATE, Reason.NETWORK, Reason.SYSTEM, Reason.GREYLISTED]),
)


@given(
    st.lists(st.tuples(st.floats(0, 4000), _EVENTS, st.none() | st.floats(0, 9000)), max_size=120),
    st.fixed_dictionaries(
        {
            "interval": st.sampled_from([0.0, 0.5, 20.0]),
            "per_minute": st.sampled_from([0.0, 1.0, 7.5]),
            "per_hour": st.sampled_from([0.0, 5.0]),
            "per_day": st.sampled_from([0.0, 12.0]),
            "warm_up": st.sampled_from([0.0, 4.0]),
        }
    ),
)
def test_whatever_happens_the_limits_hold(
    events: list[tuple[float, str, float | None]], limits: dict[str, float]
) -> None:
    """A closed door lets nothing through, no wait is negative, and no span ever holds more than its limit."""
    lane, now, gone = _lane(**limits), START, []
    for later, event, asked in events:
        now += later
        if event == "ask":
            was, until = lane.door, lane.closed_until
            wait = lane.reserve(now)
            assert 0 <= wait < 3 * 86400
            if was is Door.CLOSED and now < until:
                assert wait == until - now
                assert lane.connections == 0
            if not wait:
                gone.append(now)
        elif event == "accepted":
            lane.accepted()
        elif event == "doubt":
            lane.doubt(now, "x")
        elif event == "open again":
            lane.open_again(now)
        else:
            lane.held_back(Reason(event), now, "x", asked)
        assert lane.connections <= 8
        assert (lane.connections == 0) is (lane.door is Door.CLOSED)
    for limit, span in (("per_minute", 60.0), ("per_hour", 3600.0), ("per_day", 86400.0)):
        if limits[limit]:
            assert _most(gone, span) <= limits[limit]
    assert all(second - first >= limits["interval"] - 1e-6 for first, second in pairwise(gone))


@example([0, 1.6, 98.4, 0.1, 0.1], 2)
@given(st.lists(st.floats(0, 3) | st.floats(90, 110), max_size=60), st.integers(1, 4))
def test_a_span_is_any_span(steps: list[float], most: int) -> None:
    """However they fall into the slices in which they are counted, no hundred seconds hold more than the limit."""
    window, now, gone = Window(100.0, most), START, []
    for step in steps:
        now += step
        if not window.wait(now):
            window.take(now)
            gone.append(now)
    assert _most(gone, 100.0) <= most

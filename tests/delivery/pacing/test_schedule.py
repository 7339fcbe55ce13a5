"""Turns between lanes with a fake clock."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from hiyari.carriers.provider import Limit, Limits
from hiyari.carriers.reason import Reason
from hiyari.delivery.pacing.lane import Door, Lane
from hiyari.delivery.pacing.schedule import Schedule

START = 1_790_000_000.0
_UNLIMITED = Limits(**{one.name: Limit(value=0, source="test") for one in fields(Limits)})


def _lane(name: str, egress: str = "203.0.113.11", **limits: float) -> Lane:
    values = {"connections": 2.0, "probe_interval": 5.0, "closed_for": 60.0, **limits}
    changed = {key: Limit(value=value, source="test") for key, value in values.items()}
    return Lane(name, egress, replace(_UNLIMITED, **changed))


def _offered(lanes: Iterable[Lane], works: Mapping[str, int], most: int = 400) -> Schedule:
    schedule = Schedule(lanes, most=most)
    for name, count in works.items():
        schedule.offer(name, count, START)
    return schedule


def _taken(schedule: Schedule, now: float) -> list[str]:
    """The lanes that send at this moment."""
    names = []
    while (lane := schedule.take(now)) is not None:
        names.append(lane.name)
    return names


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that was taken."""

    at: float
    name: str
    egress: str


class Mail:
    """Sends what is at hand: each message lasts a while, and its answer is told to the lane."""

    def __init__(self, schedule: Schedule, lanes: Iterable[Lane], seed: int, refused: float = 0.0) -> None:
        self.schedule, self.lanes = schedule, {(one.name, one.egress): one for one in lanes}
        self.chance, self.refused = Random(seed), refused
        self.now = START
        self.sent: list[Sent] = []
        self.flying: Counter[tuple[str, str]] = Counter()
        self.most_flying = 0
        self._ends: list[tuple[float, int, Lane]] = []

    def run(self, most_steps: int = 200_000) -> None:
        """Until nothing is at hand and nothing on its way."""
        for _ in range(most_steps):
            lane = self.schedule.take(self.now)
            if lane is not None:
                self._fly(lane)
                continue
            following = None if self.schedule.full else self.schedule.next_at()
            assert following is None or following > self.now, "it would be asked at once again, for nothing"
            moments = [one for one in (following, self._ends[0][0] if self._ends else None) if one is not None]
            if not moments:
                return
            self.now = min(moments)
            while self._ends and self._ends[0][0] <= self.now:
                self._land(heapq.heappop(self._ends)[2])
        raise AssertionError("it does not end")

    def _fly(self, lane: Lane) -> None:
        place = (lane.name, lane.egress)
        self.flying[place] += 1
        assert self.flying[place] <= lane.connections
        self.sent.append(Sent(self.now, *place))
        heapq.heappush(self._ends, (self.now + self.chance.uniform(0.01, 4.0), len(self.sent), lane))
        self.most_flying = max(self.most_flying, self.flying.total())
        assert self.flying.total() == self.schedule.in_flight

    def _land(self, lane: Lane) -> None:
        self.flying[lane.name, lane.egress] -= 1
        if self.chance.random() < self.refused:
            lane.held_back(Reason.RATE, self.now, "421 too many", None)
        else:
            lane.accepted()
        self.schedule.done(lane, self.now)


def test_lanes_that_may_send_take_turns() -> None:
    """Three lanes without limits: each sends once before any sends twice, however much one of them has."""
    lanes = [_lane(name, connections=100) for name in "abc"]
    schedule = _offered(lanes, {"a": 1000, "b": 20, "c": 20})
    names = _taken(schedule, START)[:60]
    assert all(set(names[begin : begin + 3]) == set("abc") for begin in range(0, 60, 3))


def test_a_closed_lane_holds_up_nobody() -> None:
    """While one is closed the other sends all it has; the closed one is asked again when its time has come."""
    closed, free = _lane("closed"), _lane("free", connections=50)
    closed.held_back(Reason.RATE, START, "421 wait", 600.0)
    schedule = _offered([closed, free], {"closed": 10, "free": 50})
    assert _taken(schedule, START) == ["free"] * 50
    assert schedule.next_at() == START + 600
    assert schedule.take(START + 599) is None
    assert _taken(schedule, START + 600) == ["closed"]
    assert closed.door is Door.PROBING


def test_a_slow_lane_holds_up_nobody() -> None:
    """One message in ten seconds here, as many as there are connections there."""
    slow, quick = _lane("slow", interval=10.0), _lane("quick", connections=1)
    mail = Mail(_offered([slow, quick], {"slow": 5, "quick": 50}), [slow, quick], 1)
    mail.run()
    assert [one.at - START for one in mail.sent if one.name == "slow"] == [0, 10, 20, 30, 40]
    quickly = [one.at for one in mail.sent if one.name == "quick"]
    assert len(quickly) == 50
    assert max(later - sooner for sooner, later in pairwise(quickly)) <= 4.0


def test_no_more_is_on_its_way_than_may_be() -> None:
    """Over all lanes together; what ends makes place for whoever has waited longest."""
    lanes = [_lane(name, connections=10) for name in "ab"]
    schedule = _offered(lanes, {"a": 10, "b": 10}, most=4)
    assert _taken(schedule, START) == ["a", "b", "a", "b"]
    assert schedule.full
    schedule.done(lanes[0], START + 1)
    assert _taken(schedule, START + 1) == ["a"]
    schedule.done(lanes[0], START + 2)
    assert _taken(schedule, START + 2) == ["b"]


def test_egress_addresses_share_the_work_of_their_provider() -> None:
    """Two addresses with a limit each send what is at hand together, nothing twice."""
    lanes = [_lane("docomo", egress, interval=1.0) for egress in ("203.0.113.11", "203.0.113.12")]
    mail = Mail(_offered(lanes, {"docomo": 21}), lanes, 2)
    mail.run()
    counted = Counter(one.egress for one in mail.sent)
    assert counted.total() == 21
    assert min(counted.values()) >= 8
    assert mail.schedule.at_hand("docomo") == 0


def test_nothing_is_taken_while_there_is_no_opening() -> None:
    """A lane waits for its opening alone; one that never opens again is not asked for ever."""
    quiet, free, never = _lane("quiet"), _lane("free"), _lane("never")
    openings = {"quiet": START + 3600, "free": START, "never": None}
    schedule = Schedule(
        [quiet, free, never],
        opening=lambda lane, now: None if openings[lane.name] is None else max(now, openings[lane.name] or 0.0),
    )
    for name in openings:
        schedule.offer(name, 1, START)
    assert _taken(schedule, START) == ["free"]
    assert schedule.next_at() == START + 3600
    assert _taken(schedule, START + 3600) == ["quiet"]
    assert schedule.next_at() is None


_NO_LIMITS = {"work", "egresses"}
_WORKS = st.lists(
    st.fixed_dictionaries(
        {
            "work": st.integers(0, 25),
            "egresses": st.integers(1, 3),
            "connections": st.integers(1, 5),
            "interval": st.sampled_from([0.0, 0.3, 7.0]),
            "per_minute": st.sampled_from([0, 1, 40]),
            "per_hour": st.sampled_from([0, 10]),
        }
    ),
    min_size=1,
    max_size=6,
)


@given(works=_WORKS, most=st.integers(1, 12), seed=st.integers(0, 1000), refused=st.sampled_from([0.0, 0.1, 0.5]))
def test_everything_is_taken_once_and_never_too_much_at_once(
    works: list[dict[str, int]], most: int, seed: int, refused: float
) -> None:
    """Any lanes, limits, durations and answers: all that is offered is taken, once; no cap is ever passed.

    It never asks to be asked again at a moment that is already there.
    """
    lanes = [
        _lane(f"lane{number}", f"203.0.113.{egress}", **{key: one[key] for key in one if key not in _NO_LIMITS})
        for number, one in enumerate(works)
        for egress in range(one["egresses"])
    ]
    offered = {f"lane{number}": one["work"] for number, one in enumerate(works)}
    mail = Mail(_offered(lanes, offered, most), lanes, seed, refused)
    mail.run()
    assert Counter(one.name for one in mail.sent) == Counter({name: count for name, count in offered.items() if count})
    assert mail.most_flying <= most
    assert mail.schedule.in_flight == 0
    for lane in lanes:
        gone = [one.at for one in mail.sent if (one.name, one.egress) == (lane.name, lane.egress)]
        least = lane.limits.interval.value
        assert all(later - sooner >= least - 1e-6 for sooner, later in pairwise(gone))


@given(counts=st.lists(st.integers(1, 5), min_size=1, max_size=10), seed=st.integers(0, 100))
def test_work_that_comes_later_is_taken_as_well(counts: list[int], seed: int) -> None:
    """Pages that are loaded one after another, in the middle of sending or after it, are all sent."""
    lanes = [_lane("a", interval=1.0), _lane("b")]
    schedule = _offered(lanes, {"a": 0, "b": 0})
    mail = Mail(schedule, lanes, seed)
    for number, count in enumerate(counts):
        schedule.offer("ab"[number % 2], count, mail.now)
        for _ in range(seed % 3):
            lane = schedule.take(mail.now)
            if lane is not None:
                mail._fly(lane)
    mail.run()
    assert len(mail.sent) == sum(counts)

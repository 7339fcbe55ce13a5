"""Which lane sends next: the one that may and has waited longest, so that a closed or slow lane never holds up another.

Pure: it is told the time, how much work each lane has at hand, and when a message is done. A turn costs the logarithm
of the number of lanes, because a campaign can have tens of thousands of them.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from hiyari.delivery.pacing.lane import Lane

MOST_AT_ONCE: Final = 400
"""Messages on their way at once over all lanes: a quarter of the descriptors that a process usually has."""


@dataclass(slots=True)
class _Road:
    """The lanes of one provider: one for each egress."""

    lanes: tuple[Lane, ...]
    work: int = 0
    """Messages at hand that nobody has taken."""


@dataclass(slots=True, eq=False)
class _Place:
    """One lane's place in the queue."""

    lane: Lane
    in_flight: int = 0
    queued: bool = field(default=False)


class Schedule:
    """Takes turns between lanes."""

    def __init__(
        self,
        lanes: Iterable[Lane],
        *,
        most: int = MOST_AT_ONCE,
        opening: Callable[[Lane, float], float | None] = lambda _lane, now: now,
    ) -> None:
        """Begin with no work at hand.

        Args:
            lanes: All of them; those of one name are the same provider from different egress addresses.
            most: Messages on their way at once.
            opening: The first moment from now on at which mail may go out in a lane (quiet hours, avoided minutes);
                None where there is none any more.
        """
        self._places = {(lane.name, lane.egress): _Place(lane) for lane in lanes}
        grouped: dict[str, list[Lane]] = {}
        for place in self._places.values():
            grouped.setdefault(place.lane.name, []).append(place.lane)
        self._roads = {name: _Road(tuple(own)) for name, own in grouped.items()}
        self._most = most
        self._opening = opening
        self._heap: list[tuple[float, int, _Place]] = []
        self._turn = 0
        self.in_flight = 0

    @property
    def full(self) -> bool:
        """Whether as much is on its way as may be."""
        return self.in_flight >= self._most

    def at_hand(self, name: str) -> int:
        """How many messages of a provider nobody has taken."""
        return self._roads[name].work

    def offer(self, name: str, count: int, now: float) -> None:
        """So many more messages of this provider are at hand."""
        road = self._roads[name]
        road.work += count
        for lane in road.lanes:
            self._queue(self._places[lane.name, lane.egress], now)

    def take(self, now: float) -> Lane | None:
        """The lane that sends a message now, counted as on its way; None when none may (see `next_at`)."""
        while self._heap and self._heap[0][0] <= now and not self.full:
            _, _, place = heapq.heappop(self._heap)
            place.queued = False
            lane, road = place.lane, self._roads[place.lane.name]
            if not road.work:
                continue
            opening = self._opening(lane, now)
            if opening is None:
                continue
            if opening > now:
                self._queue(place, opening)
                continue
            # A closed door is asked all the same: only so it begins to be probed.
            if place.in_flight and place.in_flight >= lane.connections:
                continue
            wait = lane.reserve(now)
            if wait > 0:
                self._queue(place, now + wait)
                continue
            road.work -= 1
            place.in_flight += 1
            self.in_flight += 1
            self._queue(place, now)
            return lane
        return None

    def done(self, lane: Lane, now: float) -> None:
        """A message that was taken is no longer on its way."""
        place = self._places[lane.name, lane.egress]
        place.in_flight -= 1
        self.in_flight -= 1
        self._queue(place, now)

    def next_at(self) -> float | None:
        """The earliest moment at which `take` can say something new; None while only `offer` or `done` can."""
        return self._heap[0][0] if self._heap else None

    def _queue(self, place: _Place, at: float) -> None:
        if place.queued or not self._roads[place.lane.name].work:
            return
        place.queued = True
        self._turn += 1
        heapq.heappush(self._heap, (at, self._turn, place))

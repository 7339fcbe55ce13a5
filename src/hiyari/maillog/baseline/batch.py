"""What comes in one batch: alarms with the count of all of it, and whose mail could not be judged.

An alarm is made by the message that crosses a limit, and has the count of that moment. Who follows a log wants it at
once; who reads a batch (``watch --once``, ``baseline test``) wants one alarm with the number that it came to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from hiyari.maillog.baseline.alarm import Alarm, Shown, What
from hiyari.maillog.baseline.counted import Bucket, Clock, Sent
from hiyari.maillog.baseline.series import Series, Way

MOST_UNJUDGED: Final = 1000
"""Series that are remembered as not judged: more is said by their number only."""
_EXAMPLES: Final = 5


@dataclass(slots=True)
class Batch:
    """What is remembered until a batch is over; nothing where it is not on."""

    on: bool = False
    """Whether mail comes in a batch."""
    hours: dict[tuple[Series, int], Bucket] = field(default_factory=dict)
    """Hours of series that were told before they were over. They go on counting."""
    injectors: dict[tuple[Series, int | None], Bucket] = field(default_factory=dict)
    """What single injectors sent: newcomers since they were first seen, the others in the hour that was told."""
    unjudged: dict[Series, None] = field(default_factory=dict)
    """Who sent, and counts in a series that has too little history to be judged."""

    def take(self, series: Series, hour: int, sent: Sent) -> None:
        """Count mail for injectors that were told."""
        if not self.injectors:
            return
        for key in ((series, None), (series, hour)):
            own = self.injectors.get(key)
            if own is not None:
                own.count += sent.recipients
                own.examples.take(sent.queue_id, sent.sender, sent.domain, sent.recipients)

    def note(self, series: Series) -> None:
        """Mail of this series could not be judged."""
        if self.on and len(self.unjudged) < MOST_UNJUDGED:
            self.unjudged[series] = None

    def told(self, alarm: Alarm, series: Series, hour: int, now: int) -> None:
        """A single injector was told, with ``now`` recipients that `take` is still to be given."""
        key = (series, None if alarm.what is What.NEW else hour)
        if self.on:
            self.injectors.setdefault(key, Bucket(count=alarm.observed - now))

    def running(self, series: Series, hour: int, bucket: Bucket) -> None:
        """A series was told in an hour that is not over."""
        if self.on:
            self.hours[series, hour] = bucket

    def settled(self, alarms: Iterable[Alarm], clocks: Mapping[str, Clock]) -> Iterator[Alarm]:
        """The alarms of the batch, each once and with its last count: given all of them, and where the logs stand."""
        merged: dict[tuple[str, str, str, str, int | None], Alarm] = {}
        for alarm in alarms:
            key = (alarm.what.value, alarm.host, alarm.name, alarm.way, None if alarm.what is What.NEW else alarm.hour)
            merged[key] = _joined(merged[key], alarm) if key in merged else alarm
        for alarm in merged.values():
            yield self._final(alarm, clocks.get(alarm.host))

    def _final(self, alarm: Alarm, clock: Clock | None) -> Alarm:
        series = Series(alarm.host, alarm.name, Way(alarm.way))
        match alarm.what:
            case What.NEW:
                bucket = self.injectors.get((series, None))
            case What.SURGE:
                bucket = self.injectors.get((series, alarm.hour))
            case _:
                bucket = self.hours.get((series, alarm.hour)) if alarm.so_far else None
        if bucket is None:
            return alarm
        return replace(
            alarm,
            observed=max(alarm.observed, bucket.count),
            so_far=alarm.what is What.NEW or clock is None or alarm.hour >= clock.open,
            examples=_together(alarm.examples, bucket.examples.shown()),
        )


def _joined(first: Alarm, later: Alarm) -> Alarm:
    """Two alarms about the same as one: what the later knows, from when the first began."""
    return replace(
        later,
        since=min(first.since, later.since),
        again=first.again,
        examples=_together(first.examples, later.examples),
    )


def _together(first: Shown, later: Shown) -> Shown:
    """Queue ids of both; the senders and domains of the later, which has counted more."""
    ids = tuple(dict.fromkeys((*first.queue_ids, *later.queue_ids)))[:_EXAMPLES]
    return Shown(ids, later.senders or first.senders, later.domains or first.domains)

"""A whole site: its series, known injectors and relays; mail in, alarms out.

The log's own time drives the hours, each host by its own: files are read one after the other, and a relay may be
behind. An hour is judged when its host's log has passed its end by some minutes; what comes later than that is counted
and not judged. Only who follows a log live may say that time has passed without a line (`tick`): then a log that has
stopped is a silence like any other.

Memory is bounded: series are fixed when the baseline is learned, whoever is new is counted in one more per host and
way, and examples are few. A copy of the state goes on exactly as the original, so that a restart changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from math import ceil
from typing import Final

from hiyari.maillog.baseline.alarm import Alarm, Examples
from hiyari.maillog.baseline.batch import Batch
from hiyari.maillog.baseline.budget import Budget, budget
from hiyari.maillog.baseline.counted import Answered, Bucket, Clock, Sent, Track
from hiyari.maillog.baseline.judging import FAR_WORSE, LEAST_ONCE, Judge
from hiyari.maillog.baseline.known import Known, News
from hiyari.maillog.baseline.negbin import too_many
from hiyari.maillog.baseline.peers import Peers, Tally, peer_of
from hiyari.maillog.baseline.series import Series
from hiyari.maillog.baseline.telling import about, differs, told
from hiyari.maillog.baseline.week import MICROSECONDS, WEEK, Calendar, hour_of

LATENESS: Final = 5 * 60 * 1_000_000
"""Microseconds that a line may be late."""
AHEAD: Final = 2 * MICROSECONDS
"""And that it may be from the future."""
MOST_HOSTS: Final = 200
MOST_HELD: Final = 72
"""Hours that a group of peers waits for the slowest of them."""
_JUMP: Final = 4 * WEEK
"""Hours without a line after which counting begins anew."""


@dataclass(slots=True, kw_only=True)
class Site:
    """Everything that is remembered."""

    zone: str
    groups: tuple[tuple[str, ...], ...] = ()
    """Hosts that should look alike to receivers, as the inventory names them: in full, where a log has a label."""
    tracks: dict[Series, Track] = field(default_factory=dict)
    known: Known = field(default_factory=Known)
    peers: Peers = field(default_factory=Peers)
    clocks: dict[str, Clock] = field(default_factory=dict)
    buckets: dict[str, dict[int, dict[Series, Bucket]]] = field(default_factory=dict)
    """By host and hour."""
    answers: dict[int, dict[tuple[str, str], Tally]] = field(default_factory=dict)
    """By hour: messages by peer, as the groups name it, and provider."""
    compared: int = 0
    """The first hour in which peers were not compared."""
    late: int = 0
    """Rows that came after their hour was judged."""
    crowded: int = 0
    """Rows of hosts that there was no room for."""
    ahead: int = 0
    """Rows from the future, which are not believed."""
    learning: bool = False
    """Whether nothing is told."""
    not_after: int | None = None
    """The latest moment that is believed; what a wrong clock wrote must not end all hours before it."""
    frozen: bool = False
    """Whether it judges without learning."""
    hourly: bool = False
    """Whether mail comes as sums of whole hours, so that nothing is to be told before an hour is over."""
    covered: frozenset[int] | None = None
    """Hours that the log at hand speaks of; others are neither judged nor learned. None where there are no holes."""
    batch: Batch = field(default_factory=Batch, compare=False, repr=False)
    """What is remembered for who reads a batch and then ends."""
    _calendar: Calendar | None = field(default=None, compare=False, repr=False)

    @property
    def calendar(self) -> Calendar:
        """Hours of the week in the site's zone."""
        if self._calendar is None or self._calendar.name != self.zone:
            self._calendar = Calendar(self.zone)
        return self._calendar

    @property
    def limits(self) -> Budget:
        """How rare something must be to be told."""
        return budget(len(self.tracks), len(self.peers.pairs))

    def take(self, sent: Sent) -> Iterator[Alarm]:
        """Count mail; gives alarms as soon as they are certain. To be run to its end."""
        hour = hour_of(sent.at)
        if not self._believed(sent.at) or not self._has_room(sent.host):
            return
        series = Series(sent.host, sent.injector, sent.way)
        yield from self._newcomer(hour, series, sent)
        self.batch.take(series, hour, sent)
        yield from self.passed(sent.host, sent.at)
        if hour < self.clocks[sent.host].open:
            self.late += 1
            return
        counted = self._counted(series)
        bucket = self.buckets.setdefault(sent.host, {}).setdefault(hour, {}).setdefault(counted, Bucket())
        bucket.count += sent.recipients
        if not self.tracks[counted].profile.ready:
            self.batch.note(series)
        bucket.examples.take(sent.queue_id, sent.sender, sent.domain, sent.recipients)
        if hour == self.clocks[sent.host].open:
            yield from self._running(hour, counted, bucket)

    def answered(self, one: Answered) -> None:
        """Count an answer."""
        hour, peer = hour_of(one.at), peer_of(one.host, self.groups)
        if hour < self.compared or peer is None or not self._believed(one.at):
            return
        counts = self.answers.setdefault(hour, {})
        if (peer, one.provider) not in counts and len(counts) >= MOST_HOSTS * 10:
            return
        tally = counts.setdefault((peer, one.provider), Tally())
        if one.refused:
            tally.bad += one.messages
        else:
            tally.good += one.messages

    def passed(self, host: str, at: int) -> Iterator[Alarm]:
        """A host's log has a line of this moment: judges the hours that are over. To be run to its end."""
        if not self._believed(at) or not self._has_room(host):
            return
        clock = self.clocks.setdefault(host, Clock(hour_of(at)))
        over = hour_of(at - LATENESS)
        if over <= clock.open:
            return
        if over - clock.open > _JUMP:
            self.buckets.pop(host, None)
            for track in self._of(host).values():
                track.judge = Judge()
            clock.open, clock.partial = hour_of(at), True
        while clock.open < over:
            yield from self._close(host, clock)
        yield from self._compare()

    def tick(self, at: int) -> Iterator[Alarm]:
        """All logs are read up to this moment, whether or not they have lines. To be run to its end."""
        self.not_after = at + AHEAD
        for host in tuple(self.clocks):
            yield from self.passed(host, at)

    def end(self) -> Iterator[Alarm]:
        """No more lines come: peers are compared up to where any of them stands. To be run to its end."""
        yield from self._compare(wait=False)

    def look(self, host: str) -> Iterator[Alarm]:
        """Judge what a host's open hour has so far. To be run to its end."""
        hour = self.clocks[host].open
        for series, bucket in sorted(self.buckets.get(host, {}).get(hour, {}).items(), key=lambda one: one[0]):
            yield from self._running(hour, series, bucket)

    def _believed(self, at: int) -> bool:
        if self.not_after is not None and at > self.not_after:
            self.ahead += 1
            return False
        return True

    def _has_room(self, host: str) -> bool:
        if host in self.clocks or len(self.clocks) < MOST_HOSTS:
            return True
        self.crowded += 1
        return False

    def _of(self, host: str) -> dict[Series, Track]:
        return {series: self.tracks[series] for series in sorted(self.tracks) if series.host == host}

    def _counted(self, series: Series) -> Series:
        if series in self.tracks:
            return series
        self.tracks.setdefault(series.rest, Track())
        return series.rest

    def _newcomer(self, hour: int, series: Series, sent: Sent) -> Iterator[Alarm]:
        found = self.known.take(hour, series, sent.recipients)
        if found is None or self.learning or not self.known.settled:
            return
        if found.news is News.SURGE and series in self.tracks:  # it has a normal of its own
            return
        examples = Examples()
        examples.take(sent.queue_id, sent.sender, sent.domain, sent.recipients)
        alarm = about(found, series, hour, examples.shown())
        self.batch.told(alarm, series, hour, sent.recipients)
        yield alarm

    def _running(self, hour: int, series: Series, bucket: Bucket) -> Iterator[Alarm]:
        track = self.tracks[series]
        if self.learning or self.hourly or not track.profile.ready:
            return
        if bucket.limit < 0:
            expected = track.profile.expect(self.calendar.place(hour))
            rare = too_many(self.limits.once, expected.mean, expected.dispersion)
            bucket.limit = max(rare, ceil(expected.mean + LEAST_ONCE))
        if bucket.count >= bucket.limit:
            expected = track.profile.expect(self.calendar.place(hour))
            signal = track.judge.running(hour, bucket.count, expected, self.limits)
            if signal is not None:
                bucket.limit = FAR_WORSE * bucket.count
                self.batch.running(series, hour, bucket)
                yield told(signal, series, expected, bucket.examples.shown(), so_far=True)

    def _close(self, host: str, clock: Clock) -> Iterator[Alarm]:
        hour, limits = clock.open, self.limits
        buckets = self.buckets.get(host, {}).pop(hour, {})
        place = self.calendar.place(hour)
        whole = not clock.partial and (self.covered is None or hour in self.covered)
        for series, track in self._of(host).items():
            bucket = buckets.get(series) or Bucket()
            if not whole:
                track.judge.unsure(bucket.count)
                continue
            if self.learning:
                track.profile.learn(place, bucket.count)
                continue
            expected = track.profile.expect(place)
            for signal in track.judge.judge(hour, bucket.count, track.profile, place, limits):
                yield told(signal, series, expected, bucket.examples.shown())
            if not self.frozen:
                track.profile.learn(place, bucket.count)
        clock.open, clock.partial = hour + 1, False
        if not self.known.settled and not self.learning and any(one.profile.ready for one in self.tracks.values()):
            # A site that was watched without a baseline has made one.
            self.known.settle(min((one.first for one in self.known.injectors.values()), default=hour), hour)
        yield from self.look(host)

    def _compare(self, *, wait: bool = True) -> Iterator[Alarm]:
        """Compare peers in every hour that all of them have passed, or that has waited too long."""
        if not self.answers:
            return
        newest = max(self.answers)
        for hour in sorted(self.answers):
            if wait and newest - hour < MOST_HELD and not self._all_passed(hour):
                return
            counts = self.answers.pop(hour)
            self.compared = hour + 1
            differences = (self.peers.close(hour, group, counts, self.limits.peers) for group in self.groups)
            found = list(chain.from_iterable(differences))
            if not self.learning:
                yield from (differs(one) for one in found)

    def _all_passed(self, hour: int) -> bool:
        """Whether no peer's log stands before the end of an hour; one that has no log is not waited for."""
        behind = (host for host, clock in self.clocks.items() if clock.open <= hour)
        return all(peer_of(host, self.groups) is None for host in behind)

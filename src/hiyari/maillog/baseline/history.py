"""Reads facts of the past into a site: what `learn` does, and `test` with a site that is learned already.

A host's history reaches from its first line to its last. An hour in which no file that was read has lines is a hole,
and no hour without mail: nothing is learned from it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from hiyari.maillog.baseline.alarm import Alarm
from hiyari.maillog.baseline.counted import Answered, Sent, Track
from hiyari.maillog.baseline.profile import LEARNING
from hiyari.maillog.baseline.series import Series, Way, injector, wanted
from hiyari.maillog.baseline.site import AHEAD, LATENESS, Site
from hiyari.maillog.baseline.week import hour_of
from hiyari.maillog.store.asking import Asker

MOST_SERIES: Final = 100
"""With a profile of their own; the rest of each host and way is counted together."""
_EVER: Final = 2**62


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What facts say, by the hour."""

    sent: tuple[Sent, ...]
    """In order of time."""
    answered: tuple[Answered, ...]
    spans: dict[str, tuple[int, int]]
    """By host: the first and the last moment that its log speaks of, in microseconds."""
    readings: tuple[tuple[str | None, int, int], ...]
    """Files: the host where it is one, and the first and the last moment."""


def read_past(asker: Asker, since: int | None = None, until: int | None = None) -> Past:
    """What the facts of a time say (microseconds; ``until`` is not in it)."""
    span = {"since": since if since is not None else -_EVER, "until": until if until is not None else _EVER}
    spans = {
        str(host): (max(int(first), span["since"]), min(int(last), span["until"]))
        for host, first, last in asker.ask("baseline_span")
    }
    readings = tuple(
        (None if host is None else str(host), int(first), int(last))
        for host, first, last in asker.ask("baseline_readings")
    )
    return Past(
        sent=tuple(_sent(asker, span)),
        answered=tuple(_answered(asker, span)),
        spans={host: one for host, one in spans.items() if one[0] < one[1]},
        readings=readings,
    )


def _sent(asker: Asker, span: dict[str, int]) -> Iterator[Sent]:
    for hour, host, origin, uid, login, sasl, address, way, forwarded, recipients in asker.ask("baseline_sent", **span):
        yield Sent(
            at=int(hour),
            host=host,
            injector=name(origin, uid, login, sasl, address, way, forwarded=bool(forwarded)),
            way=Way.OUTSIDE if way == "outside" else Way.INSIDE,
            recipients=int(recipients),
        )


def name(
    origin: str | None,
    uid: int | None,
    login: str | None,
    sasl: str | None,
    address: str | None,
    way: str,
    *,
    forwarded: bool,
) -> str:
    """The injector of a message; clients that send to our own mailboxes are one."""
    if way != "outside" and origin == "network" and not sasl:
        return "network:*"
    return injector(origin, uid, login, sasl, address, forwarded=forwarded)


def _answered(asker: Asker, span: dict[str, int]) -> Iterator[Answered]:
    for hour, host, provider, against, messages in asker.ask("baseline_answers", **span):
        yield Answered(at=int(hour), host=host, provider=provider, refused=bool(against), messages=int(messages))


def learn(past: Past, zone: str, groups: Sequence[Sequence[str]] = (), now: int | None = None) -> Site:
    """Learn what is normal from the past; ``now`` in microseconds, since nothing after it is believed."""
    totals = Counter[Series]()
    for one in past.sent:
        totals[Series(one.host, one.injector, one.way)] += one.recipients
    own = wanted(totals, MOST_SERIES)
    site = Site(zone=zone, groups=tuple(tuple(group) for group in groups), learning=True)
    site.not_after = None if now is None else now + AHEAD
    site.tracks.update((series, Track()) for series in own)
    site.tracks.update((series.rest, Track()) for series in totals if series not in site.tracks)
    for _ in feed(site, past):
        pass
    if past.spans:
        starts, ends = zip(*past.spans.values(), strict=True)
        if hour_of(max(ends)) - hour_of(min(starts)) >= LEARNING:
            site.known.settle(hour_of(min(starts)), hour_of(max(ends)))
    site.learning = False
    return site


def rewound(site: Site) -> Site:
    """A learned site, ready to judge logs of any time: what it has counted is put away."""
    site.clocks.clear()
    site.buckets.clear()
    site.answers.clear()
    site.compared = 0
    for track in site.tracks.values():
        track.judge = type(track.judge)()
    for one in site.known.injectors.values():
        one.told, one.hour, one.count, one.due = True, 0, 0, 0
    return site


def feed(site: Site, past: Past) -> Iterator[Alarm]:
    """Give a site what the facts say, host by host up to where each log ends; hours without any log are left out."""
    covered = coverage(past)
    for one in past.answered:
        site.answered(one)
    by_host: dict[str, list[Sent]] = {}
    for sent in past.sent:
        by_host.setdefault(sent.host, []).append(sent)
    for host, (first, last) in sorted(past.spans.items()):
        site.covered, site.hourly = covered.get(host), True
        yield from site.passed(host, first)
        for sent in by_host.get(host, ()):
            yield from site.take(sent)
        yield from site.passed(host, last + LATENESS)
        site.hourly = False
        yield from site.look(host)
    site.covered = None
    yield from site.end()


def coverage(past: Past) -> dict[str, frozenset[int]]:
    """By host: the hours that any file has lines of. A host without files on record is covered by its own span."""
    found: dict[str, frozenset[int]] = {}
    for host, (first, last) in past.spans.items():
        files = [one for one in past.readings if one[0] in {None, host}]
        hours = set[int]()
        for _, begin, end in files or [(host, first, last)]:
            hours.update(range(hour_of(max(begin, first)), hour_of(min(end, last)) + 1))
        found[host] = frozenset(hours)
    return found

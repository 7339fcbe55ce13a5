"""Mail for tests: a site of two relays that is learned, and messages with their deliveries as rows of facts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

from hiyari.maillog.baseline.alarm import Alarm
from hiyari.maillog.baseline.counted import Sent, Track
from hiyari.maillog.baseline.series import Series, Way
from hiyari.maillog.baseline.site import Site
from hiyari.maillog.baseline.values import read_site, site_values
from hiyari.maillog.baseline.week import MICROSECONDS, WEEK
from hiyari.maillog.facts import DELIVERIES, MESSAGES, Row
from tests.maillog.baseline.weather import Nature, counts

MINUTE = 60_000_000
START = 494_856
"""The hour that follows the learned history: Monday 2026-06-15, 00:00 UTC."""
INJECTORS = ("uid:48", "account:info@example.jp", "network:192.0.2.0/24")


def learned_site(weeks: int = 4, base: float = 3.0) -> Site:
    """A site of relay1 and relay2 that has learned so many weeks, and waits for `START`."""
    site = Site(zone="UTC", groups=(("relay1", "relay2"),))
    for host in ("relay1", "relay2"):
        for injector in INJECTORS:
            track = Track()
            nature = Nature(base=base, dispersion=0.2, holidays=0, growth=0)
            for hour, count in enumerate(counts(nature, weeks, Random(f"{host} {injector}"))):
                track.profile.learn(hour % WEEK, count)
            site.tracks[Series(host, injector, Way.OUTSIDE)] = track
            site.known.take(START - weeks * WEEK, Series(host, injector, Way.OUTSIDE), 1)
    site.known.settle(START - weeks * WEEK, START)
    return site


def copied(site: Site) -> Site:
    """What another process has that reads the written state."""
    return read_site(json.loads(json.dumps(site_values(site))))


def sent(hour: int, minute: float, host: str, injector: str, recipients: int = 1, **more: Any) -> Sent:
    """Mail to the outside, so many hours and minutes after the start."""
    at = (START + hour) * MICROSECONDS + int(minute * MINUTE)
    return Sent(at=at, host=host, injector=injector, way=Way.OUTSIDE, recipients=recipients, **more)


def usual(hours: int, seed: str, base: float = 3.0) -> Iterator[Sent]:
    """The mail of an ordinary time on both relays, in order."""
    chance = Random(seed)
    nature = Nature(base=base, dispersion=0.2, holidays=0, growth=0)
    series = [(host, injector) for host in ("relay1", "relay2") for injector in INJECTORS]
    found = [list(counts(nature, hours // WEEK + 1, chance)) for _ in series]
    for hour in range(hours):
        mail = [
            sent(hour, chance.uniform(0, 60), host, injector)
            for (host, injector), counted in zip(series, found, strict=True)
            for _ in range(counted[hour])
        ]
        yield from sorted(mail, key=lambda one: one.at)


def told(site: Site, mail: Sequence[Sent]) -> list[Alarm]:
    """What a site says of mail."""
    return [alarm for one in mail for alarm in site.take(one)]


def message(key: int, host: str, queue_id: str, at: int, **values: Any) -> Row:
    """A row of a message."""
    row = {"message": key, "host": host, "queue_id": queue_id, "first_at": at, "last_at": at, "ending": "removed"}
    row |= {"complete": True, "origin": "unknown", "sender": "info@example.jp"} | values
    return tuple(row.get(name) for name in MESSAGES.names)


def delivery(key: int, host: str, queue_id: str, at: int, recipient: str = "a@example.com", **values: Any) -> Row:
    """A row of a delivery to the outside that was accepted."""
    row = {"message": key, "host": host, "queue_id": queue_id, "at": at, "recipient": recipient, "way": "outside"}
    row |= {"domain": recipient.rpartition("@")[2], "outcome": "accepted", "provider": "example.com"} | values
    return tuple(row.get(name) for name in DELIVERIES.names)

"""A site as plain values for JSON, and back. What is written and read again goes on exactly as the original."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import astuple, fields
from typing import Any, Final, TypeVar

from hiyari.maillog.baseline.alarm import Examples
from hiyari.maillog.baseline.counted import Bucket, Clock, Track
from hiyari.maillog.baseline.judging import Episode, Judge, Kind
from hiyari.maillog.baseline.known import Injector, Known
from hiyari.maillog.baseline.peers import Pair, Peers, Tally
from hiyari.maillog.baseline.profile import Profile
from hiyari.maillog.baseline.series import Series, Way
from hiyari.maillog.baseline.site import Site
from hiyari.maillog.baseline.week import DAY, WEEK

_LATER: Final[dict[type, int]] = {Injector: 2}
"""Fields that older versions did not write."""
Flat = TypeVar("Flat", Clock, Injector, Pair, Tally)
_LENGTHS: Final = {"sums": WEEK, "weights": WEEK, "kind_sums": 3 * DAY, "kind_weights": 3 * DAY}


def site_values(site: Site) -> dict[str, Any]:
    """The state as JSON has it."""
    return {
        "zone": site.zone,
        "groups": site.groups,
        "series": [
            {"of": _name(series), "profile": _profile(track.profile), "judge": _judge(track.judge)}
            for series, track in sorted(site.tracks.items())
        ],
        "known": {
            "injectors": {name: astuple(one) for name, one in site.known.injectors.items()},
            "least": site.known.least,
            "surge": site.known.surge,
            "surges": site.known.surges,
            "settled": site.known.settled,
            "full": site.known.full,
        },
        "peers": [[*key, *astuple(pair)] for key, pair in site.peers.pairs.items()],
        "clocks": {host: astuple(clock) for host, clock in site.clocks.items()},
        "hours": [
            [hour, *_name(series), _bucket(bucket)]
            for hours in site.buckets.values()
            for hour, buckets in hours.items()
            for series, bucket in buckets.items()
        ],
        "answers": [
            [hour, *key, *astuple(tally)] for hour, counts in site.answers.items() for key, tally in counts.items()
        ],
        "compared": site.compared,
        "late": site.late,
        "ahead": site.ahead,
        "crowded": site.crowded,
    }


def read_site(values: Mapping[str, Any]) -> Site:
    """The site of such values.

    Raises:
        KeyError: Something is missing.
        TypeError: Something is of another type.
        ValueError: Something is of another length, or no word that is known.
    """
    known = values["known"]
    site = Site(
        zone=str(values["zone"]),
        groups=tuple(tuple(map(str, group)) for group in values["groups"]),
        known=Known(
            injectors={str(name): _flat(Injector, one) for name, one in known["injectors"].items()},
            least={str(kind): int(least) for kind, least in known["least"].items()},
            surge=int(known["surge"]),
            surges=[(int(hour), int(count)) for hour, count in known["surges"]],
            settled=bool(known["settled"]),
            full=bool(known["full"]),
        ),
        peers=Peers(pairs={(str(one[0]), str(one[1])): _flat(Pair, one[2:]) for one in values["peers"]}),
        clocks={str(host): _flat(Clock, one) for host, one in values["clocks"].items()},
        compared=int(values["compared"]),
        late=int(values["late"]),
        ahead=int(values["ahead"]),
        crowded=int(values["crowded"]),
    )
    for one in values["series"]:
        track = Track(_read_profile(one["profile"]), _read_judge(one["judge"]))
        site.tracks[_read_name(one["of"])] = track
    for hour, host, injector, way, bucket in values["hours"]:
        hours = site.buckets.setdefault(str(host), {}).setdefault(int(hour), {})
        hours[_read_name((host, injector, way))] = _read_bucket(bucket)
    for hour, host, provider, good, bad in values["answers"]:
        site.answers.setdefault(int(hour), {})[str(host), str(provider)] = _flat(Tally, (good, bad))
    return site


def _name(series: Series) -> tuple[str, str, str]:
    return series.host, series.injector, series.way.value


def _read_name(one: Any) -> Series:  # noqa: ANN401 - what JSON holds
    host, injector, way = one
    return Series(str(host), str(injector), Way(way))


def _flat(kind: type[Flat], values: Any) -> Flat:  # noqa: ANN401 - what JSON holds
    """A record of numbers, in the order of its fields."""
    most = len(fields(kind))
    if len(values) not in {most, most - _LATER.get(kind, 0)} or not all(isinstance(one, int | float) for one in values):
        raise ValueError(kind.__name__)
    return kind(*values)


def _profile(profile: Profile) -> dict[str, Any]:
    return {one.name: getattr(profile, one.name) for one in fields(profile)}


def _read_profile(values: Mapping[str, Any]) -> Profile:
    for name, length in _LENGTHS.items():
        if len(values[name]) != length:
            raise ValueError(name)
    return Profile(
        **{name: [float(one) for one in values[name]] for name in _LENGTHS},
        spread=float(values["spread"]),
        information=float(values["information"]),
        hours=int(values["hours"]),
    )


def _judge(judge: Judge) -> dict[str, Any]:
    return {one.name: getattr(judge, one.name) for one in fields(judge)} | {
        "more": None if judge.more is None else astuple(judge.more),
        "silent": None if judge.silent is None else astuple(judge.silent),
    }


def _read_judge(values: Mapping[str, Any]) -> Judge:
    return Judge(
        high=[(int(hour), int(count), float(mean)) for hour, count, mean in values["high"]],
        leak=float(values["leak"]),
        leak_since=int(values["leak_since"]),
        leak_seen=int(values["leak_seen"]),
        leak_mean=float(values["leak_mean"]),
        quiet=float(values["quiet"]),
        quiet_since=int(values["quiet_since"]),
        quiet_mean=float(values["quiet_mean"]),
        more=_episode(values["more"]),
        silent=_episode(values["silent"]),
    )


def _episode(values: Any) -> Episode | None:  # noqa: ANN401 - what JSON holds
    if values is None:
        return None
    kind, told, last, level = values
    return Episode(Kind(kind), int(told), int(last), int(level))


def _bucket(bucket: Bucket) -> dict[str, Any]:
    examples = bucket.examples
    return {
        "count": bucket.count,
        "limit": bucket.limit,
        "queue_ids": examples.queue_ids,
        "senders": examples.senders,
        "domains": examples.domains,
    }


def _read_bucket(values: Mapping[str, Any]) -> Bucket:
    examples = Examples(
        [str(one) for one in values["queue_ids"]],
        Counter({str(name): int(count) for name, count in values["senders"].items()}),
        Counter({str(name): int(count) for name, count in values["domains"].items()}),
    )
    return Bucket(int(values["count"]), int(values["limit"]), examples)

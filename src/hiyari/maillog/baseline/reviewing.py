"""Alarms become findings: each rule takes the kind that it is about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from hiyari.maillog.baseline import rules
from hiyari.maillog.baseline.alarm import Alarm, What
from hiyari.maillog.baseline.series import REST, Series
from hiyari.maillog.baseline.site import Site
from hiyari.model.finding import Finding
from hiyari.model.rulebook import Judge, judges_in


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineFacts:
    """What the rules look at."""

    alarms: tuple[Alarm, ...] = ()
    learning: tuple[tuple[Series, int], ...] = ()
    """Series that have too little history to be judged, with their hours."""
    normal: tuple[Series, ...] = ()
    """Series that were judged, without an alarm."""


def facts_of(site: Site, alarms: Sequence[Alarm]) -> BaselineFacts:
    """What the rules look at, of a site that has judged something."""
    new = {one.host for one in alarms if one.what is What.NEW}
    told = {(one.host, one.name, one.way) for one in alarms}
    ordered = [(series, site.tracks[series].profile) for series in sorted(site.tracks)]
    return BaselineFacts(
        alarms=tuple(alarms),
        learning=tuple(
            (series, profile.hours)
            for series, profile in ordered
            if not profile.ready
            # Where somebody is told as new, nobody needs to hear that newcomers are not known.
            if series.injector != REST or series.host not in new
        ),
        normal=tuple(
            series
            for series, profile in ordered
            if profile.ready and (series.host, series.injector, series.way.value) not in told
        ),
    )


@cache
def judges() -> tuple[Judge[Any], ...]:
    """The rules of this room."""
    return judges_in(rules)


def findings(facts: BaselineFacts) -> Iterator[Finding]:
    """What the rules say, in their order."""
    for one in judges():
        yield from one.judge(facts)

"""Makes alarms of what the tests found: with the normal range beside what came."""

from __future__ import annotations

from typing import Final

from hiyari.maillog.baseline.alarm import Alarm, Shown, What
from hiyari.maillog.baseline.judging import Kind, Signal
from hiyari.maillog.baseline.known import News, Notice
from hiyari.maillog.baseline.negbin import too_few, too_many
from hiyari.maillog.baseline.peers import Difference
from hiyari.maillog.baseline.profile import Expected
from hiyari.maillog.baseline.series import Series, Way

_RANGE: Final = 0.001
"""What is rarer on either side is not normal, where a range is shown."""

_WHAT: Final = {Kind.MORE: What.MORE, Kind.LEAK: What.LEAK, Kind.SILENCE: What.SILENCE}


def normal_range(expected: Expected) -> tuple[int, int]:
    """The least and the most that count as normal in an hour: one in a thousand lies on either side."""
    low = too_few(_RANGE, expected.mean, expected.dispersion) + 1
    return low, too_many(_RANGE, expected.mean, expected.dispersion) - 1


def told(signal: Signal, series: Series, expected: Expected, examples: Shown, *, so_far: bool = False) -> Alarm:
    """What the judge of a series found."""
    low, high = normal_range(expected)
    return Alarm(
        what=_WHAT[signal.kind],
        host=series.host,
        name=series.injector,
        way=series.way.value,
        hour=signal.hour,
        since=signal.since,
        observed=signal.observed,
        expected=signal.expected,
        low=low,
        high=high,
        so_far=so_far,
        again=signal.again,
        examples=examples,
    )


def about(found: Notice, series: Series, hour: int, examples: Shown) -> Alarm:
    """What a single injector does: new, or far more than ever."""
    return Alarm(
        what=What.SURGE if found.news is News.SURGE else What.NEW,
        host=series.host,
        name=series.injector,
        way=series.way.value,
        hour=hour,
        since=found.since,
        observed=found.observed,
        expected=float(found.usual),
        high=found.usual,
        so_far=True,
        again=found.news is News.GROWN,
        examples=examples,
    )


def newcomer_of(series: Series) -> Alarm:
    """What would be told if somebody were new: asks whether the inventory lets it be."""
    return about(Notice(news=News.NEW, since=0, observed=0), series, 0, Shown())


def differs(one: Difference) -> Alarm:
    """What the comparison of peers found."""
    share = one.peers_bad / max(1, one.peers_all)
    return Alarm(
        what=What.PEER,
        host=one.host,
        name=one.provider,
        way=Way.OUTSIDE.value,
        hour=one.hour,
        since=one.since,
        observed=one.bad,
        expected=share * one.all,
        all=one.all,
        peers=one.peers,
        peers_bad=one.peers_bad,
        peers_all=one.peers_all,
    )

"""What receivers say now, while caches disagree, and afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Final

from hiyari.dns.change import Planned, RrsetChange
from hiyari.model.inventory import HostState
from hiyari.model.plan import Forecast, Stage
from hiyari.preflight.planning.ground import Ground
from hiyari.preflight.planning.ways import Way, judge

MAX_MIXED: Final = 5
"""RRsets of one sender for which every mixture of old and new is tried; above that, each alone against the rest."""


def forecast(
    way: Way,
    stages: Sequence[tuple[Stage, tuple[RrsetChange, ...]]],
    ground: Ground,
    gone: frozenset[Stage] = frozenset({Stage.WITHDRAW}),
) -> Forecast:
    """One sender through all stages; a retiring host has stopped sending before those in ``gone``.

    A receiver's cache may hold the old or the new of every changed RRset, each for itself, until the old one's TTL has
    passed; ``during`` holds every result that this can lead to.
    """
    now = judge(way, ground.records).result.value
    during: dict[str, None] = {}
    after = now
    for stage, changes in stages:
        ahead = ground.with_changes(changes)
        if way.host.state is not HostState.RETIRING or stage not in gone:
            during |= dict.fromkeys(_mixed(way, changes, ground))
        after = judge(way, ahead.records).result.value
        ground = ahead
    return Forecast(sender=str(way), now=now, during=tuple(during) or (now,), after=after)


def _mixed(way: Way, changes: tuple[RrsetChange, ...], ground: Ground) -> Iterator[str]:
    """The results over the mixtures of old and new answers that a receiver may see."""
    touched = _touched(way, changes, ground)
    for choice in _choices(len(touched)):
        some = tuple(change for change, is_new in zip(touched, choice, strict=True) if is_new)
        yield judge(way, ground.with_changes(some).records).result.value


def _choices(count: int) -> Iterator[tuple[bool, ...]]:
    if count <= MAX_MIXED:
        yield from product((False, True), repeat=count)
        return
    for one in (False, True):
        yield (one,) * count
        for index in range(count):
            yield (*(one,) * index, not one, *(one,) * (count - index - 1))


def _touched(way: Way, changes: tuple[RrsetChange, ...], ground: Ground) -> tuple[RrsetChange, ...]:
    """The changes that the sender's evaluation meets, before or after."""
    views = (ground.records, Planned(changes, ground.records, ground.at))
    asked = {answer.question for view in views for answer in judge(way, view).answers}
    return tuple(change for change in changes if any((name, change.question.rdtype) in asked for name in change.names))

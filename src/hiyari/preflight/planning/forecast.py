"""What receivers say now, while caches disagree, and afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Final

from hiyari.auth.spf.result import SpfResult
from hiyari.dns.answer import Question
from hiyari.dns.change import RrsetChange
from hiyari.model.inventory import HostState
from hiyari.model.plan import Forecast, Stage
from hiyari.preflight.planning.ground import Ground
from hiyari.preflight.planning.ways import Way, judge

MAX_MIXED: Final = 5
"""RRsets of one sender for which every mixture of old and new is tried; above that, each alone against the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One stage: the records before it, and after it."""

    stage: Stage
    before: Ground
    after: Ground
    changes: Mapping[Question, RrsetChange]
    """By every question whose answer changes, aliases included."""


def passages(stages: Iterable[tuple[Stage, tuple[RrsetChange, ...]]], ground: Ground) -> tuple[Passage, ...]:
    """The stages one after another, each on the ground that the one before it leaves."""
    found = []
    for stage, changes in stages:
        after = ground.with_changes(changes)
        by_question = {Question(name, change.question.rdtype): change for change in changes for name in change.names}
        found.append(Passage(stage=stage, before=ground, after=after, changes=by_question))
        ground = after
    return tuple(found)


def forecast(way: Way, through: Iterable[Passage], ground: Ground, gone: frozenset[Stage]) -> Forecast:
    """One sender through all stages; a retiring host has stopped sending before those in ``gone``.

    A receiver's cache may hold the old or the new of every changed RRset, each for itself, until the old one's TTL has
    passed; ``during`` holds every result that this can lead to.
    """
    now = after = judge(way, ground.records)
    during: dict[str, None] = {}
    for passage in through:
        before, after = after, judge(way, passage.after.records)
        if way.host.state is not HostState.RETIRING or passage.stage not in gone:
            during |= dict.fromkeys(_mixed(way, passage, before, after))
    return Forecast(
        sender=str(way), now=now.result.value, during=tuple(during) or (now.result.value,), after=after.result.value
    )


def _mixed(way: Way, passage: Passage, before: SpfResult, after: SpfResult) -> Iterator[str]:
    """The results over the mixtures of old and new answers that a receiver may see."""
    asked = dict.fromkeys(answer.question for answer in (*before.answers, *after.answers))
    touched = tuple(dict.fromkeys(passage.changes[one] for one in asked if one in passage.changes))
    yield before.result.value
    for choice in _choices(len(touched)):
        some = tuple(change for change, is_new in zip(touched, choice, strict=True) if is_new)
        if some and len(some) < len(touched):
            yield judge(way, passage.before.with_changes(some).records).result.value
    yield after.result.value


def _choices(count: int) -> Iterator[tuple[bool, ...]]:
    if count <= MAX_MIXED:
        yield from product((False, True), repeat=count)
        return
    for one in (False, True):
        for index in range(count):
            yield (*(one,) * index, not one, *(one,) * (count - index - 1))

"""Looks into what differs: asks for causes, times and replies of the few places where relays fare differently."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hiyari.maillog.compare import asked
from hiyari.maillog.compare.asked import Blow, Period, Place, Span, Taken, Told
from hiyari.maillog.compare.causes import shares
from hiyari.maillog.compare.deciding import Contrast
from hiyari.maillog.compare.difference import Difference, never_together, parts
from hiyari.maillog.compare.fates import Fate
from hiyari.maillog.store.asking import Asker

MOST: Final = 200
"""Differences that are looked into, the surest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What the facts say of the places that differ."""

    why: Mapping[Blow, tuple[Told, ...]]
    when: Mapping[Blow, Period]
    tried: Mapping[Place, Mapping[str, int]]
    took: Mapping[Place, Taken]


def look_into(
    facts: Asker, span: Span, newest: int, significant: Sequence[Contrast], names: Callable[[str], str]
) -> tuple[Difference, ...]:
    """Each difference once, against the peer with which it is surest; those too small to matter are left out.

    Args:
        facts: What the logs say.
        span: The time that is looked at.
        newest: The last moment of the log.
        significant: What was found to differ, the surest first.
        names: A destination's id as a person knows it.
    """
    surest: dict[Blow, list[Contrast]] = {}
    for one in significant:
        surest.setdefault((one.destination, one.host, one.fate), []).append(one)
    chosen = dict(list(surest.items())[:MOST])
    if not chosen:
        return ()
    destinations = tuple(dict.fromkeys(destination for destination, _, _ in chosen))
    seen = _Seen(
        why=asked.causes(facts, span, newest, chosen),
        when=asked.periods(facts, span, newest, chosen),
        tried=asked.attempts(facts, span, destinations),
        took=asked.taken(facts, span, destinations),
    )
    found = (_difference(contrasts, names(contrasts[0].destination), seen) for contrasts in chosen.values())
    return tuple(one for one in found if one.matters)


def _difference(contrasts: Sequence[Contrast], name: str, seen: _Seen) -> Difference:
    """One difference; the first contrast is the surest, the others are of further peers."""
    first = contrasts[0]
    key = first.destination, first.host, first.fate
    period, told = seen.when[key], seen.why.get(key, ())
    mine, taken = seen.took.get((first.destination, first.host)), seen.took.get((first.destination, first.other))
    return Difference(
        contrast=first,
        destination=name,
        first_at=period.first_at,
        last_at=period.last_at,
        during=parts(period, first.fate, first.host),
        other_during=parts(period, first.fate, first.other),
        since=period.after.get(first.host, {}).get(Fate.ACCEPTED, 0),
        shares=shares(told),
        told=told,
        taken=taken,
        apart=never_together(period, mine, taken),
        attempts=seen.tried.get((first.destination, first.host), {}),
        peers=tuple(one.other for one in contrasts[1:]),
    )

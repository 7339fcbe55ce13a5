"""Looks into what differs: asks for causes, times and replies of the few places where relays fare differently.

A place is an operator, or one of its domains; which of the two is told is decided here, when the numbers of both are
known (see `narrowing`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from hiyari.maillog.compare import asked
from hiyari.maillog.compare.asked import Blow, Corner, Period, Place, Sent, Span, Spot, Taken, Told, Where
from hiyari.maillog.compare.causes import shares
from hiyari.maillog.compare.deciding import Contrast, Decided
from hiyari.maillog.compare.difference import Difference, never_together, parts
from hiyari.maillog.compare.fates import Fate
from hiyari.maillog.compare.narrowing import split
from hiyari.maillog.store.asking import Asker

MOST: Final = 200
"""Differences that are looked into, the surest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Logs:
    """What is compared, and where to ask for more."""

    facts: Asker
    span: Span
    """The time that is looked at."""
    newest: int
    """The last moment of the log."""
    sent: Mapping[Place, Sent]
    corners: Mapping[Corner, Sent]
    names: Callable[[str], str]
    """A destination's id as a person knows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What was found: each relay and fate once at each destination."""

    told: tuple[Difference, ...] = ()
    """Near misses."""
    slight: tuple[Difference, ...] = ()
    """Differences that are no chance either, and small."""
    beyond: tuple[Contrast, ...] = ()
    """What differs and was not looked into, as there is too much of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What the facts say of the places that differ."""

    why: Mapping[Blow, tuple[Told, ...]]
    when: Mapping[Blow, Period]
    tried: Mapping[Place, Mapping[str, int]]
    took: Mapping[Place, Taken]


def look_into(logs: Logs, decided: Decided) -> Looked:
    """Each difference, against the peer with which it is surest.

    Args:
        logs: What is compared.
        decided: What was found to differ.
    """
    surest: dict[Where, list[Contrast]] = {}
    for one in decided.significant:
        surest.setdefault((one.spot, one.host, one.fate), []).append(one)
    chosen = dict(list(surest.items())[:MOST])
    found: dict[Where, list[Difference]] = {}  # by operator, host and fate: of the operator, and of its domains
    for some in (
        {where: one for where, one in chosen.items() if where[0].domain is None},
        {where: one for where, one in chosen.items() if where[0].domain is not None},
    ):
        for (spot, host, fate), difference in _differences(logs, some).items():
            found.setdefault((Spot(spot.operator), host, fate), []).append(difference)
    told: list[Difference] = []
    slight: list[Difference] = []
    for differences in found.values():
        near = _told(differences, logs, decided.level)
        told += near
        slight += [] if near else differences[:1]
    beyond = (one for where, some in surest.items() if where not in chosen for one in some)
    return Looked(told=_ordered(told), slight=_ordered(slight), beyond=tuple(beyond))


def _ordered(differences: Iterable[Difference]) -> tuple[Difference, ...]:
    """The surest first."""
    return tuple(sorted(differences, key=lambda one: (one.contrast.p, one.contrast.fate, one.contrast.spot.name)))


def _told(differences: Sequence[Difference], logs: Logs, level: float) -> tuple[Difference, ...]:
    """The operator's, or those of the domains that explain it; nothing where all are small."""
    whole = next((one for one in differences if one.contrast.domain is None and one.matters), None)
    domains = [one for one in differences if one.contrast.domain is not None and one.matters]
    if not domains:
        return () if whole is None else (whole,)
    names = [one.contrast.domain or "" for one in domains]
    parted = [replace(one, split=split(one.contrast, names, logs.sent, logs.corners)) for one in domains]
    if whole is not None and not split(whole.contrast, names, logs.sent, logs.corners).explains(level):
        return (whole,)
    return _folded(parted)


def _folded(domains: Iterable[Difference]) -> tuple[Difference, ...]:
    """Domains that differ for the same reason are one difference: the surest, and the names of the others."""
    reasons: dict[tuple[str, str | None] | None, list[Difference]] = {}
    for one in domains:
        reason = (one.shares[0].cause, one.shares[0].blocklist) if one.shares else None
        reasons.setdefault(reason, []).append(one)
    return tuple(
        replace(some[0], also=tuple(one.contrast.domain or "" for one in some[1:])) for some in reasons.values()
    )


def _differences(logs: Logs, chosen: Mapping[Where, Sequence[Contrast]]) -> dict[Where, Difference]:
    """Each with what the facts say of it. Domains are asked for apart from operators, as they are taken out of them."""
    if not chosen:
        return {}
    spots = tuple(dict.fromkeys(spot for spot, _, _ in chosen))
    seen = _Seen(
        why=asked.causes(logs.facts, logs.span, logs.newest, chosen),
        when=asked.periods(logs.facts, logs.span, logs.newest, chosen),
        tried=asked.attempts(logs.facts, logs.span, spots),
        took=asked.taken(logs.facts, logs.span, spots),
    )
    return {where: _difference(some, logs.names(where[0].operator), seen) for where, some in chosen.items()}


def _difference(contrasts: Sequence[Contrast], name: str, seen: _Seen) -> Difference:
    """One difference; the first contrast is the surest, the others are of further peers."""
    first = contrasts[0]
    place = first.spot.name
    key = place, first.host, first.fate
    period, told = seen.when[key], seen.why.get(key, ())
    mine, taken = seen.took.get((place, first.host)), seen.took.get((place, first.other))
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
        attempts=seen.tried.get((place, first.host), {}),
        peers=tuple(one.other for one in contrasts[1:]),
    )

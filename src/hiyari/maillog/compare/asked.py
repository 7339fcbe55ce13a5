"""What the facts are asked, one function for each query; rows become values at once.

A moment is in microseconds since 1970. Nothing is returned by row of the log: counts by destination and host, and for
the few destinations that differ, their causes with one line each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

from hiyari.maillog.compare.fates import LATELY, Fate
from hiyari.maillog.store.asking import Asker, Value

Place: TypeAlias = "tuple[str, str]"
"""A destination and a host."""
Corner: TypeAlias = "tuple[str, str, str]"
"""A destination, one of its domains, and a host."""
Blow: TypeAlias = "tuple[str, str, Fate]"
"""What befell a host at a destination, or at a spot by its name."""
MOST_DOMAINS: Final = 2000
"""Domains that are looked at within their operators: those with the most refusals."""
_ALWAYS: Final = (0, 2**62)
_EVERYWHERE: Final = {"destinations": "", "apart": ""}


class Spot(NamedTuple):
    """An operator, or one of its domains apart from the others."""

    operator: str
    domain: str | None = None

    @property
    def name(self) -> str:
        """As the queries call it."""
        return self.operator if self.domain is None else f"{self.operator}/{self.domain}"


Where: TypeAlias = "tuple[Spot, str, Fate]"
"""What befell a host at a spot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The facts that are looked at."""

    since: int = _ALWAYS[0]
    until: int = _ALWAYS[1]
    """The first moment that is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """A host that sends outside."""

    host: str
    attempts: int
    first_at: int
    last_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What became of the messages of one host to one destination."""

    messages: Mapping[Fate, int] = field(default_factory=dict)

    def of(self, fate: Fate) -> int:
        """Messages of one fate."""
        return self.messages.get(fate, 0)

    @property
    def refused(self) -> int:
        """Messages refused for whatever reason."""
        return self.of(Fate.REFUSED) + self.of(Fate.ADDRESS) + self.of(Fate.CONTENT)

    @property
    def ended(self) -> int:
        """Messages of which something can be said: all but those that are only waiting."""
        return sum(self.messages.values()) - self.of(Fate.WAITING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One cause of one fate at a place, with the newest line that says so."""

    fate: Fate
    cause: str | None
    blocklist: str | None
    messages: int
    domains: int
    domain: str
    """One of the domains."""
    first_at: int
    last_at: int
    code: int | None
    reply: str
    line: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The time in which a fate befell a host at a destination, and what became of each host's messages in it."""

    first_at: int
    last_at: int
    during: Mapping[str, Mapping[Fate, int]]
    after: Mapping[str, Mapping[Fate, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a place accepted: the first and the last time, and the last reply."""

    first_at: int
    last_at: int
    reply: str
    relay: str | None


def senders(facts: Asker, span: Span) -> tuple[Sender, ...]:
    """Every host that sent outside, the busiest first."""
    rows = facts.ask("compare_hosts", since=span.since, until=span.until)
    found = (Sender(host=host, attempts=count, first_at=first, last_at=last) for host, count, first, last in rows)
    return tuple(sorted(found, key=lambda one: (-one.attempts, one.host)))


def sent(facts: Asker, span: Span, newest: int) -> dict[Place, Sent]:
    """What every host sent to every destination; ``newest`` is the last moment of the log."""
    messages: dict[Place, dict[Fate, int]] = {}
    for destination, host, fate, count in facts.ask(
        "compare_messages", **_span(span, newest), destinations="", apart=""
    ):
        messages.setdefault((destination, host), {})[Fate(fate)] = count
    return {place: Sent(messages=fates) for place, fates in messages.items()}


def domains(facts: Asker, span: Span, newest: int, fewest: int) -> dict[Corner, Sent]:
    """What every host sent to the domains of operators with several, where so many messages were not taken at once."""
    messages: dict[Corner, dict[Fate, int]] = {}
    values: dict[str, Value] = {
        **_span(span, newest),
        "destinations": "",
        "apart": "",
        "fewest": fewest,
        "most": MOST_DOMAINS,
    }
    for destination, domain, host, fate, count in facts.ask("compare_domains", **values):
        messages.setdefault((destination, domain, host), {})[Fate(fate)] = count
    return {corner: Sent(messages=fates) for corner, fates in messages.items()}


def attempts(facts: Asker, span: Span, spots: Iterable[Spot]) -> dict[Place, dict[str, int]]:
    """Attempts by their outcome at these spots."""
    found: dict[Place, dict[str, int]] = {}
    rows = facts.ask("compare_attempts", since=span.since, until=span.until, **_where(spots))
    for destination, host, outcome, count in rows:
        found.setdefault((destination, host), {})[outcome] = count
    return found


def causes(facts: Asker, span: Span, newest: int, places: Iterable[Where]) -> dict[Blow, tuple[Told, ...]]:
    """Why messages were refused or deferred at these places, the most frequent cause first."""
    found: dict[Blow, list[Told]] = {}
    values = {**_span(span, newest), **_places(places)}
    for row in facts.ask("compare_causes", **values):
        destination, host, fate, cause, blocklist, messages, domains, domain, first, last, code, reply, line = row
        told = Told(
            fate=Fate(fate),
            cause=cause or None,
            blocklist=blocklist or None,
            messages=messages,
            domains=domains,
            domain=domain or "",
            first_at=first,
            last_at=last,
            code=code,
            reply=reply or "",
            line=line,
        )
        found.setdefault((destination, host, told.fate), []).append(told)
    return {place: tuple(some) for place, some in found.items()}


def periods(facts: Asker, span: Span, newest: int, places: Iterable[Where]) -> dict[Blow, Period]:
    """Since when, and until when, a fate befell a host at a destination, and how all hosts fared there meanwhile."""
    spans: dict[Blow, tuple[int, int]] = {}
    parts: dict[Blow, tuple[dict[str, dict[Fate, int]], dict[str, dict[Fate, int]]]] = {}
    values = {**_span(span, newest), **_places(places)}
    for destination, host, fate, first, last, other, other_fate, part, count in facts.ask("compare_periods", **values):
        key = destination, host, Fate(fate)
        spans[key] = first, last
        both = parts.setdefault(key, ({}, {}))
        both[part - 1].setdefault(other, {})[Fate(other_fate)] = count
    return {
        key: Period(first_at=first, last_at=last, during=parts[key][0], after=parts[key][1])
        for key, (first, last) in spans.items()
    }


def taken(facts: Asker, span: Span, spots: Iterable[Spot]) -> dict[Place, Taken]:
    """What each host got rid of at these spots. Replies are many and long: only those of the last are read."""
    where = _where(spots)
    rows = facts.ask("compare_accepted", since=span.since, until=span.until, **where)
    if not rows:
        return {}
    replies = {
        (destination, host, at): (reply or "", relay)
        for destination, host, at, reply, relay in facts.ask(
            "compare_replies",
            since=min(last for *_, last in rows),
            until=span.until,
            **where,
            moments="".join(f" {host} {last} " for _, host, _, last in rows),
        )
    }
    found = {}
    for destination, host, first, last in rows:
        reply, relay = replies.get((destination, host, last), ("", None))
        found[destination, host] = Taken(first_at=first, last_at=last, reply=reply, relay=relay)
    return found


def _span(span: Span, newest: int) -> dict[str, Value]:
    return {"since": span.since, "until": span.until, "fresh": newest - LATELY}


def _named(names: Iterable[str]) -> str:
    """Names between blanks, which no name holds."""
    return f" {' '.join(dict.fromkeys(names))} "


def _where(spots: Iterable[Spot]) -> dict[str, str]:
    """The operators, and which of their domains are taken apart from them."""
    wanted = tuple(spots)
    apart = [one.name for one in wanted if one.domain is not None]
    return {"destinations": _named(one.operator for one in wanted), "apart": _named(apart) if apart else ""}


def _places(places: Iterable[Where]) -> dict[str, str]:
    """Places between blanks, and where they are."""
    wanted = tuple(places)
    named = "".join(f" {spot.name} {host} {fate.value} " for spot, host, fate in wanted)
    return {**_where(spot for spot, _, _ in wanted), "places": named}

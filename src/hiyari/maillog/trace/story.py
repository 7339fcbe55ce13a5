"""What an injector sent altogether: since when, how much, to where, what became of it, what still waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from hiyari.maillog.store.asking import Asker
from hiyari.maillog.trace.clients import is_private
from hiyari.maillog.trace.injector import LOOPBACKS, Injector, Kind
from hiyari.maillog.trace.mta import Mta, mta_of
from hiyari.maillog.trace.ours import Ours, loopback
from hiyari.maillog.trace.rows import DAY

_TOP: Final = 5
_BEST: Final = {3: "accepted", 2: "refused", 1: "deferred"}
_REACH: Final = 400 * DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A message that may still lie in a queue: not tried yet, or put off when it was last tried."""

    host: str
    queue_id: str
    last_at: int
    mta: Mta
    """The mail server whose queue it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Counts of everything that the injector handed in, in the time that was looked at."""

    messages: int = 0
    since: int = 0
    until: int = 0
    """The first and the last injection, in microseconds."""
    senders: int = 0
    """Different reverse-paths."""
    accepted: int = 0
    deferred: int = 0
    refused: int = 0
    """Recipients, each by the best that happened to it on the last of our hosts."""
    domains: tuple[tuple[str, int], ...] = ()
    """The recipients' domains and their recipients, the most first."""
    other_domains: int = 0
    """Further domains."""
    waiting: tuple[Waiting, ...] = ()
    subjects: tuple[str, ...] = ()
    envelope: tuple[str, ...] = ()
    """The most frequent reverse-paths."""
    scripts: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()

    @property
    def recipients(self) -> int:
        """All recipients."""
        return self.accepted + self.deferred + self.refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Counts of those messages of an injector that come through one page and no other."""

    messages: int = 0
    since: int = 0
    until: int = 0
    """The first and the last injection, in microseconds."""
    recipients: int = 0
    domains: tuple[tuple[str, int], ...] = ()
    other_domains: int = 0


def parts(
    facts: Asker, injector: Injector, since: int, until: int, pages: Sequence[frozenset[int]]
) -> tuple[Part, ...]:
    """What came through each page alone.

    Args:
        facts: The facts.
        injector: Who handed the mail in.
        since: From when on, in microseconds.
        until: Until when.
        pages: For each page the moments of the injections that it comes with.
    """
    rows = _all(facts, "trace_recipients", _values(injector, since, until)) if pages else []
    times = Counter(at for page in pages for at in page)
    return tuple(_part([row for row in rows if row[0] in page and times[row[0]] == 1]) for page in pages)


def _part(rows: Sequence[tuple[Any, ...]]) -> Part:
    domains: Counter[str] = Counter()
    for _, _, domain, recipients in rows:
        domains[domain or "?"] += recipients
    domains = +domains
    return Part(
        messages=len({key for _, key, _, _ in rows}),
        since=min((row[0] for row in rows), default=0),
        until=max((row[0] for row in rows), default=0),
        recipients=domains.total(),
        domains=tuple(domains.most_common(_TOP)),
        other_domains=max(len(domains) - _TOP, 0),
    )


def injections_of(facts: Asker, injector: Injector, since: int, until: int) -> list[int]:
    """When the injector handed something in, sorted, in microseconds."""
    found = [row[0] for values in _values(injector, since, until) for row in facts.ask("trace_injections", **values)]
    return sorted(found)


def tell(facts: Asker, injector: Injector, since: int, until: int, ours: Ours) -> Story:
    """Everything that the injector handed in between two moments (microseconds)."""
    asked = _values(injector, since, until)
    heads = [row for row in _all(facts, "trace_injector", asked) if row[0]]
    if not heads:
        return Story()
    # Nearer bounds let the engine skip most of the files.
    since, until = min(row[1] for row in heads), max(row[2] for row in heads)
    asked = _values(injector, since, until)
    traits = _all(facts, "trace_traits", asked)
    fates, waiting = _became(facts, asked, ours)
    outcomes, domains = _fates(fates)
    return Story(
        messages=sum(row[0] for row in heads),
        since=since,
        until=until,
        senders=max(row[4] for row in heads),
        accepted=outcomes["accepted"],
        deferred=outcomes["deferred"],
        refused=outcomes["refused"],
        domains=tuple(domains.most_common(_TOP)),
        other_domains=max(len(domains) - _TOP, 0),
        waiting=tuple(waiting),
        subjects=_most(traits, 0),
        envelope=_most(traits, 1),
        scripts=_most(traits, 2),
        folders=_most(traits, 3),
    )


def _became(facts: Asker, asked: Sequence[dict[str, Any]], ours: Ours) -> tuple[list[tuple[Any, ...]], list[Waiting]]:
    """Domains with outcome and number of recipients, and what waits.

    Following all Message-IDs over all hosts is what costs most; it is needed only where something went to a host of
    ours, or through a content filter.
    """
    here = _all(facts, "trace_fate_here", asked)
    if not any(_goes_on(relay, address, filtered, ours) for *_, relay, address, filtered in here):
        waiting = [
            Waiting(host=row[0], queue_id=row[1], last_at=row[2], mta=mta_of(row[3], row[1]))
            for row in _all(facts, "trace_waiting_here", asked)
        ]
        return [row[:3] for row in here], waiting
    both = _all(facts, "trace_fate", asked)
    waiting = [
        Waiting(host=row[0], queue_id=row[3], last_at=row[2], mta=mta_of(row[4], row[3])) for row in both if row[1] == 0
    ]
    return [row[:3] for row in both if row[1] != 0], waiting


def _goes_on(relay: str | None, address: str | None, filtered: int, ours: Ours) -> bool:
    return bool(filtered) or loopback(address, relay) or ours.logged(relay) is not None or _private(address, ours)


def _private(address: str | None, ours: Ours) -> bool:
    """Whether a next hop may be ours under a name that no log knows."""
    return bool(address) and (ours.owner(address or "") is not None or is_private(address))


def whole_time(around: int) -> tuple[int, int]:
    """The time that is looked at where none is given: all that the facts can have around a moment."""
    return around - _REACH, around + _REACH


def _all(facts: Asker, query: str, asked: Sequence[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [row for values in asked for row in facts.ask(query, **values)]


def _values(injector: Injector, since: int, until: int) -> list[dict[str, Any]]:
    """The parameters of the questions: a machine speaks to itself by IPv4 and by IPv6."""
    values = dict(injector.values(since, until))
    if injector.kind is not Kind.LOCALHOST:
        return [values]
    return [{**values, "address": address} for address in LOOPBACKS]


def _fates(rows: Sequence[tuple[Any, ...]]) -> tuple[Counter[str], Counter[str]]:
    outcomes: Counter[str] = Counter()
    domains: Counter[str] = Counter()
    for domain, best, recipients in rows:
        outcomes[_BEST[best]] += recipients
        domains[domain or "?"] += recipients
    return outcomes, domains


def _most(rows: Sequence[tuple[Any, ...]], column: int) -> tuple[str, ...]:
    """The most frequent values of a column."""
    counts: Counter[str] = Counter()
    for row in rows:
        if row[column]:
            counts[row[column]] += row[4]
    return tuple(value for value, _ in counts.most_common(_TOP))

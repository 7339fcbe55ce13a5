"""Through which web page the mail came, and who asked for it; or why that cannot be told.

One page seldom explains all: each that explains half of what is left is named, too. What is named explains at least
half of all injections together, or the answer is *unknown* with the best candidates.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from hiyari.maillog.store.asking import Asker
from hiyari.maillog.trace.injector import Injector
from hiyari.maillog.trace.ours import same_host
from hiyari.maillog.trace.reported import About, mark_reported
from hiyari.maillog.trace.skew import estimate
from hiyari.maillog.trace.web_doubt import ENOUGH, elsewhen, no_log, none_of_them, other_host, taking, why_not
from hiyari.maillog.trace.web_rows import AccessLog, access_logs, near_requests, page_counts, page_requests
from hiyari.maillog.trace.webjoin import TAKES, Joining, Page, Score, best_pages
from hiyari.model.text import Text

SECOND: Final = 1_000_000
_MINUTE: Final = 60_000_000
_EDGE: Final = 5 * SECOND
_MOST: Final = 5
"""Pages that are named."""
_SELDOM: Final = 0.02
_SELDOM_READING: Final = 0.2
"""Injections for each request below which a page is only popular; one that takes nothing in must send more often."""
_SKEW_PAGES: Final = 20
_CLIENTS: Final = 200
_EXAMPLES: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """A page that comes with the mail."""

    score: Score
    explains: float
    """Share of all injections that it explains and no page before it does."""
    clients: tuple[tuple[str, int], ...]
    """Clients of the requests that came with an injection, and their number of such requests, the most first."""
    since: int
    until: int
    """The first and the last such request."""
    examples: tuple[tuple[int, str], ...] = ()
    """The first of these requests: moment and client."""
    moments: frozenset[int] = frozenset()
    """The injections that it comes with."""
    reported: bool = True
    """Whether the reported message came through it; else it only hands in mail as the same user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebAnswer:
    """What the access log says."""

    host: str = ""
    """The web server; empty where there is no log of it."""
    suspects: tuple[Suspect, ...] = ()
    cause: Text | None = None
    """Why no page can be named; None where one is."""
    candidates: tuple[Score, ...] = ()
    """The best pages, where none can be named."""
    injections: int = 0
    """That fall into the time of the access log."""
    missed: int = 0
    """That do not."""
    skew: int = 0
    """Microseconds that the web server's clock is ahead."""
    pages: int = 0
    """Different pages in the log."""
    notes: tuple[Text, ...] = ()

    @property
    def reported(self) -> tuple[Suspect, ...]:
        """The pages of the reported messages."""
        return tuple(one for one in self.suspects if one.reported)

    @property
    def explained(self) -> float:
        """Share of the injections that the suspects explain together."""
        return sum(one.explains for one in self.suspects)


def find_pages(
    facts: Asker, injector: Injector, injections: Sequence[int], skew: int | None = None, about: About | None = None
) -> WebAnswer:
    """The pages that an injector's mail came through.

    Args:
        facts: The facts.
        injector: Who handed the mail in.
        injections: When, sorted.
        skew: Microseconds that the web server's clock is ahead; None to estimate it where the hosts differ.
        about: The reported messages, where some of them are known.
    """
    logs = access_logs(facts)
    log = _log_of(logs, injector.host)
    if log is None:
        return WebAnswer(cause=no_log(logs, injector.host))
    inside = [at for at in injections if log.since - _EDGE <= at <= log.until + _EDGE]
    missed = len(injections) - len(inside)
    if not inside:
        return WebAnswer(host=log.host, missed=missed, cause=elsewhen(log, injections))
    counts = page_counts(facts, log.host)
    same_clock = same_host(log.host, injector.host)
    if skew is None:
        skew = 0 if same_clock else _estimate(facts, log, counts, inside)
    joining = Joining(inside, skew=skew)
    for requests in near_requests(facts, log.host, joining.moments):
        joining.feed(requests)
    scores = joining.scores(counts, log.seconds)
    suspects = _suspects(facts, log, inside, skew, scores)
    explained = sum(one.explains for one in suspects)
    found = explained >= ENOUGH
    suspects = mark_reported(suspects, about or About()) if found else ()
    cause = None if found else why_not(log, scores, inside, explained)
    if found and not any(one.reported for one in suspects):
        cause = none_of_them(len(suspects))
    return WebAnswer(
        host=log.host,
        suspects=suspects,
        cause=cause,
        candidates=tuple(scores[:3]),
        injections=len(inside),
        missed=missed,
        skew=skew,
        pages=len(counts),
        notes=() if same_clock else (other_host(log.host, injector.host),),
    )


def _log_of(logs: Sequence[AccessLog], host: str) -> AccessLog | None:
    named = next((one for one in logs if same_host(one.host, host)), None)
    return named or (logs[0] if len(logs) == 1 else None)


def _sends(one: Score) -> bool:
    return one.per_request >= (_SELDOM if one.page.method in TAKES else _SELDOM_READING)


def _estimate(facts: Asker, log: AccessLog, counts: dict[Page, int], inside: Sequence[int]) -> int:
    takes = sorted((page for page in counts if page.method in TAKES), key=lambda page: -counts[page])[:_SKEW_PAGES]
    pages = (page_requests(facts, log.host, page, inside[0] - 2 * _MINUTE, inside[-1] + 120 * SECOND) for page in takes)
    return estimate(inside, ([at for at, _ in requests] for requests in pages))


# --- naming pages ----------------------------------------------------------------------------------------------------


def _suspects(
    facts: Asker, log: AccessLog, inside: Sequence[int], skew: int, scores: Sequence[Score]
) -> tuple[Suspect, ...]:
    """The pages that take something in, where they explain enough; else any page.

    The page of thanks that two forms share comes with more mail than each of the forms.
    """
    best = [one for one in best_pages(scores) if _sends(one)]
    found = _named(facts, log, inside, skew, [one for one in best if taking(one)])
    if sum(one.explains for one in found) >= ENOUGH or all(map(taking, best)):
        return found
    return _named(facts, log, inside, skew, best)


def _named(
    facts: Asker, log: AccessLog, inside: Sequence[int], skew: int, best: Sequence[Score]
) -> tuple[Suspect, ...]:
    """The pages that explain most, each of what the ones before it leave."""
    times = [at + skew for at in inside]
    requests = {one.page: page_requests(facts, log.host, one.page, log.since, log.until) for one in best}
    sets = {one.page: _covers(times, [at for at, _ in requests[one.page]], one) for one in best}
    left = set(range(len(times)))
    found: list[Suspect] = []
    waiting = list(best)
    while waiting and len(found) < _MOST:
        score = min(waiting, key=lambda one: (-round(_above(one, sets[one.page], left) * 20), _order(one)))
        waiting.remove(score)
        # The first need not explain half: three forms may share the mail. What comes after must.
        if found and (_above(score, sets[score.page], left) < ENOUGH or len(left) < max(3, len(times) // 20)):
            break
        covers = sets[score.page] & left
        left -= covers
        suspect = _suspect(score, len(covers) / len(times), times, requests[score.page])
        found.append(replace(suspect, moments=frozenset(inside[number] for number in sets[score.page])))
    return tuple(found)


def _order(one: Score) -> tuple[bool, int, Page]:
    return (one.page.method not in TAKES, one.requests, one.page)


def _covers(times: Sequence[int], requests: Sequence[int], score: Score) -> set[int]:
    """Which injections have such a request in their window."""
    found: set[int] = set()
    for at in requests:
        found.update(range(bisect_left(times, at - score.span.after), bisect_right(times, at + score.span.before)))
    return found


def _above(score: Score, covers: set[int], left: set[int]) -> float:
    coverage = len(covers & left) / max(len(left), 1)
    return (coverage - score.base) / (1 - score.base)


def _suspect(
    score: Score, explains: float, times: Sequence[int], requests: Sequence[tuple[int, str | None]]
) -> Suspect:
    span = score.span
    came = [
        (at, client)
        for at, client in requests
        if bisect_right(times, at + span.before) > bisect_left(times, at - span.after)
    ]
    clients = Counter(client or "" for _, client in came)
    return Suspect(
        score=score,
        explains=explains,
        clients=tuple(clients.most_common(_CLIENTS)),
        since=min((at for at, _ in came), default=0),
        until=max((at for at, _ in came), default=0),
        examples=tuple((at, client or "") for at, client in came[:_EXAMPLES]),
    )

"""What the facts answer about the web: access logs, their pages, and requests in the order of time, slice by slice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from hiyari.maillog.store.asking import Asker
from hiyari.maillog.trace.rows import MINUTE
from hiyari.maillog.trace.webjoin import Page

SLICE: Final = 200_000
"""Requests that are in memory at a time, as long as one minute has not more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessLog:
    """The access log of one host: first and last moment in microseconds, requests, those that hand something in."""

    host: str
    since: int
    until: int
    requests: int
    posts: int

    @property
    def seconds(self) -> float:
        """Its length."""
        return max((self.until - self.since) / 1_000_000, 1.0)


def access_logs(facts: Asker) -> list[AccessLog]:
    """All access logs."""
    return [
        AccessLog(host=row[0] or "", since=row[1], until=row[2], requests=row[3], posts=row[4] or 0)
        for row in facts.ask("trace_web_hosts")
        if row[3]
    ]


def page_counts(facts: Asker, host: str) -> dict[Page, int]:
    """How often each page was asked for; of very many pages those that take something, then the most frequent."""
    return {Page(row[0], row[1] or "", row[2] or ""): row[3] for row in facts.ask("trace_web_paths", host=host)}


def near_requests(facts: Asker, host: str, moments: Sequence[int]) -> Iterator[list[tuple[int, Page]]]:
    """Requests in the minutes around these moments (sorted), slice by slice, in the order of time."""
    if not moments:
        return
    # The same page comes a thousand times: one value for all of them.
    known: dict[Page, Page] = {}
    for since, until in _slices(_minutes(facts, host, moments)):
        found = []
        for at, site, method, path in facts.ask("trace_web_requests", host=host, since=since, until=until):
            page = Page(site, method or "", path or "")
            found.append((at, known.setdefault(page, page)))
        yield found


def page_requests(facts: Asker, host: str, page: Page, since: int, until: int) -> list[tuple[int, str | None]]:
    """The requests for one page: moment and client."""
    values = {"site": page.site, "method": page.method, "path": page.path}
    return [(row[0], row[1]) for row in facts.ask("trace_web_page", host=host, since=since, until=until, **values)]


def _minutes(facts: Asker, host: str, moments: Sequence[int]) -> list[tuple[int, int]]:
    wanted = {minute for at in moments for minute in _around(at)}
    rows = facts.ask("trace_web_minutes", host=host, since=min(wanted), until=max(wanted) + MINUTE)
    return [(minute, count) for minute, count in rows if minute in wanted]


def _around(at: int) -> tuple[int, int, int]:
    minute = at - at % MINUTE
    return minute - MINUTE, minute, minute + MINUTE


def _slices(minutes: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Runs of minutes that follow one another and hold not more than `SLICE` requests."""
    since = until = size = 0
    for minute, count in minutes:
        if size and (minute != until or size + count > SLICE):
            yield since, until
            size = 0
        if not size:
            since = minute
        until, size = minute + MINUTE, size + count
    if size:
        yield since, until

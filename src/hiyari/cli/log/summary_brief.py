"""A summary that fits on a screen or two, whatever the number of hosts.

The verdict, one line for each host, and the first of each list over all hosts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePath
from typing import Final, TypeVar

from hiyari.cli.log.summary_amounts import count, duration
from hiyari.cli.log.summary_blocks import Block, Cell, Gap, Grid, Heading, Line, Sentence
from hiyari.cli.log.summary_lists import destination_name, injectors
from hiyari.cli.log.summary_parts import host_name, verdict
from hiyari.cli.log.summary_totals import STOPPED, Clock, reject_words
from hiyari.cli.log.whose import UNKNOWN
from hiyari.maillog.summary.figures import Complaint, Reason, Reject
from hiyari.maillog.summary.over_hosts import all_destinations, all_injectors
from hiyari.maillog.summary.unusual import OWN_HOUSE
from hiyari.maillog.summary.whole import HostSummary, Summary
from hiyari.maillog.summary.words import cause_word, outcome_word, unknown_word, what_to_do
from hiyari.model.text import Text, ntext, text

_TOP: Final = 5
_HOSTS: Final = 20
"""Hosts that have a line; the busiest."""
_FEW: Final = 3
T = TypeVar("T")


def brief(summary: Summary, clock: Clock, *, believed: bool = True) -> Iterator[Block]:
    """The verdict and the first of everything.

    Args:
        summary: The figures.
        clock: The reader's time.
        believed: Whether the logs were understood well enough; else nothing is called usual.
    """
    yield from verdict(summary, clock, believed=believed)
    if not summary.hosts:
        return
    yield from _totals(summary, clock)
    yield from _destinations(summary)
    yield from _reasons(summary)
    yield from _injectors(summary)
    yield from _rejects(summary)
    yield from _complaints(summary)
    yield Gap()
    yield Sentence(text("Hours, days, people, and every list of each host: --full"))


def _totals(summary: Summary, clock: Clock) -> Iterator[Block]:
    hosts = sorted(summary.hosts, key=lambda host: -_busy(host))
    moments = [at for host in hosts for at in (host.earliest, host.latest) if at is not None]
    if moments:
        since, until = clock(min(moments)), clock(max(moments))
        yield Heading(text("From {since} to {until}", since=since, until=until))
    heads = (
        text("received"),
        text("accepted"),
        text("deferred"),
        text("refused"),
        text("rejected"),
        text("delay"),
        text("open"),
        text("host"),
    )
    shown = hosts[:_HOSTS]
    rows = tuple((*_figures(host), _short_name(host, summary)) for host in shown)
    yield Grid(heads, rows, len(hosts) - len(shown), name_last=True)
    for host in shown:
        besides = tuple(_besides(host))
        if besides:
            yield Sentence(text("{host}: {parts}", host=_short_name(host, summary), parts=besides))


def _short_name(host: HostSummary, summary: Summary) -> Text:
    if summary.together:
        return ntext("{count} host", "{count} hosts", len(summary.names))
    if host.host is not None and host.host.startswith(UNKNOWN):
        return text("unknown ({file})", file=PurePath(host.host).name)
    return host_name(host, summary)


def _busy(host: HostSummary) -> int:
    return host.came("network", "local", "unknown") + host.tried("accepted", "deferred", "refused", "unknown")


def _figures(host: HostSummary) -> tuple[Cell, ...]:
    accepted = host.attempts.get("accepted")
    return (
        count(host.came("network", "local", "unknown")),
        count(host.tried("accepted")),
        count(host.tried("deferred")),
        count(host.tried("refused")),
        count(host.rejected),
        "-" if accepted is None else duration(accepted.delay_ms),
        count(host.endless.total),
    )


def _besides(host: HostSummary) -> Iterator[Text]:
    """What not every host has."""
    for name, number in (
        (text("made here"), host.came("bounce", "forward")),
        (text("back from a filter"), host.came("filter")),
        (text("with an unknown outcome"), host.tried("unknown")),
        *((outcome_word(kind), host.stopped.get(kind, 0)) for kind in STOPPED),
        *((text("{severity}", severity=one), number) for one, number in sorted(host.severities.items())),
    ):
        if number:
            yield text("{number} {name}", number=count(number), name=name)
    if host.failed_logins:
        yield ntext("{count} failed login", "{count} failed logins", host.failed_logins)


def _destinations(summary: Summary) -> Iterator[Block]:
    found, total = all_destinations(summary)
    if found:
        yield Heading(text("Destinations"))
        heads = (text("destination"), text("attempts"), text("accepted"), text("deferred"), text("refused"))
        shown = _first(found, lambda one: one.attempts)
        rows = tuple(
            (
                destination_name(one),
                count(one.attempts),
                count(one.accepted),
                count(one.deferred),
                count(one.refused),
            )
            for one in shown
        )
        yield Grid(heads, rows, total - len(shown))


def _reasons(summary: Summary) -> Iterator[Block]:
    found: dict[tuple[str | None, str | None], list[tuple[Reason, HostSummary]]] = defaultdict(list)
    for host in summary.hosts:
        for one in host.reasons.shown:
            found[one.outcome, one.cause].append((one, host))
    if not found:
        return
    yield Heading(text("Why other servers deferred or refused"))
    shown = _first(found.values(), lambda alike: sum(one.attempts for one, _ in alike))
    for alike in shown:
        first, _ = max(alike, key=lambda each: each[0].attempts)
        words = text("{outcome}, {cause}", outcome=outcome_word(first.outcome), cause=cause_word(first.cause))
        yield Line(sum(one.attempts for one, _ in alike), _where(words, [host for _, host in alike], summary))
        yield Line(None, None, _reply(first.sample))
        step = what_to_do(first.cause, first.sample) if first.cause in OWN_HOUSE else None
        if step is not None:
            yield Line(None, text("Next: {step}", step=step))
    yield from _more(len(found) - len(shown))


def _injectors(summary: Summary) -> Iterator[Block]:
    found, total = all_injectors(summary)
    if found:
        yield Heading(text("Who put mail in"))
        shown = _first(found, lambda one: one.messages)
        grid = injectors(tuple(shown))
        yield Grid(grid.heads, grid.rows, total - len(shown), name_last=True)


def _rejects(summary: Summary) -> Iterator[Block]:
    found: dict[tuple[str | None, ...], list[tuple[Reject, HostSummary]]] = defaultdict(list)
    for host in summary.hosts:
        for one in host.rejects.shown:
            found[one.stage, one.outcome, one.cause].append((one, host))
    if not found:
        return
    yield Heading(text("What was not taken in"))
    shown = _first(found.values(), lambda alike: sum(one.times for one, _ in alike))
    for alike in shown:
        first, _ = max(alike, key=lambda each: each[0].times)
        words = reject_words(first)
        yield Line(sum(one.times for one, _ in alike), _where(words, [host for _, host in alike], summary))
        yield Line(None, None, _reply(first.sample))
    yield from _more(len(found) - len(shown))


def _complaints(summary: Summary) -> Iterator[Block]:
    """The gravest of each host, then the most frequent."""
    found = [(one, host) for host in summary.hosts for one in host.complaints.shown]
    if not found:
        return
    order = {"panic": 0, "fatal": 1, "error": 2}
    ranked = sorted(found, key=lambda each: (order.get(each[0].severity or "", 3), -each[0].times))
    yield Heading(text("What the mail server complains of"))
    for one, host in ranked[:_TOP]:
        yield Line(one.times, _where(_complaint(one), [host], summary))
        yield Line(None, None, one.said)
    yield from _more(sum(host.complaints.total for host in summary.hosts) - len(ranked[:_TOP]))


def _complaint(one: Complaint) -> Text:
    severity = text("{severity}", severity=one.severity) if one.severity else unknown_word()
    return text("{severity}, {program}", severity=severity, program=one.program or unknown_word())


def _reply(sample: str | None) -> str | None:
    """Without the name of the server, which takes the room of what it says."""
    return None if sample is None else sample.partition(" said: ")[2] or sample


def _where(words: Text, hosts: list[HostSummary], summary: Summary) -> Text:
    """With the hosts that it is of, where there are others."""
    if len(summary.hosts) == 1 or len(hosts) == len(summary.hosts):
        return words
    names = tuple(host_name(host, summary) for host in hosts[:_FEW])
    if len(hosts) > _FEW:
        names += (ntext("{count} more", "{count} more", len(hosts) - _FEW),)
    return text("{what} ({hosts})", what=words, hosts=names)


def _first(some: Iterable[T], size: Callable[[T], int]) -> list[T]:
    """The largest; of equal ones the first."""
    return sorted(some, key=lambda one: -size(one))[:_TOP]


def _more(rest: int) -> Iterator[Block]:
    if rest > 0:
        yield Sentence(ntext("and {count} more", "and {count} more", rest))

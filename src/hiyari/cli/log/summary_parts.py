"""The whole summary in its order: the verdict, then each host with its parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from hiyari.cli.log.clock import zone_sentence
from hiyari.cli.log.summary_blocks import Block, Heading, Sample, Sentence
from hiyari.cli.log.summary_lists import destinations, endless, injectors, listed, logins, people
from hiyari.cli.log.summary_totals import Clock, reject_words, times, totals
from hiyari.cli.log.whose import UNKNOWN
from hiyari.maillog.summary.figures import (
    Complaint,
    Listing,
    Reason,
    Reject,
)
from hiyari.maillog.summary.unusual import unknown, unusual_everywhere
from hiyari.maillog.summary.whole import HostSummary, Summary
from hiyari.maillog.summary.words import (
    cause_word,
    outcome_word,
    unknown_word,
    what_to_do,
)
from hiyari.model.text import Text, ntext, text

_NAMED: Final = 5
"""Hosts that are named in one sentence."""


def blocks(summary: Summary, clock: Clock, *, believed: bool = True) -> Iterator[Block]:
    """The whole summary, its verdict first.

    Args:
        summary: The figures.
        clock: The reader's time.
        believed: Whether the logs were understood well enough; else nothing is called usual.
    """
    yield from verdict(summary, clock, believed=believed)
    for host in summary.hosts:
        yield from _host(host, summary, clock)


def verdict(summary: Summary, clock: Clock, *, believed: bool) -> Iterator[Block]:
    """What is unknown, what is unusual and where, and the zone of all times."""
    problem = unknown(summary)
    if problem is not None:
        yield Sentence(text("Unknown: {why}", why=problem))
    calm = []
    everywhere = unusual_everywhere(summary)
    for host, found in everywhere:
        calm += [host] if not found and host in (summary.apart or summary.hosts) else []
        for what in found:
            if len(everywhere) > 1:
                yield Sentence(text("Unusual on {host}: {what}.", host=host_name(host, summary), what=what))
            else:
                yield Sentence(text("Unusual: {what}.", what=what))
    if calm and problem is None and believed:
        yield Sentence(_calm(calm, summary))
    moments = [at for host in summary.hosts for at in (host.earliest, host.latest) if at is not None]
    if moments:
        yield Sentence(zone_sentence(*map(clock, moments)))


def _calm(calm: Sequence[HostSummary], summary: Summary) -> Text:
    hosts = tuple(_own_name(host) for host in calm[:_NAMED])
    rest = len(calm) - len(hosts)
    if rest:
        hosts += (ntext("{count} more", "{count} more", rest),)
    if len(calm) == len(summary.apart or summary.hosts):
        return text(
            "Nothing unusual by fixed limits on {hosts}. What is usual here is learnt by: hiyari log baseline",
            hosts=hosts,
        )
    return text("Nothing unusual by fixed limits on {hosts}.", hosts=hosts)


def host_name(host: HostSummary, summary: Summary) -> Text:
    """What stands above a host's figures, or above those of all."""
    if summary.together and host in summary.hosts:
        return ntext(
            "{count} host together: {names}", "{count} hosts together: {names}", len(summary.names), names=summary.names
        )
    return _own_name(host)


def _own_name(host: HostSummary) -> Text:
    if not host.host:
        return text("unknown host")
    if host.host.startswith(UNKNOWN):
        return text("unknown host ({file})", file=host.host.removeprefix(UNKNOWN))
    return text("{host}", host=host.host)


def _host(host: HostSummary, summary: Summary, clock: Clock) -> Iterator[Block]:
    yield Heading(host_name(host, summary), 1)
    if host.earliest is not None and host.latest is not None:
        yield Sentence(text("From {since} to {until}", since=clock(host.earliest), until=clock(host.latest)))
    yield from totals(host)
    yield from times(host, clock)
    yield from listed(text("Destinations"), host.destinations.first(summary.top), destinations)
    yield from _reasons(host.reasons.first(summary.top))
    yield from listed(text("Who put mail in"), host.injectors, injectors)
    yield from people(host, summary.top)
    yield from _rejects(host.rejects)
    yield from logins(host)
    yield from _complaints(host)
    yield from listed(
        text("Messages without a known end, the oldest first"), host.endless, lambda shown: endless(shown, clock)
    )


def _reasons(listing: Listing[Reason]) -> Iterator[Block]:
    if not listing.shown:
        return
    yield Heading(text("Why other servers deferred or refused"))
    for one in listing.shown:
        words = ntext(
            "{outcome}, {cause}: {messages}, {count} destination",
            "{outcome}, {cause}: {messages}, {count} destinations",
            one.destinations,
            outcome=outcome_word(one.outcome),
            cause=cause_word(one.cause),
            messages=ntext("{count} message", "{count} messages", one.messages),
        )
        yield Sample(one.attempts, words, one.sample, one.sample_times, what_to_do(one.cause, one.sample))
    yield from _rest(listing)


def _rejects(listing: Listing[Reject]) -> Iterator[Block]:
    if not listing.shown:
        return
    yield Heading(text("What this host did not take in"))
    for one in listing.shown:
        words = ntext("{what}: {count} client", "{what}: {count} clients", one.clients, what=reject_words(one))
        yield Sample(one.times, words, one.sample, one.sample_times)
    yield from _rest(listing)


def _complaints(host: HostSummary) -> Iterator[Block]:
    if not host.complaints.shown:
        return
    yield Heading(text("What the mail server complains of"))
    for one in host.complaints.shown:
        words = text("{severity}, {program}", severity=_severity(one), program=one.program or unknown_word())
        yield Sample(one.times, words, one.said, 0)
    yield from _rest(host.complaints)


def _severity(one: Complaint) -> Text:
    return text("{severity}", severity=one.severity) if one.severity else unknown_word()


def _rest(listing: Listing[object]) -> Iterator[Block]:
    rest = listing.total - len(listing.shown)
    if rest:
        yield Sentence(ntext("and {count} more", "and {count} more", rest))

"""The whole summary in its order: the verdict, then each host with its parts."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.cli.log.summary_blocks import Block, Heading, Sample, Sentence
from hiyari.cli.log.summary_lists import destinations, endless, injectors, listed, logins, people
from hiyari.cli.log.summary_totals import Clock, times, totals
from hiyari.maillog.summary.figures import (
    Complaint,
    Listing,
    Reason,
    Reject,
)
from hiyari.maillog.summary.unusual import unknown, unusual
from hiyari.maillog.summary.whole import HostSummary, Summary
from hiyari.maillog.summary.words import (
    cause_word,
    outcome_word,
    unknown_word,
    what_to_do,
)
from hiyari.model.text import Text, ntext, text


def blocks(summary: Summary, clock: Clock, *, believed: bool = True) -> Iterator[Block]:
    """The whole summary, its verdict first.

    Args:
        summary: The figures.
        clock: The reader's time.
        believed: Whether the logs were understood well enough; else nothing is called usual.
    """
    yield from _verdict(summary, believed=believed)
    for host in summary.hosts:
        yield from _host(host, summary, clock)


def _verdict(summary: Summary, *, believed: bool) -> Iterator[Block]:
    problem = unknown(summary)
    if problem is not None:
        yield Sentence(text("Unknown: {why}", why=problem))
    several = len(summary.hosts) > 1
    calm = 0
    for host in summary.hosts:
        found = tuple(unusual(host))
        calm += not found
        for what in found:
            if several:
                yield Sentence(text("Unusual on {host}: {what}.", host=_name(host, summary), what=what))
            else:
                yield Sentence(text("Unusual: {what}.", what=what))
    if calm and problem is None and believed:
        yield Sentence(_calm(calm, len(summary.hosts)))


def _calm(calm: int, hosts: int) -> Text:
    if calm == hosts:
        return text("Nothing unusual by fixed limits. What is usual here is learnt by: hiyari log baseline")
    return ntext(
        "Nothing unusual by fixed limits on {count} host.", "Nothing unusual by fixed limits on {count} hosts.", calm
    )


def _name(host: HostSummary, summary: Summary) -> Text:
    if summary.together:
        return ntext(
            "{count} host together: {names}", "{count} hosts together: {names}", len(summary.names), names=summary.names
        )
    return text("{host}", host=host.host) if host.host else text("unknown host")


def _host(host: HostSummary, summary: Summary, clock: Clock) -> Iterator[Block]:
    yield Heading(_name(host, summary), 1)
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
        words = ntext(
            "{stage}, {outcome}, {cause}: {count} client",
            "{stage}, {outcome}, {cause}: {count} clients",
            one.clients,
            stage=one.stage or unknown_word(),
            outcome=outcome_word(one.outcome),
            cause=cause_word(one.cause),
        )
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

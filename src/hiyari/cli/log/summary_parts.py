"""The whole summary in its order: the verdict, then each host with its parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from hiyari.cli.log.summary_amounts import count, duration, octets
from hiyari.cli.log.summary_blocks import Block, Cell, Grid, Heading, Sample, Sentence
from hiyari.cli.log.summary_totals import Clock, times, totals
from hiyari.maillog.summary.figures import (
    Complaint,
    Correspondent,
    Destination,
    Endless,
    FailedLogins,
    HostSummary,
    Injector,
    Listing,
    Reason,
    Reject,
    Summary,
)
from hiyari.maillog.summary.unusual import unknown, unusual
from hiyari.maillog.summary.words import (
    cause_word,
    injector_word,
    outcome_word,
    provider_name,
    unknown_word,
    what_to_do,
)
from hiyari.model.text import Text, ntext, text

_ENDLESS_SHOWN: Final = "%Y-%m-%d %H:%M"


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
    yield from _listed(text("Destinations"), host.destinations.first(summary.top), _destinations)
    yield from _reasons(host.reasons.first(summary.top))
    yield from _listed(text("Who put mail in"), host.injectors, _injectors)
    yield from _people(host, summary.top)
    yield from _rejects(host.rejects)
    yield from _logins(host)
    yield from _complaints(host)
    yield from _listed(
        text("Messages without a known end, the oldest first"), host.endless, lambda shown: _endless(shown, clock)
    )


def _listed(title: Text, listing: Listing[object], make: Callable[..., Grid]) -> Iterator[Block]:
    if listing.shown:
        yield Heading(title)
        grid = make(listing.shown)
        yield Grid(grid.heads, grid.rows, listing.total - len(listing.shown), name_last=grid.name_last)


def _destinations(shown: tuple[Destination, ...]) -> Grid:
    heads = (
        text("destination"),
        text("attempts"),
        text("accepted"),
        text("deferred"),
        text("refused"),
        text("median"),
        text("longest"),
    )
    return Grid(
        heads,
        tuple(
            (
                _provider(one),
                count(one.attempts),
                count(one.accepted),
                count(one.deferred),
                count(one.refused),
                duration(one.delay_ms) if one.accepted else "-",
                duration(one.longest_ms) if one.accepted else "-",
            )
            for one in shown
        ),
    )


def _provider(one: Destination) -> Cell:
    if one.provider is None:
        return one.domain or unknown_word()
    return provider_name(one.provider)


def _injectors(shown: tuple[Injector, ...]) -> Grid:
    heads = (text("messages"), text("octets"), text("recipients"), text("deferred"), text("refused"), text("who"))
    rows = tuple(
        (
            count(one.messages),
            octets(one.octets),
            count(one.recipients),
            count(one.deferred),
            count(one.refused),
            _injector(one),
        )
        for one in shown
    )
    return Grid(heads, rows, name_last=True)


def _injector(one: Injector) -> Text:
    who = injector_word(one.kind, one.name)
    if one.kind == "account" and one.addresses > 1:
        return ntext("{who} from {count} address", "{who} from {count} addresses", one.addresses, who=who)
    return who


def _people(host: HostSummary, top: int) -> Iterator[Block]:
    for listing, who, by_messages, by_octets in (
        (host.senders, text("sender"), text("Senders by messages"), text("Senders by size")),
        (host.recipients, text("recipient"), text("Recipients by messages"), text("Recipients by size")),
    ):
        ranked = sorted((one for one in listing.shown if one.by_messages <= top), key=lambda one: one.by_messages)
        sized = sorted((one for one in listing.shown if one.by_octets <= top), key=lambda one: one.by_octets)
        for title, shown in ((by_messages, ranked), (by_octets, sized)):
            # Where the first list has all of them, the second has nothing new.
            if shown and (shown is ranked or listing.total > len(ranked)):
                heads = (text("messages"), text("octets"), text("largest"), who)
                yield Heading(title)
                yield Grid(heads, tuple(map(_person, shown)), listing.total - len(shown), name_last=True)


def _person(one: Correspondent) -> tuple[Cell, ...]:
    name = unknown_word() if one.name is None else one.name or text("<> (bounces)")
    return (count(one.messages), octets(one.octets), octets(one.largest), name)


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


def _logins(host: HostSummary) -> Iterator[Block]:
    if not host.logins.shown:
        return
    yield Heading(ntext("{count} failed login", "{count} failed logins", host.failed_logins))
    yield Grid(
        (text("times"), text("accounts"), text("from")),
        tuple((count(one.times), count(one.accounts), _tried(one)) for one in host.logins.shown),
        host.logins.total - len(host.logins.shown),
        name_last=True,
    )


def _tried(one: FailedLogins) -> Text:
    address = one.address or unknown_word()
    if one.account is None:
        return text("{address}", address=address)
    return text("{address} as {account}", address=address, account=one.account)


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


def _endless(shown: tuple[Endless, ...], clock: Clock) -> Grid:
    heads = (text("since"), text("queue id"), text("accepted"), text("deferred"), text("refused"), text("sender"))
    rows = tuple(
        (
            clock(one.first_at).strftime(_ENDLESS_SHOWN),
            one.queue_id or unknown_word(),
            count(one.accepted or 0),
            count(one.deferred or 0),
            count(one.refused or 0),
            unknown_word() if one.sender is None else one.sender or text("<> (bounces)"),
        )
        for one in shown
    )
    return Grid(heads, rows, name_last=True)

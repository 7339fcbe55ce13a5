"""The tables of a summary: destinations, injectors, people, failed logins, messages without an end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from hiyari.cli.log.summary_amounts import count, duration, octets
from hiyari.cli.log.summary_blocks import Block, Cell, Grid, Heading
from hiyari.cli.log.summary_totals import Clock
from hiyari.maillog.summary.figures import Correspondent, Destination, Endless, FailedLogins, Injector, Listing
from hiyari.maillog.summary.whole import HostSummary
from hiyari.maillog.summary.words import injector_word, provider_name, unknown_word
from hiyari.model.text import Text, ntext, text

_SHOWN: Final = "%Y-%m-%d %H:%M"


def listed(title: Text, listing: Listing[object], make: Callable[..., Grid]) -> Iterator[Block]:
    """A heading with its table, where there is anything in it."""
    if listing.shown:
        yield Heading(title)
        grid = make(listing.shown)
        yield Grid(grid.heads, grid.rows, listing.total - len(listing.shown), name_last=grid.name_last)


def destinations(shown: tuple[Destination, ...]) -> Grid:
    """Where mail went."""
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
                destination_name(one),
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


def destination_name(one: Destination) -> Cell:
    """Its operator as a person knows it, else the domain."""
    if one.provider is None:
        return one.domain or unknown_word()
    return provider_name(one.provider)


def injectors(shown: tuple[Injector, ...]) -> Grid:
    """Who put mail in."""
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


def people(host: HostSummary, top: int) -> Iterator[Block]:
    """Senders and recipients, by messages and by size."""
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


def logins(host: HostSummary) -> Iterator[Block]:
    """Failed logins by address."""
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


def endless(shown: tuple[Endless, ...], clock: Clock) -> Grid:
    """Messages whose end is not told."""
    heads = (text("since"), text("queue id"), text("accepted"), text("deferred"), text("refused"), text("sender"))
    rows = tuple(
        (
            clock(one.first_at).strftime(_SHOWN),
            one.queue_id or unknown_word(),
            count(one.accepted or 0),
            count(one.deferred or 0),
            count(one.refused or 0),
            unknown_word() if one.sender is None else one.sender or text("<> (bounces)"),
        )
        for one in shown
    )
    return Grid(heads, rows, name_last=True)

"""The figures at the head of a host's summary: totals, and what happened by day and by hour."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final, TypeAlias

from hiyari.cli.log.summary_amounts import count, duration, octets
from hiyari.cli.log.summary_blocks import Block, Cell, Grid, Heading
from hiyari.cli.log.summary_times import by_day, by_hour
from hiyari.maillog.summary.figures import Reject, Traffic
from hiyari.maillog.summary.whole import HostSummary
from hiyari.maillog.summary.words import cause_word, outcome_word, unknown_word
from hiyari.model.text import Text, ntext, text

Clock: TypeAlias = Callable[[int], datetime]
"""From microseconds since 1970 to the reader's time."""


def totals(host: HostSummary) -> Iterator[Block]:
    """What came, what became of it, and what is not known."""
    came = host.came("network", "local", "unknown")
    sizes = [host.intake[kind] for kind in ("network", "local", "unknown") if kind in host.intake]
    known = [one.octets for one in sizes if one.octets is not None]
    yield Heading(text("Totals"))
    rows: list[tuple[Cell, ...]] = [
        (text("received"), count(came), _received(host)),
        (
            text("octets received"),
            octets(sum(known)) if known else _none(came),
            _sizeless(sum(one.sizeless for one in sizes)),
        ),
        (text("made here"), count(host.came("bounce", "forward")), _made_here(host)),
    ]
    if host.came("filter"):
        rows.append((text("back from a filter"), count(host.came("filter")), text("not counted again above")))
    rows += [
        _outcome(host, kind)
        for kind in ("accepted", "deferred", "refused", "unknown")
        if kind != "unknown" or host.tried(kind)
    ]
    accepted = host.attempts.get("accepted")
    rows.append((text("octets delivered"), octets(accepted.octets) if accepted else count(0), ""))
    rows.append((text("delay"), *_delay(host)))
    rows.append((text("rejected"), count(host.rejected), text("not taken in by this host")))
    rows += [
        (outcome_word(kind), count(host.stopped[kind]), _stopped(kind)) for kind in STOPPED if kind in host.stopped
    ]
    rows.append((text("without a known end"), count(host.endless.total), ""))
    yield Grid((text("what"), text("number"), text("of these")), tuple(rows))


STOPPED: Final = ("held", "discarded", "warned")
"""What is neither taken in as usual nor refused."""


def reject_words(one: Reject) -> Text:
    """Where something was stopped, how, and why, where a reply says so."""
    stage, outcome = one.stage or unknown_word(), outcome_word(one.outcome)
    if one.outcome in STOPPED and one.cause in {None, "undefined"}:
        return text("{stage}, {outcome}", stage=stage, outcome=outcome)
    return text("{stage}, {outcome}, {cause}", stage=stage, outcome=outcome, cause=cause_word(one.cause))


def _stopped(kind: str) -> Text:
    match kind:
        case "held":
            return text("in the queue until a person releases it")
        case "discarded":
            return text("nobody is told")
        case _:
            return text("would be refused, if the restriction were in force")


def _none(came: int) -> Cell:
    return unknown_word() if came else count(0)


def _received(host: HostSummary) -> Text:
    parts: list[Text] = [
        text("{number} by SMTP", number=count(host.came("network"))),
        text("{number} on the host", number=count(host.came("local"))),
    ]
    if host.came("unknown"):
        parts.append(text("{number} unknown", number=count(host.came("unknown"))))
    if host.parties is not None:
        parts.append(ntext("{count} sender", "{count} senders", host.parties.senders))
        parts.append(ntext("{count} client", "{count} clients", host.parties.clients))
    return text("{parts}", parts=tuple(parts))


def _sizeless(number: int) -> Cell:
    return ntext("{count} message of unknown size", "{count} messages of unknown size", number) if number else ""


def _made_here(host: HostSummary) -> Text:
    parts = (
        ntext("{count} bounce", "{count} bounces", host.came("bounce")),
        text("{number} forwarded", number=count(host.came("forward"))),
    )
    return text("{parts}", parts=parts)


def _outcome(host: HostSummary, kind: str) -> tuple[Cell, ...]:
    found = host.attempts.get(kind)
    if found is None:
        return (outcome_word(kind), count(0), "")
    parts = (
        ntext("{count} message", "{count} messages", found.messages),
        ntext("{count} recipient", "{count} recipients", found.recipients),
        ntext("{count} domain", "{count} domains", found.domains),
    )
    return (outcome_word(kind), count(found.attempts), text("{parts}", parts=parts))


def _delay(host: HostSummary) -> tuple[Cell, Cell]:
    found = host.attempts.get("accepted")
    if found is None or found.delay_ms is None:
        return unknown_word(), ""
    return duration(found.delay_ms), text("median; the longest {longest}", longest=duration(found.longest_ms))


def times(host: HostSummary, clock: Clock) -> Iterator[Block]:
    """What happened by day, where there are several, and by hour of the day."""
    days = by_day(host.quarters, clock)
    heads = (text("received"), text("accepted"), text("deferred"), text("refused"), text("rejected"))
    if len(days) > 1:
        yield Heading(text("By day"))
        yield _traffic(text("day"), heads, {day.isoformat(): one for day, one in days.items()})
    hours = by_hour(host.quarters, clock)
    if hours:
        yield Heading(text("By hour of the day") if len(days) > 1 else text("By hour"))
        yield _traffic(text("hour"), heads, {f"{hour:02}": one for hour, one in hours.items()})


def _traffic(first: Text, heads: tuple[Text, ...], spans: dict[str, Traffic]) -> Grid:
    rows = tuple(
        (name, count(one.received), count(one.accepted), count(one.deferred), count(one.refused), count(one.rejected))
        for name, one in spans.items()
    )
    return Grid((first, *heads), rows, bars=tuple(spans.values()))

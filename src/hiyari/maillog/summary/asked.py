"""The summary's questions: one function for each query, its rows turned into figures at once, by host.

Names and literal texts pass through ``redact`` here, so that no renderer can forget it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

from hiyari.carriers.replies.mask import masked
from hiyari.maillog.summary.figures import (
    Attempts,
    Complaint,
    Correspondent,
    Destination,
    Endless,
    FailedLogins,
    Injector,
    Intake,
    Listing,
    Parties,
    Reason,
    Reject,
    Traffic,
)
from hiyari.maillog.summary.question import Host, Question, cut, listed
from hiyari.maillog.summary.whole import Understanding

_MOST_SENTENCES: Final = 2000
"""Different sentences of one severity that are looked at."""
UNKNOWN: Final = "unknown"
_MOST_ACCOUNTS: Final = 1000
_LOOKED_AT: Final = 1000
"""Destinations that are looked at for what is unusual."""


def accounts(question: Question) -> tuple[str, ...]:
    """Names of accounts, which look like any other word where they stand in a text."""
    users = (
        (row[2] or "").partition(" (")[0]
        for row in question.ask("summary_injectors", top=_MOST_ACCOUNTS)
        if row[1] in {"account", "user"}
    )
    tried = (row[4] for row in question.ask("summary_logins", top=_MOST_ACCOUNTS))
    return tuple(dict.fromkeys(name for name in (*users, *tried) if name))


def hosts(question: Question) -> dict[str, tuple[int | None, int | None]]:
    """Every host that is told of, with the first and last moment."""
    found = question.facts.ask("summary_hosts", since=question.since, until=question.until)
    return {host or "": (earliest, latest) for host, earliest, latest in found}


def understanding(question: Question) -> Understanding:
    """How much of what was read was understood."""
    ((files, lines, mail, understood),) = question.facts.ask("summary_readings")
    return Understanding(files=files, lines=lines, mail=mail, understood=understood)


def intake(question: Question) -> Mapping[Host, dict[str, Intake]]:
    """What came in, by kind."""
    found: dict[Host, dict[str, Intake]] = defaultdict(dict)
    for host, kind, messages, octets, sizeless, endless, *_ in question.ask("summary_messages"):
        found[host][kind] = Intake(kind=kind, messages=messages, octets=octets, sizeless=sizeless, endless=endless)
    return found


def attempts(question: Question) -> Mapping[Host, dict[str, Attempts]]:
    """What was tried, by outcome."""
    found: dict[Host, dict[str, Attempts]] = defaultdict(dict)
    for host, kind, count, messages, recipients, domains, octets, delay, longest, *_ in question.ask(
        "summary_deliveries"
    ):
        found[host][kind or UNKNOWN] = Attempts(
            kind=kind or UNKNOWN,
            attempts=count,
            messages=messages,
            recipients=recipients,
            domains=domains,
            octets=octets,
            delay_ms=delay,
            longest_ms=longest,
        )
    return found


def parties(question: Question) -> Mapping[Host, Parties]:
    """How many different ones put mail in."""
    return {
        host: Parties(senders=senders or 0, domains=domains or 0, clients=clients or 0)
        for host, senders, domains, clients in question.ask("summary_parties")
    }


def quarters(question: Question) -> Mapping[Host, dict[int, Traffic]]:
    """What happened in each quarter of an hour."""
    found: dict[Host, dict[int, Traffic]] = defaultdict(dict)
    for host, quarter, received, accepted, deferred, refused, rejected in question.ask("summary_times"):
        if quarter is not None:
            found[host][quarter] = Traffic(
                received=received, accepted=accepted, deferred=deferred, refused=refused, rejected=rejected
            )
    return found


def destinations(question: Question) -> Mapping[Host, Listing[Destination]]:
    """Where mail went, the busiest first."""
    return listed(question.ask("summary_destinations", top=max(question.top, _LOOKED_AT)), _destination)


def _destination(row: tuple[Any, ...]) -> Destination:
    provider, domain, count, accepted, deferred, refused, messages, delay, longest = row
    return Destination(
        provider=provider,
        domain=domain,
        attempts=count,
        accepted=accepted,
        deferred=deferred,
        refused=refused,
        messages=messages,
        delay_ms=delay,
        longest_ms=longest,
    )


def injectors(question: Question) -> Mapping[Host, Listing[Injector]]:
    """Who put mail in, the busiest first."""

    def made(row: tuple[Any, ...]) -> Injector:
        kind, name, messages, octets, recipients, accepted, deferred, refused, addresses = row
        return Injector(
            kind=kind,
            name=question.person(name) if kind in {"account", "user"} else name,
            messages=messages,
            octets=octets,
            recipients=recipients,
            accepted=accepted,
            deferred=deferred,
            refused=refused,
            addresses=addresses or 0,
        )

    return listed(question.ask("summary_injectors", top=question.top), made)


def senders(question: Question) -> Mapping[Host, Listing[Correspondent]]:
    """Reverse-paths, by messages and by octets."""
    return _correspondents(question, "summary_senders")


def recipients(question: Question) -> Mapping[Host, Listing[Correspondent]]:
    """Recipients of what was accepted, by messages and by octets."""
    return _correspondents(question, "summary_recipients")


def _correspondents(question: Question, query: str) -> Mapping[Host, Listing[Correspondent]]:
    def made(row: tuple[Any, ...]) -> Correspondent:
        name, messages, octets, largest, by_messages, by_octets = row
        return Correspondent(
            name=question.person(name),
            messages=messages,
            octets=octets,
            largest=largest,
            by_messages=by_messages,
            by_octets=by_octets,
        )

    return listed(question.ask(query, top=question.top), made)


def reasons(question: Question) -> Mapping[Host, Listing[Reason]]:
    """Why others deferred or refused, the most frequent first."""
    samples = {row[:3]: row[3:] for row in question.ask("summary_reason_samples")}
    found: dict[Host, list[Reason]] = defaultdict(list)
    for host, outcome, cause, count, messages, destinations_, *_ in question.ask("summary_reasons"):
        sample, times = samples.get((host, outcome, cause), (None, 0))
        found[host].append(
            Reason(
                outcome=outcome,
                cause=cause,
                attempts=count,
                messages=messages,
                destinations=destinations_ or 0,
                sample=question.text(sample),
                sample_times=times,
            )
        )
    return {host: Listing(shown=tuple(each), total=len(each)) for host, each in found.items()}


def rejects(question: Question) -> tuple[Mapping[Host, Listing[Reject]], Mapping[Host, dict[str, int]]]:
    """What the hosts did not take in as it was, the most frequent first, and how often by outcome."""
    outcomes: dict[Host, dict[str, int]] = defaultdict(dict)
    samples = {row[:4]: row[4:] for row in question.ask("summary_reject_samples")}
    found: dict[Host, list[Reject]] = defaultdict(list)
    for host, stage, outcome, cause, times, clients, *_ in question.ask("summary_rejects"):
        sample, sample_times = samples.get((host, stage, outcome, cause), (None, 0))
        outcomes[host][outcome or UNKNOWN] = outcomes[host].get(outcome or UNKNOWN, 0) + times
        found[host].append(
            Reject(
                stage=stage,
                outcome=outcome,
                cause=cause,
                times=times,
                clients=clients or 0,
                sample=question.text(sample),
                sample_times=sample_times,
            )
        )
    return cut(found, question.top), outcomes


def logins(question: Question) -> tuple[Mapping[Host, Listing[FailedLogins]], Mapping[Host, int]]:
    """Failed logins by address, and how many there are altogether."""
    rows = question.ask("summary_logins", top=question.top)
    by_host = listed([row[:-1] for row in rows], lambda row: _failed(question, row))
    return by_host, {row[0]: row[-1] for row in rows}


def _failed(question: Question, row: tuple[Any, ...]) -> FailedLogins:
    address, times, accounts, account, *_ = row
    return FailedLogins(address=address, times=times, accounts=accounts or 0, account=question.person(account))


def complaints(question: Question) -> tuple[Mapping[Host, Listing[Complaint]], Mapping[Host, dict[str, int]]]:
    """What programs said about themselves, alike sentences together, and the count of each severity."""
    groups: dict[Host, dict[tuple[Any, ...], list[tuple[int, str | None]]]] = defaultdict(lambda: defaultdict(list))
    severities: dict[Host, dict[str, int]] = defaultdict(dict)
    for host, severity, program, said, times, _, _, total in question.ask("summary_notices", most=_MOST_SENTENCES):
        groups[host][severity, program, masked(said or "")].append((times, said))
        severities[host][severity or UNKNOWN] = total
    found = {host: _complaints(question, alike) for host, alike in groups.items()}
    return cut(found, question.top), severities


def _complaints(question: Question, alike: Mapping[tuple[Any, ...], list[tuple[int, str | None]]]) -> list[Complaint]:
    made = [
        Complaint(
            severity=severity,
            program=program,
            # The rows come with the most frequent first.
            said=question.text(group[0][1]),
            times=sum(times for times, _ in group),
        )
        for (severity, program, _), group in alike.items()
    ]
    order = {"panic": 0, "fatal": 1, "error": 2}
    return sorted(made, key=lambda one: (order.get(one.severity or "", 3), -one.times, one.program or ""))


def endless(question: Question) -> Mapping[Host, Listing[Endless]]:
    """Messages whose end is not told, the oldest first."""

    def made(row: tuple[Any, ...]) -> Endless:
        host, queue_id, first_at, last_at, sender, accepted, deferred, refused = row
        return Endless(
            host=host,
            queue_id=queue_id,
            first_at=first_at,
            last_at=last_at,
            sender=question.person(sender),
            accepted=accepted,
            deferred=deferred,
            refused=refused,
        )

    return listed(question.ask("summary_open", top=question.top), made)

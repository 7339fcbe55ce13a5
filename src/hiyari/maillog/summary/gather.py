"""Puts the figures of a summary together, host by host."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from hiyari.maillog.store.asking import Asker
from hiyari.maillog.summary import asked
from hiyari.maillog.summary.figures import Listing
from hiyari.maillog.summary.question import Host, Question, Redacts
from hiyari.maillog.summary.whole import HostSummary, Summary

FOREVER: Final = 2**62
"""Later than any moment of a log."""


def summarise(
    facts: Asker,
    *,
    since: int = 0,
    until: int = FOREVER,
    top: int = 10,
    together: bool = False,
    redact: Redacts | None = None,
) -> Summary:
    """What the facts say of a span of time.

    Args:
        facts: Where they are.
        since: The first moment, microseconds.
        until: The moment after the last.
        top: How long a list may be.
        together: Add all hosts up; else each stands for itself.
        redact: Hides people, where they are to be hidden.
    """
    question = Question(facts=facts, since=since, until=until, together=together, top=top, redact=redact)
    if redact is not None:
        question = replace(question, accounts=asked.accounts(question))
    spans = asked.hosts(question)
    names = tuple(sorted(spans))
    understood = asked.understanding(question)
    if together:
        earliest = min((at for at, _ in spans.values() if at is not None), default=None)
        latest = max((at for _, at in spans.values() if at is not None), default=None)
        wanted: dict[Host, tuple[int | None, int | None]] = {None: (earliest, latest)} if spans else {}
    else:
        wanted = {name or None: spans[name] for name in names}
    found = _hosts(question, wanted)
    apart: tuple[HostSummary, ...] = ()
    if together:
        apart = _hosts(replace(question, together=False), {name or None: spans[name] for name in names})
    return Summary(hosts=found, together=together, names=names, top=top, understanding=understood, apart=apart)


def _hosts(question: Question, wanted: dict[Host, tuple[int | None, int | None]]) -> tuple[HostSummary, ...]:
    intake, attempts, parties = asked.intake(question), asked.attempts(question), asked.parties(question)
    quarters, destinations = asked.quarters(question), asked.destinations(question)
    injectors, endless = asked.injectors(question), asked.endless(question)
    senders, recipients = asked.senders(question), asked.recipients(question)
    reasons, (rejects, stopped) = asked.reasons(question), asked.rejects(question)
    logins, failed = asked.logins(question)
    complaints, severities = asked.complaints(question)
    return tuple(
        HostSummary(
            host=host,
            earliest=earliest,
            latest=latest,
            intake=intake.get(host, {}),
            attempts=attempts.get(host, {}),
            parties=parties.get(host),
            quarters=quarters.get(host, {}),
            destinations=destinations.get(host, Listing()),
            injectors=injectors.get(host, Listing()),
            senders=senders.get(host, Listing()),
            recipients=recipients.get(host, Listing()),
            reasons=reasons.get(host, Listing()),
            rejects=rejects.get(host, Listing()),
            stopped=stopped.get(host, {}),
            logins=logins.get(host, Listing()),
            failed_logins=failed.get(host, 0),
            complaints=complaints.get(host, Listing()),
            severities=severities.get(host, {}),
            endless=endless.get(host, Listing()),
        )
        for host, (earliest, latest) in wanted.items()
    )

"""LOG302  The reported mail was sent by an account that logs in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from hiyari.maillog.trace.injector import Kind
from hiyari.maillog.trace.proof import amount, evidence
from hiyari.maillog.trace.tracing import Traced
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_, Remote, Text, ntext
from hiyari.model.verdict import NearMiss

_SHOWN: Final = 5

RULE = Rule(
    id="LOG302",
    severity=Severity.DANGER,
    title=N_("Mail that was complained about was sent by the account {account} on {host}"),
    symptom=N_("A provider complains, or the relay is listed. The mail left by submission, with a valid password."),
    cause=N_(
        "Somebody else knows the account's password: it was guessed, caught by a false login page, or is the same as "
        "that of a service whose passwords leaked. Or a program of ours sends by that account what nobody asked for."
    ),
    fix=N_(
        "Change the password, end the open sessions and hold what waits in the queue. Ask the owner where else the "
        "password is used. Look at the logins that failed before, and at the addresses that it came from."
    ),
    lesson=N_("A password proves that somebody knows it. A limit for each account keeps one theft from being a flood."),
    references=(Rfc(4954, "4"), Rfc(6409, "3.3")),
)


def _clients(traced: Traced) -> Iterator[Text]:
    uses, failures = traced.behind.uses, traced.behind.failures
    if uses:
        yield ntext(
            "It came from {count} address: {addresses}",
            "It came from {count} addresses: {addresses}",
            len(uses),
            addresses=tuple(f"{one.address or '?'} ({one.count})" for one in uses[:_SHOWN]),
        )
    if failures:
        yield ntext(
            "{count} login as this account failed, from {addresses}",
            "{count} logins as this account failed, from {addresses}",
            sum(one.count for one in failures),
            addresses=tuple(f"{one.address or '?'} ({one.count})" for one in failures[:_SHOWN]),
        )


def judge(traced: Traced) -> Iterator[Finding]:
    """One finding, where an account was found."""
    injector = traced.injector
    if injector is None or injector.kind is not Kind.ACCOUNT:
        return
    yield Finding(
        rule=RULE,
        verdict=NearMiss(),
        object=injector.sasl or "",
        params={"account": Remote(injector.sasl or ""), "host": Remote(injector.host)},
        details=(amount(traced), *_clients(traced)),
        evidence=evidence(traced),
        next=next((step.what for step in traced.steps), None),
    )

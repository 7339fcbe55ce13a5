"""MX104  An exchange turns callers away: it refuses the connection, or greets with something else than 220.

Judged only where ``check --connect`` called. Silence is unknown: it may be this machine's own network.
"""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_, Text, text
from hiyari.model.verdict import NearMiss, Pass, Unknown, Verdict
from hiyari.preflight.facts import Facts, Greeted, Greeting, Turned

RULE = Rule(
    id="MX104",
    severity=Severity.DANGER,
    title=N_("the MX {exchange} of {domain} turns mail away at {address}"),
    symptom=N_("Mail to the domain comes late, over the other exchanges, or not at all."),
    cause=N_("Nothing listens on port 25 of the address, a firewall rejects it, or the server greets with an error."),
    fix=N_("Start the server or open the port; until then take the MX record out."),
    lesson=N_("Open the port before the MX record is published, and from outside try it."),
    references=(Rfc(5321, "3.1"), Rfc(5321, "4.2")),
)


def judge(facts: Facts) -> Iterator[Finding]:
    """One finding per address of an exchange that was called."""
    for greeting in facts.greetings:
        yield Finding(
            rule=RULE,
            verdict=_verdict(greeting),
            object=f"{greeting.domain} {greeting.exchange} {greeting.address}",
            params={"domain": greeting.domain, "exchange": greeting.exchange, "address": str(greeting.address)},
            details=tuple(_details(greeting)),
            next=text("try it from outside: telnet {address} 25", address=str(greeting.address)),
        )


def _details(greeting: Greeting) -> Iterator[Text]:
    if isinstance(greeting.outcome, Turned):
        yield text("it says {reply}", reply=greeting.outcome.reply)


def _verdict(greeting: Greeting) -> Verdict:
    match greeting.outcome:
        case Greeted():
            return Pass()
        case Turned():
            return NearMiss()
        case cause:
            return Unknown(cause=cause)

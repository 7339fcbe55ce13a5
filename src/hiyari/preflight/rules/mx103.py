"""MX103  An MX record leads to a name without an address, or to an alias, where mail cannot be delivered."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.dns.answer import Answer, Found
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_, text
from hiyari.model.verdict import NearMiss, Pass, Unknown, Verdict
from hiyari.preflight.evidence import evidence
from hiyari.preflight.facts import Facts

RULE = Rule(
    id="MX103",
    severity=Severity.DANGER,
    title=N_("the MX {exchange} of {domain} has no address of its own"),
    symptom=N_("Mail to the domain waits at its senders or bounces, from some of them only."),
    cause=N_("The name in the MX record has neither an A nor an AAAA record, or is an alias (CNAME)."),
    fix=N_("Give the name an A or AAAA record, or let the MX record name the host itself."),
    lesson=N_("Publish a host's address before the MX record that needs it, and withdraw it after."),
    references=(Rfc(5321, "5.1"), Rfc(2181, "10.3")),
)


def judge(facts: Facts) -> Iterator[Finding]:
    """One finding per exchange."""
    for domain in facts.domains:
        if domain.mx.lost is not None:
            yield _finding(domain.name, domain.name, Unknown(cause=domain.mx.lost), (domain.mx,))
        for exchange, answers in domain.exchanges:
            yield _finding(domain.name, exchange, _verdict(answers), (domain.mx, *answers))


def _finding(domain: str, exchange: str, verdict: Verdict, answers: tuple[Answer, ...]) -> Finding:
    return Finding(
        rule=RULE,
        verdict=verdict,
        object=f"{domain} {exchange}",
        params={"domain": domain, "exchange": exchange},
        evidence=evidence(*answers),
        next=text("give {exchange} an A or AAAA record, or change the MX record", exchange=exchange),
    )


def _verdict(answers: tuple[Answer, ...]) -> Verdict:
    found = [answer.outcome for answer in answers if isinstance(answer.outcome, Found)]
    if found:
        return NearMiss() if any(outcome.chain for outcome in found) else Pass()
    lost = next((answer.lost for answer in answers if answer.lost is not None), None)
    return Unknown(cause=lost) if lost is not None else NearMiss()

"""SPF307  The domain says that it takes no mail (null MX), and hosts send for it all the same."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.auth.spf.result import IdentityKind, Result
from hiyari.dns.records import Mx
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_, text
from hiyari.model.verdict import NearMiss, Pass, Unknown, Verdict
from hiyari.preflight.evidence import evidence
from hiyari.preflight.facts import DomainFacts, Facts

RULE = Rule(
    id="SPF307",
    severity=Severity.WARNING,
    title=N_("{domain} takes no mail (null MX), and hosts may send for it"),
    symptom=N_("Some receivers refuse the mail, because nobody could answer it; bounces cannot come back."),
    cause=N_("The domain has an MX record with an empty name, and its SPF lets hosts of the inventory send."),
    fix=N_("Send from a domain that takes mail, or give this one an MX record. A domain that sends nothing has -all."),
    lesson=N_("A sender must be able to hear."),
    references=(Rfc(7505, "3"), Rfc(7505, "4.2")),
)


def judge(facts: Facts) -> Iterator[Finding]:
    """One finding per domain."""
    sending = {
        sender.domain
        for sender in facts.senders
        if sender.identity.kind is IdentityKind.MAIL_FROM and sender.spf.result is Result.PASS
    }
    unclear = {sender.domain: sender.unknown for sender in facts.senders if sender.unknown is not None}
    for domain in facts.domains:
        yield Finding(
            rule=RULE,
            verdict=_verdict(domain, sends=domain.name in sending, unclear=unclear.get(domain.name)),
            object=domain.name,
            params={"domain": domain.name},
            evidence=evidence(domain.mx, *(branch.answer for branch in domain.spf.branches[:1])),
            next=text("give {domain} an MX record, or send from another domain", domain=domain.name),
        )


def _verdict(domain: DomainFacts, *, sends: bool, unclear: Unknown | None) -> Verdict:
    if domain.mx.lost is not None:
        return Unknown(cause=domain.mx.lost)
    null = any(isinstance(record, Mx) and not record.exchange for record in domain.mx.records)
    if null and not sends and unclear is not None:
        return unclear
    return NearMiss() if null and sends else Pass()

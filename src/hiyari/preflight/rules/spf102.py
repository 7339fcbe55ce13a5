"""SPF102  IPv6 was forgotten: a host passes over IPv4 and not over IPv6, which its system prefers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from hiyari.auth.spf.result import IdentityKind, Result
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_, text
from hiyari.model.verdict import NearMiss, Pass, Verdict
from hiyari.preflight.evidence import relevant
from hiyari.preflight.facts import Facts, Sender

RULE = Rule(
    id="SPF102",
    severity=Severity.DANGER,
    title=N_("{host} passes SPF for {domain} over IPv4 and not over IPv6"),
    symptom=N_("Only receivers with IPv6 refuse the mail, Google among them; over IPv4 the same mail goes through."),
    cause=N_("The record lists IPv4 addresses. The system prefers IPv6 where the receiver has it."),
    fix=N_("Add an ip6 term for each IPv6 address that mail leaves from, or let the mailer send over IPv4 only."),
    lesson=N_("Every sender has two families. Ask the machine which source address it really takes."),
    references=(Rfc(7208, "5.6"), Rfc(6724, "5")),
)


def judge(facts: Facts) -> Iterator[Finding]:
    """One finding for each host with both families and each domain."""
    pairs: dict[tuple[str, str], list[Sender]] = defaultdict(list)
    for sender in facts.senders:
        if sender.identity.kind is IdentityKind.MAIL_FROM:
            pairs[sender.host.name, sender.domain].append(sender)
    for (host, domain), senders in pairs.items():
        if {sender.address.version for sender in senders} == {4, 6}:
            yield Finding(
                rule=RULE,
                verdict=_verdict(senders),
                object=f"{host} {domain}",
                params={"host": host, "domain": domain},
                details=tuple(
                    text("{address}: {result}", address=str(sender.address), result=sender.spf.result.value)
                    for sender in senders
                ),
                evidence=relevant(answer for sender in senders for answer in sender.spf.answers),
                next=text("hiyari plan shows the term to add"),
            )


def _verdict(senders: list[Sender]) -> Verdict:
    results = {
        family: {sender.spf.result for sender in senders if sender.address.version == family} for family in (4, 6)
    }
    if results[4] == {Result.PASS} and results[6] - {Result.PASS, Result.TEMPERROR}:
        return NearMiss()
    return next((sender.unknown for sender in senders if sender.unknown is not None), Pass())

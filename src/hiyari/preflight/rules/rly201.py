"""RLY201  The address has no reverse name (PTR) at all."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_, text
from hiyari.model.verdict import NearMiss, Pass, Unknown, Verdict
from hiyari.preflight.evidence import evidence
from hiyari.preflight.facts import Egress, Facts

RULE = Rule(
    id="RLY201",
    severity=Severity.DANGER,
    title=N_("{address} ({host}) has no reverse name"),
    symptom=N_("Large receivers refuse or delay the mail from this address with a word about PTR or reverse DNS."),
    cause=N_("The address has no PTR record: it was ordered without one, or the reverse zone was forgotten."),
    fix=N_(
        "Ask whoever holds the address block for a PTR record with the relay's name, and give that name an A or AAAA "
        "record with the address."
    ),
    lesson=N_("Reverse DNS belongs to the owner of the addresses: order it when the address is ordered."),
    references=(Rfc(1912, "2.1"), Rfc(5321, "4.1.4")),
)


def judge(facts: Facts) -> Iterator[Finding]:
    """One finding per address."""
    for egress in facts.egresses:
        yield Finding(
            rule=RULE,
            verdict=_verdict(egress),
            object=f"{egress.host.name} {egress.address}",
            params={"address": str(egress.address), "host": egress.host.name},
            evidence=evidence(egress.pointer),
            next=text("have a PTR record made for {address}", address=str(egress.address)),
        )


def _verdict(egress: Egress) -> Verdict:
    if egress.pointer.lost is not None:
        return Unknown(cause=egress.pointer.lost)
    return Pass() if egress.pointer.records else NearMiss()

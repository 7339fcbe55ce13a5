"""MX105  A null MX beside other MX records: the domain says that it takes mail, and that it takes none."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.dns.records import Mx
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_, text
from hiyari.model.verdict import NearMiss, Pass, Unknown, Verdict
from hiyari.preflight.evidence import evidence
from hiyari.preflight.facts import DomainFacts, Facts

RULE = Rule(
    id="MX105",
    severity=Severity.DANGER,
    title=N_("{domain} has a null MX beside other MX records"),
    symptom=N_("Some senders bounce mail to the domain at once, others deliver it."),
    cause=N_("The record MX 0 . says that the domain takes no mail, and must stand alone."),
    fix=N_("Remove the null MX, or all others."),
    lesson=N_("A null MX is a statement about the whole domain, not a spare entry."),
    references=(Rfc(7505, "3"),),
)


def judge(facts: Facts) -> Iterator[Finding]:
    """One finding per domain."""
    for domain in facts.domains:
        yield Finding(
            rule=RULE,
            verdict=_verdict(domain),
            object=domain.name,
            params={"domain": domain.name},
            evidence=evidence(domain.mx),
            next=text("remove the null MX of {domain}, or all its other MX records", domain=domain.name),
        )


def _verdict(domain: DomainFacts) -> Verdict:
    if domain.mx.lost is not None:
        return Unknown(cause=domain.mx.lost)
    names = [record.exchange for record in domain.mx.records if isinstance(record, Mx)]
    return NearMiss() if "" in names and len(names) > 1 else Pass()

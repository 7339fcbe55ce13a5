"""DNS103  The domain does not exist, so that every other rule would have nothing to say about it."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.dns.answer import Absent
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_, text
from hiyari.model.verdict import NearMiss, Pass, Unknown, Verdict
from hiyari.preflight.evidence import evidence
from hiyari.preflight.facts import DomainFacts, Facts

RULE = Rule(
    id="DNS103",
    severity=Severity.DANGER,
    title=N_("the domain {domain} does not exist"),
    symptom=N_("Receivers refuse mail that claims to be from the domain, and nobody can answer it."),
    cause=N_("DNS answers NXDOMAIN: the name is misspelt, its registration has lapsed, or its zone is gone."),
    fix=N_("Mend the spelling, or ask the registrar and whoever runs the zone."),
    lesson=N_("Watch the day on which a registration ends as closely as a certificate."),
    references=(Rfc(1035, "4.1.1"), Rfc(8020, "2")),
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
            next=text("mend the name, or have {domain} registered again", domain=domain.name),
        )


def _verdict(domain: DomainFacts) -> Verdict:
    if domain.mx.lost is not None:
        return Unknown(cause=domain.mx.lost)
    return NearMiss() if isinstance(domain.mx.outcome, Absent) else Pass()

"""RLY203  The HELO name has no address: receivers that look it up find nobody."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.dns.answer import Found
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_, text
from hiyari.model.verdict import NearMiss, Pass, Unknown, Verdict
from hiyari.preflight.evidence import evidence
from hiyari.preflight.facts import Egress, Facts

RULE = Rule(
    id="RLY203",
    severity=Severity.WARNING,
    title=N_("{host} says HELO {helo}, which has no address"),
    symptom=N_("Receivers answer 450 or 550 with a word about HELO, or add to the spam score."),
    cause=N_("The name that the mailer says is not in the public DNS: an internal name, or a new host's."),
    fix=N_(
        "Publish an A or AAAA record for the name, or let the mailer say a name that has one (Postfix: smtp_helo_name)."
    ),
    lesson=N_("The HELO name is public, like the address."),
    references=(Rfc(5321, "4.1.1.1"), Rfc(5321, "2.3.5")),
)


def judge(facts: Facts) -> Iterator[Finding]:
    """One finding per host; an address literal needs no name and passes."""
    by_host: dict[str, list[Egress]] = {}
    for egress in facts.egresses:
        by_host.setdefault(egress.host.name, []).append(egress)
    for name, egresses in by_host.items():
        helo = egresses[0].host.helo
        yield Finding(
            rule=RULE,
            verdict=_verdict(helo, egresses),
            object=name,
            params={"host": name, "helo": helo},
            evidence=evidence(*(egress.helo for egress in egresses)),
            next=text("publish an address for {helo}", helo=helo),
        )


def _verdict(helo: str, egresses: list[Egress]) -> Verdict:
    """An address of either family is enough: receivers look for any."""
    if helo.startswith("[") or any(isinstance(egress.helo.outcome, Found) for egress in egresses):
        return Pass()
    lost = next((egress.helo.lost for egress in egresses if egress.helo.lost is not None), None)
    return Unknown(cause=lost) if lost is not None else NearMiss()

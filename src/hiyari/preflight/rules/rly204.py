"""RLY204  The HELO name has an address, and it is not the one that mail leaves from."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_, text
from hiyari.model.verdict import NearMiss, Pass, Unknown, Verdict
from hiyari.preflight.evidence import evidence
from hiyari.preflight.facts import Egress, Facts, addresses

RULE = Rule(
    id="RLY204",
    severity=Severity.NOTICE,
    title=N_("{address} says HELO {helo}, which leads to another address"),
    symptom=N_("A few receivers add to the spam score; most do not mind. It is usual behind NAT and load balancers."),
    cause=N_("The name has the address of the way in, and mail goes out over another one."),
    fix=N_("Let each way out say a name of its own that leads to its address, and give that address the name back."),
    lesson=N_("The addresses that mail leaves from are not always those of the host names."),
    references=(Rfc(5321, "4.1.4"),),
)


def judge(facts: Facts) -> Iterator[Finding]:
    """One finding per address; a name without any address is RLY203, and passes here."""
    for egress in facts.egresses:
        yield Finding(
            rule=RULE,
            verdict=_verdict(egress),
            object=f"{egress.host.name} {egress.address}",
            params={"address": str(egress.address), "helo": egress.host.helo},
            evidence=evidence(egress.helo),
            next=text("give {address} a HELO name that leads to it", address=str(egress.address)),
        )


def _verdict(egress: Egress) -> Verdict:
    if egress.helo.lost is not None and not egress.host.helo.startswith("["):
        return Unknown(cause=egress.helo.lost)
    known = addresses(egress.helo)
    return NearMiss() if known and egress.address not in known else Pass()

"""RLY202  The reverse name does not lead back to the address (forward-confirmed reverse DNS).

The name need not equal the host's own (mox issue 239); it must resolve to the address. An address without any name is
RLY201, and passes here.
"""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_, text
from hiyari.preflight.evidence import evidence
from hiyari.preflight.facts import Facts

RULE = Rule(
    id="RLY202",
    severity=Severity.WARNING,
    title=N_("the reverse name of {address} ({host}) does not lead back to it"),
    symptom=N_("Some receivers refuse or suspect the mail, and their logs show the name as unknown or forged."),
    cause=N_("The PTR record names a host that has no address, or another one: it was renamed, moved or misspelt."),
    fix=N_("Give the name an A or AAAA record with the address, or have the PTR record changed to a name that has."),
    lesson=N_("Anybody can write any name into a reverse zone; receivers believe it only when the name agrees."),
    references=(Rfc(1912, "2.1"), Rfc(8601, "3")),
)


def judge(facts: Facts) -> Iterator[Finding]:
    """One finding per address."""
    for egress in facts.egresses:
        yield Finding(
            rule=RULE,
            verdict=egress.reverse_verdict,
            object=f"{egress.host.name} {egress.address}",
            params={"address": str(egress.address), "host": egress.host.name},
            evidence=evidence(egress.pointer, *egress.forward),
            next=text("give the reverse name of {address} the same address", address=str(egress.address)),
        )

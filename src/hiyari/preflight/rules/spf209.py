"""SPF209  The TXT answer is larger than 512 octets: some resolvers never get it."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.auth.spf.lint import Branch
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_, text
from hiyari.model.verdict import NearMiss, Pass, Unknown, Verdict
from hiyari.preflight.evidence import evidence
from hiyari.preflight.facts import Facts
from hiyari.preflight.planning.size import PLAIN_UDP, txt_answer_size

RULE = Rule(
    id="SPF209",
    severity=Severity.NOTICE,
    title=N_("the TXT answer of {name} has {size} octets, and 512 is what every resolver gets"),
    symptom=N_("A few receivers answer temperror or find no SPF, because their resolver never gets the whole answer."),
    cause=N_("All TXT records of the name come in one answer. Behind old firewalls neither EDNS nor TCP gets through."),
    fix=N_("Move SPF terms to an included name, and remove TXT records (verifications of services) nobody needs."),
    lesson=N_("Whoever adds a TXT record at the domain adds it to every SPF answer."),
    references=(Rfc(7208, "3.4"),),
)


def judge(facts: Facts) -> Iterator[Finding]:
    """One finding for each record of our own names."""
    for domain in facts.domains:
        for branch in domain.spf.branches:
            if branch.domain == domain.name or branch.domain.endswith(f".{domain.name}"):
                size = txt_answer_size(branch.domain, branch.answer.records)
                yield Finding(
                    rule=RULE,
                    verdict=_verdict(branch, size),
                    object=branch.domain,
                    params={"name": branch.domain, "size": size},
                    evidence=evidence(branch.answer),
                    next=text("list the TXT records of {name}, and remove what nobody needs", name=branch.domain),
                )


def _verdict(branch: Branch, size: int) -> Verdict:
    if branch.answer.lost is not None:
        return Unknown(cause=branch.answer.lost)
    return NearMiss() if size > PLAIN_UDP else Pass()

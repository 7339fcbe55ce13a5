"""SPF208  Close to a limit: the next include, or the next host that goes, breaks the record."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.auth.spf.lint import Lint
from hiyari.auth.spf.result import RFC7208
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_, text
from hiyari.model.verdict import NearMiss, Pass, Unknown, Verdict
from hiyari.preflight.evidence import relevant
from hiyari.preflight.facts import Facts

SPARE = 2
"""Look-ups that should be left: included records grow by one or two when their owners move."""
RULE = Rule(
    id="SPF208",
    severity=Severity.NOTICE,
    title=N_("the SPF of {domain} is close to a limit: {terms} of 10 look-ups, {voids} of 2 that find nothing"),
    symptom=N_("Nobody is hurt yet. One day an included record grows, and late senders get permerror overnight."),
    cause=N_("The record and those that it includes need nearly as many look-ups as receivers allow."),
    fix=N_("Remove includes of services nobody uses, and terms that find nothing."),
    lesson=N_("Leave two look-ups to spare: other people's records change without telling you."),
    references=(Rfc(7208, "4.6.4"),),
)


def judge(facts: Facts) -> Iterator[Finding]:
    """One finding per domain; over the limit is SPF203 and SPF204, and passes here."""
    for domain in facts.domains:
        yield Finding(
            rule=RULE,
            verdict=_verdict(domain.spf),
            object=domain.name,
            params={"domain": domain.name, "terms": domain.spf.terms, "voids": domain.spf.voids},
            evidence=relevant(branch.answer for branch in domain.spf.branches),
            next=text("hiyari spf {domain} --ip 192.0.2.1 shows what each term costs", domain=domain.name),
        )


def _verdict(spf: Lint) -> Verdict:
    if spf.losses:
        return Unknown(cause=spf.losses[0].cause)
    close = RFC7208.terms - SPARE <= spf.terms <= RFC7208.terms or spf.voids == RFC7208.voids
    return NearMiss() if close else Pass()

"""SPF201  A record breaks: some or all receivers answer permerror.

Fires once per domain for everything that the walk over all branches found: syntax, several records, over the limits,
a target without a record, a loop. Unknown when an answer was lost on the way and nothing worse was seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_, Remote, text
from hiyari.model.verdict import NearMiss, Pass, Unknown, Verdict
from hiyari.preflight.evidence import relevant
from hiyari.preflight.facts import DomainFacts, Facts

RULE = Rule(
    id="SPF201",
    severity=Severity.DANGER,
    title=N_("the SPF of {domain} gives permerror"),
    symptom=N_("Receivers refuse or suspect all mail of the domain, or the mail of those senders that match late."),
    cause=N_(
        "The record, or one that it includes, has a syntax error, exists twice, needs more look-ups than allowed, or "
        "leads to a domain without SPF. A receiver then knows nothing, and many refuse."
    ),
    fix=N_("Mend what the finding names. Of several records, make one. Over the limit, remove includes nobody uses."),
    lesson=N_("Evaluate a record for every sender before it is published; one bad term spoils the whole record."),
    references=(Rfc(7208, "2.6.7"), Rfc(7208, "4.6"), Rfc(7208, "4.6.4")),
)


def judge(facts: Facts) -> Iterator[Finding]:
    """One finding per domain."""
    for domain in facts.domains:
        yield Finding(
            rule=RULE,
            verdict=_verdict(domain),
            object=domain.name,
            params={"domain": domain.name, "terms": domain.spf.terms, "voids": domain.spf.voids},
            details=tuple(
                text(
                    "{domain} {term}: {problem}",
                    domain=problem.domain,
                    term=Remote(problem.term),
                    problem=problem.detail,
                )
                if problem.term
                else problem.detail
                for problem in domain.spf.problems
            ),
            evidence=relevant(branch.answer for branch in domain.spf.branches),
            next=text("mend the record, then run: hiyari check {domain}", domain=domain.name),
        )


def _verdict(domain: DomainFacts) -> Verdict:
    if domain.spf.problems:
        return NearMiss()
    if domain.spf.losses:
        return Unknown(cause=domain.spf.losses[0].cause)
    return Pass()

"""SPF203  More than ten terms need look-ups: permerror for the senders that match late."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.auth.spf.result import ProblemKind
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_
from hiyari.preflight.facts import Facts
from hiyari.preflight.problems import judge_problems

RULE = Rule(
    id="SPF203",
    severity=Severity.DANGER,
    title=N_("the SPF of {domain} needs {terms} look-ups, and receivers allow 10"),
    symptom=N_(
        "Senders that match early pass; those that match late, and every forged mail, get permerror. The new relay at "
        "the end of the record is refused, the old one is not."
    ),
    cause=N_(
        "The terms include, a, mx, ptr, exists and redirect cost a look-up each, in all included records together. The "
        "eleventh ends the evaluation."
    ),
    fix=N_(
        "Remove includes of services nobody uses, write ip4 and ip6 for hosts with fixed addresses, and give services "
        "with many records a subdomain of their own."
    ),
    lesson=N_(
        "Count the look-ups of included records too, and look again from time to time: their owners change them."
    ),
    references=(Rfc(7208, "4.6.4"),),
)


def judge(facts: Facts) -> Iterator[Finding]:
    """One finding per domain."""
    yield from judge_problems(facts, RULE, ProblemKind.TOO_MANY_TERMS)

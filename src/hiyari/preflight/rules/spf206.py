"""SPF206  Records include one another in a circle: permerror."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.auth.spf.result import ProblemKind
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_
from hiyari.preflight.facts import Facts
from hiyari.preflight.problems import judge_problems

RULE = Rule(
    id="SPF206",
    severity=Severity.DANGER,
    title=N_("the SPF of {domain} leads back to itself"),
    symptom=N_("All senders that do not match before the circle get permerror."),
    cause=N_(
        "A record includes or redirects to one that leads back to it, often after a record was moved to a shared name."
    ),
    fix=N_("Remove the include that closes the circle; it can add nothing."),
    lesson=N_("Shared records include nobody who includes them."),
    references=(Rfc(7208, "4.6.4"), Rfc(7208, "5.2")),
)


def judge(facts: Facts) -> Iterator[Finding]:
    """One finding per domain."""
    yield from judge_problems(facts, RULE, ProblemKind.LOOP)

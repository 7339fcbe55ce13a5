"""SPF205  An include or redirect leads to a domain without SPF: permerror."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.auth.spf.result import ProblemKind
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_
from hiyari.preflight.facts import Facts
from hiyari.preflight.problems import judge_problems

RULE = Rule(
    id="SPF205",
    severity=Severity.DANGER,
    title=N_("the SPF of {domain} leads to a domain that has no SPF record"),
    symptom=N_("All senders that do not match before the term get permerror."),
    cause=N_(
        "The included domain is misspelt, its owner has removed the record, or the service has another name for it."
    ),
    fix=N_("Look up the right name in the documentation of the service, or remove the term."),
    lesson=N_("What you include, somebody else can break: watch it."),
    references=(Rfc(7208, "5.2"), Rfc(7208, "6.1")),
)


def judge(facts: Facts) -> Iterator[Finding]:
    """One finding per domain."""
    yield from judge_problems(facts, RULE, ProblemKind.TARGET_WITHOUT_RECORD)

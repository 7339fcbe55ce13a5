"""SPF202  Several SPF records at one name: permerror."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.auth.spf.result import ProblemKind
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_
from hiyari.preflight.facts import Facts
from hiyari.preflight.problems import judge_problems

RULE = Rule(
    id="SPF202",
    severity=Severity.DANGER,
    title=N_("{domain} has several SPF records"),
    symptom=N_(
        "Some receivers refuse all mail of the domain, others judge it by whichever record they see first, so that the "
        "answer changes from one to the next."
    ),
    cause=N_(
        "Somebody added a record for a new sender instead of a term in the one that was there. Only one record is "
        "allowed at a name, and receivers answer permerror to several."
    ),
    fix=N_(
        "Put the terms of all of them into one record, before a single all, and remove the others in the same change."
    ),
    lesson=N_("A second sender is a term, never a second record."),
    references=(Rfc(7208, "3.2"), Rfc(7208, "4.5")),
)


def judge(facts: Facts) -> Iterator[Finding]:
    """One finding per domain."""
    yield from judge_problems(facts, RULE, ProblemKind.SEVERAL_RECORDS)

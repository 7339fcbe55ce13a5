"""SPF204  More than two look-ups find nothing: permerror for the senders that match late."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.auth.spf.result import ProblemKind
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_
from hiyari.preflight.facts import Facts
from hiyari.preflight.problems import judge_problems

RULE = Rule(
    id="SPF204",
    severity=Severity.DANGER,
    title=N_("the SPF of {domain} has {voids} look-ups that find nothing, and receivers allow 2"),
    symptom=N_("Senders that match early pass; those that match late get permerror, though nobody touched the record."),
    cause=N_(
        "Names in the record no longer exist, or have no address: hosts that were switched off, services that were "
        "given up. The third of them ends the evaluation."
    ),
    fix=N_("Remove the terms that the finding names."),
    lesson=N_("When a host goes, its name goes out of SPF too."),
    references=(Rfc(7208, "4.6.4"),),
)


def judge(facts: Facts) -> Iterator[Finding]:
    """One finding per domain."""
    yield from judge_problems(facts, RULE, ProblemKind.TOO_MANY_VOIDS)

"""SPF201  A record, or one that it includes, cannot be read: every receiver answers permerror."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.auth.spf.result import ProblemKind
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_
from hiyari.preflight.facts import Facts
from hiyari.preflight.problems import judge_problems

RULE = Rule(
    id="SPF201",
    severity=Severity.DANGER,
    title=N_("the SPF of {domain} cannot be read"),
    symptom=N_(
        "All mail of the domain is refused or suspected, from every address, also from those that the record names."
    ),
    cause=N_(
        "A term is misspelt, an address or a prefix length is none, or a name cannot exist. One bad term spoils the "
        "whole record, because receivers read all of it before they evaluate anything."
    ),
    fix=N_(
        "Mend the term that the finding names, and try the record before it is published: hiyari check --zone FILE."
    ),
    lesson=N_("A record is code: test it for every sender before it goes live."),
    references=(Rfc(7208, "4.6"), Rfc(7208, "2.6.7")),
)


def judge(facts: Facts) -> Iterator[Finding]:
    """One finding per domain."""
    yield from judge_problems(facts, RULE, ProblemKind.SYNTAX, ProblemKind.BAD_DOMAIN)

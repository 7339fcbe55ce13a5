"""SPF207  A term mx leads to more than ten exchanges: permerror."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.auth.spf.result import ProblemKind
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_
from hiyari.preflight.facts import Facts
from hiyari.preflight.problems import judge_problems

RULE = Rule(
    id="SPF207",
    severity=Severity.DANGER,
    title=N_("a term mx in the SPF of {domain} leads to more than 10 exchanges"),
    symptom=N_("Senders that are not among the first exchanges get permerror."),
    cause=N_("Receivers look up the addresses of ten exchanges at most for one term mx, and answer permerror to more."),
    fix=N_("Write the addresses of the exchanges that send as ip4 and ip6."),
    lesson=N_("MX records say who takes mail in; let SPF name who sends."),
    references=(Rfc(7208, "4.6.4"),),
)


def judge(facts: Facts) -> Iterator[Finding]:
    """One finding per domain."""
    yield from judge_problems(facts, RULE, ProblemKind.TOO_MANY_MX)

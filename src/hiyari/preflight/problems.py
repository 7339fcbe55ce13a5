"""Findings about records that end in permerror: what the rules for its kinds have in common."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.auth.spf.result import Problem, ProblemKind
from hiyari.model.finding import Finding
from hiyari.model.rule import Rule
from hiyari.model.text import Remote, Text, text
from hiyari.model.verdict import NearMiss, Pass, Unknown, Verdict
from hiyari.preflight.evidence import relevant
from hiyari.preflight.facts import DomainFacts, Facts


def judge_problems(facts: Facts, rule: Rule, *kinds: ProblemKind) -> Iterator[Finding]:
    """One finding per domain: a near miss with every problem of the kinds, wherever in the tree it stands."""
    for domain in facts.domains:
        problems = [problem for problem in domain.spf.problems if problem.kind in kinds]
        yield Finding(
            rule=rule,
            verdict=_verdict(domain, problems),
            object=domain.name,
            params={"domain": domain.name, "terms": domain.spf.terms, "voids": domain.spf.voids},
            details=tuple(map(_detail, problems)),
            evidence=relevant(branch.answer for branch in domain.spf.branches),
            next=text("mend the record, then run: hiyari check {domain}", domain=domain.name),
        )


def _verdict(domain: DomainFacts, problems: list[Problem]) -> Verdict:
    if problems:
        return NearMiss()
    return Unknown(cause=domain.spf.losses[0].cause) if domain.spf.losses else Pass()


def _detail(problem: Problem) -> Text:
    if not problem.term:
        return problem.detail
    return text("{domain} {term}: {problem}", domain=problem.domain, term=Remote(problem.term), problem=problem.detail)

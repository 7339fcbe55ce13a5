"""Findings about terms of a domain's SPF records: what most of the record rules have in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hiyari.auth.spf.lint import Spot
from hiyari.model.finding import Finding
from hiyari.model.rule import Rule
from hiyari.model.text import Text, text
from hiyari.model.verdict import NearMiss, Pass, Unknown, Verdict
from hiyari.preflight.evidence import relevant
from hiyari.preflight.facts import DomainFacts


def judge_spots(domain: DomainFacts, rule: Rule, spots: Sequence[Spot], step: Text) -> Iterator[Finding]:
    """One finding for a domain: a near miss with the terms, else a pass, else unknown where an answer was lost."""
    spf = domain.spf
    verdict: Verdict = Pass()
    if spots:
        verdict = NearMiss()
    elif spf.losses:
        verdict = Unknown(cause=spf.losses[0].cause)
    yield Finding(
        rule=rule,
        verdict=verdict,
        object=domain.name,
        params={"domain": domain.name},
        details=tuple(text("{domain}: {term}", domain=spot.domain, term=spot.term) for spot in spots),
        evidence=relevant(branch.answer for branch in spf.branches),
        next=step,
    )

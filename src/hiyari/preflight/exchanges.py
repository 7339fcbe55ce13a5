"""Findings about the exchanges of a domain: what the rules for MX records have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hiyari.dns.answer import Answer
from hiyari.model.finding import Finding
from hiyari.model.rule import Rule
from hiyari.model.text import Text
from hiyari.model.verdict import Unknown, Verdict
from hiyari.preflight.evidence import evidence
from hiyari.preflight.facts import Facts


def judge_exchanges(
    facts: Facts, rule: Rule, verdict: Callable[[str, tuple[Answer, ...]], Verdict], step: Text
) -> Iterator[Finding]:
    """One finding per exchange, by its name and address answers; one per domain where the MX answer was lost."""
    for domain in facts.domains:
        if domain.mx.lost is not None:
            yield _finding(rule, domain.name, "", Unknown(cause=domain.mx.lost), (domain.mx,), step)
        for exchange, answers in domain.exchanges:
            yield _finding(rule, domain.name, exchange, verdict(exchange, answers), (domain.mx, *answers), step)


def _finding(
    rule: Rule, domain: str, exchange: str, verdict: Verdict, answers: tuple[Answer, ...], step: Text
) -> Finding:
    return Finding(
        rule=rule,
        verdict=verdict,
        object=f"{domain} {exchange}".strip(),
        params={"domain": domain, "exchange": exchange},
        evidence=evidence(*answers),
        next=step,
    )

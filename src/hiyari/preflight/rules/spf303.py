"""SPF303  Terms stand after ``all``, where no evaluation reaches them: often the new relay's."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_, text
from hiyari.preflight.facts import Facts
from hiyari.preflight.spots import judge_spots

RULE = Rule(
    id="SPF303",
    severity=Severity.WARNING,
    title=N_("the SPF of {domain} has terms after all, which nobody reads"),
    symptom=N_("An address stands in the record, and receivers refuse it all the same."),
    cause=N_("The term all matches every sender, so that evaluation ends there; what follows is ignored."),
    fix=N_("Move the terms before all."),
    lesson=N_("A new sender is added before all, never at the end of the record."),
    references=(Rfc(7208, "5.1"),),
)


def judge(facts: Facts) -> Iterator[Finding]:
    """One finding per domain."""
    step = text("move the terms before all, then try it: hiyari check --zone FILE")
    for domain in facts.domains:
        yield from judge_spots(domain, RULE, domain.spf.after_all, step)

"""SPF302  The record uses ``ptr``, which RFC 7208 says not to publish."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_, text
from hiyari.preflight.facts import Facts
from hiyari.preflight.spots import judge_spots

RULE = Rule(
    id="SPF302",
    severity=Severity.WARNING,
    title=N_("the SPF of {domain} uses ptr"),
    symptom=N_("Evaluation is slow, and some receivers skip the term or give up, so that the sender does not pass."),
    cause=N_("The term ptr needs reverse DNS of the sender at every receiver, which is slow and fails easily."),
    fix=N_("Replace ptr by the addresses that it stands for, as ip4 and ip6 terms."),
    lesson=N_("Name addresses in SPF; names cost look-ups, and reverse names cost most."),
    references=(Rfc(7208, "5.5"),),
)


def judge(facts: Facts) -> Iterator[Finding]:
    """One finding per domain."""
    step = text("replace ptr by ip4 and ip6 terms, then try it: hiyari check --zone FILE")
    for domain in facts.domains:
        yield from judge_spots(domain, RULE, domain.spf.pointers, step)

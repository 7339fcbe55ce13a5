"""SPF301  The record lets everybody send as the domain (``+all``, or a network of all addresses)."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_, text
from hiyari.preflight.facts import Facts
from hiyari.preflight.spots import judge_spots

RULE = Rule(
    id="SPF301",
    severity=Severity.DANGER,
    title=N_("the SPF of {domain} lets everybody send"),
    symptom=N_("Forged mail of the domain passes SPF, and receivers begin to distrust the domain."),
    cause=N_("The record, or one that it includes, ends in +all or all, or names a network of all addresses."),
    fix=N_("Write -all (or ~all while senders are still being collected) and list the addresses that send."),
    lesson=N_("A qualifier that is left out means +."),
    references=(Rfc(7208, "5.1"), Rfc(7208, "4.6.2")),
)


def judge(facts: Facts) -> Iterator[Finding]:
    """One finding per domain."""
    step = text("publish the record with -all, after hiyari spf shows that every own address passes")
    for domain in facts.domains:
        yield from judge_spots(domain, RULE, domain.spf.pass_all, step)

"""MX101  An MX record names an alias (CNAME)."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.dns.answer import Answer, Found
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_, text
from hiyari.model.verdict import NearMiss, Pass, Unknown, Verdict
from hiyari.preflight.exchanges import judge_exchanges
from hiyari.preflight.facts import Facts

RULE = Rule(
    id="MX101",
    severity=Severity.WARNING,
    title=N_("the MX {exchange} of {domain} is an alias (CNAME)"),
    symptom=N_("Some senders refuse to deliver, or mail loops between hosts that do not know their own name."),
    cause=N_("The name in the MX record has a CNAME record. An MX must name a host by its own name."),
    fix=N_("Let the MX record name the host that the alias leads to."),
    lesson=N_("Aliases are for people; MX and NS name hosts."),
    references=(Rfc(2181, "10.3"), Rfc(5321, "5.1")),
)


def judge(facts: Facts) -> Iterator[Finding]:
    """One finding per exchange."""
    step = text("let the MX record name the host itself")
    yield from judge_exchanges(facts, RULE, _verdict, step)


def _verdict(_exchange: str, answers: tuple[Answer, ...]) -> Verdict:
    found = [answer.outcome for answer in answers if isinstance(answer.outcome, Found)]
    if any(outcome.chain for outcome in found):
        return NearMiss()
    lost = next((answer.lost for answer in answers if answer.lost is not None), None)
    return Unknown(cause=lost) if lost is not None and not found else Pass()

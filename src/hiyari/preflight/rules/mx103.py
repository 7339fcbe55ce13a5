"""MX103  An MX record leads to a name without an address, where mail cannot be delivered."""

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
    id="MX103",
    severity=Severity.DANGER,
    title=N_("the MX {exchange} of {domain} has no address"),
    symptom=N_("Mail to the domain waits at its senders or bounces, from some of them only."),
    cause=N_("The name in the MX record has neither an A nor an AAAA record."),
    fix=N_("Give the name an A or AAAA record, or take the MX record out."),
    lesson=N_("Publish a host's address before the MX record that needs it, and withdraw it after."),
    references=(Rfc(5321, "5.1"),),
)


def judge(facts: Facts) -> Iterator[Finding]:
    """One finding per exchange."""
    yield from judge_exchanges(facts, RULE, _verdict, text("give the MX an A or AAAA record, or change the MX record"))


def _verdict(_exchange: str, answers: tuple[Answer, ...]) -> Verdict:
    if any(isinstance(answer.outcome, Found) for answer in answers):
        return Pass()
    lost = next((answer.lost for answer in answers if answer.lost is not None), None)
    return Unknown(cause=lost) if lost is not None else NearMiss()

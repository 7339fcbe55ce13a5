"""MX102  An MX record names an address instead of a host."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address

from hiyari.dns.answer import Answer
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_, text
from hiyari.model.verdict import NearMiss, Pass, Verdict
from hiyari.preflight.exchanges import judge_exchanges
from hiyari.preflight.facts import Facts

RULE = Rule(
    id="MX102",
    severity=Severity.DANGER,
    title=N_("the MX of {domain} is the address {exchange} and no host name"),
    symptom=N_("Mail to the domain bounces at most senders, and a few deliver it."),
    cause=N_("The MX record holds an IP address, which DNS takes for a name with a strange top-level domain."),
    fix=N_("Give the host a name with an A or AAAA record, and let the MX record hold that name."),
    lesson=N_("An MX record holds a name; addresses stand in A and AAAA records only."),
    references=(Rfc(1035, "3.3.9"), Rfc(5321, "5.1")),
)


def judge(facts: Facts) -> Iterator[Finding]:
    """One finding per exchange."""
    yield from judge_exchanges(facts, RULE, _verdict, text("give the host a name, and let the MX record hold it"))


def _verdict(exchange: str, _answers: tuple[Answer, ...]) -> Verdict:
    try:
        ip_address(exchange)
    except ValueError:
        return Pass()
    return NearMiss()

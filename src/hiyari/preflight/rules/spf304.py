"""SPF304  SPF names a host that moves: receivers remember its old address for the address's own TTL."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.auth.spf.lint import HostUse
from hiyari.dns.answer import Found
from hiyari.model.finding import Finding
from hiyari.model.inventory import Host, HostState
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_, Duration, text
from hiyari.model.verdict import NearMiss, Pass, Unknown, Verdict
from hiyari.preflight.evidence import evidence, relevant
from hiyari.preflight.facts import DomainFacts, Facts, addresses

SHORT = 300
"""Seconds of a TTL that no change has to wait for."""
RULE = Rule(
    id="SPF304",
    severity=Severity.WARNING,
    title=N_("the SPF of {domain} names {host}, whose address is remembered for {ttl} s"),
    symptom=N_("After the change some receivers refuse mail for hours, though SPF and DNS are right everywhere."),
    cause=N_(
        "The record holds a host name (a, mx). Receivers remember its addresses for the address record's TTL, whatever "
        "the TTL of the SPF record."
    ),
    fix=N_("Lower the TTL of the address record, wait for the old TTL, change it, wait for the new one, then send."),
    lesson=N_("A name in SPF has two clocks: the record's and the address's."),
    references=(Rfc(7208, "5.3"), Rfc(1035, "3.2.1")),
)


def judge(facts: Facts) -> Iterator[Finding]:
    """One finding for each host that is planned or retires and each domain whose SPF names it."""
    moving = [host for host in facts.inventory.hosts if host.state is not HostState.ACTIVE]
    for domain in facts.domains:
        for host in moving:
            yield _judge(domain, host)


def _judge(domain: DomainFacts, host: Host) -> Finding:
    uses = [use for use in domain.spf.hosts if use.name == host.name]
    ttl = max((_ttl(use) for use in uses), default=0)
    answers = evidence(*(use.answer for use in uses)) or relevant(one.answer for one in domain.spf.branches)
    return Finding(
        rule=RULE,
        verdict=_verdict(domain, uses, host, ttl),
        object=f"{domain.name} {host.name}",
        params={"domain": domain.name, "host": host.name, "ttl": ttl},
        details=tuple(text("{domain}: {term}", domain=use.spot.domain, term=use.spot.term) for use in uses[:1]),
        evidence=answers,
        next=text("wait {time} after the address has changed, before it sends", time=Duration(ttl)),
    )


def _ttl(use: HostUse) -> int:
    return use.answer.outcome.ttl if isinstance(use.answer.outcome, Found) else 0


def _verdict(domain: DomainFacts, uses: list[HostUse], host: Host, ttl: int) -> Verdict:
    """A host whose published addresses are those that it sends from does not move."""
    if not uses:
        return Unknown(cause=domain.spf.losses[0].cause) if domain.spf.losses else Pass()
    stays = set(host.egress) <= {address for use in uses for address in addresses(use.answer)}
    if stays and host.state is HostState.PLANNED:
        return Pass()
    return NearMiss() if ttl > SHORT else Pass()

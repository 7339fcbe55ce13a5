"""Collects the facts: every question that the rules need, concurrently, once.

Nothing that DNS does raises here: a lost answer is a fact too, and the rules turn it into *unknown*.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from hiyari.auth.spf.evaluate import check_host
from hiyari.auth.spf.lint import Lint, lint
from hiyari.auth.spf.result import Identity, IdentityKind, IPAddress
from hiyari.dns.answer import Question
from hiyari.dns.authority import Authorities, Authority, without_dead_ends
from hiyari.dns.drive import Source, arun
from hiyari.dns.records import Host as Pointer
from hiyari.dns.records import Mx, RdType
from hiyari.model.clock import Clock
from hiyari.model.inventory import Domain, Host, Inventory
from hiyari.preflight.connect import Caller
from hiyari.preflight.facts import DomainFacts, Egress, Facts, Greeting, Sender, ServerView, View, ZoneFacts, addresses
from hiyari.preflight.receivers import differing

MAX_NAMES = 10
"""PTR names and exchanges that are followed; receivers do not look at more."""


async def collect(
    inventory: Inventory,
    source: Source,
    clock: Clock,
    authorities: Authorities | None = None,
    caller: Caller | None = None,
) -> Facts:
    """Ask everything that the rules need about the inventory's domains and hosts.

    Args:
        inventory: What is declared; hosts that do not send outside are left out.
        source: Whom to ask; put a `Cache` in it, because senders share most questions.
        clock: For the moment that the facts are from.
        authorities: To compare the authoritative servers of each domain; None asks none of them.
        caller: To connect to the exchanges; None calls none.
    """
    hosts = [host for host in inventory.hosts if host.sends_outside]
    pairs = [(host, address) for host in hosts for address in host.egress]
    domains = await asyncio.gather(*(_domain(domain, source) for domain in inventory.domains))
    walked = {domain.name: domain.spf for domain in domains}
    senders, egresses, zones, greetings = await asyncio.gather(
        asyncio.gather(
            *(
                _sender(domain, host, address, identity, walked, source)
                for domain in inventory.domains
                for host, address in pairs
                for identity in identities(domain, host)
            )
        ),
        asyncio.gather(*(_egress(host, address, source) for host, address in pairs)),
        _zones(domains, authorities),
        _greetings(domains, caller),
    )
    return Facts(
        at=clock(),
        inventory=inventory,
        domains=tuple(domains),
        senders=tuple(senders),
        egresses=tuple(egresses),
        zones=zones,
        greetings=greetings,
    )


def identities(domain: Domain, host: Host) -> tuple[Identity, ...]:
    """The names that receivers may take a mail's domain from (RFC 7208 section 2.4).

    In From: stands the same domain as in the reverse-path, so it gets the same answer, and `Sender.in_header` says so.
    Bounces have an empty reverse-path, and then the HELO name is all there is.
    """
    return (
        Identity(kind=IdentityKind.MAIL_FROM, domain=domain.name, helo=host.helo),
        Identity(kind=IdentityKind.HELO, domain=host.helo, helo=host.helo),
    )


async def _sender(
    domain: Domain, host: Host, address: IPAddress, identity: Identity, walked: Mapping[str, Lint], source: Source
) -> Sender:
    spf = await arun(check_host(identity, address), source)
    mail_from = identity.kind is IdentityKind.MAIL_FROM
    views = []
    for profile in differing(walked[domain.name]) if mail_from else ():
        other = await arun(check_host(identity, address, profile.policy), source)
        views.append(View(profile=profile, result=other.result))
    return Sender(
        domain=domain.name,
        host=host,
        address=address,
        identity=identity,
        spf=spf,
        in_header=mail_from and domain.header_from,
        views=tuple(views),
    )


async def _egress(host: Host, address: IPAddress, source: Source) -> Egress:
    rdtype = RdType.A if address.version == 4 else RdType.AAAA
    pointer = await source.ask(Question(address.reverse_pointer, RdType.PTR))
    names = [record.target for record in pointer.records if isinstance(record, Pointer)][:MAX_NAMES]
    forward = [await source.ask(Question(name, rdtype)) for name in names]
    helo = await source.ask(Question(host.helo, rdtype))
    return Egress(host=host, address=address, pointer=pointer, forward=tuple(forward), helo=helo)


async def _domain(domain: Domain, source: Source) -> DomainFacts:
    walked = await arun(lint(domain.name), source)
    mx = await source.ask(Question(domain.name, RdType.MX))
    names = [record.exchange for record in sorted(r for r in mx.records if isinstance(r, Mx)) if record.exchange]
    exchanges = [
        (name, (await source.ask(Question(name, RdType.A)), await source.ask(Question(name, RdType.AAAA))))
        for name in names[:MAX_NAMES]
    ]
    return DomainFacts(name=domain.name, spf=walked, mx=mx, exchanges=tuple(exchanges))


async def _zones(domains: list[DomainFacts], authorities: Authorities | None) -> tuple[ZoneFacts, ...]:
    """What every authoritative server says to the questions that mail depends on."""
    if authorities is None:
        return ()
    names = list(
        dict.fromkeys(
            branch.domain for domain in domains for branch in domain.spf.branches if _own(branch.domain, domains)
        )
    )
    found = await asyncio.gather(*(authorities.of(name) for name in names))
    asked: dict[str, tuple[Authority, list[str]]] = {}
    lost: list[ZoneFacts] = []
    for name, authority in zip(names, found, strict=True):
        if isinstance(authority, Authority):
            asked.setdefault(authority.zone, (authority, []))[1].append(name)
        else:
            lost.append(ZoneFacts(zone=name, views=(), lost=authority))
    seen = await asyncio.gather(*(_zone(authority, owners, authorities) for authority, owners in asked.values()))
    return (*seen, *lost)


def _own(name: str, domains: list[DomainFacts]) -> bool:
    return any(name == domain.name or name.endswith(f".{domain.name}") for domain in domains)


async def _zone(authority: Authority, owners: list[str], authorities: Authorities) -> ZoneFacts:
    questions = [Question(authority.zone, RdType.SOA)]
    questions += [Question(name, rdtype) for name in owners for rdtype in (RdType.TXT, RdType.MX)]
    rows = await asyncio.gather(*(authorities.ask_each(authority, question) for question in questions))
    columns = ((server, tuple(row[index][1] for row in rows)) for index, server in enumerate(authority.servers))
    views = tuple(ServerView(server=str(server), answers=answers) for server, answers in without_dead_ends(columns))
    lost = next((cause for _, cause in authority.losses), None)
    return ZoneFacts(zone=authority.zone, views=views, lost=lost)


async def _greetings(domains: list[DomainFacts], caller: Caller | None) -> tuple[Greeting, ...]:
    if caller is None:
        return ()
    calls = [
        (domain.name, name, address)
        for domain in domains
        for name, answers in domain.exchanges
        for answer in answers
        for address in addresses(answer)
    ]
    outcomes = await asyncio.gather(*(caller.call(address) for _, _, address in calls))
    return tuple(
        Greeting(domain=domain, exchange=name, address=address, outcome=outcome)
        for (domain, name, address), outcome in zip(calls, outcomes, strict=True)
    )

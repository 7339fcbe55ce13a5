"""Collects the facts: every question that the rules need, concurrently, once.

Nothing that DNS does raises here: a lost answer is a fact too, and the rules turn it into *unknown*.
"""

from __future__ import annotations

import asyncio

from hiyari.auth.spf.evaluate import check_host
from hiyari.auth.spf.lint import lint
from hiyari.auth.spf.result import Identity, IdentityKind, IPAddress
from hiyari.dns.answer import Question
from hiyari.dns.drive import Source, arun
from hiyari.dns.records import Host as Pointer
from hiyari.dns.records import Mx, RdType
from hiyari.model.clock import Clock
from hiyari.model.inventory import Domain, Host, Inventory
from hiyari.preflight.facts import DomainFacts, Egress, Facts, Sender

MAX_NAMES = 10
"""PTR names and exchanges that are followed; receivers do not look at more."""


async def collect(inventory: Inventory, source: Source, clock: Clock) -> Facts:
    """Ask everything that the rules need about the inventory's domains and hosts.

    Args:
        inventory: What is declared; hosts that do not send outside are left out.
        source: Whom to ask; put a `Cache` in it, because senders share most questions.
        clock: For the moment that the facts are from.
    """
    hosts = [host for host in inventory.hosts if host.sends_outside]
    pairs = [(host, address) for host in hosts for address in host.egress]
    domains, senders, egresses = await asyncio.gather(
        asyncio.gather(*(_domain(domain, source) for domain in inventory.domains)),
        asyncio.gather(
            *(
                _sender(domain.name, host, address, identity, source)
                for domain in inventory.domains
                for host, address in pairs
                for identity in identities(domain, host)
            )
        ),
        asyncio.gather(*(_egress(host, address, source) for host, address in pairs)),
    )
    return Facts(
        at=clock(), inventory=inventory, domains=tuple(domains), senders=tuple(senders), egresses=tuple(egresses)
    )


def identities(domain: Domain, host: Host) -> tuple[Identity, ...]:
    """The names that receivers may take a mail's domain from (RFC 7208 section 2.4).

    With header-From SPF the domain is the same as the reverse-path's, so it gives the same verdict and no line of its
    own. Bounces have an empty reverse-path, and then the HELO name is all there is.
    """
    return (
        Identity(kind=IdentityKind.MAIL_FROM, domain=domain.name, helo=host.helo),
        Identity(kind=IdentityKind.HELO, domain=host.helo, helo=host.helo),
    )


async def _sender(domain: str, host: Host, address: IPAddress, identity: Identity, source: Source) -> Sender:
    spf = await arun(check_host(identity, address), source)
    return Sender(domain=domain, host=host, address=address, identity=identity, spf=spf)


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

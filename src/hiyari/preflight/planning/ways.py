"""The ways that mail leaves, and what receivers say to each of them over given records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hiyari.auth.spf.evaluate import check_host
from hiyari.auth.spf.result import Identity, IdentityKind, IPAddress, Result, SpfResult
from hiyari.dns.answer import Question
from hiyari.dns.change import Planned, RrsetChange
from hiyari.dns.drive import Complete, run
from hiyari.model.inventory import Host, HostState, Inventory


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One address of one host, sending as one identity."""

    host: Host
    address: IPAddress
    identity: Identity

    def __str__(self) -> str:
        """As a person names it: host, address and the domain that receivers look up."""
        shown = f"{self.host.name} {self.address} {self.identity.domain}"
        return f"{shown} (HELO)" if self.identity.kind is IdentityKind.HELO else shown

    @property
    def wanted(self) -> bool:
        """Whether it shall pass in the end; a host that retires shall not."""
        return self.host.state is not HostState.RETIRING

    def satisfied(self, result: Result) -> bool:
        """Whether receivers take it: pass; for a HELO name also *none*, which is common and harmless."""
        return result is Result.PASS or (result is Result.NONE and self.identity.kind is IdentityKind.HELO)


def ways_of(inventory: Inventory) -> tuple[Way, ...]:
    """Every way of the inventory once; a HELO name counts once for each address, whatever the domain.

    In From: stands the same domain as in the reverse-path here, so it has the same answer and no way of its own.
    """
    found: dict[tuple[str, IdentityKind, IPAddress], Way] = {}
    for host in inventory.hosts:
        for address in host.egress if host.sends_outside else ():
            helo = Identity(kind=IdentityKind.HELO, domain=host.helo, helo=host.helo)
            for domain in inventory.domains:
                mail = Identity(kind=IdentityKind.MAIL_FROM, domain=domain.name, helo=host.helo)
                found.setdefault((domain.name, mail.kind, address), Way(host=host, address=address, identity=mail))
            found.setdefault((host.helo, helo.kind, address), Way(host=host, address=address, identity=helo))
    return tuple(found.values())


def judge(way: Way, records: Complete) -> SpfResult:
    """What an RFC 7208 receiver says."""
    return run(check_host(way.identity, way.address), records)


class Judgements:
    """What receivers say now to every way, and, without evaluating the rest again, what a change makes of it.

    An evaluation can only change when one of the questions that it asks has another answer.
    """

    def __init__(self, ways: Iterable[Way], records: Complete) -> None:
        self._records = records
        self.results = {way: judge(way, records) for way in ways}
        self._asked: dict[Question, list[Way]] = {}
        for way, result in self.results.items():
            for question in {answer.question for answer in result.answers}:
                self._asked.setdefault(question, []).append(way)

    def affected(self, changes: Iterable[RrsetChange]) -> tuple[Way, ...]:
        """The ways whose evaluation asks for something that changes."""
        return tuple(
            dict.fromkeys(
                way
                for change in changes
                for name in change.names
                for way in self._asked.get(Question(name, change.question.rdtype), ())
            )
        )

    def after(self, changes: tuple[RrsetChange, ...], view: Planned) -> dict[Way, SpfResult]:
        """The affected ways' results over the changed records."""
        return {way: judge(way, view) for way in self.affected(changes)}

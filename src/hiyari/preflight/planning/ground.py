"""What a plan stands on: the inventory, the records at hand, and whose names may be changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hiyari.dns.answer import Absent, Answer, Found, NoData, Question
from hiyari.dns.change import Planned, RrsetChange
from hiyari.dns.drive import Complete
from hiyari.dns.records import RdType, Record, Soa
from hiyari.model.inventory import Inventory

DEFAULT_TTL = 3600
"""Seconds for an RRset that is new."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Declared and observed state together."""

    inventory: Inventory
    records: Complete
    at: datetime
    declared: frozenset[str]
    """The names that the administrator declared as domains or zones."""

    def with_changes(self, changes: tuple[RrsetChange, ...]) -> Ground:
        """The same when the changes are published."""
        planned = Planned(changes, self.records, self.at)
        return Ground(inventory=self.inventory, records=planned, at=self.at, declared=self.declared)

    def is_ours(self, name: str) -> bool:
        """Whether the administrator declared the name, or one above it, as a domain or a zone."""
        return self._declared_above(name) is not None

    def _declared_above(self, name: str) -> str | None:
        """The most specific declared name at or above a name."""
        while name and name not in self.declared:
            name = name.partition(".")[2]
        return name or None

    def ask(self, name: str, rdtype: RdType) -> Answer:
        """The answer for one name and type."""
        return self.records.find(Question(name, rdtype))

    def may_hold(self, name: str) -> bool:
        """Whether new records may stand at a name: it is ours, and no alias, beside which nothing may stand."""
        return self.is_ours(name) and is_void(self.ask(name, RdType.CNAME))

    def soa(self, name: str) -> tuple[str, Soa] | None:
        """The zone that a name lies in, by its SOA record, with that record; None where nobody says so."""
        while name:
            answer = self.ask(name, RdType.SOA)
            if isinstance(answer.outcome, Found) and not answer.outcome.chain:
                record = answer.records[0]
                return (name, record) if isinstance(record, Soa) else None
            if answer.lost is not None:
                return None
            name = name.partition(".")[2]
        return None

    def zone(self, name: str) -> str:
        """The zone to be changed for a name: by its SOA record, else the most specific that is declared."""
        found = self.soa(name)
        if found is not None:
            return found[0]
        return self._declared_above(name) or name

    def change(self, answer: Answer, after: tuple[Record, ...]) -> RrsetChange:
        """The change of an answer's RRset, where the records really stand: behind every alias."""
        outcome = answer.outcome
        chain = outcome.chain if isinstance(outcome, Found) else ()
        names = (answer.question.name, *chain)
        return RrsetChange(
            question=Question(names[-1], answer.question.rdtype),
            before=tuple(sorted(answer.records, key=str)),
            after=tuple(sorted(after, key=str)),
            remembered=outcome.ttl if isinstance(outcome, Found | Absent | NoData) else None,
            ttl=outcome.ttl if isinstance(outcome, Found) else DEFAULT_TTL,
            aliases=names[:-1],
        )


def make_ground(inventory: Inventory, records: Complete, at: datetime) -> Ground:
    """Put declared and observed state together."""
    names = (*(domain.name for domain in inventory.domains), *(zone.name for zone in inventory.zones))
    return Ground(inventory=inventory, records=records, at=at, declared=frozenset(names))


def is_void(answer: Answer) -> bool:
    """Whether it is known that there are no such records."""
    return isinstance(answer.outcome, Absent | NoData)


def owner_of(answer: Answer) -> str:
    """The name at which the answer's records stand."""
    chain = answer.outcome.chain if isinstance(answer.outcome, Found) else ()
    return chain[-1] if chain else answer.question.name

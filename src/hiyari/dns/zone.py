"""Zones in memory, answered as an authoritative server would (RFC 1034 section 4.3.2).

A name outside every origin is not ours: `Zones.find` returns None, so that somebody else can be asked. Below a
delegation it returns None too, because the child zone knows better.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from hiyari.dns.answer import Absent, Answer, Found, NoData, Origin, Outcome, Question
from hiyari.dns.drive import Source
from hiyari.dns.records import Host, RdType, Record, Soa
from hiyari.model.cause import Malformed, NotCovered
from hiyari.model.text import text

MAX_CHAIN: Final = 8
"""Aliases that are followed; resolvers stop between 8 and 16."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RrSet:
    """The records of one name and type."""

    records: tuple[Record, ...]
    ttl: int
    """Seconds."""
    of: str
    """Where it stands: ``example.jp.zone:14``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """One zone: its origin and its RRsets. Names are lower-case, without the final dot."""

    origin: str
    rrsets: Mapping[Question, RrSet]
    of: str
    """The file it was read from."""
    names: frozenset[str] = field(default=frozenset())
    """Every name that exists, empty non-terminals included; made by `make_zone`."""

    @property
    def soa(self) -> Soa | None:
        """The zone's SOA record, where it has one."""
        rrset = self.rrsets.get(Question(self.origin, RdType.SOA))
        record = rrset.records[0] if rrset else None
        return record if isinstance(record, Soa) else None

    @property
    def negative_ttl(self) -> int | None:
        """Seconds that *there is none* may be remembered (RFC 2308 section 5)."""
        rrset = self.rrsets.get(Question(self.origin, RdType.SOA))
        return min(rrset.ttl, self.soa.minimum) if rrset and self.soa else None


def make_zone(origin: str, rrsets: Mapping[Question, RrSet], of: str, also: Iterable[str] = ()) -> Zone:
    """Make a zone and work out which names exist; ``also`` names have records of other types only."""
    names = {origin}
    for name in {*(question.name for question in rrsets), *also}:
        while name and name not in names:
            names.add(name)
            name = name.partition(".")[2]  # noqa: PLW2901 - walks up to the origin
    return Zone(origin=origin, rrsets=rrsets, of=of, names=frozenset(names))


def is_below(name: str, origin: str) -> bool:
    """Whether a name is the origin or lies below it."""
    return not origin or name == origin or name.endswith(f".{origin}")


class Zones:
    """Several zones; the most specific origin answers."""

    def __init__(self, zones: Iterable[Zone], at: datetime, origin: Origin = Origin.ZONE_FILE) -> None:
        """Put zones together.

        Args:
            zones: With different origins; of equal ones the last counts.
            at: The moment that answers are said to be from.
            origin: How answers say where they came from.
        """
        self._zones = {zone.origin: zone for zone in zones}
        self._at = at
        self._origin = origin

    def __iter__(self) -> Iterator[Zone]:
        """The zones, in the order given."""
        return iter(self._zones.values())

    def zone_of(self, name: str) -> Zone | None:
        """The zone that a name lies in, or None."""
        candidate = name
        while True:
            zone = self._zones.get(candidate)
            if zone is not None or not candidate:
                return zone
            candidate = candidate.partition(".")[2]

    def find(self, question: Question) -> Answer | None:
        """The answer from the zones, or None where somebody else must be asked."""
        zone = self.zone_of(question.name)
        if zone is None or _delegated(zone, question):
            return None
        outcome, of = self._resolve(question)
        return Answer(question=question, outcome=outcome, origin=self._origin, of=of, at=self._at)

    def _resolve(self, question: Question) -> tuple[Outcome, str]:
        """Follow aliases as far as these zones know the way."""
        chain: list[str] = []
        ttls: list[int] = []
        name = question.name
        for _ in range(MAX_CHAIN + 1):
            zone = self.zone_of(name)
            if zone is None:
                return NotCovered(name=name), "alias"
            rrset, exists = _lookup(zone, name, question.rdtype)
            if rrset is not None:
                ttl = min([*ttls, rrset.ttl])
                return Found(records=rrset.records, ttl=ttl, chain=tuple(chain)), rrset.of
            alias, _ = _lookup(zone, name, RdType.CNAME)
            target = alias.records[0] if alias else None
            if alias is None or not isinstance(target, Host):
                return (NoData if exists else Absent)(ttl=zone.negative_ttl), zone.of
            ttls.append(alias.ttl)
            name = target.target
            chain.append(name)
        detail = text("{name} is an alias that leads in a circle or through too many names", name=question.name)
        return Malformed(server="alias", detail=detail), "alias"


class Only:
    """Zones without live DNS: what lies outside them is `NotCovered`, never absent."""

    def __init__(self, zones: Zones, at: datetime) -> None:
        self._zones = zones
        self._at = at

    def find(self, question: Question) -> Answer:
        """The zones' answer, or that nobody was asked."""
        answer = self._zones.find(question)
        if answer is not None:
            return answer
        outcome = NotCovered(name=question.name)
        return Answer(question=question, outcome=outcome, origin=Origin.ZONE_FILE, of="zone files", at=self._at)

    async def ask(self, question: Question) -> Answer:
        """The same for whoever needs a `Source`."""
        return self.find(question)


class Layered:
    """Zones laid over somebody else: what the zones do not know is asked of the source below."""

    def __init__(self, zones: Zones, over: Source) -> None:
        self._zones = zones
        self._over = over

    async def ask(self, question: Question) -> Answer:
        """The zones' answer where they have one; an alias out of the zones is followed below."""
        answer = self._zones.find(question)
        if answer is None:
            return await self._over.ask(question)
        if isinstance(answer.outcome, NotCovered):
            return await self._over.ask(Question(answer.outcome.name, question.rdtype))
        return answer


def _lookup(zone: Zone, name: str, rdtype: RdType) -> tuple[RrSet | None, bool]:
    """The RRset at a name and whether the name exists; a wildcard stands in for names that do not."""
    if name in zone.names:
        return zone.rrsets.get(Question(name, rdtype)), True
    parent = name
    while parent and parent != zone.origin:
        parent = parent.partition(".")[2]
        if parent in zone.names:
            wildcard = f"*.{parent}"
            return zone.rrsets.get(Question(wildcard, rdtype)), wildcard in zone.names
    return None, False


def _delegated(zone: Zone, question: Question) -> bool:
    """Whether an NS set between the name and the origin gives the name away."""
    name = question.name
    while name and name != zone.origin:
        if Question(name, RdType.NS) in zone.rrsets:
            return True
        name = name.partition(".")[2]
    return False

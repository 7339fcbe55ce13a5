"""A campaign to one carrier of the lab, over real sockets, and what its ledger says afterwards."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from hiyari.delivery.ledger import book
from hiyari.delivery.ledger.book import EventRow
from hiyari.delivery.ledger.change import Delivery
from hiyari.dns.zone import Only, Zones
from hiyari.dns.zonefile import parse_zone
from hiyari.lab.carriers import Carrier, Temper
from hiyari.lab.sending import send
from hiyari.model.clock import system_clock
from hiyari.store.engine import open_store

KEY = bytes(range(32))
_ZONE = """$ORIGIN {domain}.
$TTL 300
@ IN SOA ns postmaster 1 7200 900 604800 300
@ MX 10 mx
mx A 127.0.0.1
"""
_NULL = """$ORIGIN null.docomo.ne.jp.
@ 300 IN SOA ns postmaster 1 7200 900 604800 300
@ 300 MX 0 .
"""
_FILE = """name = "{name}"
consent = "the test wants it"

[recipients]
file = "recipients.csv"
address = "mail"

[message]
from = "Prize office <prize@example.jp>"
subject = "Your result"
text = "body.txt"

[envelope]
reverse_path = "bounce@example.jp"

[route]
helo = "relay1.example.jp"
egress = ["127.0.0.1"]
port = {port}
tls = "off"

[pace.{provider}]
{pace}
"""
_OPEN = {
    "connections": 4,
    "messages": 1000,
    "interval": 0,
    "per_minute": 0,
    "warm_up": 0,
    "avoid_before": 0,
    "avoid_after": 0,
    "closed_for": 0.2,
    "probe_interval": 0.02,
    "retry": 0.5,
}


@dataclass(slots=True)
class Post:
    """One ledger, one carrier, any number of campaigns."""

    folder: Path
    carrier: Carrier
    engine: sa.Engine = field(init=False)

    def __post_init__(self) -> None:
        self.engine = open_store(f"sqlite:///{self.folder / 'ledger.db'}")

    async def send(
        self,
        recipients: Sequence[str],
        *,
        name: str = "c1",
        provider: str = "docomo",
        pace: Mapping[str, float] | None = None,
        body: str = "Hello.\n",
        longest: float = 5,
        extra: str = "",
        alongside: bool = False,
    ) -> None:
        """Send a campaign to its end."""
        with (self.folder / "recipients.csv").open("w", newline="") as file:
            csv.writer(file).writerows([["mail"], *([one] for one in recipients)])
        (self.folder / "body.txt").write_text(body)
        limits = "\n".join(f"{key} = {value}" for key, value in {**_OPEN, **(pace or {})}.items())
        path = self.folder / f"{name}.toml"
        path.write_text(_FILE.format(name=name, port=self.carrier.address.port, provider=provider, pace=limits) + extra)
        zones = [
            parse_zone(_NULL if domain.startswith("null.") else _ZONE.format(domain=domain), "zone")
            for domain in {one.rpartition("@")[2] for one in recipients}
        ]
        now = system_clock()
        source = Only(Zones(zones, now), now)
        await send(path, self.engine, source, KEY, system_clock, longest=longest, alongside=alongside)

    def states(self, name: str = "c1") -> dict[str, str]:
        """The state of each recipient's delivery."""
        with self.engine.connect() as connection, connection.begin():
            return {one.address: one.state.value for one in book.every(connection, name)}

    def counted(self, name: str = "c1") -> Counter[str]:
        """How many deliveries are in each state."""
        return Counter(self.states(name).values())

    def those(self, state: str, name: str = "c1") -> list[str]:
        """The recipients whose delivery is in a state."""
        return [address for address, found in self.states(name).items() if found == state]

    def delivery(self, address: str, name: str = "c1") -> Delivery:
        """One row."""
        with self.engine.connect() as connection, connection.begin():
            return next(one for one in book.every(connection, name) if one.address == address)

    def events(self, address: str, name: str = "c1") -> list[EventRow]:
        """What happened to it."""
        row = self.delivery(address, name)
        with self.engine.connect() as connection, connection.begin():
            return book.events(connection, row.recipient, name)

    def alarms(self, name: str = "c1") -> list[Mapping[str, object]]:
        """When answers were not believed."""
        with self.engine.connect() as connection, connection.begin():
            return book.alarms(connection, name)

    @property
    def mailboxes(self) -> Counter[str]:
        """How often each recipient really has a message."""
        return Counter(one.recipient for one in self.carrier.delivered)


def temper(*habits: object) -> Temper:
    """A carrier with these habits."""
    return Temper(habits=habits)  # type: ignore[arg-type]

"""The second accident's stage: carriers and DNS on loopback, and a campaign of prize results to send to them.

Real DNS, real SMTP. The domains are the carriers' own, the exchangers are 127.0.0.x; nothing leaves the machine. The
carriers answer as the real ones have been reported to, only sooner, so that a storm is over within seconds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hiyari.dns.answer import Origin
from hiyari.dns.server import DnsServer
from hiyari.dns.zone import Zones
from hiyari.dns.zonefile import parse_zone
from hiyari.lab.carriers import Carrier, Chance, Temper, texts
from hiyari.lab.carriers.habits import Drops, Storm, UnknownUsers
from hiyari.model.clock import Clock
from hiyari.model.inventory import ServerAddress

SENDER: Final = "prize@example.jp"
EGRESS: Final = "127.0.0.1"
_UNKNOWN: Final = UnknownUsers(who=lambda recipient: recipient.startswith("gone"), text=texts.DOCOMO_UNKNOWN)
CARRIERS: Final = {
    "docomo.ne.jp": (
        "127.0.0.31",
        Temper(
            name="mfsmax.docomo.ne.jp",
            habits=(_UNKNOWN, Storm(rate=10, window=0.2, calm=3)),
            accepted=texts.DOCOMO_ACCEPTED,
        ),
    ),
    "ezweb.ne.jp": (
        "127.0.0.32",
        Temper(name="lsean.ezweb.ne.jp", habits=(Drops(chance=Chance(every=15)),)),
    ),
    "example.net": ("127.0.0.33", Temper(name="mx.example.net")),
}
"""By domain: address and temper. docomo's storm begins above 10 messages in a fifth of a second; au's server takes
every 15th message and closes the connection without a reply."""
_ZONE: Final = """$ORIGIN {domain}.
$TTL 300
@ IN SOA ns postmaster 1 7200 900 604800 300
@ NS ns
@ MX 10 mx
ns A 127.0.0.1
mx A {address}
"""
_SENDER_ZONE: Final = """$ORIGIN example.jp.
$TTL 300
@ IN SOA ns postmaster 1 7200 900 604800 300
@ NS ns
@ MX 10 relay1
@ TXT "v=spf1 ip4:127.0.0.1 -all"
_dmarc TXT "v=DMARC1; p=none; rua=mailto:postmaster@example.jp"
ns A 127.0.0.1
relay1 A 127.0.0.1
"""
_REVERSE: Final = """$ORIGIN 0.0.127.in-addr.arpa.
$TTL 300
@ IN SOA ns.example.jp. postmaster.example.jp. 1 7200 900 604800 300
@ NS ns.example.jp.
1 PTR relay1.example.jp.
"""
COUNTS: Final = {"docomo.ne.jp": 80, "ezweb.ne.jp": 40, "example.net": 30}
"""Recipients by domain."""


@dataclass(slots=True)
class World:
    """The stage while it stands."""

    carriers: dict[str, Carrier]
    """By domain."""
    dns: ServerAddress
    port: int
    """Where all exchangers listen."""

    def copies(self) -> Counter[str]:
        """How often each recipient has it, whatever the sender was told."""
        return Counter(one.recipient for carrier in self.carriers.values() for one in carrier.delivered)

    def calm(self) -> None:
        """Forget what was sent before, mailboxes and storms."""
        for domain, carrier in self.carriers.items():
            carrier.change(CARRIERS[domain][1])
            carrier.delivered.clear()


@asynccontextmanager
async def world(clock: Clock) -> AsyncIterator[World]:
    """Carriers and DNS; everything stops at the end of the block.

    Raises:
        OSError: The loopback addresses 127.0.0.x cannot be used (other systems than Linux).
    """
    zones = [parse_zone(_SENDER_ZONE, "example.jp.zone"), parse_zone(_REVERSE, "127.zone")]
    zones += [
        parse_zone(_ZONE.format(domain=domain, address=address), f"{domain}.zone")
        for domain, (address, _) in CARRIERS.items()
    ]
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(DnsServer(Zones(zones, clock(), Origin.AUTHORITATIVE)))
        carriers: dict[str, Carrier] = {}
        port = 0
        for domain, (address, temper) in CARRIERS.items():
            carrier = await stack.enter_async_context(Carrier(temper, address, port))
            port = carrier.address.port
            carriers[domain] = carrier
        yield World(carriers=carriers, dns=server.address, port=port)


def recipients() -> list[str]:
    """The addresses of the campaign: one that RFC 5321 does not know, and some that are gone."""
    found = []
    for domain, count in COUNTS.items():
        found += [f"{_local(number)}@{domain}" for number in range(1, count + 1)]
    return found


def _local(number: int) -> str:
    if number == 7:
        return "hana..ko"
    return f"gone{number}" if number % 40 == 0 else f"user{number}"


def write_campaign(folder: Path, stage: World, *, name: str = "prize-2026") -> Path:
    """Write a campaign for this stage into a folder: its file, recipients, template, and an inventory beside it.

    Returns:
        The campaign's file.
    """
    rows = ["mail,name,prize"]
    for number, address in enumerate(recipients(), 1):
        rows.append(f"{address},Entrant {number},{'a bicycle' if number % 40 == 1 else ''}")
    (folder / "recipients.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (folder / "result.txt").write_text(_BODY, encoding="utf-8")
    (folder / "hiyari.toml").write_text(_INVENTORY.format(dns=stage.dns, ledger=folder / "ledger.db"), encoding="utf-8")
    path = folder / "campaign.toml"
    path.write_text(_CAMPAIGN.format(name=name, port=stage.port), encoding="utf-8")
    return path


_BODY: Final = """Dear {{ name }},

{% if prize %}you have won {{ prize }}. Congratulations!
{% else %}thank you for taking part. This time it was not to be.
{% endif %}
Prize office, example.jp
No more of these: {{ unsubscribe_url }}
"""
_INVENTORY: Final = """[resolver]
servers = ["{dns}"]

[state]
url = "{ledger}"

[[domain]]
name = "example.jp"

[[host]]
name = "relay1.example.jp"
role = "bulk"
egress = ["127.0.0.1"]
"""
_CAMPAIGN: Final = """name = "{name}"
consent = "entrants ticked the box on the entry form"

[recipients]
file = "recipients.csv"
address = "mail"

[message]
from = "Prize office <prize@example.jp>"
subject = "Your result, {{{{ name }}}}"
text = "result.txt"

[unsubscribe]
url = "https://example.jp/unsubscribe/{{token}}"
one_click = true

[envelope]
reverse_path = "bounce@example.jp"

[route]
kind = "direct"
helo = "relay1.example.jp"
egress = ["127.0.0.1"]
port = {port}
tls = "off"

# Far too fast for docomo, so that the accident happens within seconds; the shipped limits would prevent it.
[pace.docomo]
connections = 10
messages = 1000
interval = 0
per_minute = 0
warm_up = 0
avoid_before = 0
avoid_after = 0
closed_for = 1
probe_interval = 0.15

[pace.au]
interval = 0
per_minute = 0
warm_up = 0
avoid_before = 0
avoid_after = 0
"""

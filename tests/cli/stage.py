"""A campaign, its zones and a carrier on loopback, for tests of ``hiyari send`` from its command line to the wire."""

from __future__ import annotations

import asyncio
import re
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from hiyari.cli.main import main
from hiyari.lab.carriers import Carrier, Temper
from tests.campaigns import HIYARI

_SENDER = """$ORIGIN example.jp.
$TTL 300
@ IN SOA ns postmaster 1 7200 900 604800 300
@ NS ns
@ MX 10 relay1
@ TXT "{spf}"
{dmarc}
{dkim}
ns A 127.0.0.1
relay1 A 127.0.0.1
"""
_REVERSE = """$ORIGIN 0.0.127.in-addr.arpa.
$TTL 300
@ IN SOA ns.example.jp. postmaster.example.jp. 1 7200 900 604800 300
@ NS ns.example.jp.
1 PTR relay1.example.jp.
"""
_RECIPIENTS = """$ORIGIN {domain}.
$TTL 300
@ IN SOA ns postmaster 1 7200 900 604800 300
@ NS ns
@ MX 10 mx
ns A 127.0.0.1
mx A 127.0.0.1
"""
_DOMAINS = ("example.net", "docomo.ne.jp")
_CAMPAIGN = """name = "{name}"
consent = "the test wants it"

[recipients]
file = "people.csv"
address = "mail"
{recipients}

[message]
from = "Prize office <prize@example.jp>"
subject = "Your result, {{{{ name }}}}"
text = "body.txt"

[unsubscribe]
url = "https://example.jp/leave/{{token}}"
one_click = true

[envelope]
reverse_path = "bounce@example.jp"

[route]
helo = "relay1.example.jp"
egress = ["127.0.0.1"]
port = {port}
tls = "off"

[pace.docomo]
interval = {interval}
per_minute = 0
avoid_before = 0
avoid_after = 0

[pace.other]
interval = {interval}
per_minute = 0
{extra}
"""
BODY = "Dear {{ name }},\n\nPrize office\n{{ unsubscribe_url }}\n"


@dataclass(slots=True)
class Stage:
    """A folder with a campaign, and a carrier that takes its mail."""

    folder: Path
    carrier: Carrier
    extra: list[str] = field(default_factory=list)
    """Files that are added to every command."""

    def zone(
        self, *, spf: str = "v=spf1 ip4:127.0.0.1 -all", dmarc: str = '_dmarc TXT "v=DMARC1; p=none"', dkim: str = ""
    ) -> None:
        """Publish the sender's records."""
        (self.folder / "example.jp.zone").write_text(_SENDER.format(spf=spf, dmarc=dmarc, dkim=dkim))

    def write(
        self,
        rows: str,
        *,
        name: str = "c1",
        body: str = BODY,
        interval: float = 0,
        recipients: str = "",
        extra: str = "",
    ) -> Path:
        """Write the campaign's files; returns the campaign's."""
        (self.folder / "people.csv").write_text(rows)
        (self.folder / "body.txt").write_text(body)
        path = self.folder / f"{name}.toml"
        port = self.carrier.address.port
        path.write_text(
            _CAMPAIGN.format(name=name, port=port, interval=interval, recipients=recipients, extra=extra),
            encoding="utf-8",
        )
        return path

    def arguments(self, *others: str, name: str = "c1") -> list[str]:
        """The command's, with the zone files instead of DNS."""
        zones = [word for one in sorted(self.folder.glob("*.zone")) for word in ("--zone", str(one))]
        return ["send", str(self.folder / f"{name}.toml"), "--state", self.state, *zones, "--offline", *others]

    @property
    def state(self) -> str:
        """The ledger."""
        return f"sqlite:///{self.folder / 'ledger.db'}"

    def send(self, *others: str, name: str = "c1") -> int:
        """Run the command in this process; returns its exit code."""
        return main(self.arguments(*others, name=name))

    def start(self, *others: str, name: str = "c1") -> subprocess.Popen[str]:
        """Run the command in a process of its own."""
        return subprocess.Popen(  # noqa: S603 - ours
            [HIYARI, *self.arguments(*others, name=name)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    @property
    def mailboxes(self) -> Counter[str]:
        """How often each recipient really has a message."""
        return Counter(one.recipient for one in self.carrier.delivered)


@contextmanager
def stage(folder: Path, temper: Temper) -> Iterator[Stage]:
    """A carrier in a thread of its own, and the zone files that lead to it."""
    started, loop = threading.Event(), asyncio.new_event_loop()
    made: list[Carrier] = []
    stop = asyncio.Event()

    async def serve() -> None:
        async with Carrier(temper) as carrier:
            made.append(carrier)
            started.set()
            await stop.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    try:
        assert started.wait(10)
        (folder / "reverse.zone").write_text(_REVERSE)
        for domain in _DOMAINS:
            (folder / f"{domain}.zone").write_text(_RECIPIENTS.format(domain=domain))
        set_up = Stage(folder, made[0])
        set_up.zone()
        yield set_up
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()


def digest_in(shown: str) -> str:
    """The digest that a dry run shows.

    Raises:
        LookupError: It shows none.
    """
    found = re.search(r"--digest ([0-9a-f]{12})", shown)
    if found is None:
        raise LookupError(shown)
    return found[1]

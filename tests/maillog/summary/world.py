"""A small world of two relays for tests of the summary, small enough to be counted by hand."""

from __future__ import annotations

from pathlib import Path

from hiyari.maillog.facts import Cell, Row
from hiyari.maillog.store.facts_folder import write_facts
from tests.maillog.facts_of import HOUR, SECOND, START, row

ONE, TWO = "relay1.example.jp", "relay2.example.jp"
SPF = "550 5.7.23 SPF validation failed for taro@example.jp"


def message(key: int, host: str, **cells: Cell) -> Row:
    """A message that came by SMTP and was removed."""
    given: dict[str, Cell] = {
        "message": key,
        "host": host,
        "queue_id": f"{key:06X}",
        "first_at": START + key * SECOND,
        "last_at": START + key * SECOND + SECOND,
        "ending": "removed",
        "origin": "network",
        "address": "192.0.2.1",
        "sender": "taro@example.jp",
        "sender_domain": "example.jp",
        "size": 1000,
    }
    return row("messages", **(given | cells))


def delivery(key: int, host: str, **cells: Cell) -> Row:
    """A delivery that was accepted outside."""
    given: dict[str, Cell] = {
        "message": key,
        "host": host,
        "queue_id": f"{key:06X}",
        "at": START + key * SECOND + SECOND,
        "program": "smtp",
        "way": "outside",
        "recipient": "jiro@example.com",
        "domain": "example.com",
        "provider": "gmail",
        "outcome": "accepted",
        "delay_ms": 1000,
    }
    return row("deliveries", **(given | cells))


WORLD: dict[str, list[Row]] = {
    "messages": [
        message(1, ONE),
        message(2, ONE, origin="local", address=None, uid=48, login="apache", sender="apache@例え.jp", size=3000),
        message(3, ONE, origin="bounce", address=None, sender="", size=None),
        message(4, ONE, sasl="taro", first_at=START + 26 * HOUR, last_at=START + 26 * HOUR, ending="open"),
        message(5, ONE, queue_id="F11736", address="127.0.0.1", first_at=START + SECOND),
        message(6, TWO, size=50_000),
    ],
    "deliveries": [
        delivery(1, ONE, way="filter", provider=None, queued_as="F11736", relay="localhost"),
        delivery(5, ONE, delay_ms=3000),
        delivery(2, ONE, recipient="hanako@例え.jp", domain="例え.jp", provider=None, delay_ms=None),
        delivery(4, ONE, outcome="deferred", cause="network", provider=None, domain="example.org",
                 reply="timed out while taro was waiting"),
        *(
            delivery(6, TWO, outcome="refused", cause="spf", reply=SPF, recipient=f"{name}@example.com", line="...")
            for name in ("a", "b", "c", "d")
        ),
    ],
    "rejects": [
        row("rejects", at=START, host=ONE, stage="RCPT", address="198.51.100.7", outcome="refused", cause="relaying",
            reply="554 5.7.1 <taro@example.jp>: Relay access denied")
    ] * 3 + [
        row("rejects", at=START, host=ONE, stage="END-OF-MESSAGE", address="192.0.2.1", outcome="held", reply="wait")
    ],
    "logins": [
        row("logins", at=START, host=TWO, address="203.0.113.9", account=account)
        for account in ("taro@example.jp", "admin", "admin")
    ],
    "notices": [
        *(
            row("notices", at=START, host=TWO, program="smtpd", severity="warning",
                said=f"hostname mail{number}0000000.example.org does not resolve to 198.51.100.{number}")
            for number in range(4)
        ),
        row("notices", at=START, host=TWO, program="master", severity="fatal", said="bind 0.0.0.0 port 25: in use"),
    ],
    "readings": [row("readings", source="/var/log/mail.log", lines=100, mail=90, understood=90)],
}  # fmt: skip


def facts(folder: Path, world: dict[str, list[Row]] = WORLD) -> Path:
    """A folder with it."""
    write_facts(folder, world)
    return folder

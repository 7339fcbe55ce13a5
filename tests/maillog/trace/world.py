"""Facts of a small mail system, made up: a web server, two relays, an access log. Written as the schema wants them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from hiyari.maillog.facts import TABLES, Row
from hiyari.maillog.store.facts_folder import Facts, open_facts, write_facts

SECOND = 1_000_000
START = int(datetime(2026, 11, 26, 0, 0, tzinfo=UTC).timestamp()) * SECOND
HOUR = 3600 * SECOND


def at(clock: str) -> int:
    """A time of 26 November 2026 (UTC): ``10:48:25``."""
    hour, minute, second = (int(part) for part in clock.split(":"))
    return START + (hour * 3600 + minute * 60 + second) * SECOND


@dataclass
class World:
    """Gathers rows."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    random: Random = field(default_factory=lambda: Random(4))
    _keys: Iterator[int] = field(default_factory=lambda: count(1))

    def add(self, table: str, **cells: Any) -> None:
        """One row; what is not given is not known."""
        names = TABLES[table].names
        assert set(cells) <= set(names), set(cells) - set(names)
        self.rows.setdefault(table, []).append(tuple(cells.get(name) for name in names))

    def message(self, host: str, queue_id: str, moment: int, **cells: Any) -> int:
        """A message in a queue, removed two seconds later; gives its key."""
        key = next(self._keys)
        sender = cells.get("sender", "")
        usual = {
            "last_at": moment + 2 * SECOND,
            "ending": "removed",
            "complete": True,
            "origin": "network",
            "sender": sender,
            "sender_domain": sender.rpartition("@")[2] or None,
            "recipients": 1,
            "format": "postfix",
        }
        self.add(
            "messages", **{**usual, **cells, "message": key, "host": host, "queue_id": queue_id, "first_at": moment}
        )
        return key

    def delivery(self, key: int, host: str, queue_id: str, moment: int, recipient: str, **cells: Any) -> None:
        """An accepted delivery to another host, unless told otherwise."""
        usual = {"program": "smtp", "way": "outside", "status": "sent", "outcome": "accepted", "code": 250}
        domain = recipient.rpartition("@")[2] if "@" in recipient else None
        fixed = {
            "message": key,
            "host": host,
            "queue_id": queue_id,
            "at": moment,
            "recipient": recipient,
            "domain": domain,
        }
        self.add("deliveries", **{**usual, **cells, **fixed})

    def request(self, moment: int, path: str, method: str = "GET", client: str = "198.51.100.9", **cells: Any) -> None:
        """A line of the access log of www."""
        self.add("requests", **{"host": "www", "at": moment, "path": path, "method": method, "client": client, **cells})

    def over_relay(self, moment: int, number: int, recipient: str, **cells: Any) -> None:
        """A message handed in on www and delivered by relay1; queue ids W and R with the number."""
        message_id = f"{number}@www.example.jp"
        given = {"origin": "local", "uid": 33, "sender": "www-data@www.example.jp", **cells}
        first = self.message("www", f"W{number:05}", moment, message_id=message_id, **given)
        second = self.message(
            "relay1",
            f"R{number:05}",
            moment + SECOND,
            message_id=message_id,
            sender=given["sender"],
            client="www.example.jp",
            address="192.0.2.80",
        )
        self.delivery(
            first, "www", f"W{number:05}", moment + SECOND, recipient,
            relay="relay1.example.jp", relay_address="192.0.2.1", queued_as=f"R{number:05}",
        )  # fmt: skip
        self.delivery(
            second, "relay1", f"R{number:05}", moment + 2 * SECOND, recipient,
            relay="mx.example.net", relay_address="198.51.100.25", queued_as="0123456789",
        )  # fmt: skip

    def traffic(self, hours: float, per_second: float, paths: int = 200) -> None:
        """Readers of the site: pages with a long tail, and logins that post."""
        moment = float(START)
        while moment < START + hours * HOUR:
            moment += self.random.expovariate(per_second) * SECOND
            page = min(int(self.random.paretovariate(0.7)), paths)
            login = self.random.random() < 0.05
            self.request(
                int(moment) // SECOND * SECOND, "/login" if login else f"/page{page}", "POST" if login else "GET"
            )

    @contextmanager
    def facts(self, folder: Path) -> Iterator[Facts]:
        """Written and opened."""
        write_facts(folder, {table: sorted(rows, key=repr) for table, rows in self.rows.items()})
        with open_facts(folder) as opened:
            yield opened

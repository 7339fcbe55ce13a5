"""Deliveries made up for tests: what relays sent to destinations, as rows of facts."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from hiyari.maillog.facts import DELIVERIES, Row

BEGUN = 1_795_000_000_000_000
"""2026-11-18, in microseconds."""
MINUTE = 60 * 1_000_000
HOUR = 60 * MINUTE
REFUSALS = {
    "spf": "550 5.7.23 SPF validation failed",
    "ptr": "550 5.7.25 no reverse name for the client",
    "blocklist": "554 5.7.1 blocked using bl.example",
    "address": "550 5.1.1 user unknown",
    "content": "552 5.7.0 this content is not taken",
    "policy": "550 5.7.1 refused by policy",
}


@dataclass(slots=True)
class Mail:
    """Collects deliveries; each call is one message unless ``message`` says which."""

    rows: list[Row] = field(default_factory=list)
    _number: int = 0

    def accepted(self, host: str, domain: str, at: int = BEGUN, **more: object) -> int:
        """One delivery that was taken."""
        return self.add(host, domain, at, "accepted", reply="250 2.0.0 Ok: queued as 4F1", code=250, **more)

    def refused(self, host: str, domain: str, at: int = BEGUN, cause: str | None = "spf", **more: object) -> int:
        """One that was refused."""
        more.setdefault("reply", f"host mx.{domain} said: {REFUSALS.get(cause or '', '550 no')}")
        return self.add(host, domain, at, "refused", cause=cause, code=550, **more)

    def deferred(self, host: str, domain: str, at: int = BEGUN, cause: str | None = "rate", **more: object) -> int:
        """One that was put off."""
        more.setdefault("reply", f"host mx.{domain} said: 450 4.7.1 later")
        return self.add(host, domain, at, "deferred", cause=cause, code=450, **more)

    def add(self, host: str, domain: str, at: int, outcome: str, **more: object) -> int:
        """Any delivery, with columns by name; returns the message's key."""
        self._number += 1
        message = more.pop("message", None)
        key = self._number if message is None else message
        row: dict[str, object] = {
            "message": key,
            "host": host,
            "queue_id": f"4b{key:06X}",
            "at": at,
            "program": "smtp",
            "way": "outside",
            "recipient": f"user{self._number}@{domain}",
            "domain": domain,
            "relay": f"mx.{domain}",
            "provider": domain,
            "outcome": outcome,
            **more,
        }
        if outcome != "accepted":
            row.setdefault("line", f"Nov 18 10:00:00 {host} postfix/smtp[7]: {row['queue_id']}: ({row.get('reply')})")
        self.rows.append(tuple(row.get(name) for name in DELIVERIES.names))  # type: ignore[misc]
        assert isinstance(key, int)
        return key

    def many(self, count: int, host: str, domain: str, *, begin: int = BEGUN, apart: int = MINUTE) -> None:
        """Accepted messages one after another."""
        for number in range(count):
            self.accepted(host, domain, begin + number * apart)


def noisy(seed: int, destinations: int = 1000, planted: int = 0) -> tuple[Mail, set[str]]:
    """Two relays and many destinations with the background of any log; at some of them relay2 is refused.

    Sizes are skewed (a few destinations get most of the mail); each has its own rate of unknown users, refusals and
    deferrals, the same for both relays. A planted one refuses 85 of 100 messages from relay2.
    """
    chance = random.Random(seed)
    mail, bad = Mail(), set[str]()
    for number in range(destinations):
        domain = f"d{number}.example"
        size = 20 + int(chance.paretovariate(1.2) * 10) % 400
        rates = [chance.betavariate(0.5, 12) for _ in range(3)]
        is_bad = number in set(range(7, 7 + planted * 100, 100))
        if is_bad:
            bad.add(domain)
            size = max(size, 40)
        for _ in range(size):
            host, at = chance.choice(("relay1", "relay2")), BEGUN + chance.randrange(72 * HOUR)
            _one(mail, chance, host, domain, at, rates, is_bad=is_bad and host == "relay2")
    return mail, bad


def _one(
    mail: Mail, chance: random.Random, host: str, domain: str, at: int, rates: list[float], *, is_bad: bool
) -> None:
    unknown, refused, deferred = rates
    if is_bad and chance.random() < 0.85:
        mail.refused(host, domain, at, chance.choice(("spf", "spf", "ptr")))
    elif chance.random() < unknown:
        mail.refused(host, domain, at, "address")
    elif chance.random() < refused:
        mail.refused(host, domain, at, "policy")
    elif chance.random() < deferred:
        key = mail.deferred(host, domain, at, "greylisting")
        mail.accepted(host, domain, at + 10 * MINUTE, message=key)
    else:
        mail.accepted(host, domain, at)

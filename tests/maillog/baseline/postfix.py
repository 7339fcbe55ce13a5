"""Lines of Postfix for tests: messages that web applications hand in by sendmail, each delivered to the outside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from tests.maillog.baseline.weather import Nature, counts

FIRST = datetime(2026, 6, 15, tzinfo=UTC)
"""A Monday."""


def message(
    at: datetime, number: int, uid: int, recipient: str = "a@example.com", host: str = "relay1"
) -> Iterator[str]:
    """The life of one message, within two seconds."""
    queue_id, size = f"4{number:09X}", 1000 + number % 900
    where = f"to=<{recipient}>, relay=mx.example.com[192.0.2.25]:25, delay=0.9, delays=0.1/0/0.2/0.6"
    for second, line in (
        (0, f"postfix/pickup[811]: {queue_id}: uid={uid} from=<app{uid}@example.jp>"),
        (0, f"postfix/cleanup[812]: {queue_id}: message-id=<{number}@example.jp>"),
        (0, f"postfix/qmgr[813]: {queue_id}: from=<app{uid}@example.jp>, size={size}, nrcpt=1 (queue active)"),
        (1, f"postfix/smtp[814]: {queue_id}: {where}, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 9F00D)"),
        (1, f"postfix/qmgr[813]: {queue_id}: removed"),
    ):
        yield f"{(at + timedelta(seconds=second)).isoformat(timespec='microseconds')} {host} {line}"


def log(
    weeks: float, seed: str = "log", start: datetime = FIRST, host: str = "relay1", base: float = 4
) -> Iterator[str]:
    """The log of so many weeks: two user ids, about four messages an hour each."""
    chance = Random(seed)
    found = {uid: list(counts(_nature(base), int(weeks) + 1, chance)) for uid in (48, 49)}
    number = int(start.timestamp()) % 1_000_000 * 100
    for hour in range(int(weeks * 168)):
        due = [(chance.uniform(0, 3590), uid) for uid in found for _ in range(found[uid][hour])]
        for second, uid in sorted(due):
            number += 1
            yield from message(start + timedelta(hours=hour, seconds=round(second, 3)), number, uid, host=host)


def _nature(base: float) -> Nature:
    return Nature(base=base, dispersion=0.2, holidays=0, growth=0)

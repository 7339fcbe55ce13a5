"""Facts of every shape for tests of queries: NULL in any column, other scripts than Latin, rows without a partner."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Final

from hiyari.maillog.facts import TABLES, Cell, Column, Row, Type

START: Final = 1_795_000_000_000_000
_HOUR: Final = 3_600_000_000
_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "host": ("relay1.example.jp", "relay2.example.jp"),
    "queue_id": ("3A1B2C", "4D5E6F", "Ö1"),
    "queued_as": ("3A1B2C", "4D5E6F", "Ö1"),
    "parent": ("3A1B2C", "4D5E6F"),
    "ending": ("removed", "open"),
    "origin": ("network", "local", "bounce", "forward", "unknown"),
    "way": ("outside", "local", "filter"),
    "outcome": ("accepted", "deferred", "refused"),
    "status": ("sent", "deferred", "bounced"),
    "severity": ("warning", "error", "fatal", "panic"),
    "sender": ("", "taro@example.jp", "花子@例え.jp", "Ärger@example.com"),
    "recipient": ("jiro@example.com", "次郎@例え.jp", "o'neil@example.org", "back\\slash@example.net"),
    "method": ("GET", "POST"),
    "path": ("/contact.php", "/お問い合わせ/send", "/index.html"),
    "cause": ("spf", "blocklist", "rate"),
    "reply": ("550 5.7.23 SPF validation failed", "421 4.7.0 もう一度", "said: \"no\" \\ 'never'"),
    "provider": ("gmail", "outlook", "mx.例え.jp"),
    "domain": ("example.com", "例え.jp", "example.org"),
    "stage": ("CONNECT", "RCPT", "DATA"),
    "format": ("postfix", "exim"),
}
_SPANS: Final[Mapping[str, tuple[int, int]]] = {
    "message": (1, 25),
    "at": (START, START + 50 * _HOUR),
    "first_at": (START, START + 50 * _HOUR),
    "last_at": (START + 50 * _HOUR, START + 60 * _HOUR),
    "port": (25, 25),
    "code": (250, 554),
    "status": (200, 200),
}


def sample(seed: int, count: int = 60) -> dict[str, list[Row]]:
    """So many rows of each table; the messages' keys are each one's own, and those of deliveries may miss theirs."""
    chance = random.Random(seed)
    made = {table.name: [_row(chance, table.columns) for _ in range(count)] for table in TABLES.values()}
    made["messages"] = [(number + 1, *row[1:]) for number, row in enumerate(made["messages"][:20])]
    # The later reading of a file replaces the earlier one in ClickHouse.
    made["readings"] = [(f"mail.log.{number}", *row[1:]) for number, row in enumerate(made["readings"])]
    return made


def _row(chance: random.Random, columns: tuple[Column, ...]) -> Row:
    return tuple(_cell(chance, column) for column in columns)


def _cell(chance: random.Random, column: Column) -> Cell:
    if chance.random() < 0.15:
        return None
    if column.type is Type.YES_NO:
        return chance.random() < 0.5
    if column.type is Type.WHOLE:
        return chance.randint(*_SPANS.get(column.name, (0, 5000)))
    return chance.choice(_WORDS.get(column.name, (f"{column.name} a", f"{column.name} b", f"{column.name} ö 日本")))

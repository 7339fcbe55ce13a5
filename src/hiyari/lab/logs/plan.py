"""What a made-up mail system does while its logs are written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

PROVIDERS: Final = (
    ("docomo.ne.jp", "mfsmax.docomo.ne.jp"),
    ("ezweb.ne.jp", "lsean.ezweb.ne.jp"),
    ("softbank.ne.jp", "mx.softbank.ne.jp"),
    ("gmail.com", "gmail-smtp-in.l.google.com"),
    ("yahoo.co.jp", "mx1.mail.yahoo.co.jp"),
    ("outlook.com", "outlook-com.olc.protection.outlook.com"),
)
"""Destinations that every site sends to, with an exchanger of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormAbuse:
    """The third accident: a forgotten contact form is found, and sends."""

    url: str = "/cgi-bin/old/contact.cgi"
    uid: int = 33
    messages: int = 240
    first_minute: int = 600
    """Minutes after the beginning of the log."""
    clients: tuple[str, ...] = ("192.0.2.77", "192.0.2.78", "198.51.100.23")


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPlan:
    """What is to be written."""

    seed: int = 1
    begins: datetime = datetime(2026, 11, 2, tzinfo=UTC)
    hours: int = 36
    messages: int = 10_000
    relays: tuple[str, ...] = ("relay1", "relay2")
    web: str = "www"
    domains: int = 400
    """Destinations beside the well-known ones."""
    refusing: tuple[str, ...] = ("gmail.com", "dest-7.example", "dest-11.example")
    """Destinations that verify SPF and refuse mail from the last relay: the first accident."""
    refused: float = 0.85
    """The share of the last relay's mail that they refuse."""
    form: FormAbuse | None = field(default_factory=FormAbuse)
    pages_per_hour: int = 600
    """Requests of ordinary visitors of the web host."""
    long_ids: bool = False
    rfc3339: bool = False

"""A campaign for tests of its messages, and what a mail program reads in them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from hiyari.delivery.campaign import (
    Campaign,
    Mailbox,
    MessageFiles,
    RecipientsFile,
    Route,
    RouteKind,
    Unsubscribe,
)
from hiyari.delivery.message.compose import Composer
from hiyari.delivery.message.dkim import Signer
from hiyari.delivery.message.mime import Part
from hiyari.delivery.message.templates import Rendered
from hiyari.delivery.message.tokens import campaign_token

KEY = bytes(range(32))
TOKEN = campaign_token(KEY, "c1")
AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
SENDER = Mailbox(name="Prize office", address="prize@example.jp")


def campaign(**others: Any) -> Campaign:
    """A small campaign; what is named is another."""
    of_message: dict[str, Any] = {
        name: others.pop(name) for name in ("sender", "reply_to", "charset") if name in others
    }
    message: dict[str, Any] = {
        "sender": SENDER,
        "subject": "Hello",
        "text": Path("body.txt"),
        "html": None,
        **of_message,
    }
    settings: dict[str, Any] = {
        "path": Path("c1.toml"),
        "name": "c1",
        "consent": "the test wants it",
        "recipients": RecipientsFile(path=Path("recipients.csv"), column="mail"),
        "message": MessageFiles(**message),
        "route": Route(kind=RouteKind.SMART_HOST, helo="relay1.example.jp"),
        "reverse_path": "bounce@example.jp",
        "unsubscribe": Unsubscribe(),
        **others,
    }
    return Campaign(**settings)


def compose(
    rendered: Rendered,
    settings: Campaign | None = None,
    *,
    attachments: tuple[Part, ...] = (),
    signer: Signer | None = None,
    address: str = "taro@example.net",
    number: int = 2,
) -> bytes:
    """One message's octets."""
    composer = Composer(settings or campaign(), attachments, KEY, TOKEN, signer)
    return composer.compose(rendered, address, number, AT)


def rendered(subject: str = "Hello", text: str | None = "Hello.\n", html: str | None = None) -> Rendered:
    """What a recipient is told."""
    return Rendered(subject=subject, text=text, html=html)


def parse(octets: bytes) -> EmailMessage:
    """As the standard library reads it."""
    message = message_from_bytes(octets, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def fields(octets: bytes) -> list[str]:
    """The names of the header's fields, as a receiver counts them."""
    head = octets.partition(b"\r\n\r\n")[0].decode("utf-8")
    return [line.partition(":")[0] for line in re.split(r"\r\n(?![ \t])", head)]

"""The queue id under which the next server took a message, where its reply names one.

Only what the other system writes into its own log as a queue id is taken: Gmail's and Amazon's transaction numbers, an
LMTP session and qmail's process number look like ids, and nobody can find a line by them. An unknown form gives None.
"""

from __future__ import annotations

import re
from typing import Final

_MOST: Final = 1000
_ID: Final = r"([0-9A-Za-z][0-9A-Za-z._-]{4,63})"
_FORMS: Final = (
    ("queued as ", re.compile(rf"\bqueued as {_ID}")),
    # Exim: 6-6-2 characters, since 4.97 6-11-4.
    ("OK id=", re.compile(r"\bOK id=([0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4})(?![0-9A-Za-z-])")),
    # Sendmail (queue id) and OpenSMTPD (message id, eight hexadecimal digits).
    ("Message accepted", re.compile(r"(?<!\S)[(]?([0-9A-Za-z]{8,20}) Message accepted for delivery")),
    ("InternalId=", re.compile(r"\[InternalId=(\d{1,20})\b")),
    # Haraka: the transaction, whose log lines all begin with it.
    ("Message Queued (", re.compile(r"Message Queued \(([0-9A-Fa-f-]{36}\.\d{1,3})\)")),
    ("queued with id ", re.compile(rf"\bqueued with id {_ID}")),
    ("OK ids=", re.compile(r"\bOK ids=([0-9a-f]{32}|[0-9a-f-]{36})\b")),
)
_LITERAL: Final = re.compile("|".join(re.escape(literal) for literal, _ in _FORMS))


def queued_as(text: str) -> str | None:
    """The queue id that the reply of the next server names, or None.

    Knows Postfix (also behind amavis, which passes on what its own next server said), Exim, Sendmail, OpenSMTPD,
    Exchange (its internal message id), Haraka, Stalwart and KumoMTA.

    Args:
        text: The reply as the log shows it, with or without what stands around it.
    """
    text = text[:_MOST]
    if _LITERAL.search(text) is None:
        return None
    for literal, pattern in _FORMS:
        if literal in text and (found := pattern.search(text)) is not None:
            return found[1].rstrip(".")
    return None

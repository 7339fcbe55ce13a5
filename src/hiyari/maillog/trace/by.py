"""The ways from a notice to messages."""

from __future__ import annotations

from enum import StrEnum


class By(StrEnum):
    """What led to the messages, the surest first."""

    RECEIVED = "received"
    MESSAGE_ID = "message_id"
    QUEUE_ID = "queue_id"
    CLIENT = "client"
    ENVELOPE = "envelope"
    """Sender or recipient."""
    TIME = "time"
    """Nothing but our address and a time: all that left then."""

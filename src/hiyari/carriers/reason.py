"""Why mail was not delivered: one closed set, apart from the code and the phase of the reply."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Reason(StrEnum):
    """What a refusal is about, as far as it can be told."""

    USER_UNKNOWN = "user unknown"
    MAILBOX_FULL = "mailbox full"
    SUSPENDED = "suspended"
    FILTERED = "filtered"
    """By a filter or a setting of the recipient's."""
    REJECTED = "rejected"
    """Because of the sender or the sender's domain."""
    BLOCKED = "blocked"
    """Because of the address that we send from."""
    RATE = "rate"
    """Too many messages, connections or recipients in a time."""
    POLICY = "policy"
    AUTHENTICATION = "authentication"
    """SPF, DKIM or DMARC."""
    SPAM = "spam"
    CONTENT = "content"
    TOO_BIG = "too big"
    GREYLISTED = "greylisted"
    NETWORK = "network"
    HOST_UNKNOWN = "host unknown"
    SYNTAX = "syntax"
    SYSTEM = "system"
    """The receiver's own trouble."""
    EXPIRED = "expired"
    UNDEFINED = "undefined"
    """Nothing that is known fits. Never the same as any of the others."""


ABOUT_THE_SENDER: Final = frozenset(
    {Reason.REJECTED, Reason.BLOCKED, Reason.RATE, Reason.POLICY, Reason.AUTHENTICATION, Reason.SPAM}
)
"""Reasons that say nothing about the recipient: the lane slows down or closes, and no address is to blame."""

ABOUT_THE_ADDRESS: Final = frozenset({Reason.USER_UNKNOWN, Reason.HOST_UNKNOWN})
"""Reasons that say that the address is bad, when they can be believed."""

"""What a message that came back says, as values: first literally (`Statement`), then with its meaning (`Bounce`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hiyari.carriers.provider import About
from hiyari.carriers.reason import Reason


class Kind(StrEnum):
    """What a message is."""

    REPORT = "report"
    """It says what became of mail; its statements say about whom and what."""
    AUTOREPLY = "automatic reply"
    """A program answered for somebody who has the mail (RFC 3834)."""
    UNCLEAR = "unclear"
    """It looks like a bounce, and what it says cannot be understood."""
    OTHER = "not a bounce"


class Action(StrEnum):
    """What was done for a recipient (RFC 3464 section 2.3.3)."""

    FAILED = "failed"
    DELAYED = "delayed"
    """Still tried: it may be delivered yet."""
    DELIVERED = "delivered"
    RELAYED = "relayed"
    EXPANDED = "expanded"


class Form(StrEnum):
    """The form in which it was said."""

    DSN = "delivery status notification"
    POSTFIX = "Postfix"
    QMAIL = "qmail"
    EXIM = "Exim"
    SENDMAIL = "Sendmail"
    EXCHANGE = "Exchange"
    CARRIER = "carrier"
    PLAIN = "plain words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What is said about one recipient, as it was said."""

    action: Action
    recipient: str | None
    """Whom it is about, as far as it says so: the final recipient."""
    original: str | None = None
    """The address that the sender had written, where it is told apart (RFC 3461 section 4.2)."""
    phase: str = ""
    """Where in the session the reply came, as `smtp.reply.Phase` spells it; empty where it is not said."""
    code: int | None = None
    enhanced: str | None = None
    """The enhanced status code (RFC 3463)."""
    said: str = ""
    """The literal diagnostic text, without the reply code."""
    mx: str = ""
    """The server that replied."""
    at: datetime | None = None
    """When it happened; None where that is not said."""
    form: Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What one message says."""

    kind: Kind
    statements: tuple[Statement, ...] = ()
    places: tuple[str, ...] = ()
    """Header fields that say which address it was sent to."""
    returned: tuple[str, ...] = ()
    """Message-IDs of what came back with it."""
    subject: str = ""
    at: datetime | None = None
    """Its own date; None where it has none that can be true."""
    cut: bool = False
    """Whether it was longer than what is read, or had more recipients."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """A statement with its meaning."""

    statement: Statement
    reason: Reason
    """Derived from text, phase, provider and date; *undefined* for what is no failure."""
    hard: bool
    """Whether it says for good that the address itself is bad."""
    about: About
    addresses: tuple[str, ...]
    """The addresses in the diagnostic text."""
    source: str
    """Where the meaning is known from."""
    at: datetime
    """The moment by which it was read: the bounce's own date, else when it came."""
    dated: bool = True
    """Whether it has a date of its own that can be true."""

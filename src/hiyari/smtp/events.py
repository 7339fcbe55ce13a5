"""What the client machine is told, and what it tells: envelopes and manners in, events out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Final, TypeAlias

from hiyari.smtp.reply import Phase, Reply

TIMEOUTS: Final = {
    Phase.CONNECT: 300,
    Phase.EHLO: 300,
    Phase.STARTTLS: 300,
    Phase.AUTH: 300,
    Phase.IDLE: 300,
    Phase.MAIL: 300,
    Phase.RCPT: 300,
    Phase.DATA: 120,
    Phase.CONTENT: 180,
    Phase.FINAL_DOT: 600,
    Phase.RSET: 300,
    Phase.QUIT: 300,
}
"""Seconds to wait in each phase (RFC 5321 section 4.5.3.2; where it names none, its five minutes)."""


class Tls(StrEnum):
    """Whether the connection is to be encrypted."""

    OFF = "off"
    MAY = "may"
    """Where it is offered, without looking at the certificate (RFC 7435)."""
    MUST = "must"
    """Not a word without it; the certificate is verified."""


class Obstacle(Enum):
    """Why this server cannot be given this message; nothing was said to it."""

    TOO_BIG = "larger than SIZE allows"
    NEEDS_8BITMIME = "8BITMIME is not offered"
    NEEDS_SMTPUTF8 = "SMTPUTF8 is not offered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """For AUTH; said only over TLS or to this machine."""

    user: str
    password: str

    def __repr__(self) -> str:
        """Never the password."""
        return f"Credentials(user={self.user!r})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How to behave towards the server."""

    helo: str
    tls: Tls = Tls.OFF
    credentials: Credentials | None = None
    private: bool = False
    """Whether the way to the server is safe without TLS (loopback, a UNIX socket)."""
    pipelining: bool = True
    chunking: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """One message to send."""

    reverse_path: str
    """Without angle brackets; empty for a bounce."""
    recipients: tuple[str, ...]
    """As they are to stand on the wire, whatever RFC 5321 thinks of their local parts."""
    content: bytes
    """Header and body with CRLF line ends, not yet dot-stuffed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replied:
    """The server answered a command."""

    reply: Reply
    recipient: str | None = None
    """Whom a reply to RCPT is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """The connection ended before the reply of this phase came."""

    phase: Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsWanted:
    """The server is ready for TLS: wrap the connection, then call `secured`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A transaction may begin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompted:
    """The content may be sent to these recipients. Make the intent durable, then `finish`; else `abandon`."""

    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """The transaction is over; every reply to it has been reported."""


Event: TypeAlias = Replied | Broken | TlsWanted | Ready | Prompted | Ended

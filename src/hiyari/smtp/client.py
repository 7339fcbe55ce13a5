"""The client side of one SMTP transaction, without I/O: octets in, octets and events out.

    CONNECT -> EHLO -> MAIL -> RCPT (each recipient) -> DATA -> FINAL_DOT -> QUIT -> done

A refusal leads to QUIT from wherever it came. A connection that breaks between the final dot and its reply is
`Broken` in the phase FINAL_DOT: the message may have been delivered (RFC 1047), and nothing here says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

from hiyari.smtp.reply import Phase, Reply, ReplyReader

TIMEOUTS: Final = {
    Phase.CONNECT: 300,
    Phase.EHLO: 300,
    Phase.MAIL: 300,
    Phase.RCPT: 300,
    Phase.DATA: 120,
    Phase.FINAL_DOT: 600,
    Phase.QUIT: 300,
}
"""Seconds to wait for a reply in each phase (RFC 5321 section 4.5.3.2)."""


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


Event: TypeAlias = Replied | Broken


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """One message to send."""

    helo: str
    reverse_path: str
    """Without angle brackets; empty for a bounce."""
    recipients: tuple[str, ...]
    content: bytes
    """Header and body with CRLF line ends, not yet dot-stuffed."""


class Client:
    """Drives one transaction; make one per message."""

    def __init__(self, envelope: Envelope) -> None:
        """Wait for the greeting.

        Raises:
            ValueError: A name or address could end a command line.
        """
        for part in (envelope.helo, envelope.reverse_path, *envelope.recipients):
            if not part.isascii() or any(character in part for character in "\r\n<> "):
                raise ValueError(f"{part!r} cannot stand in an SMTP command")
        self.phase = Phase.CONNECT
        self.done = False
        self._envelope = envelope
        self._reader = ReplyReader()
        self._waiting = list(envelope.recipients)
        self._accepted = 0

    def receive(self, octets: bytes) -> tuple[tuple[Event, ...], bytes]:
        """Take octets from the server; return what happened and what to send now.

        Raises:
            ReplyError: The server does not speak SMTP.
        """
        events: list[Event] = []
        out = b""
        for reply in self._reader.feed(octets, self.phase):
            recipient = self._waiting.pop(0) if self.phase is Phase.RCPT else None
            events.append(Replied(reply=reply, recipient=recipient))
            out += self._next(reply)
            if self.done:
                break
        return tuple(events), out

    def close(self) -> tuple[Event, ...]:
        """The connection ended; an event unless everything was said."""
        if self.done or self.phase is Phase.QUIT:
            return ()
        self.done = True
        return (Broken(phase=self.phase),)

    def _next(self, reply: Reply) -> bytes:
        match self.phase:
            case Phase.QUIT:
                self.done = True
                return b""
            case Phase.RCPT:
                self._accepted += reply.positive
                if self._waiting:
                    return self._rcpt()
                return self._go(Phase.DATA, "DATA") if self._accepted else self._quit()
            case _ if not reply.positive:
                return self._quit()
            case Phase.CONNECT:
                return self._go(Phase.EHLO, f"EHLO {self._envelope.helo}")
            case Phase.EHLO:
                return self._go(Phase.MAIL, f"MAIL FROM:<{self._envelope.reverse_path}>")
            case Phase.MAIL:
                self.phase = Phase.RCPT
                return self._rcpt()
            case Phase.DATA:
                self.phase = Phase.FINAL_DOT
                return stuff(self._envelope.content)
            case _:
                return self._quit()

    def _rcpt(self) -> bytes:
        return f"RCPT TO:<{self._waiting[0]}>\r\n".encode("ascii")

    def _quit(self) -> bytes:
        return self._go(Phase.QUIT, "QUIT")

    def _go(self, phase: Phase, command: str) -> bytes:
        self.phase = phase
        return f"{command}\r\n".encode("ascii")


def stuff(content: bytes) -> bytes:
    """Dot-stuffed content with the final dot (RFC 5321 section 4.5.2)."""
    stuffed = content.replace(b"\r\n.", b"\r\n..")
    if stuffed.startswith(b"."):
        stuffed = b"." + stuffed
    end = b"" if not stuffed or stuffed.endswith(b"\r\n") else b"\r\n"
    return stuffed + end + b".\r\n"

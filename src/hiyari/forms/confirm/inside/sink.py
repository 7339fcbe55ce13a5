"""The SMTP sink: one conversation, without I/O. It takes every mail and delivers none.

Commands and replies of RFC 5321; AUTH of RFC 4954, which takes every password and keeps none. Everything is bounded: a
line, a message, the recipients of a message. STARTTLS (RFC 3207) is told to whoever moves the octets (`network`); where
it is not offered, a client that wants TLS is refused, and that it wanted it is remembered.
"""

from __future__ import annotations

from typing import NamedTuple

MAX_LINE = 4096
MAX_MESSAGE = 262_144
MAX_RECIPIENTS = 100


class Envelope(NamedTuple):
    """One message that was taken."""

    sender: bytes
    """What follows ``MAIL ``."""
    recipients: list[bytes]
    """What followed each ``RCPT ``."""
    data: bytes


class Conversation:
    """One client."""

    def __init__(self, *, offers_tls: bool = False) -> None:
        """Begin; the greeting is in `out`."""
        self.out = b"220 sandbox.hiyari.invalid ESMTP\r\n"
        self.offers_tls = offers_tls
        self.starts_tls = False
        """Set by STARTTLS: once `out` is sent, everything is TLS, and `secured` is called."""
        self.taken: list[Envelope] = []
        self.closed = False
        self.wants_tls = False
        self._buffer = b""
        self._sender = b""
        self._recipients: list[bytes] = []
        self._data: list[bytes] | None = None
        self._size = 0
        self._login = 0

    def secured(self) -> None:
        """TLS has begun: what a client sent in plain before is forgotten, and TLS is offered no more."""
        self.starts_tls = self.offers_tls = False
        self._buffer, self._sender, self._recipients = b"", b"", []

    def receive(self, octets: bytes) -> None:
        """Take what came; replies are added to `out`, whole messages to `taken`."""
        self._buffer += octets
        while not (self.closed or self.starts_tls) and b"\n" in self._buffer:
            line, _, self._buffer = self._buffer.partition(b"\n")
            self._line(line + b"\n")
        if len(self._buffer) > MAX_LINE:
            self._line(self._buffer)
            self._buffer = b""

    def _line(self, line: bytes) -> None:
        if self._data is not None:
            self._take(line)
        elif self._login:
            self._login -= 1
            self._say("334 UGFzc3dvcmQ6" if self._login else "235 2.7.0 Accepted")
        else:
            self._command(line.rstrip(b"\r\n"))

    def _command(self, line: bytes) -> None:
        verb, _, rest = line.partition(b" ")
        word = verb.upper()
        if word == b"MAIL":
            self._sender, self._recipients = rest[:1000], []
            self._say("250 2.1.0 Ok")
        elif word == b"RCPT":
            if len(self._recipients) < MAX_RECIPIENTS:
                self._recipients.append(rest[:1000])
            self._say("250 2.1.5 Ok")
        elif word == b"DATA":
            self._data, self._size = [], 0
            self._say("354 End data with <CR><LF>.<CR><LF>")
        else:
            self._other(word, rest)

    def _other(self, word: bytes, rest: bytes) -> None:
        if word == b"EHLO":
            self._say("250-sandbox.hiyari.invalid")
            self._say("250-SIZE 10485760")
            if self.offers_tls:
                self._say("250-STARTTLS")
            self._say("250-AUTH PLAIN LOGIN")
            self._say("250 8BITMIME")
        elif word == b"AUTH":
            self._authenticate(rest.upper())
        elif word == b"STARTTLS":
            self.wants_tls, self.starts_tls = True, self.offers_tls
            self._say("220 2.0.0 Go ahead" if self.offers_tls else "454 4.7.0 No TLS here")
        elif word == b"QUIT":
            self._say("221 2.0.0 Bye")
            self.closed = True
        elif word == b"RSET":
            self._sender, self._recipients = b"", []
            self._say("250 2.0.0 Ok")
        else:
            self._say("250 2.0.0 Ok")

    def _authenticate(self, rest: bytes) -> None:
        mechanism, _, initial = rest.partition(b" ")
        asked = {b"LOGIN": 2, b"PLAIN": 1}.get(mechanism, 1) - bool(initial)
        self._login = asked
        if not asked:
            self._say("235 2.7.0 Accepted")
        else:
            self._say("334 VXNlcm5hbWU6" if mechanism == b"LOGIN" else "334 ")

    def _take(self, line: bytes) -> None:
        if self._data is None:
            return
        if line in {b".\r\n", b".\n"}:
            self.taken.append(Envelope(self._sender, self._recipients, b"".join(self._data)))
            self._data, self._recipients = None, []
            self._say("250 2.0.0 Ok: taken")
            return
        line = line[1:] if line.startswith(b".") else line
        if self._size < MAX_MESSAGE:
            self._data.append(line)
        self._size += len(line)

    def _say(self, reply: str) -> None:
        self.out += reply.encode("ascii") + b"\r\n"

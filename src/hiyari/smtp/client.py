"""The client side of SMTP, without I/O: octets in, octets and events out; one connection, any number of transactions.

    CONNECT -> EHLO [-> STARTTLS -> EHLO] [-> AUTH] -> IDLE
    IDLE -> MAIL -> RCPT ... -> DATA -> (promised) -> CONTENT -> FINAL_DOT -> IDLE -> ... -> QUIT

Two moments are kept apart because everything depends on them. `Prompted` says that the content may be sent: the driver
makes its intent durable, then calls `finish`. And a connection that breaks in the phase FINAL_DOT broke after the end
of the content had left: the message may have been delivered (RFC 1047). In every earlier phase it was not.
"""

from __future__ import annotations

import base64
import re
from collections import deque
from collections.abc import Callable
from typing import Final

from hiyari.smtp.events import (
    Broken,
    Ended,
    Envelope,
    Event,
    Manner,
    Obstacle,
    Prompted,
    Ready,
    Replied,
    Tls,
    TlsWanted,
)
from hiyari.smtp.extensions import Extensions
from hiyari.smtp.reply import Phase, Reply, ReplyError, ReplyReader

_FORBIDDEN: Final = re.compile(r"[\x00-\x20\x7f<>]")


class Client:
    """One connection."""

    def __init__(self, manner: Manner) -> None:
        """Wait for the greeting.

        Raises:
            ValueError: The HELO name could end a command line.
        """
        _no_command_inside(manner.helo)
        self.phase = Phase.CONNECT
        self.done = False
        """Nothing more can be done with this connection."""
        self.extensions = Extensions()
        self.transactions = 0
        self._manner = manner
        self._secure = False
        self._ancient = False
        """HELO was said, because EHLO is not known to the server."""
        self._reader = ReplyReader()
        self._out = bytearray()
        self._events: list[Event] = []
        self._steps: dict[Phase, Callable[[Reply], None]] = {
            Phase.CONNECT: self._on_greeting,
            Phase.EHLO: self._on_ehlo,
            Phase.STARTTLS: self._on_starttls,
            Phase.AUTH: self._on_auth,
            Phase.MAIL: self._on_mail,
            Phase.RCPT: self._on_rcpt,
            Phase.DATA: self._on_data,
            Phase.FINAL_DOT: self._on_final,
            Phase.RSET: self._on_rset,
            Phase.QUIT: self._on_quit,
        }
        self._envelope = Envelope(reverse_path="", recipients=(), content=b"")
        self._asked: deque[str] = deque()
        self._taken: list[str] = []
        self._mail_taken = False
        self._data_said = False
        self._unclean = False
        """A transaction ended before its content was taken: the server must be told to forget it."""
        self._emptying = False
        self._secrets: deque[str] = deque()

    def receive(self, octets: bytes) -> list[Event]:
        """Take octets from the server; return what happened. What is to be sent then stands in `output`.

        Raises:
            ReplyError: The server does not speak SMTP, or speaks out of turn.
        """
        for reply in self._reader.feed(octets, self.phase):
            self._take(reply)
            if self.done:
                break
        return self._happened()

    def output(self) -> bytes:
        """The octets to send now."""
        out = bytes(self._out)
        self._out.clear()
        return out

    def close(self) -> list[Event]:
        """The connection ended, or was given up after a time-out."""
        if not self.done:
            self.done = True
            if self.phase not in {Phase.QUIT, Phase.IDLE}:
                self._events.append(Broken(phase=self.phase))
        return self._happened()

    def secured(self) -> None:
        """The connection is encrypted now: what was known of the server is forgotten (RFC 3207 section 4.2)."""
        self._secure = True
        self.extensions = Extensions()
        self._say(Phase.EHLO, f"EHLO {self._manner.helo}")

    def obstacle(self, envelope: Envelope) -> Obstacle | None:
        """Why the server cannot be given this message, or None."""
        offered = self.extensions
        if offered.size is not None and len(envelope.content) > offered.size:
            return Obstacle.TOO_BIG
        if not offered.eight_bit_mime and not envelope.content.isascii():
            return Obstacle.NEEDS_8BITMIME
        if not offered.smtp_utf8 and _international(envelope):
            return Obstacle.NEEDS_SMTPUTF8
        return None

    def begin(self, envelope: Envelope) -> None:
        """Begin a transaction.

        Raises:
            ValueError: An address could end a command line, there is no recipient, or it is not the time for it.
        """
        for part in (envelope.reverse_path, *envelope.recipients):
            _no_command_inside(part)
        if self.phase is not Phase.IDLE or self.done or not envelope.recipients or self.obstacle(envelope):
            raise ValueError("no transaction can begin now")
        self._envelope = envelope
        self._asked = deque(envelope.recipients)
        self._taken = []
        self._mail_taken = self._data_said = False
        self.transactions += 1
        if self._unclean:
            self._say(Phase.RSET, "RSET")
            return
        self._say_mail()

    def finish(self) -> tuple[bytes, bytes]:
        """The content and its end, each to be sent in this order. The caller says `ending` when the end is sent.

        Between the two the connection can still be dropped and nothing is delivered.
        """
        if self.phase is not Phase.CONTENT:
            raise ValueError("nobody asked for the content")
        content = self._envelope.content
        if self._chunked:
            head = b"BDAT %d LAST\r\n" % len(content)
            return head + content[:-1], content[-1:]
        return stuff(content)[:-3], b".\r\n"

    def ending(self) -> None:
        """The end of the content is being sent: from now on it may be delivered."""
        self.phase = Phase.FINAL_DOT

    def abandon(self, *, begun: bool) -> list[Event]:
        """The content is not to be sent after all.

        With BDAT the server is told, unless a part of the content has left; with DATA only the line can be cut.
        """
        if self.phase is not Phase.CONTENT:
            raise ValueError("nobody asked for the content")
        self._end()
        self.done = begun or not self._chunked
        return self._happened()

    def quit(self) -> None:
        """Say goodbye, when no transaction is under way."""
        if not self.done and self.phase in {Phase.IDLE, Phase.CONNECT, Phase.EHLO}:
            self._say(Phase.QUIT, "QUIT")

    @property
    def _pipelines(self) -> bool:
        return self.extensions.pipelining and self._manner.pipelining

    @property
    def _chunked(self) -> bool:
        return self.extensions.chunking and self._manner.chunking

    def _happened(self) -> list[Event]:
        events, self._events = self._events, []
        return events

    def _say(self, phase: Phase, command: str) -> None:
        self.phase = phase
        self._out += command.encode("utf-8") + b"\r\n"

    def _take(self, reply: Reply) -> None:
        step = self._steps.get(self.phase)
        if step is None:
            # 421 may come at any time (RFC 5321 section 3.8); anything else out of turn is not SMTP.
            if self.phase is not Phase.IDLE or reply.code != 421:
                raise ReplyError("the server answered what was not asked")
            self.done = True
            return
        if reply.phase is not self.phase:
            reply = Reply(code=reply.code, lines=reply.lines, phase=self.phase)
        recipient = self._asked[0] if self.phase is Phase.RCPT else None
        self._events.append(Replied(reply=reply, recipient=recipient))
        if reply.code == 421 and self.phase is not Phase.FINAL_DOT:
            self._leave()
            return
        step(reply)

    def _leave(self) -> None:
        """The server closes; nothing of a transaction that is under way was delivered, because its end was not sent."""
        under_way = self.phase in {Phase.MAIL, Phase.RCPT, Phase.DATA, Phase.RSET}
        self.done = True
        if under_way:
            self._events.append(Ended())

    def _on_greeting(self, reply: Reply) -> None:
        if reply.positive:
            self._say(Phase.EHLO, f"EHLO {self._manner.helo}")
        else:
            self._say(Phase.QUIT, "QUIT")

    def _on_ehlo(self, reply: Reply) -> None:
        if not reply.positive:
            if reply.code in {500, 502, 504} and not self._ancient:
                self._ancient = True
                self._say(Phase.EHLO, f"HELO {self._manner.helo}")
                return
            self._say(Phase.QUIT, "QUIT")
            return
        self.extensions = Extensions() if self._ancient else Extensions.read(reply)
        if not self._secure and self._manner.tls is not Tls.OFF:
            if self.extensions.starttls:
                self._say(Phase.STARTTLS, "STARTTLS")
                return
            if self._manner.tls is Tls.MUST:
                self._say(Phase.QUIT, "QUIT")
                return
        self._login()

    def _on_starttls(self, reply: Reply) -> None:
        if reply.positive:
            if self._reader.pending:
                raise ReplyError("the server spoke before TLS began")
            self._events.append(TlsWanted())
            self.phase = Phase.IDLE
        elif self._manner.tls is Tls.MUST:
            self._say(Phase.QUIT, "QUIT")
        else:
            self._login()

    def _login(self) -> None:
        credentials = self._manner.credentials
        if credentials is None:
            self._idle()
            self._events.append(Ready())
            return
        if not (self._secure or self._manner.private) or not self.extensions.auth & {"PLAIN", "LOGIN"}:
            self._say(Phase.QUIT, "QUIT")
            return
        if "PLAIN" in self.extensions.auth:
            secret = _base64(f"\0{credentials.user}\0{credentials.password}")
            self._say(Phase.AUTH, f"AUTH PLAIN {secret}")
        else:
            self._secrets = deque([credentials.user, credentials.password])
            self._say(Phase.AUTH, "AUTH LOGIN")

    def _on_auth(self, reply: Reply) -> None:
        if reply.code == 334 and self._secrets:
            self._say(Phase.AUTH, _base64(self._secrets.popleft()))
        elif reply.code == 235:
            self._idle()
            self._events.append(Ready())
        else:
            self._say(Phase.QUIT, "QUIT")

    def _idle(self) -> None:
        self.phase = Phase.IDLE

    def _say_mail(self) -> None:
        envelope = self._envelope
        options = "" if envelope.content.isascii() else " BODY=8BITMIME"
        if self.extensions.smtp_utf8 and _international(envelope):
            options += " SMTPUTF8"
        if self.extensions.size is not None:
            options += f" SIZE={len(envelope.content)}"
        self._say(Phase.MAIL, f"MAIL FROM:<{envelope.reverse_path}>{options}")
        if self._pipelines:
            for recipient in envelope.recipients:
                self._say(Phase.MAIL, f"RCPT TO:<{recipient}>")
            if not self._chunked:
                self._say(Phase.MAIL, "DATA")
                self._data_said = True

    def _on_rset(self, reply: Reply) -> None:
        if self._emptying or not reply.positive:
            self._emptying = False
            self._end()
            return
        self._unclean = False
        self._say_mail()

    def _on_mail(self, reply: Reply) -> None:
        self._mail_taken = reply.positive
        if self._pipelines:
            # Whatever was said of MAIL, the replies to what was sent with it follow.
            self.phase = Phase.RCPT
        elif reply.positive:
            self._say(Phase.RCPT, f"RCPT TO:<{self._asked[0]}>")
        else:
            self._end()

    def _on_rcpt(self, reply: Reply) -> None:
        recipient = self._asked.popleft()
        if reply.positive and self._mail_taken:
            self._taken.append(recipient)
        if self._asked:
            if not self._pipelines:
                self._say(Phase.RCPT, f"RCPT TO:<{self._asked[0]}>")
            return
        if self._data_said:
            self.phase = Phase.DATA
        elif not self._taken:
            self._end()
        elif self._chunked:
            self._prompt()
        else:
            self._say(Phase.DATA, "DATA")

    def _prompt(self) -> None:
        self.phase = Phase.CONTENT
        self._events.append(Prompted(recipients=tuple(self._taken)))

    def _on_data(self, reply: Reply) -> None:
        if reply.code >= 400:
            self._end()
        elif reply.code != 354:
            raise ReplyError("the server took DATA for something else")
        elif self._taken:
            self._prompt()
        else:
            # RFC 2920 section 3.1: DATA was sent along and everybody is refused; an empty message ends it.
            self._out += b".\r\n"
            self.phase = Phase.RSET
            self._emptying = True

    def _on_final(self, reply: Reply) -> None:
        self._end()
        self._unclean = False
        if reply.code == 421:
            self.done = True

    def _end(self) -> None:
        self._unclean = True
        self._idle()
        self._events.append(Ended())

    def _on_quit(self, reply: Reply) -> None:
        del reply
        self.done = True


def stuff(content: bytes) -> bytes:
    """Dot-stuffed content with the final dot (RFC 5321 section 4.5.2)."""
    stuffed = content.replace(b"\r\n.", b"\r\n..")
    if stuffed.startswith(b"."):
        stuffed = b"." + stuffed
    end = b"" if not stuffed or stuffed.endswith(b"\r\n") else b"\r\n"
    return stuffed + end + b".\r\n"


def _no_command_inside(part: str) -> None:
    if _FORBIDDEN.search(part):
        raise ValueError(f"{part!r} cannot stand in an SMTP command")


def _international(envelope: Envelope) -> bool:
    return not (envelope.reverse_path.isascii() and all(one.isascii() for one in envelope.recipients))


def _base64(plain: str) -> str:
    return base64.b64encode(plain.encode("utf-8")).decode("ascii")

"""The server side of LMTP (RFC 2033), without I/O: octets in; replies, and messages that want an answer, out.

    LHLO -> MAIL -> RCPT ... -> DATA, content -> one reply per recipient -> MAIL ... -> QUIT

It takes every address as it is written: who calls it decides what a recipient means. What is longer than the bound is
taken to its end and cut, because a server that refuses a bounce only makes another one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

MAX_LINE: Final = 4096
"""Octets of a command line."""
MAX_RECIPIENTS: Final = 100
"""Recipients of one transaction; more are asked to come with the next (RFC 5321 section 4.5.3.1.8)."""
MAX_FOLLOWING: Final = 256 * 1024 * 1024
"""Octets of content beyond the bound that are passed over before the connection is given up."""
_PATH: Final = re.compile(rb'\s*<((?:"(?:[^"\\\r\n]|\\[^\r\n])*"|[^"<>\s])*)>(?:\s.*)?', re.DOTALL)
_END: Final = b"\r\n.\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A whole message; `Lmtp.answer` it, and nothing is read before that."""

    reverse_path: str
    recipients: tuple[str, ...]
    content: bytes
    """With CRLF line ends, the dots of the transfer taken out."""
    cut: bool
    """Whether it was longer than what is kept."""


class Answer(Enum):
    """What one recipient of a message is told."""

    TAKEN = b"250 2.0.0 Taken\r\n"
    LATER = b"451 4.3.0 It could not be written down; try again later\r\n"


class Lmtp:
    """One connection. Feed it octets, write its `output`, and answer what `feed` returns."""

    def __init__(self, name: str, most: int) -> None:
        """Greet.

        Args:
            name: This server's, for the greeting; letters, digits, dots and hyphens.
            most: Octets of a message that are kept.
        """
        self._name = name.encode("ascii")
        self._most = most
        self._buffer = bytearray()
        self._out = bytearray(b"220 " + self._name + b" LMTP\r\n")
        self._greeted = False
        self._reverse_path: str | None = None
        self._recipients: list[str] = []
        self._content: bytearray | None = None
        """What has come of a message; None outside of one."""
        self._passed = 0
        """Octets of the message that are not kept."""
        self._waiting = False
        self.done = False
        """The connection is to be closed once the output is written."""

    def output(self) -> bytes:
        """What is to be written now."""
        out = bytes(self._out)
        self._out.clear()
        return out

    def feed(self, octets: bytes) -> Received | None:
        """Take octets (none of them, to go on after an answer); a message where one is whole."""
        self._buffer += octets
        while not self._waiting and not self.done:
            if self._content is not None:
                received = self._more_content()
                if received is None:
                    break
                self._waiting = True
                return received
            end = self._buffer.find(b"\n")
            if end < 0 or end > MAX_LINE:
                if len(self._buffer) > MAX_LINE:
                    self._leave(b"500 5.5.2 Line too long\r\n")
                break
            line = bytes(self._buffer[:end]).removesuffix(b"\r")
            del self._buffer[: end + 1]
            self._command(line)
        return None

    def answer(self, answers: Sequence[Answer]) -> None:
        """Reply to the message, once for each recipient in their order (RFC 2033 section 4.2).

        Raises:
            ValueError: There are more or fewer answers than recipients.
        """
        if len(answers) != len(self._recipients) or not self._waiting:
            raise ValueError("one answer for each recipient")
        for one in answers:
            self._out += one.value
        self._forget()

    def _forget(self) -> None:
        self._reverse_path, self._recipients, self._content = None, [], None
        self._passed, self._waiting = 0, False

    def _leave(self, reply: bytes) -> None:
        self._out += reply
        self._buffer.clear()
        self.done = True

    # --- commands ----------------------------------------------------------------------------------------------------

    def _command(self, line: bytes) -> None:
        verb, _, rest = line.partition(b" ")
        match verb.upper():
            case b"LHLO":
                self._lhlo(rest)
            case b"MAIL":
                self._mail(rest)
            case b"RCPT":
                self._rcpt(rest)
            case b"DATA":
                self._data()
            case b"RSET":
                self._forget()
                self._out += b"250 2.0.0 Forgotten\r\n"
            case b"NOOP":
                self._out += b"250 2.0.0 Nothing done\r\n"
            case b"VRFY":
                self._out += b"252 2.1.5 Send it and see\r\n"
            case b"QUIT":
                self._leave(b"221 2.0.0 " + self._name + b" closes\r\n")
            case b"HELO" | b"EHLO":
                # RFC 2033 section 4.1: not 250, whoever speaks SMTP here is wrong.
                self._out += b"500 5.5.1 This is LMTP; say LHLO\r\n"
            case _:
                self._out += b"500 5.5.2 No such command\r\n"

    def _lhlo(self, rest: bytes) -> None:
        if not rest.strip():
            self._out += b"501 5.5.4 A host name is missing\r\n"
            return
        self._forget()
        self._greeted = True
        extensions = (b"PIPELINING", b"ENHANCEDSTATUSCODES", b"8BITMIME")
        self._out += b"250-" + self._name + b"\r\n"
        self._out += b"".join(b"250-" + one + b"\r\n" for one in extensions) + b"250 SMTPUTF8\r\n"

    def _mail(self, rest: bytes) -> None:
        path = _path(rest, b"FROM:")
        if not self._greeted:
            self._out += b"503 5.5.1 Say LHLO first\r\n"
        elif self._reverse_path is not None:
            self._out += b"503 5.5.1 There is a transaction already\r\n"
        elif path is None:
            self._out += b"501 5.5.4 Syntax: MAIL FROM:<address>\r\n"
        else:
            self._reverse_path = path
            self._out += b"250 2.1.0 Go on\r\n"

    def _rcpt(self, rest: bytes) -> None:
        path = _path(rest, b"TO:")
        if self._reverse_path is None:
            self._out += b"503 5.5.1 Say MAIL first\r\n"
        elif not path:
            self._out += b"501 5.5.4 Syntax: RCPT TO:<address>\r\n"
        elif len(self._recipients) >= MAX_RECIPIENTS:
            self._out += b"452 4.5.3 Too many recipients for one transaction\r\n"
        else:
            self._recipients.append(path)
            self._out += b"250 2.1.5 Go on\r\n"

    def _data(self) -> None:
        if not self._recipients:
            self._out += b"503 5.5.1 Say RCPT first\r\n"
            return
        # The line end before the content, so that a lone dot is found wherever it stands.
        self._content = bytearray(b"\r\n")
        self._out += b"354 Go on, and end with a dot\r\n"

    # --- content -----------------------------------------------------------------------------------------------------

    def _more_content(self) -> Received | None:
        """Take content up to its end. Only CRLF dot CRLF ends it: anything laxer lets one message hide another."""
        assert self._content is not None  # noqa: S101 - the caller looked
        looked = max(len(self._content) - len(_END) + 1, 0)
        self._content += self._buffer
        self._buffer.clear()
        end = self._content.find(_END, looked)
        if end < 0:
            self._drop_excess()
            return None
        self._buffer += self._content[end + len(_END) :]
        kept = bytes(self._content[: end + 2][: self._most + 2])
        return Received(
            reverse_path=self._reverse_path or "",
            recipients=tuple(self._recipients),
            content=kept.replace(b"\r\n.", b"\r\n")[2:],
            cut=self._passed > 0 or end > self._most,
        )

    def _drop_excess(self) -> None:
        """Keep the beginning, and the last octets, in which the end may have begun."""
        assert self._content is not None  # noqa: S101 - the caller looked
        excess = len(self._content) - self._most - 2 * len(_END)
        if excess > 0:
            del self._content[-len(_END) - excess : -len(_END)]
            self._passed += excess
            if self._passed > MAX_FOLLOWING:
                self._leave(b"421 4.3.4 Far too long\r\n")


def _path(rest: bytes, word: bytes) -> str | None:
    if rest[: len(word)].upper() != word:
        return None
    found = _PATH.fullmatch(rest[len(word) :])
    return found[1].decode("utf-8", "replace") if found else None

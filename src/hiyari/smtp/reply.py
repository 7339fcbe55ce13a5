"""SMTP replies (RFC 5321 section 4.2), each with its phase, because the phase decides what a reply proves."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MAX_LINE: Final = 2048
"""Octets of one line; RFC 5321 section 4.5.3.1.5 says 512, and real servers exceed it."""
MAX_LINES: Final = 100
_LINE: Final = re.compile(rb"([2-5][0-9][0-9])(?:([ -])(.*))?")
_ENHANCED: Final = re.compile(r"([245]\.\d{1,3}\.\d{1,3})(?: |$)")


class Phase(StrEnum):
    """Where in a session a reply came."""

    CONNECT = "connect"
    EHLO = "ehlo"
    STARTTLS = "starttls"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    CONTENT = "content"
    """The content is on its way and its end is not: nothing can have been delivered."""
    FINAL_DOT = "final dot"
    """The end of the content has left (the dot, or the last chunk): what happens now decides everything."""
    RSET = "rset"
    IDLE = "idle"
    """Between two transactions."""
    QUIT = "quit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One whole reply."""

    code: int
    lines: tuple[str, ...]
    """The text of each line, without code and separator; octets outside ASCII as in Latin-1."""
    phase: Phase

    @property
    def positive(self) -> bool:
        """Whether the command was taken (2yz or 3yz)."""
        return self.code < 400

    @property
    def enhanced(self) -> str | None:
        """The enhanced status code (RFC 3463) at the beginning of the text, where there is one."""
        found = _ENHANCED.match(self.lines[0])
        return found[1] if found else None

    def __str__(self) -> str:
        """As it came, its lines joined."""
        return f"{self.code} {' '.join(self.lines)}".rstrip()


class ReplyError(Exception):
    """What came is no SMTP reply, or has no end."""


class ReplyReader:
    """Cuts a stream of octets into replies; keeps what is not complete yet."""

    def __init__(self) -> None:
        self._rest = b""
        self._lines: list[str] = []

    @property
    def pending(self) -> bool:
        """Whether octets have come that are not part of a complete reply."""
        return bool(self._rest or self._lines)

    def feed(self, octets: bytes, phase: Phase) -> list[Reply]:
        """Take octets and return the replies that are now complete.

        Raises:
            ReplyError: A line is no reply, or too long, or there are too many.
        """
        *whole, self._rest = (self._rest + octets).split(b"\n")
        if len(self._rest) > MAX_LINE:
            raise ReplyError("a reply line has no end")
        replies = []
        for line in whole:
            found = _LINE.fullmatch(line.removesuffix(b"\r"))
            if found is None or len(line) > MAX_LINE or len(self._lines) >= MAX_LINES:
                raise ReplyError("what the server said is no SMTP reply")
            self._lines.append((found[3] or b"").decode("latin-1"))
            if found[2] != b"-":
                replies.append(Reply(code=int(found[1]), lines=tuple(self._lines), phase=phase))
                self._lines = []
        return replies

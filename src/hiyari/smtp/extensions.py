"""What a server offers in its reply to EHLO (RFC 5321 section 4.1.1.1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

from hiyari.smtp.reply import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Extensions:
    """The keywords that hiyari makes use of."""

    pipelining: bool = False
    """RFC 2920."""
    eight_bit_mime: bool = False
    """RFC 6152."""
    smtp_utf8: bool = False
    """RFC 6531."""
    chunking: bool = False
    """RFC 3030."""
    starttls: bool = False
    """RFC 3207."""
    size: int | None = None
    """The most octets of a message (RFC 1870); None where it is not said or has no limit."""
    auth: frozenset[str] = field(default=frozenset())
    """Mechanisms of RFC 4954, in capitals."""

    @classmethod
    def read(cls, reply: Reply) -> Self:
        """From a positive reply; its first line is a greeting. What is malformed is not offered."""
        words = [line.upper().replace("AUTH=", "AUTH ", 1).split() for line in reply.lines[1:]]
        offered = {line[0]: line[1:] for line in words if line}
        size = next(iter(offered.get("SIZE", ())), "")
        limit = int(size) if size.isascii() and size.isdigit() and len(size) < 20 else 0
        return cls(
            pipelining="PIPELINING" in offered,
            eight_bit_mime="8BITMIME" in offered,
            smtp_utf8="SMTPUTF8" in offered,
            chunking="CHUNKING" in offered,
            starttls="STARTTLS" in offered,
            size=limit or None,
            auth=frozenset(offered.get("AUTH", ())),
        )

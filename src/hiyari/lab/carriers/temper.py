"""What a carrier is told to be: its name, what it offers after EHLO, and its habits."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from typing import Final

from hiyari.lab.carriers import texts
from hiyari.lab.carriers.habit import Habit

TOO_BIG: Final = "552 5.3.4 Message too big"


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """The one account that AUTH knows."""

    user: str
    password: str
    required: bool = False
    """Whether MAIL is refused before AUTH."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """The extensions of the EHLO reply; what is not offered is refused."""

    pipelining: bool = True
    """Only whether it is said: commands that come together are always answered together."""
    eight_bit: bool = True
    smtputf8: bool = True
    size: int = 10 * 1024 * 1024
    """Octets of the largest message; 0 offers no SIZE and still takes no more than 64 MiB."""
    chunking: bool = True
    enhanced: bool = True
    """Whether the usual replies carry enhanced codes. The texts of habits stay as they are."""
    tls: ssl.SSLContext | None = None
    """A server's context offers STARTTLS."""
    login: Login | None = None

    def lines(self, *, tls: bool) -> list[str]:
        """What EHLO says, the greeting apart; STARTTLS is not offered twice."""
        said = {
            "PIPELINING": self.pipelining,
            f"SIZE {self.size}": self.size,
            "STARTTLS": self.tls is not None and not tls,
            "AUTH PLAIN LOGIN": self.login is not None,
            "ENHANCEDSTATUSCODES": self.enhanced,
            "8BITMIME": self.eight_bit,
            "SMTPUTF8": self.smtputf8,
            "CHUNKING": self.chunking,
        }
        return [line for line, offered in said.items() if offered]

    def objection(self, parameters: list[str], *, esmtp: bool) -> str:
        """What is wrong with the parameters of MAIL, in capital letters; empty for nothing."""
        for parameter in parameters:
            keyword, _, value = parameter.partition("=")
            match keyword:
                case "SIZE" if esmtp and self.size and value.isdecimal():
                    if int(value) > self.size:
                        return TOO_BIG
                case "BODY" if esmtp and self.eight_bit and value in {"7BIT", "8BITMIME"}:
                    pass
                case "SMTPUTF8" if esmtp and self.smtputf8 and not value:
                    pass
                case "AUTH" if esmtp and self.login is not None and value:
                    pass
                case _:
                    return "555 5.5.4 Unsupported parameter"
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Temper:
    """What kind of carrier it is."""

    name: str = "carrier.example.net"
    """In the greeting."""
    habits: tuple[Habit, ...] = ()
    """In the order in which they are asked."""
    accepted: str = texts.PLAIN_ACCEPTED
    """The reply to the final dot."""
    offer: Offer = Offer()

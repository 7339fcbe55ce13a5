"""Who handed a message in: a user of the machine, the machine itself by SMTP, an account, or a client's address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from hiyari.maillog.store.asking import Value
from hiyari.maillog.trace.ours import loopback
from hiyari.maillog.trace.rows import Group, Message

LOOPBACKS: Final = ("127.0.0.1", "::1")


class Kind(StrEnum):
    """The kinds of injectors, each with its own remedy."""

    USER = "user"
    """A program of a local user: sendmail(1)."""
    LOCALHOST = "localhost"
    """A program on the machine by SMTP to itself. The log names no user (docker-mailserver issue 628)."""
    ACCOUNT = "account"
    """Somebody who logged in (SASL)."""
    CLIENT = "client"
    """A host that may send through us."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Injector:
    """Somebody who hands mail in on one host."""

    kind: Kind
    host: str
    uid: int | None = None
    login: str | None = None
    sasl: str | None = None
    address: str | None = None
    client: str | None = None
    """The client's name, for showing only."""

    @property
    def local(self) -> bool:
        """Whether a program on the host itself did it, so that a web page may be behind it."""
        return self.kind in {Kind.USER, Kind.LOCALHOST}

    @property
    def same(self) -> tuple[str, ...]:
        """What makes two of them the same."""
        return tuple(str(one) for one in (self.kind, self.host, self.uid, self.login, self.sasl, self.address))

    def values(self, since: int, until: int) -> Mapping[str, Value]:
        """The parameters of the queries for this injector's messages in a time."""
        return {
            "host": self.host,
            "since": since,
            "until": until,
            "origin": "local" if self.kind is Kind.USER else None,
            "uid": self.uid,
            "login": self.login if self.uid is None else None,
            "sasl": self.sasl,
            "address": self.address,
            # Only to the machine itself do content filters hand back what was there before.
            "again": 1 if self.kind is Kind.LOCALHOST else 0,
        }


def injector_of(root: Message | Group) -> Injector:
    """Who handed in this message, or these, by what the log says about the first that is known of it."""
    if root.sasl:
        return Injector(kind=Kind.ACCOUNT, host=root.host, sasl=root.sasl)
    if root.origin == "local":
        known = root.uid is not None or root.login is not None
        kind = Kind.USER if known else Kind.UNKNOWN
        return Injector(kind=kind, host=root.host, uid=root.uid, login=root.login)
    if loopback(root.address, root.client):
        return Injector(kind=Kind.LOCALHOST, host=root.host, address=root.address or LOOPBACKS[0])
    if root.address:
        return Injector(kind=Kind.CLIENT, host=root.host, address=root.address, client=root.client)
    return Injector(kind=Kind.UNKNOWN, host=root.host)

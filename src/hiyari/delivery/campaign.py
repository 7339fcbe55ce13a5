"""A campaign: what its file says, parsed. A value of these types is complete and free of contradictions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC
from enum import StrEnum
from pathlib import Path
from typing import Final

from hiyari.carriers.provider import Limit
from hiyari.delivery.pacing.hours import Hours
from hiyari.delivery.recipients.row import RecipientFormat
from hiyari.model.inventory import IPAddress, ServerAddress
from hiyari.smtp.events import Tls

REPEAT_WINDOW: Final = 90 * 86400
"""Seconds in which nobody is given the same content twice, unless a campaign says otherwise."""


class RouteKind(StrEnum):
    """How the mail leaves."""

    DIRECT = "direct"
    """To the recipient's own exchangers, whose reply is the provider's."""
    SMART_HOST = "smart host"
    """Through the site's own relay, whose 250 only means *handed over*."""


class Charset(StrEnum):
    """How text is encoded."""

    UTF_8 = "utf-8"
    ISO_2022_JP = "iso-2022-jp"
    """For phones of before 2012; only what JIS X 0208 has can be written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """A name and an address, as in From:."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        """Of the address."""
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientsFile:
    """Where the recipients stand."""

    path: Path
    column: str
    """Which column holds the address."""
    form: RecipientFormat | None = None
    """None lets the file's name decide."""
    encoding: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFiles:
    """What is sent; the templates' files are read elsewhere."""

    sender: Mailbox
    subject: str
    """A template."""
    text: Path | None
    html: Path | None
    reply_to: Mailbox | None = None
    attachments: tuple[Path, ...] = ()
    charset: Charset = Charset.UTF_8


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsubscribe:
    """How a recipient opts out (RFC 2369, RFC 8058)."""

    url: str | None = None
    """``{token}`` in it stands for the recipient's own token."""
    mailto: str | None = None
    one_click: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """The way out."""

    kind: RouteKind
    helo: str
    egress: tuple[IPAddress, ...] = ()
    smart_host: ServerAddress | None = None
    tls: Tls = Tls.MAY
    port: int = 25
    """Where exchangers listen; another one only in a lab."""
    user: str | None = None
    password_file: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DkimKey:
    """With what the mail is signed."""

    domain: str
    selector: str
    key_file: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """Everything that the file says."""

    path: Path
    name: str
    consent: str
    """Why these people get mail: kept in the ledger (特定電子メール法 asks for a record of the consent)."""
    recipients: RecipientsFile
    message: MessageFiles
    route: Route
    reverse_path: str
    verp: bool = True
    """Whether each recipient gets a reverse-path of its own, by which a bounce is recognised."""
    unsubscribe: Unsubscribe = field(default_factory=Unsubscribe)
    hours: Hours = field(default_factory=lambda: Hours(zone=UTC))
    dkim: DkimKey | None = None
    suppress: tuple[Path, ...] = ()
    repeat_window: int = REPEAT_WINDOW
    """Seconds in which the same content is not given to the same person twice; 0 where it is switched off."""
    repeat_reason: str = ""
    """Why it is switched off."""
    pace: Mapping[str, Mapping[str, Limit]] = field(default_factory=dict)
    """By provider id: limits that are not the shipped ones."""

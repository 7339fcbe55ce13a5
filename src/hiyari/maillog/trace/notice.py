"""What an abuse notice says: values only, made by `reading`, used by `search`.

A notice is somebody else's word. Nothing in it is believed before our own log confirms it; what could not be read is
kept beside what could.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hiyari.model.text import Text


class Kind(StrEnum):
    """The form of a notice, the surest first."""

    ARF = "arf"
    """RFC 5965."""
    XARF = "xarf"
    ATTACHED = "attached"
    """A mail with the reported message, or its header fields, attached."""
    PASTED = "pasted"
    """Header fields stand in the text."""
    MESSAGE = "message"
    """The reported message itself, or its header fields alone."""
    TEXT = "text"
    """Words with an address, a time or a Message-ID somewhere."""
    EMPTY = "empty"
    """Nothing in it that could be looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A time that a notice tells."""

    at: datetime
    """Aware."""
    zoned: bool
    """Whether the notice tells the zone; else ours was taken, and the search is wider."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueId:
    """A queue id and the host whose it is."""

    host: str
    """In lower case; empty where it is not told."""
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One Received field (RFC 5321 section 4.4). Whoever sent the message may have invented it."""

    by: str
    """The host that says to have received it, in lower case; empty where none is told."""
    client: str
    """The IP address that it came from, in the usual spelling; empty where none is told."""
    queue_id: str
    userid: int | None
    """The local user that handed it in: Postfix "from userid 48", qmail "invoked by uid 48"."""
    moment: Moment | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """One message that the notice complains about."""

    message_id: str
    sender: str
    """The reverse-path; empty where it is not told."""
    subject: str
    moment: Moment | None
    """The message's own Date."""
    hops: tuple[Hop, ...]
    """The lowest field first: the beginning of its way."""
    recipients: tuple[str, ...] = ()
    script: str = ""
    """X-PHP-Originating-Script."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the administrator himself asked for: every mark counts, and a message that lacks one is not meant."""

    message_id: str = ""
    queue_id: str = ""
    address: str = ""
    sender: str = ""
    recipient: str = ""

    @property
    def marks(self) -> tuple[str, ...]:
        """The options that say the same."""
        named = (
            ("--message-id", self.message_id),
            ("--queue-id", self.queue_id),
            ("--ip", self.address),
            ("--from", self.sender),
            ("--to", self.recipient),
        )
        return tuple(f"{option} {value}" for option, value in named if value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Everything in a notice that a log can be searched for, in the notice's order and without repetition."""

    kind: Kind
    feedback: str = ""
    """ARF's Feedback-Type or XARF's type, in lower case."""
    ips: tuple[str, ...] = ()
    moments: tuple[Moment, ...] = ()
    message_ids: tuple[str, ...] = ()
    """Without brackets."""
    queue_ids: tuple[QueueId, ...] = ()
    reported: tuple[Reported, ...] = ()
    senders: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    """Where nothing else is told: addresses that may be a sender, a recipient or a Message-ID. They are among `senders`
    and `message_ids`, too."""
    strange: tuple[str, ...] = ()
    """What looks like a time and is not understood; empty where `moments` are."""
    reported_from: str = ""
    """Who sends the notice, as it says itself."""
    given: Given = Given()
    """Marks that are no stranger's word; they are among the others, too."""
    unread: tuple[Text, ...] = ()
    """What could not be read, one sentence each."""

    @property
    def hops(self) -> tuple[Hop, ...]:
        """The Received fields of all reported messages."""
        return tuple(hop for one in self.reported for hop in one.hops)

    @property
    def userids(self) -> tuple[int, ...]:
        """The user ids that Received fields name."""
        return tuple(dict.fromkeys(hop.userid for hop in self.hops if hop.userid is not None))

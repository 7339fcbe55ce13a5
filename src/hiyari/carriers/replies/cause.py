"""Why a server refused or delayed, as a postmaster thinks of it: one closed set, and its relation to `Reason`.

`Reason` says what a refusal means for the recipient of a delivery; `Cause` says which part of our own house it is
about. Both tables below are total, so that either can be had from the other; the tests prove it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from hiyari.carriers.provider import About
from hiyari.carriers.reason import Reason
from hiyari.model.text import N_


class Outcome(StrEnum):
    """What became of the delivery by this reply."""

    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    """Tried again later (4yz, or no reply at all)."""
    REFUSED = "refused"
    UNKNOWN = "unknown"
    """The text holds neither a code nor known words."""


class Cause(StrEnum):
    """What a reply is about."""

    SPF = "spf"
    DKIM = "dkim"
    DMARC = "dmarc"
    """DMARC, or SPF and DKIM together: the receiver says that neither of them passed."""
    PTR = "ptr"
    """The reverse name of our address, its confirmation by a forward look-up, or the name in HELO."""
    BLOCKLIST = "blocklist"
    """Our address or domain is on a list, somebody's own list included."""
    RATE = "rate"
    GREYLISTING = "greylisting"
    TLS = "tls"
    CONTENT = "content"
    """Something in the message: a virus, an attachment, a header, a link."""
    SPAM = "spam"
    """A filter's judgement of the message, or of what was sent before."""
    SIZE = "size"
    ADDRESS = "address"
    """The recipient does not exist."""
    MAILBOX_FULL = "mailbox_full"
    SUSPENDED = "suspended"
    RELAYING = "relaying"
    """The server does not take mail for this recipient's domain from us."""
    SENDER = "sender"
    """The address or the domain in MAIL FROM or From is refused."""
    DNS = "dns"
    """A name could not be found."""
    NETWORK = "network"
    """No connection, or it broke."""
    SYSTEM = "system"
    """A server's own trouble, or trouble of two servers with each other's commands."""
    POLICY = "policy"
    """A rule of the receiver or of the recipient that the text does not explain further."""
    EXPIRED = "expired"
    """Given up after the time in the queue."""
    UNDEFINED = "undefined"
    """Nothing that is known fits. Never the same as any of the others."""


MEANING: Final[Mapping[Cause, str]] = {
    Cause.SPF: N_("SPF did not pass: the domain in MAIL FROM does not allow the address that the mail came from."),
    Cause.DKIM: N_("The DKIM signature is missing, or it does not verify."),
    Cause.DMARC: N_(
        "DMARC did not pass, or neither SPF nor DKIM did: the mail does not prove which domain it is from."
    ),
    Cause.PTR: N_("The names of the sending server are not in order: its reverse name, the way back from it, or EHLO."),
    Cause.BLOCKLIST: N_("The sending address or domain is on a blocklist, a public one or the receiver's own."),
    Cause.RATE: N_("Too much came from you in too short a time, as this receiver sees it."),
    Cause.GREYLISTING: N_("Greylisting: the receiver lets unknown senders wait once, and takes the second attempt."),
    Cause.TLS: N_("The connection was not encrypted, or not in the way that one of the two sides demands."),
    Cause.CONTENT: N_("Something in the message is not taken: an attachment, a link, a header field, malware."),
    Cause.SPAM: N_("A filter takes the message, or what came before from you, for spam."),
    Cause.SIZE: N_("The message is larger than the receiver takes."),
    Cause.ADDRESS: N_("The recipient's address does not exist there."),
    Cause.MAILBOX_FULL: N_("The recipient's mailbox is full."),
    Cause.SUSPENDED: N_("The recipient's mailbox exists and is switched off, locked or unused."),
    Cause.RELAYING: N_("The server is not in charge of the recipient's domain, or does not know you as its customer."),
    Cause.SENDER: N_("The sender's address or domain is not taken."),
    Cause.DNS: N_("A name could not be found in DNS, or the look-up failed."),
    Cause.NETWORK: N_("The servers could not talk to each other: no connection, or it broke."),
    Cause.SYSTEM: N_("A server has trouble of its own, or the two do not understand each other's commands."),
    Cause.POLICY: N_("A rule of the receiver or a setting of the recipient refuses it; the text does not say which."),
    Cause.EXPIRED: N_("The message was given up because its time in the queue was over."),
    Cause.UNDEFINED: N_("Nothing that is known fits this text."),
}
"""What a cause means, for a person."""

CAUSE_OF: Final[Mapping[Reason, Cause]] = {
    Reason.USER_UNKNOWN: Cause.ADDRESS,
    Reason.MAILBOX_FULL: Cause.MAILBOX_FULL,
    Reason.SUSPENDED: Cause.SUSPENDED,
    Reason.FILTERED: Cause.POLICY,
    Reason.REJECTED: Cause.SENDER,
    Reason.BLOCKED: Cause.BLOCKLIST,
    Reason.RATE: Cause.RATE,
    Reason.POLICY: Cause.POLICY,
    Reason.AUTHENTICATION: Cause.DMARC,
    Reason.SPAM: Cause.SPAM,
    Reason.CONTENT: Cause.CONTENT,
    Reason.TOO_BIG: Cause.SIZE,
    Reason.GREYLISTED: Cause.GREYLISTING,
    Reason.NETWORK: Cause.NETWORK,
    Reason.HOST_UNKNOWN: Cause.DNS,
    Reason.SYNTAX: Cause.SYSTEM,
    Reason.SYSTEM: Cause.SYSTEM,
    Reason.EXPIRED: Cause.EXPIRED,
    Reason.UNDEFINED: Cause.UNDEFINED,
}
"""The cause behind what the providers' files say of a reply."""

REASON_OF: Final[Mapping[Cause, Reason]] = {
    Cause.SPF: Reason.AUTHENTICATION,
    Cause.DKIM: Reason.AUTHENTICATION,
    Cause.DMARC: Reason.AUTHENTICATION,
    Cause.PTR: Reason.AUTHENTICATION,
    Cause.BLOCKLIST: Reason.BLOCKED,
    Cause.RATE: Reason.RATE,
    Cause.GREYLISTING: Reason.GREYLISTED,
    Cause.TLS: Reason.POLICY,
    Cause.CONTENT: Reason.CONTENT,
    Cause.SPAM: Reason.SPAM,
    Cause.SIZE: Reason.TOO_BIG,
    Cause.ADDRESS: Reason.USER_UNKNOWN,
    Cause.MAILBOX_FULL: Reason.MAILBOX_FULL,
    Cause.SUSPENDED: Reason.SUSPENDED,
    Cause.RELAYING: Reason.POLICY,
    Cause.SENDER: Reason.REJECTED,
    Cause.DNS: Reason.HOST_UNKNOWN,
    Cause.NETWORK: Reason.NETWORK,
    Cause.SYSTEM: Reason.SYSTEM,
    Cause.POLICY: Reason.POLICY,
    Cause.EXPIRED: Reason.EXPIRED,
    Cause.UNDEFINED: Reason.UNDEFINED,
}
"""What a cause means for a delivery."""

ABOUT_OF: Final[Mapping[Cause, About]] = {
    Cause.SPF: About.SENDER,
    Cause.DKIM: About.SENDER,
    Cause.DMARC: About.SENDER,
    Cause.PTR: About.SENDER,
    Cause.BLOCKLIST: About.SENDER,
    Cause.RATE: About.SENDER,
    Cause.GREYLISTING: About.TRANSACTION,
    Cause.TLS: About.TRANSACTION,
    Cause.CONTENT: About.SENDER,
    Cause.SPAM: About.SENDER,
    Cause.SIZE: About.TRANSACTION,
    Cause.ADDRESS: About.RECIPIENT,
    Cause.MAILBOX_FULL: About.RECIPIENT,
    Cause.SUSPENDED: About.RECIPIENT,
    Cause.RELAYING: About.TRANSACTION,
    Cause.SENDER: About.SENDER,
    Cause.DNS: About.TRANSACTION,
    Cause.NETWORK: About.TRANSACTION,
    Cause.SYSTEM: About.TRANSACTION,
    Cause.POLICY: About.TRANSACTION,
    Cause.EXPIRED: About.TRANSACTION,
    Cause.UNDEFINED: About.TRANSACTION,
}
"""Whom a cause is evidence about, where the rule that found it does not say otherwise."""

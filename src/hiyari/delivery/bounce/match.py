"""Which delivery a bounce is about: by the token in the address that it was sent to, then by the returned Message-ID.

Only where it carries no token of ours does recipient and time decide (that look-up is the ledger's). Two genuine tokens
that contradict each other are no evidence at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from hiyari.carriers.knowledge import Knowledge
from hiyari.carriers.provider import About
from hiyari.delivery.bounce.bounce import Bounce, Kind, Notice
from hiyari.delivery.bounce.meaning import written_key
from hiyari.delivery.message.tokens import Purpose, read_token
from hiyari.smtp.reply import Phase


class How(StrEnum):
    """How a delivery was found."""

    VERP = "the address that it was sent to"
    MESSAGE_ID = "the returned Message-ID"
    RECIPIENT = "recipient and time"
    """Anybody can write such a bounce: it is weak evidence."""


_ABOUT_ONE: Final = frozenset({About.RECIPIENT, About.NAMED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The delivery that a message's tokens name."""

    how: How
    campaign: str
    """The campaign's token."""
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Its genuine tokens name two deliveries."""


class Whom(StrEnum):
    """Whom a statement is about, seen from one delivery."""

    OWN = "own"
    """It names the delivery's address."""
    FORWARDED = "forwarded"
    """It is about where the delivery's address forwards to: the mailbox itself may have it."""
    NOT_NAMED = "not named"
    OTHER = "other"
    """It names another address, and nothing says that this one leads there."""
    ONE_OF_SEVERAL = "one of several"
    """One reply to several recipients, about one of them, and it does not say which (au's filter)."""


def find_claim(notice: Notice, sent_to: Iterable[str], key: bytes) -> Claim | Contradiction | None:
    """The delivery that the tokens of a message name; None where it has no genuine one.

    Args:
        notice: What the message says.
        sent_to: The envelope's recipients, where they are known; else the header's count.
        key: The site's key.
    """
    envelope = tuple(sent_to)
    by_address = {found for one in envelope or notice.places if (found := read_token(key, Purpose.BOUNCE, one))}
    by_id = {found for one in notice.returned if (found := read_token(key, Purpose.BOUNCE, one))}
    if len(by_address | by_id) > 1:
        return Contradiction()
    for how, named in ((How.VERP, by_address), (How.MESSAGE_ID, by_id)):
        for campaign, number in named:
            return Claim(how=how, campaign=campaign, number=number)
    return None


def find_unsubscribe(notice: Notice, key: bytes) -> tuple[str, int] | None:
    """The delivery whose recipient wants no more mail: its token stands in the subject (RFC 2369 section 3.2)."""
    if notice.kind not in {Kind.OTHER, Kind.UNCLEAR}:
        return None
    return read_token(key, Purpose.UNSUBSCRIBE, notice.subject)


def whom(bounce: Bounce, recipient: str, others: frozenset[str], known: Knowledge, *, shared: bool) -> Whom:
    """Whom a statement is about.

    Args:
        bounce: The statement with its meaning.
        recipient: The delivery's recipient key.
        others: The keys of the other recipients of the same report.
        known: For the keys.
        shared: Whether the same reply is told of another recipient, too.
    """
    final, original = (
        written_key(one, known) if one else None for one in (bounce.statement.recipient, bounce.statement.original)
    )
    if recipient not in {final, original} and (final or original):
        return Whom.OTHER
    written = frozenset(key for one in bounce.addresses if (key := written_key(one, known)) is not None)
    own = frozenset(one for one in (recipient, final, original) if one is not None)
    if written and not _meet(written, own):
        # docomo names one recipient and refuses them all; elsewhere it may be the address that ours leads to.
        if bounce.about is About.NAMED or _meet(written, others):
            return Whom.OTHER
        if bounce.about is About.RECIPIENT:
            return Whom.FORWARDED
    if shared and not written and bounce.about in _ABOUT_ONE and bounce.statement.phase != Phase.RCPT.value:
        return Whom.ONE_OF_SEVERAL
    if final is None and original is None:
        return Whom.NOT_NAMED
    return Whom.OWN if final in {recipient, None} else Whom.FORWARDED


def _meet(written: frozenset[str], keys: frozenset[str]) -> bool:
    """Whether one of the keys is written; a server may write in lower case what is not one mailbox in two cases."""
    return not {one.lower() for one in written}.isdisjoint(one.lower() for one in keys)

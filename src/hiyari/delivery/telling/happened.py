"""What happened to a delivery, event by event, in sentences."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from hiyari.delivery.ledger.book import EventRow
from hiyari.delivery.ledger.states import Move
from hiyari.delivery.telling.case import DECIDED
from hiyari.delivery.telling.words import phase_words, reply_of
from hiyari.model.text import N_, Remote, Text, text

_SECOND: Final = 1_000_000
_SENTENCES: Final = {
    Move.LOADED: N_("It was loaded."),
    Move.INTENDED: N_("It was about to be given to {server}; the promise was written down first."),
    Move.ACCEPTED: N_("{server} took it after the content: {reply}"),
    Move.HANDED_OVER: N_("The smart host {server} took it: {reply}"),
    Move.UNPROVEN: N_("{server} answered after the content, but not about this recipient: {reply}"),
    Move.ANSWER_LOST: N_("All of it was sent to {server}, and no answer came."),
    Move.NODE_DIED: N_("The sender died between its promise and the outcome; {node} found that."),
    Move.DOUBTED: N_("The refusal was no longer believed."),
    Move.BOUNCED: N_("A bounce came back: {reply}"),
    Move.EXPIRED: N_("The campaign's time was over before it was accepted."),
    Move.QUEUED_AGAIN: N_("A person decided that it is sent again: {reason}"),
    Move.CANCELLED: N_("A person decided that it is not sent: {reason}"),
}
"""What has one sentence, whatever the event says; a test holds it complete."""


def moment(at_us: int) -> datetime:
    """A time of the ledger (microseconds since the epoch) as an aware one."""
    return datetime.fromtimestamp(at_us / _SECOND, UTC)


def happened(event: EventRow) -> Text:
    """One event in a sentence."""
    match event.move:
        case Move.DEFERRED | Move.RETRACTED:
            return _deferred(event)
        case Move.REFUSED:
            return _refused(event)
        case Move.CONFIRMED:
            return _confirmed(event)
        case Move.SUPPRESSED:
            return text("It was held back: {reason}", reason=Remote(event.reason))
        case Move.QUEUED_AGAIN | Move.CANCELLED:
            return text(_SENTENCES[event.move], reason=Remote(event.said))
        case _:
            return text(_SENTENCES[event.move], server=_at(event), reply=reply_of(event), node=event.node)


def _at(event: EventRow) -> str | Text:
    return event.mx or text("a server that was not written down")


def _deferred(event: EventRow) -> Text:
    where = phase_words(event.phase)
    if event.code is not None and where is not None:
        return text("{server} put it off {where}: {reply}", server=_at(event), where=where, reply=reply_of(event))
    if event.mx and where is not None:
        return text(
            "The session with {server} failed {where}: {reason}",
            server=event.mx,
            where=where,
            reason=Remote(event.said or event.reason),
        )
    return text("It could not be tried: {reason}", reason=Remote(event.said or event.reason))


def _refused(event: EventRow) -> Text:
    where = phase_words(event.phase)
    if event.code is not None and where is not None:
        return text("{server} refused it {where}: {reply}", server=_at(event), where=where, reply=reply_of(event))
    return text("No server was asked: {reason}", reason=Remote(event.said or event.reason))


def _confirmed(event: EventRow) -> Text:
    if event.phase == DECIDED:
        return text("A person recorded that it was delivered: {reason}", reason=Remote(event.said))
    if event.code is not None and event.mx:
        return text("{server} had taken it after all: {reply}", server=event.mx, reply=reply_of(event))
    return text("A report says that it was delivered: {reply}", reply=reply_of(event))

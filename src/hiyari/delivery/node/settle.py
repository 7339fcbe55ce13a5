"""From an outcome to what is written about it: pure, one change for one delivery."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from hiyari.delivery.attribution import Outcome
from hiyari.delivery.campaign import RouteKind
from hiyari.delivery.ledger.change import Change, Delivery, Promise, Source, change
from hiyari.delivery.ledger.questions import is_open
from hiyari.delivery.ledger.states import Delivered, Move, Standing, State
from hiyari.delivery.pacing.backoff import retry_after

_MOST_SAID: Final = 1000
"""Characters of a reply that the ledger keeps."""
_SECOND: Final = 1_000_000


def settle(delivery: Delivery, outcome: Outcome, source: Source, kind: RouteKind, retry: float) -> Change:
    """What is written about a delivery that was tried.

    Args:
        delivery: As it stands: *sending* where the intent was written, else *waiting* or *deferred*.
        outcome: What became of it.
        source: When and where; the reply is filled in here.
        kind: A smart host's acceptance is not the provider's.
        retry: The lane's usual first wait in seconds.
    """
    intended = delivery.state is State.SENDING
    source = spoken(source, outcome)
    move = outcome.move
    if move is Move.RETRACTED and not intended:
        move = Move.DEFERRED
    if move is Move.ACCEPTED and kind is RouteKind.SMART_HOST:
        return change(delivery, Move.HANDED_OVER, source, delivered=Delivered.MAY_BE, reason="")
    if move in {Move.DEFERRED, Move.RETRACTED}:
        wait = retry_after(outcome.reason, delivery.events - delivery.attempts + 1, source.said, retry)
        return change(
            delivery,
            move,
            source,
            delivered=_altogether(delivery, Delivered.NO),
            reason=outcome.reason,
            due_us=source.at_us + int(wait * _SECOND),
            promise=Promise.RELEASED if intended else Promise.KEPT,
        )
    return change(
        delivery,
        move,
        source,
        delivered=_altogether(delivery, outcome.delivered),
        standing=outcome.standing if outcome.standing is not Standing.UNKNOWN else None,
        reason="" if move is Move.ACCEPTED else outcome.reason,
        promise=_promise(outcome, intended=intended),
    )


def _promise(outcome: Outcome, *, intended: bool) -> Promise:
    """A refusal lets others send the same content, except one after the content with which filters deliver it."""
    if outcome.move is not Move.REFUSED or not intended or outcome.calls_unknown:
        return Promise.KEPT
    return Promise.KEPT if is_open(outcome.move, outcome.phase.value, outcome.reason) else Promise.RELEASED


def intend(delivery: Delivery, source: Source) -> Change:
    """The intent: durable before the end of the content is sent."""
    delivery.earlier = delivery.delivered
    return change(delivery, Move.INTENDED, source, delivered=Delivered.MAY_BE, promise=Promise.MADE)


def _altogether(delivery: Delivery, now: Delivered) -> Delivered:
    """Whether the recipient has it from any attempt: one that failed for certain takes nothing back."""
    before = delivery.earlier if delivery.state is State.SENDING else delivery.delivered
    return Delivered.MAY_BE if now is Delivered.NO and before is Delivered.MAY_BE else now


def doubt(delivery: Delivery, source: Source, *, after_content: bool) -> Change:
    """A refusal that is no longer believed.

    Args:
        delivery: One that is *refused*.
        source: When the doubt arose.
        after_content: Whether the refusal came after the content: then it may have been delivered all the same.
    """
    return change(
        delivery,
        Move.DOUBTED,
        source,
        delivered=Delivered.MAY_BE if after_content else _altogether(delivery, Delivered.NO),
        standing=Standing.DOUBTED,
        promise=Promise.RENEWED,
    )


def spoken(source: Source, outcome: Outcome) -> Source:
    """The source with the reply that decided."""
    reply = outcome.reply
    if reply is None:
        return replace(source, phase=outcome.phase.value, said=source.said or outcome.source)
    return replace(
        source,
        phase=reply.phase.value,
        code=reply.code,
        enhanced=reply.enhanced,
        said=" ".join(reply.lines)[:_MOST_SAID],
    )

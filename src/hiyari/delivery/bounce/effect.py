"""What a bounce does to the ledger: a decision over values; `delivery.bouncing` writes it.

Rules for this file:

* Nothing here makes anything be sent again: no move leads to a sendable state.
* A delivery is only moved by what is about its own address. What names somebody else, or nobody can tell whom, changes
  nothing.
* The promise is released only where nothing was delivered beyond doubt: one of our tokens, and our address named.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from hiyari.carriers.reason import Reason
from hiyari.delivery.bounce.bounce import Action, Bounce
from hiyari.delivery.bounce.match import How, Whom
from hiyari.delivery.ledger.change import Change, Delivery, Promise, Source, change
from hiyari.delivery.ledger.states import MOVES, Delivered, Move, Standing, State
from hiyari.smtp.reply import Phase

_MOST_SAID: Final = 1000
_SKEW_US: Final = 10 * 60 * 1_000_000
"""How far the clock of whoever wrote the bounce may be behind ours."""


class Doing(StrEnum):
    """What became of a statement."""

    REFUSED = "refused"
    """The delivery is refused now."""
    CONFIRMED = "confirmed"
    """The delivery is known to be delivered now."""
    KNOWN = "already known"
    WARNING = "only a delay"
    EARLIER = "an earlier attempt"
    """The delivery was sent again since."""
    STATE = "no such move"
    """In its state, a bounce changes nothing."""
    SOMEBODY_ELSE = "somebody else"
    """It is about another address than the delivery's, or does not say about which of several."""
    WEAK = "weak"
    """It carries none of our tokens, so that anybody can have written it."""
    AMBIGUOUS = "several deliveries"
    CONTRADICTION = "contradiction"
    UNMATCHED = "unmatched"


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What the ledger knows of a delivery's way so far."""

    sent_us: int | None
    """When the end of its content was last about to leave."""
    bounced: frozenset[str] = frozenset()
    """What earlier bounces said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What becomes of one statement."""

    doing: Doing
    bounce: Bounce
    whom: Whom | None = None
    how: How | None = None
    delivery: Delivery | None = None
    change: Change | None = None


def decide(bounce: Bounce, delivery: Delivery, about: Whom, how: How, past: Past, source: Source) -> Effect:
    """What a statement does to the delivery that it was matched with.

    Args:
        bounce: The statement with its meaning.
        delivery: As it stands.
        about: Whom the statement is about.
        how: How the delivery was found.
        past: What happened before.
        source: When and where the bounce is read; the reply's columns are filled in here.
    """
    effect = Effect(doing=Doing.SOMEBODY_ELSE, bounce=bounce, whom=about, how=how, delivery=delivery)
    if about in {Whom.OTHER, Whom.ONE_OF_SEVERAL}:
        return effect
    match bounce.statement.action:
        case Action.DELAYED:
            return replace(effect, doing=Doing.WARNING)
        case Action.FAILED:
            return _failed(effect, delivery, past, source)
        case _:
            return _delivered(effect, delivery, past, source)


def _failed(effect: Effect, delivery: Delivery, past: Past, source: Source) -> Effect:
    if delivery.state is State.REFUSED or _literally(effect.bounce) in past.bounced:
        return replace(effect, doing=Doing.KNOWN)
    if (delivery.state, Move.BOUNCED) not in MOVES:
        return replace(effect, doing=Doing.STATE)
    if _is_earlier(effect.bounce, past):
        return replace(effect, doing=Doing.EARLIER)
    strong = effect.how is not How.RECIPIENT
    certain = strong and effect.whom is not Whom.FORWARDED
    made = change(
        delivery,
        Move.BOUNCED,
        _source(effect.bounce, source),
        delivered=Delivered.NO if certain else Delivered.MAY_BE,
        standing=_standing(effect, strong=strong),
        reason=effect.bounce.reason,
        promise=Promise.RELEASED if certain and effect.whom is Whom.OWN else Promise.KEPT,
    )
    return replace(effect, doing=Doing.REFUSED, change=made)


def _delivered(effect: Effect, delivery: Delivery, past: Past, source: Source) -> Effect:
    if delivery.state is State.ACCEPTED:
        return replace(effect, doing=Doing.KNOWN)
    if delivery.state is not State.UNCERTAIN:
        return replace(effect, doing=Doing.STATE)
    if effect.how is How.RECIPIENT:
        return replace(effect, doing=Doing.WEAK)
    if _is_earlier(effect.bounce, past):
        return replace(effect, doing=Doing.EARLIER)
    said = _source(effect.bounce, source)
    made = change(delivery, Move.CONFIRMED, said, delivered=Delivered.YES, standing=Standing.GOOD)
    return replace(effect, doing=Doing.CONFIRMED, change=made)


def _standing(effect: Effect, *, strong: bool) -> Standing | None:
    """Bad only for an unknown user, for good, at our own address; doubted where that was said after the content."""
    bounce = effect.bounce
    if bounce.reason is not Reason.USER_UNKNOWN or not bounce.hard or effect.whom is Whom.FORWARDED:
        return None
    # The address was taken at RCPT: to call it unknown afterwards is an alarm rather than a fact (docomo).
    after_content = bounce.statement.phase in {Phase.DATA.value, Phase.FINAL_DOT.value}
    return Standing.BAD if strong and not after_content else Standing.DOUBTED


def _is_earlier(bounce: Bounce, past: Past) -> bool:
    """Whether it was written before the delivery was last sent: then it is about another attempt."""
    return past.sent_us is not None and int(bounce.at.timestamp() * 1_000_000) < past.sent_us - _SKEW_US


def _literally(bounce: Bounce) -> str:
    """What an event keeps of a bounce: the text with the moment that it names, so that the same one is known again."""
    when = bounce.at.strftime("%Y-%m-%dT%H:%M:%SZ") if bounce.dated else "undated"
    return f"[{when}] {bounce.statement.said}"[:_MOST_SAID]


def _source(bounce: Bounce, source: Source) -> Source:
    statement = bounce.statement
    return replace(
        source,
        mx=statement.mx,
        phase=statement.phase,
        code=statement.code,
        enhanced=statement.enhanced,
        said=_literally(bounce),
    )

"""One change of one delivery, as a value: what is written, in one transaction, beside its event."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from hiyari.carriers.reason import Reason
from hiyari.delivery.ledger.states import Delivered, Move, Standing, State, after


class Promise(Enum):
    """What a change does to the promise that this content goes to this recipient once."""

    KEPT = "kept"
    MADE = "made"
    """Refused when somebody else has made it: then the change is not made either."""
    RELEASED = "released"
    """Certainly not delivered, and believed. It is kept all the same while an earlier attempt may have delivered it."""
    RENEWED = "renewed"
    """Held again, whoever made it."""


@dataclass(slots=True, kw_only=True)
class Delivery:
    """One row of the ledger, as somebody holds it who is about to change it."""

    recipient: str
    """The recipient key."""
    campaign: str
    number: int
    """The row of the recipients' file."""
    address: str
    lane: str
    fingerprint: str
    variables: str
    """The row's columns, as JSON."""
    state: State
    delivered: Delivered
    standing: Standing
    reason: str
    attempts: int
    events: int
    due_us: int | None
    known_good: bool
    node: str = ""
    earlier: Delivered = Delivered.NO
    """While it is *sending*: whether an attempt before this one may have delivered it. Not a column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a change came from: the columns of an event that are not the delivery's."""

    at_us: int
    node: str = ""
    egress: str = ""
    mx: str = ""
    phase: str = ""
    code: int | None = None
    enhanced: str | None = None
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is to be written."""

    delivery: Delivery
    move: Move
    state: State
    delivered: Delivered
    standing: Standing
    reason: str
    attempts: int
    due_us: int | None
    promise: Promise
    source: Source
    events: int
    """The count of events that the row must have for the change to be made."""


def change(
    delivery: Delivery,
    move: Move,
    source: Source,
    *,
    delivered: Delivered | None = None,
    standing: Standing | None = None,
    reason: Reason | str | None = None,
    due_us: int | None = None,
    promise: Promise = Promise.KEPT,
) -> Change:
    """A change of a delivery; what is not named stays as it is.

    Raises:
        MoveError: It cannot happen in its state.
    """
    return Change(
        delivery=delivery,
        move=move,
        state=after(delivery.state, move),
        delivered=delivered or delivery.delivered,
        standing=standing or delivery.standing,
        reason=delivery.reason if reason is None else str(reason),
        attempts=delivery.attempts + (move is Move.INTENDED),
        due_us=due_us,
        promise=promise,
        source=source,
        events=delivery.events,
    )


def settled(one: Change) -> Delivery:
    """The delivery as it is when the change is written; the same object, brought up to date."""
    delivery = one.delivery
    delivery.state = one.state
    delivery.delivered = one.delivered
    delivery.standing = one.standing
    delivery.reason = one.reason
    delivery.attempts = one.attempts
    delivery.due_us = one.due_us
    delivery.events = one.events + 1
    return delivery

"""One delivery with everything that the ledger knows about it: what the sentences are made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from hiyari.delivery.ledger.book import EventRow
from hiyari.delivery.ledger.change import Delivery
from hiyari.delivery.ledger.questions import is_open
from hiyari.delivery.ledger.states import Delivered, Move, State


class Cause(StrEnum):
    """Why a person has to look at a delivery."""

    ANSWER_LOST = "answer lost"
    UNPROVEN = "unproven"
    NODE_DIED = "node died"
    DOUBTED_BEFORE = "doubted before the content"
    DOUBTED_AFTER = "doubted after the content"


DECIDED: Final = "decision"
"""Stands as the phase of an event that is a person's word, and no server's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmRow:
    """A lane whose answers were no longer believed, with the numbers."""

    campaign: str
    lane: str
    egress: str
    at_us: int
    since_us: int
    results: int
    unknown: int
    known_good: int
    expected: float
    """The share of unknown users that was usual (0..1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is known."""

    delivery: Delivery
    events: tuple[EventRow, ...]
    """In order; empty where nothing was tried."""
    alarms: tuple[AlarmRow, ...] = ()
    """Of its lane in its campaign, in order."""
    digest: str = ""
    """By which the campaign goes on; empty where it has not begun."""

    @property
    def last(self) -> EventRow | None:
        """The newest event."""
        return self.events[-1] if self.events else None

    @property
    def may_have_it(self) -> bool:
        """Whether the recipient may have it, by its last attempt or by an earlier one."""
        return self.delivery.delivered is not Delivered.NO or has_open_question(self.events)

    @property
    def refusal(self) -> EventRow | None:
        """The newest refusal."""
        return next((one for one in reversed(self.events) if one.move is Move.REFUSED), None)

    @property
    def alarm(self) -> AlarmRow | None:
        """The alarm that made it doubted: the last one before that, else the lane's newest."""
        doubted = next((one for one in reversed(self.events) if one.move is Move.DOUBTED), None)
        before = [one for one in self.alarms if doubted is None or one.at_us <= doubted.at_us]
        found = before or list(self.alarms)
        return found[-1] if found else None


def cause_of(state: State, delivered: Delivered, last: Move | None) -> Cause | None:
    """Why a person has to look at it; None where nobody has to.

    Args:
        state: Where the delivery stands.
        delivered: Whether the recipient has it.
        last: What happened last.
    """
    if state is State.DOUBTED:
        return Cause.DOUBTED_BEFORE if delivered is Delivered.NO else Cause.DOUBTED_AFTER
    if state is not State.UNCERTAIN:
        return None
    known = {Move.UNPROVEN: Cause.UNPROVEN, Move.NODE_DIED: Cause.NODE_DIED}
    return Cause.ANSWER_LOST if last is None else known.get(last, Cause.ANSWER_LOST)


def has_open_question(events: Sequence[EventRow]) -> bool:
    """Whether any attempt ended without proof that nothing was delivered.

    A bounce that came last answers for the last attempt, and the delivery says what it proves. It is no answer about
    what was tried before a person queued it again.
    """
    if events and events[-1].move is Move.BOUNCED:
        again = max((one.number for one in events if one.move is Move.QUEUED_AGAIN), default=0)
        events = [one for one in events if one.number < again]
    return any(is_open(one.move, one.phase, one.reason) for one in events)


def is_unbelieved(event: EventRow) -> bool:
    """Whether it is a refusal after the content for a reason with which filters refuse what they deliver."""
    return event.move is Move.REFUSED and is_open(event.move, event.phase, event.reason)

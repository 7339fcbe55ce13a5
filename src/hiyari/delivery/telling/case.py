"""One delivery with everything that the ledger knows about it: what the sentences are made from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hiyari.delivery.ledger.book import EventRow
from hiyari.delivery.ledger.change import Delivery
from hiyari.delivery.ledger.states import Delivered, Move, State
from hiyari.smtp.reply import Phase


class Cause(StrEnum):
    """Why a person has to look at a delivery."""

    ANSWER_LOST = "answer lost"
    UNPROVEN = "unproven"
    NODE_DIED = "node died"
    DOUBTED_BEFORE = "doubted before the content"
    DOUBTED_AFTER = "doubted after the content"


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
    sent_by: str = ""
    """The node that sends the campaign now; empty where none does."""

    @property
    def last(self) -> EventRow | None:
        """The newest event."""
        return self.events[-1] if self.events else None

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


def came_after_content(event: EventRow | None) -> bool:
    """Whether a refusal came when the recipient could have the message already."""
    return event is not None and event.phase == Phase.FINAL_DOT.value

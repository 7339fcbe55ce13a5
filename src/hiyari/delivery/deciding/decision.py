"""What a person decides about deliveries, and which of them a decision may touch. Pure.

Rules for this file:

* What may have been delivered is sent again only where its recipient was named. No state, lane or cause selects it.
* What certainly was not delivered is recorded as delivered only where its recipient was named.
* A decision is made of exact rows with their counts of events: a row that has moved since is not touched.
"""

from __future__ import annotations

import hashlib
import json
from array import array
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from hiyari.delivery.ledger.change import Change, Delivery, Promise, Source, change
from hiyari.delivery.ledger.states import MOVES, Delivered, Move, State
from hiyari.delivery.telling.case import Cause

SHOWN: Final = 10
"""Rows that are kept to be shown."""


class Decision(StrEnum):
    """What shall become of them."""

    SENT = "sent"
    """They have it, or shall be taken to have it."""
    AGAIN = "again"
    """They are sent again."""
    NEVER = "never"
    """They are not sent."""


_MOVES: Final = {
    Decision.SENT: Move.CONFIRMED,
    Decision.AGAIN: Move.QUEUED_AGAIN,
    Decision.NEVER: Move.CANCELLED,
}


class Held(StrEnum):
    """Why a decision does not touch a row."""

    MAY_HAVE_IT = "may have it"
    """It may have been delivered, and its recipient was not named."""
    HAS_IT_NOT = "has it not"
    """It certainly was not delivered, and its recipient was not named."""
    STATE = "state"
    """The decision is none about its state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A delivery, as far as a decision looks at it."""

    number: int
    recipient: str
    address: str
    lane: str
    state: State
    cause: Cause | None
    may_have_it: bool
    """By what the ledger says now, or by an attempt before the last whose outcome nobody knows."""
    events: int


def possible(decision: Decision, state: State) -> bool:
    """Whether anything in this state can be decided so."""
    return (state, _MOVES[decision]) in MOVES


def judge(row: Row, decision: Decision, *, named: bool) -> Held | None:
    """Why the decision does not touch the row; None where it does.

    Args:
        row: The row.
        decision: What shall become of it.
        named: Whether a person named the recipient, instead of a state.
    """
    if not possible(decision, row.state):
        return Held.STATE
    if decision is Decision.AGAIN and row.may_have_it and not named:
        return Held.MAY_HAVE_IT
    if decision is Decision.SENT and not row.may_have_it and not named:
        return Held.HAS_IT_NOT
    return None


def decided(delivery: Delivery, decision: Decision, source: Source) -> Change:
    """The change of one delivery; ``source.said`` holds the reason.

    The address is left as it stands: a person's word about a message is no answer of a provider about a mailbox.

    Raises:
        MoveError: The decision is none about its state.
    """
    move = _MOVES[decision]
    match decision:
        case Decision.SENT:
            return change(delivery, move, source, delivered=Delivered.YES, reason="", promise=Promise.RENEWED)
        case Decision.AGAIN:
            return change(delivery, move, source, reason="", due_us=source.at_us, promise=Promise.RELEASED)
        case Decision.NEVER:
            return change(delivery, move, source)


@dataclass(slots=True)
class Draft:
    """A decision over rows, in the order of the file. Memory grows by twelve octets a row."""

    campaign: str
    decision: Decision
    reason: str
    numbers: array[int] = field(default_factory=lambda: array("q"))
    events: array[int] = field(default_factory=lambda: array("i"))
    counts: Counter[tuple[str, State, Cause | None]] = field(default_factory=Counter)
    """By lane, state and cause."""
    risky: int = 0
    """Rows that may have it already."""
    held: Counter[Held] = field(default_factory=Counter)
    first: list[Row] = field(default_factory=list)
    first_held: list[Row] = field(default_factory=list)
    _hash: hashlib._Hash = field(init=False)

    def __post_init__(self) -> None:
        self._hash = hashlib.sha256(_line([self.campaign, self.decision.value, self.reason]))

    def add(self, row: Row, *, named: bool) -> None:
        """Take the row, or hold it."""
        held = judge(row, self.decision, named=named)
        if held is not None:
            self.held[held] += 1
            if len(self.first_held) < SHOWN:
                self.first_held.append(row)
            return
        self.numbers.append(row.number)
        self.events.append(row.events)
        self.counts[row.lane, row.state, row.cause] += 1
        self.risky += row.may_have_it
        if len(self.first) < SHOWN:
            self.first.append(row)
        self._hash.update(_line([row.number, row.recipient, row.state.value, row.events]))

    @property
    def digest(self) -> str:
        """SHA-256 over the decision, its reason, and every row with its count of events, in hexadecimal."""
        return self._hash.hexdigest()


def _line(values: list[str | int]) -> bytes:
    return json.dumps(values, ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n"

"""Which events leave it open whether the recipient has it: in one place, for sentences, decisions and promises."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from hiyari.carriers.reason import Reason
from hiyari.delivery.ledger.states import Move
from hiyari.smtp.reply import Phase

OPEN_QUESTIONS: Final = frozenset(
    {Move.UNPROVEN, Move.ANSWER_LOST, Move.NODE_DIED, Move.HANDED_OVER, Move.ACCEPTED, Move.CONFIRMED}
)
"""After these it has, or may have, been delivered, whatever a later attempt ends with."""
UNBELIEVED: Final = frozenset({Reason.USER_UNKNOWN, Reason.HOST_UNKNOWN, Reason.FILTERED, Reason.UNDEFINED})
"""Reasons after the content with which filters refuse what they deliver all the same."""


def is_open(move: Move, phase: str, reason: str) -> bool:
    """Whether an event leaves the question open: no proof of its attempt says that nothing was delivered."""
    return move in OPEN_QUESTIONS or (move is Move.REFUSED and phase == Phase.FINAL_DOT.value and reason in UNBELIEVED)


def is_open_in(event: Any) -> sa.ColumnElement[bool]:  # noqa: ANN401 - the event table or an alias of it
    """The same of a row of the event table; without parameters, so that the statement is compiled once."""
    unbelieved = (
        (event.c.move == word(Move.REFUSED))
        & (event.c.phase == word(Phase.FINAL_DOT))
        & event.c.reason.in_([word(one) for one in sorted(UNBELIEVED)])
    )
    condition: sa.ColumnElement[bool] = event.c.move.in_([word(one) for one in sorted(OPEN_QUESTIONS)]) | unbelieved
    return condition


def word(value: Move | Phase | Reason) -> sa.ColumnElement[str]:
    """A word of ours as it stands in a statement."""
    return sa.literal_column(f"'{value.value}'", sa.Text)

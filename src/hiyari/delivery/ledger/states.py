"""The states of a delivery, as one table. The diagram in the documentation is drawn from it.

A delivery is one recipient of one campaign. Two questions are kept apart: was it *delivered*, and is the *address*
good?
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class State(StrEnum):
    """Where a delivery stands."""

    WAITING = "waiting"
    SENDING = "sending"
    """The intent is durable, and the end of the content may have left."""
    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    REFUSED = "refused"
    DOUBTED = "doubted"
    """Refused, and the refusal is not believed."""
    UNCERTAIN = "uncertain"
    """It may or may not have been delivered."""
    SUPPRESSED = "suppressed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class Move(StrEnum):
    """What can happen to a delivery; each is an event in the ledger."""

    LOADED = "loaded"
    INTENDED = "intended"
    """Written, and durable, before the end of the content is sent."""
    ACCEPTED = "accepted"
    HANDED_OVER = "handed over"
    """Taken by a smart host, which is not the provider."""
    DEFERRED = "deferred"
    REFUSED = "refused"
    UNPROVEN = "unproven"
    """Refused after the content, by an answer that is not about this recipient."""
    ANSWER_LOST = "answer lost"
    """The end of the content was sent, and no reply came (RFC 1047)."""
    RETRACTED = "retracted"
    """The intent was written, and the end of the content was never sent."""
    NODE_DIED = "node died"
    DOUBTED = "doubted"
    BOUNCED = "bounced"
    CONFIRMED = "confirmed"
    """Evidence, or a person, says that it was delivered."""
    QUEUED_AGAIN = "queued again"
    """A person decided that it may be sent again."""
    SUPPRESSED = "suppressed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class Delivered(StrEnum):
    """Whether the recipient has it. *Yes* means that the provider took it, not that it was read."""

    NO = "no"
    MAY_BE = "may be"
    YES = "yes"


class Standing(StrEnum):
    """What is known of the address."""

    UNKNOWN = "unknown"
    GOOD = "good"
    DOUBTED = "doubted"
    BAD = "bad"


_S, _M = State, Move
MOVES: Final[Mapping[tuple[State, Move], State]] = {
    # The way of a message that nothing happens to.
    (_S.WAITING, _M.INTENDED): _S.SENDING,
    (_S.DEFERRED, _M.INTENDED): _S.SENDING,
    (_S.SENDING, _M.ACCEPTED): _S.ACCEPTED,
    (_S.SENDING, _M.HANDED_OVER): _S.ACCEPTED,
    # Answers before the content was asked for: nothing was delivered.
    (_S.WAITING, _M.DEFERRED): _S.DEFERRED,
    (_S.DEFERRED, _M.DEFERRED): _S.DEFERRED,
    (_S.WAITING, _M.REFUSED): _S.REFUSED,
    (_S.DEFERRED, _M.REFUSED): _S.REFUSED,
    (_S.WAITING, _M.DOUBTED): _S.DOUBTED,
    (_S.DEFERRED, _M.DOUBTED): _S.DOUBTED,
    # Answers to the content.
    (_S.SENDING, _M.DEFERRED): _S.DEFERRED,
    (_S.SENDING, _M.REFUSED): _S.REFUSED,
    (_S.SENDING, _M.DOUBTED): _S.DOUBTED,
    (_S.SENDING, _M.UNPROVEN): _S.UNCERTAIN,
    # No answer.
    (_S.SENDING, _M.RETRACTED): _S.DEFERRED,
    (_S.SENDING, _M.ANSWER_LOST): _S.UNCERTAIN,
    (_S.SENDING, _M.NODE_DIED): _S.UNCERTAIN,
    # What is learned later.
    (_S.REFUSED, _M.DOUBTED): _S.DOUBTED,
    (_S.ACCEPTED, _M.BOUNCED): _S.REFUSED,
    (_S.UNCERTAIN, _M.BOUNCED): _S.REFUSED,
    (_S.UNCERTAIN, _M.CONFIRMED): _S.ACCEPTED,
    (_S.DOUBTED, _M.CONFIRMED): _S.ACCEPTED,
    # A person's decision, with a reason.
    (_S.UNCERTAIN, _M.QUEUED_AGAIN): _S.WAITING,
    (_S.DOUBTED, _M.QUEUED_AGAIN): _S.WAITING,
    (_S.REFUSED, _M.QUEUED_AGAIN): _S.WAITING,
    (_S.EXPIRED, _M.QUEUED_AGAIN): _S.WAITING,
    (_S.UNCERTAIN, _M.CANCELLED): _S.CANCELLED,
    (_S.DOUBTED, _M.CANCELLED): _S.CANCELLED,
    (_S.WAITING, _M.CANCELLED): _S.CANCELLED,
    (_S.DEFERRED, _M.CANCELLED): _S.CANCELLED,
    # Never sent.
    (_S.WAITING, _M.SUPPRESSED): _S.SUPPRESSED,
    (_S.DEFERRED, _M.SUPPRESSED): _S.SUPPRESSED,
    (_S.WAITING, _M.EXPIRED): _S.EXPIRED,
    (_S.DEFERRED, _M.EXPIRED): _S.EXPIRED,
}

SENDABLE: Final = frozenset(state for (state, move) in MOVES if move is Move.INTENDED)
"""The only states from which anything is ever sent."""
OPEN: Final = SENDABLE | {State.SENDING}
"""States of a campaign that is not finished."""
EVIDENCE: Final = frozenset({Move.QUEUED_AGAIN})
"""The only way back to a sendable state for what may have been delivered or is doubted."""


class MoveError(ValueError):
    """This cannot happen to a delivery in that state."""


def after(state: State, move: Move) -> State:
    """The state after a move.

    Raises:
        MoveError: The table has no such move.
    """
    try:
        return MOVES[state, move]
    except KeyError:
        raise MoveError(f"{move} cannot happen to a delivery that is {state}") from None


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    arrows: dict[tuple[State, State], list[str]] = {}
    for (state, move), following in MOVES.items():
        arrows.setdefault((state, following), []).append(move)
    lines = [f"    {a} --> {b}: {', '.join(moves)}" for (a, b), moves in arrows.items()]
    return "\n".join(["stateDiagram-v2", "    [*] --> waiting: loaded", "    [*] --> suppressed: loaded", *lines])

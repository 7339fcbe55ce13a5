"""What providers have answered a campaign lately, lane by lane: so that a storm that spans two runs is found.

Deliveries that are settled are found by the index that finds those that are due: theirs is the one without a time. So
a look costs what it returns, however large the campaign.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from hiyari.delivery.attribution import SAYS_IT_EXISTS, calls_unknown
from hiyari.delivery.ledger.states import Move
from hiyari.delivery.ledger.tables import DELIVERY, EVENT

MOST_LANES: Final = 200
"""Lanes that are looked at, those with the most settled deliveries first: a storm in a small one shows little."""
MOST: Final = 300
"""Deliveries of each lane: a storm of one recipient in three is found within half of that."""
_ANSWERS: Final = (Move.ACCEPTED.value, Move.REFUSED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a provider said about an address."""

    recipient: str
    """The recipient key."""
    at_us: int
    unknown: bool
    """Whether it called the address unknown."""
    known_good: bool


def answers(
    connection: sa.Connection, campaign: str, since_us: Mapping[tuple[str, str], int]
) -> dict[tuple[str, str], list[Answer]]:
    """By lane and egress: the campaign's newest answers, in the order in which they came.

    Args:
        connection: To the ledger.
        campaign: Its name.
        since_us: By lane and egress, when its answers were last not believed: only later ones are wanted.
    """
    found: dict[tuple[str, str], list[Answer]] = {}
    for lane in _settled_lanes(connection, campaign):
        for row in connection.execute(_newest(campaign, lane)):
            place = (lane, row.egress)
            answer = _answer(row)
            if answer is not None and answer.at_us > since_us.get(place, -1):
                found.setdefault(place, []).append(answer)
    return found


def _settled_lanes(connection: sa.Connection, campaign: str) -> list[str]:
    statement = (
        sa.select(DELIVERY.c.lane)
        .where(DELIVERY.c.campaign == campaign, DELIVERY.c.due_us.is_(None))
        .group_by(DELIVERY.c.lane)
        .order_by(sa.func.count().desc(), DELIVERY.c.lane)
        .limit(MOST_LANES)
    )
    return list(connection.execute(statement).scalars())


def _newest(campaign: str, lane: str) -> sa.Select[tuple[str, bool, int, str, str, str, int | None, str]]:
    """Events of the deliveries furthest down the file: a lane goes through it in order, retries apart."""
    settled = (
        sa.select(DELIVERY.c.recipient, DELIVERY.c.known_good)
        .where(DELIVERY.c.campaign == campaign, DELIVERY.c.lane == lane, DELIVERY.c.due_us.is_(None))
        .order_by(DELIVERY.c.number.desc())
        .limit(MOST)
        .subquery()
    )
    return (
        sa.select(
            settled.c.recipient,
            settled.c.known_good,
            EVENT.c.at_us,
            EVENT.c.egress,
            EVENT.c.move,
            EVENT.c.reason,
            EVENT.c.code,
            EVENT.c.said,
        )
        .join(EVENT, (EVENT.c.recipient == settled.c.recipient) & (EVENT.c.campaign == campaign))
        .where(EVENT.c.move.in_(_ANSWERS))
        .order_by(EVENT.c.at_us, settled.c.recipient, EVENT.c.number)
    )


def _answer(row: sa.Row[tuple[str, bool, int, str, str, str, int | None, str]]) -> Answer | None:
    """None for a refusal that says nothing about the address."""
    accepted = row.move == Move.ACCEPTED.value
    unknown = not accepted and row.code is not None and calls_unknown(row.reason, row.said)
    if not accepted and not unknown and row.reason not in SAYS_IT_EXISTS:
        return None
    return Answer(recipient=row.recipient, at_us=row.at_us, unknown=unknown, known_good=bool(row.known_good))

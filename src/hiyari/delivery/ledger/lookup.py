"""Finds the delivery that something from outside is about: by token, or by recipient and time."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from hiyari.delivery.ledger.book import delivery
from hiyari.delivery.ledger.change import Delivery
from hiyari.delivery.ledger.states import Move, State
from hiyari.delivery.ledger.tables import CAMPAIGN, DELIVERY, EVENT

_COLUMNS: Final = tuple(DELIVERY.c)
_MAY_BOUNCE: Final = (State.ACCEPTED.value, State.UNCERTAIN.value, State.REFUSED.value, State.DOUBTED.value)


def by_token(connection: sa.Connection, campaign: str, number: int) -> Delivery | None:
    """The delivery that a token names: the campaign's own token, and the row of the recipients' file."""
    statement = (
        sa.select(*_COLUMNS)
        .join(CAMPAIGN, CAMPAIGN.c.name == DELIVERY.c.campaign)
        .where(CAMPAIGN.c.token == campaign, DELIVERY.c.number == number)
    )
    row = connection.execute(statement).mappings().one_or_none()
    return None if row is None else delivery(row)


def sent_between(connection: sa.Connection, recipient: str, since_us: int, until_us: int, most: int) -> list[Delivery]:
    """The deliveries of a recipient key whose content was about to leave in that time, and that may bounce.

    Args:
        connection: To the ledger.
        recipient: The recipient key.
        since_us: Microseconds since the epoch.
        until_us: The same, included.
        most: How many are wanted.
    """
    sent = sa.exists().where(
        EVENT.c.recipient == DELIVERY.c.recipient,
        EVENT.c.campaign == DELIVERY.c.campaign,
        EVENT.c.move == Move.INTENDED.value,
        EVENT.c.at_us.between(since_us, until_us),
    )
    statement = (
        sa.select(*_COLUMNS)
        .where(DELIVERY.c.recipient == recipient, DELIVERY.c.state.in_(_MAY_BOUNCE), sent)
        .order_by(DELIVERY.c.campaign)
        .limit(most)
    )
    return [delivery(row) for row in connection.execute(statement).mappings()]

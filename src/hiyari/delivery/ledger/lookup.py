"""Finds the delivery that something from outside is about: by token, or by recipient and time.

Statements are made once: making one costs more than executing it.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from hiyari.delivery.ledger.book import delivery
from hiyari.delivery.ledger.change import Delivery
from hiyari.delivery.ledger.states import Move, State
from hiyari.delivery.ledger.tables import CAMPAIGN, DELIVERY, EVENT

_MAY_BOUNCE: Final = (State.ACCEPTED.value, State.UNCERTAIN.value, State.REFUSED.value, State.DOUBTED.value)
_BY_TOKEN: Final = (
    sa.select(*DELIVERY.c)
    .join(CAMPAIGN, CAMPAIGN.c.name == DELIVERY.c.campaign)
    .where(CAMPAIGN.c.token == sa.bindparam("b_token"), DELIVERY.c.number == sa.bindparam("b_number"))
)
_SENT: Final = (
    sa.select(*DELIVERY.c)
    .where(
        DELIVERY.c.recipient == sa.bindparam("b_recipient"),
        DELIVERY.c.state.in_(_MAY_BOUNCE),
        sa.exists().where(
            EVENT.c.recipient == DELIVERY.c.recipient,
            EVENT.c.campaign == DELIVERY.c.campaign,
            EVENT.c.move == Move.INTENDED.value,
            EVENT.c.at_us.between(sa.bindparam("b_since"), sa.bindparam("b_until")),
        ),
    )
    .order_by(DELIVERY.c.campaign)
    .limit(sa.bindparam("b_most"))
)
_EVENTS: Final = sa.select(EVENT.c.move, EVENT.c.at_us, EVENT.c.said).where(
    EVENT.c.recipient == sa.bindparam("b_recipient"),
    EVENT.c.campaign == sa.bindparam("b_campaign"),
    EVENT.c.move.in_((Move.INTENDED.value, Move.BOUNCED.value)),
)


def by_token(connection: sa.Connection, campaign: str, number: int) -> Delivery | None:
    """The delivery that a token names: the campaign's own token, and the row of the recipients' file."""
    row = connection.execute(_BY_TOKEN, {"b_token": campaign, "b_number": number}).mappings().one_or_none()
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
    values = {"b_recipient": recipient, "b_since": since_us, "b_until": until_us, "b_most": most}
    return [delivery(row) for row in connection.execute(_SENT, values).mappings()]


def sent_and_bounced(connection: sa.Connection, one: Delivery) -> tuple[int | None, frozenset[str]]:
    """When the content of a delivery was last about to leave (microseconds), and what its bounces said."""
    found = connection.execute(_EVENTS, {"b_recipient": one.recipient, "b_campaign": one.campaign}).all()
    sent = max((row.at_us for row in found if row.move == Move.INTENDED.value), default=None)
    return sent, frozenset(row.said for row in found if row.move == Move.BOUNCED.value)

"""Looks at what is loaded of a campaign and not yet sent: what stands against it, and examples."""

from __future__ import annotations

import sqlalchemy as sa

from hiyari.delivery.ledger.states import State
from hiyari.delivery.ledger.tables import DELIVERY, PROMISE


def reasons(connection: sa.Connection, campaign: str, state: State) -> list[tuple[str, int]]:
    """The reasons of the deliveries in a state, with how many have each."""
    statement = (
        sa.select(DELIVERY.c.reason, sa.func.count())
        .where(DELIVERY.c.campaign == campaign, DELIVERY.c.state == state.value)
        .group_by(DELIVERY.c.reason)
    )
    return [(reason, count) for reason, count in connection.execute(statement)]


def spread(connection: sa.Connection, campaign: str, count: int) -> list[int]:
    """Row numbers of so many waiting deliveries, scattered over the file in no regular distance."""
    edges = sa.select(sa.func.min(DELIVERY.c.number), sa.func.max(DELIVERY.c.number))
    first, last = connection.execute(edges.where(DELIVERY.c.campaign == campaign)).one()
    if first is None:
        return []
    found: list[int] = []
    # By the golden ratio: equal distances would meet every tenth row, and with it only winners or only losers.
    for place in sorted(index * 0.618034 % 1 for index in range(count)):
        least = first + int((last - first) * place)
        statement = (
            sa.select(DELIVERY.c.number)
            .where(
                DELIVERY.c.campaign == campaign,
                DELIVERY.c.number >= max(least, found[-1] + 1 if found else first),
                DELIVERY.c.state == State.WAITING.value,
            )
            .order_by(DELIVERY.c.number)
            .limit(1)
        )
        number: int | None = connection.execute(statement).scalar()
        if number is not None:
            found.append(number)
    return found


def case_twins(connection: sa.Connection, campaign: str) -> int:
    """How many waiting recipients are told apart from another one of the campaign by case alone."""
    folded = sa.func.lower(DELIVERY.c.recipient)
    several = (
        sa.select((sa.func.count() - 1).label("more"))
        .where(DELIVERY.c.campaign == campaign, DELIVERY.c.state == State.WAITING.value)
        .group_by(folded)
        .having(sa.func.count() > 1)
        .subquery()
    )
    found: int | None = connection.execute(sa.select(sa.func.sum(several.c.more))).scalar()
    return int(found or 0)


def conflicts(connection: sa.Connection, campaign: str, horizon_us: int) -> bool:
    """Whether any waiting delivery has been promised its content by another campaign since it was loaded."""
    statement = (
        sa.select(sa.literal(1))
        .select_from(
            sa.join(
                DELIVERY,
                PROMISE,
                (PROMISE.c.recipient == DELIVERY.c.recipient) & (PROMISE.c.fingerprint == DELIVERY.c.fingerprint),
            )
        )
        .where(DELIVERY.c.campaign == campaign, DELIVERY.c.due_us.is_not(None), PROMISE.c.at_us >= horizon_us)
        .limit(1)
    )
    return connection.execute(statement).scalar() is not None

"""How many messages each lane has sent from each egress, by day; and until when its answers are not believed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from hiyari.delivery.ledger.tables import ALARM, SPENT

SECONDS_OF_A_DAY = 86400


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What a lane has behind it."""

    today: int
    """Messages since midnight (UTC)."""
    days: int
    """Days since the first message; 0 on the first day, and where there was none."""
    doubted_us: int | None
    """When its answers were last not believed."""


def add_spent(connection: sa.Connection, day: int, counts: Mapping[tuple[str, str], int]) -> None:
    """Add messages to a day; ``counts`` is by lane and egress."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(SPENT)
    statement = statement.on_conflict_do_update(
        index_elements=[SPENT.c.lane, SPENT.c.egress, SPENT.c.day],
        set_={"messages": SPENT.c.messages + statement.excluded.messages},
    )
    rows = [
        {"lane": lane, "egress": egress, "day": day, "messages": count}
        for (lane, egress), count in counts.items()
        if count
    ]
    if rows:
        connection.execute(statement, rows)


def pasts(connection: sa.Connection, day: int) -> dict[tuple[str, str], Past]:
    """By lane and egress."""
    today = sa.func.sum(sa.case((SPENT.c.day == day, SPENT.c.messages), else_=0))
    sent = connection.execute(
        sa.select(SPENT.c.lane, SPENT.c.egress, sa.func.min(SPENT.c.day), today).group_by(SPENT.c.lane, SPENT.c.egress)
    ).all()
    doubted = {
        (lane, egress): at_us
        for lane, egress, at_us in connection.execute(
            sa.select(ALARM.c.lane, ALARM.c.egress, sa.func.max(ALARM.c.at_us)).group_by(ALARM.c.lane, ALARM.c.egress)
        )
    }
    found = {
        (lane, egress): Past(today=int(count), days=max(day - first, 0), doubted_us=doubted.get((lane, egress)))
        for lane, egress, first, count in sent
    }
    return {
        **{place: Past(today=0, days=0, doubted_us=at_us) for place, at_us in doubted.items()},
        **found,
    }

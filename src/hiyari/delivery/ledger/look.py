"""Reads the ledger for a person: tallies, cases, what has to be looked at. Nothing here writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from hiyari.carriers.reason import Reason
from hiyari.delivery.ledger import book
from hiyari.delivery.ledger.change import Delivery
from hiyari.delivery.ledger.claim import Running
from hiyari.delivery.ledger.spent import Past, pasts
from hiyari.delivery.ledger.states import Delivered, Move, Standing, State
from hiyari.delivery.ledger.tables import ALARM, DELIVERY, EVENT, RUNNER
from hiyari.delivery.telling.case import AlarmRow, Case, Cause, cause_of

LOOKED_AT: Final = (State.UNCERTAIN, State.DOUBTED)
"""States that a person has to look at."""
_PAGE: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many deliveries of a lane stand so."""

    lane: str
    state: State
    delivered: Delivered
    standing: Standing
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Deliveries that a person has to look at for one cause."""

    campaign: str
    lane: str
    cause: Cause
    state: State
    delivered: Delivered
    move: Move
    """What happened last to each of them."""
    count: int


def tallies(connection: sa.Connection, campaign: str) -> list[Tally]:
    """Every combination that has deliveries, by lane."""
    columns = (DELIVERY.c.lane, DELIVERY.c.state, DELIVERY.c.delivered, DELIVERY.c.standing)
    statement = (
        sa.select(*columns, sa.func.count().label("count"))
        .where(DELIVERY.c.campaign == campaign)
        .group_by(*columns)
        .order_by(*columns)
    )
    return [
        Tally(
            lane=row.lane,
            state=State(row.state),
            delivered=Delivered(row.delivered),
            standing=Standing(row.standing),
            count=row[4],
        )
        for row in connection.execute(statement)
    ]


def runner(connection: sa.Connection, campaign: str) -> Running | None:
    """Who has claimed the campaign."""
    row = connection.execute(sa.select(RUNNER).where(RUNNER.c.campaign == campaign)).mappings().one_or_none()
    return None if row is None else Running(**row)


def alarm_rows(connection: sa.Connection, campaign: str | None, lane: str | None = None) -> list[AlarmRow]:
    """When lanes were no longer believed, in order."""
    statement = sa.select(ALARM).order_by(ALARM.c.at_us)
    if campaign is not None:
        statement = statement.where(ALARM.c.campaign == campaign)
    if lane is not None:
        statement = statement.where(ALARM.c.lane == lane)
    return [AlarmRow(**row) for row in connection.execute(statement).mappings()]


def cases(connection: sa.Connection, recipient: str, campaign: str | None) -> list[Case]:
    """Every delivery of a recipient key with its events, the newest campaign first."""
    return [case(connection, one) for one in book.of_recipient(connection, recipient, campaign)]


def case(connection: sa.Connection, delivery: Delivery) -> Case:
    """A delivery with everything that belongs to it."""
    row = book.find_campaign(connection, delivery.campaign)
    return Case(
        delivery=delivery,
        events=tuple(book.events(connection, delivery.recipient, delivery.campaign)),
        alarms=tuple(alarm_rows(connection, delivery.campaign, delivery.lane)),
        digest=row.digest if row is not None and row.state is book.CampaignState.BEGUN else "",
    )


def groups(connection: sa.Connection, campaign: str | None) -> list[Group]:
    """What a person has to look at; what can be settled alike stands together."""
    columns = (DELIVERY.c.campaign, DELIVERY.c.lane, DELIVERY.c.state, DELIVERY.c.delivered, EVENT.c.move)
    statement = (
        sa.select(*columns, sa.func.count().label("count"))
        .join(EVENT, _newest_event())
        .where(DELIVERY.c.state.in_([one.value for one in LOOKED_AT]))
        .group_by(*columns)
    )
    if campaign is not None:
        statement = statement.where(DELIVERY.c.campaign == campaign)
    found = [_group(tuple(row)) for row in connection.execute(statement)]
    return sorted(found, key=lambda one: (one.campaign, one.lane, one.state, one.delivered, -one.count, one.move))


def _group(row: tuple[str, str, str, str, str, int]) -> Group:
    campaign, lane, state, delivered, move, count = row
    cause = cause_of(State(state), Delivered(delivered), Move(move)) or Cause.ANSWER_LOST
    return Group(
        campaign=campaign,
        lane=lane,
        cause=cause,
        state=State(state),
        delivered=Delivered(delivered),
        move=Move(move),
        count=count,
    )


def members(connection: sa.Connection, group: Group, most: int | None) -> Iterator[Delivery]:
    """The deliveries of a group, in the order of the file."""
    statement = (
        sa.select(*DELIVERY.c)
        .join(EVENT, _newest_event())
        .where(
            DELIVERY.c.campaign == group.campaign,
            DELIVERY.c.lane == group.lane,
            DELIVERY.c.state == group.state.value,
            DELIVERY.c.delivered == group.delivered.value,
            EVENT.c.move == group.move.value,
        )
        .order_by(DELIVERY.c.number)
        .limit(most)
        .execution_options(yield_per=_PAGE)
    )
    for row in connection.execute(statement).mappings():
        yield book.delivery(row)


def _newest_event() -> sa.ColumnElement[bool]:
    return (
        (EVENT.c.recipient == DELIVERY.c.recipient)
        & (EVENT.c.campaign == DELIVERY.c.campaign)
        & (EVENT.c.number == DELIVERY.c.events)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneHistory:
    """What the ledger knows about a lane, over all campaigns."""

    answered: int
    unknown: int
    """Answers that said *user unknown* and are believed."""
    pasts: Mapping[str, Past]
    """By egress."""
    alarm: AlarmRow | None
    """The last one."""


def lane_history(connection: sa.Connection, lane: str, day: int) -> LaneHistory:
    """A lane's past; ``day`` is today in days since the epoch (UTC)."""
    unknown = sa.case((DELIVERY.c.reason == Reason.USER_UNKNOWN.value, 1), else_=0)
    statement = sa.select(sa.func.count(), sa.func.sum(unknown)).where(
        DELIVERY.c.lane == lane, DELIVERY.c.state.in_([State.ACCEPTED.value, State.REFUSED.value])
    )
    answered, bad = connection.execute(statement).one()
    alarms = alarm_rows(connection, None, lane)
    return LaneHistory(
        answered=answered,
        unknown=int(bad or 0),
        pasts={egress: past for (name, egress), past in pasts(connection, day).items() if name == lane},
        alarm=alarms[-1] if alarms else None,
    )


def pages(connection: sa.Connection, campaign: str) -> Iterator[list[Case]]:
    """Every delivery of a campaign with its events, some hundred at a time, in the order of the file."""
    last = -1
    while True:
        statement = (
            sa.select(*DELIVERY.c)
            .where(DELIVERY.c.campaign == campaign, DELIVERY.c.number > last)
            .order_by(DELIVERY.c.number)
            .limit(_PAGE)
        )
        found = [book.delivery(row) for row in connection.execute(statement).mappings()]
        if not found:
            return
        happened = _events(connection, campaign, [one.recipient for one in found])
        yield [Case(delivery=one, events=tuple(happened.get(one.recipient, ()))) for one in found]
        last = found[-1].number


def _events(connection: sa.Connection, campaign: str, recipients: list[str]) -> dict[str, list[book.EventRow]]:
    statement = (
        sa.select(EVENT)
        .where(EVENT.c.campaign == campaign, EVENT.c.recipient.in_(recipients))
        .order_by(EVENT.c.recipient, EVENT.c.number)
    )
    found: dict[str, list[book.EventRow]] = {}
    for row in connection.execute(statement).mappings():
        found.setdefault(row["recipient"], []).append(book.event(row))
    return found

"""Reads the ledger, and writes what is not a delivery's change: campaigns, their loading, who runs them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from hiyari.delivery.ledger.change import Delivery
from hiyari.delivery.ledger.states import Delivered, Move, Standing, State
from hiyari.delivery.ledger.tables import ALARM, CAMPAIGN, DELIVERY, EVENT, PROMISE

PAGE: Final = 500
"""Deliveries that a lane holds in memory."""
_COLUMNS: Final = tuple(DELIVERY.c)
_PIECE: Final = 1000
"""Recipients in one statement; SQLite takes 32,766 parameters, PostgreSQL 65,535."""
_SOME: Final[sa.BindParameter[Any]] = sa.bindparam("b_some", expanding=True)


class CampaignState(StrEnum):
    """Where a campaign stands."""

    LOADING = "loading"
    """Its recipients are being written; nothing has been sent."""
    BEGUN = "begun"


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignRow:
    """A campaign, as the ledger knows it."""

    name: str
    token: str
    state: CampaignState
    digest: str
    source: str
    """A hash over everything that its file names: what was approved."""
    consent: str
    loaded_us: int
    begun_us: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """One event."""

    recipient: str
    campaign: str
    number: int
    at_us: int
    move: Move
    state: State
    node: str
    egress: str
    mx: str
    phase: str
    code: int | None
    enhanced: str | None
    said: str
    reason: str


def _pieces(recipients: Iterable[str]) -> Iterator[dict[str, list[str]]]:
    """The parameter of a statement about some of the recipients at a time."""
    rest = iter(recipients)
    while some := list(islice(rest, _PIECE)):
        yield {"b_some": some}


def find_campaign(connection: sa.Connection, name: str) -> CampaignRow | None:
    """The campaign of this name."""
    row = connection.execute(sa.select(CAMPAIGN).where(CAMPAIGN.c.name == name)).mappings().one_or_none()
    return None if row is None else _campaign(row)


def campaigns(connection: sa.Connection) -> list[CampaignRow]:
    """All of them, the newest first."""
    rows = connection.execute(sa.select(CAMPAIGN).order_by(CAMPAIGN.c.loaded_us.desc(), CAMPAIGN.c.name)).mappings()
    return [_campaign(row) for row in rows]


def _campaign(row: Mapping[Any, Any]) -> CampaignRow:
    return CampaignRow(**{**row, "state": CampaignState(row["state"])})


def forget(connection: sa.Connection, name: str) -> None:
    """Delete what was loaded of a campaign that nobody has begun.

    Raises:
        ValueError: It has begun: then nothing of it is ever deleted.
    """
    found = find_campaign(connection, name)
    if found is not None and found.state is not CampaignState.LOADING:
        raise ValueError(f"{name} has begun")
    connection.execute(sa.delete(DELIVERY).where(DELIVERY.c.campaign == name))
    connection.execute(sa.delete(CAMPAIGN).where(CAMPAIGN.c.name == name))


def begin_loading(connection: sa.Connection, row: CampaignRow) -> None:
    """Write the campaign, and forget what an earlier loading left that nobody began."""
    forget(connection, row.name)
    values = {column.name: getattr(row, column.name) for column in CAMPAIGN.c}
    connection.execute(sa.insert(CAMPAIGN), {**values, "state": row.state.value})


def set_digest(connection: sa.Connection, name: str, digest: str) -> None:
    """What was loaded is known by this digest."""
    connection.execute(sa.update(CAMPAIGN).where(CAMPAIGN.c.name == name).values(digest=digest))


def set_begun(connection: sa.Connection, name: str, digest: str, at_us: int) -> None:
    """From now on the campaign is sent, by this digest."""
    connection.execute(
        sa.update(CAMPAIGN)
        .where(CAMPAIGN.c.name == name)
        .values(state=CampaignState.BEGUN.value, digest=digest, begun_us=at_us)
    )


def load(connection: sa.Connection, deliveries: Sequence[Mapping[str, Any]]) -> int:
    """Insert rows; those whose recipient the campaign has already are left out. Returns how many went in."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(DELIVERY).on_conflict_do_nothing()
    # Without the option PostgreSQL's driver is asked for no count, and -1 comes back.
    return connection.execute(statement, deliveries, execution_options={"preserve_rowcount": True}).rowcount


def promised(connection: sa.Connection, recipients: Iterable[str], horizon_us: int) -> dict[tuple[str, str], str]:
    """Which of the recipients were promised which content since then, and by which campaign."""
    statement = sa.select(PROMISE.c.recipient, PROMISE.c.fingerprint, PROMISE.c.campaign).where(
        PROMISE.c.recipient.in_(_SOME), PROMISE.c.at_us >= horizon_us
    )
    found = (row for some in _pieces(recipients) for row in connection.execute(statement, some))
    return {(row.recipient, row.fingerprint): row.campaign for row in found}


def known_good(connection: sa.Connection, recipients: Iterable[str], campaign: str) -> set[str]:
    """Which of the recipients a provider has taken mail for in another campaign."""
    statement = sa.select(DELIVERY.c.recipient).where(
        DELIVERY.c.recipient.in_(_SOME),
        DELIVERY.c.campaign != campaign,
        DELIVERY.c.state == State.ACCEPTED.value,
        DELIVERY.c.delivered == Delivered.YES.value,
        # Not by a person's word: that settles a message, and is no answer about a mailbox.
        DELIVERY.c.standing == Standing.GOOD.value,
    )
    return {key for some in _pieces(recipients) for key in connection.execute(statement, some).scalars()}


def numbers(connection: sa.Connection, campaign: str, recipients: Iterable[str]) -> dict[str, int]:
    """The rows of the recipients' file that count for these recipients."""
    statement = sa.select(DELIVERY.c.recipient, DELIVERY.c.number).where(
        DELIVERY.c.campaign == campaign, DELIVERY.c.recipient.in_(_SOME)
    )
    found = (row for some in _pieces(recipients) for row in connection.execute(statement, some))
    return {row.recipient: row.number for row in found}


def page(connection: sa.Connection, campaign: str, lane: str, now_us: int, count: int) -> list[Delivery]:
    """The deliveries of a lane that are due, the longest due first."""
    statement = (
        sa.select(*_COLUMNS)
        .where(DELIVERY.c.campaign == campaign, DELIVERY.c.lane == lane, DELIVERY.c.due_us <= now_us)
        .order_by(DELIVERY.c.due_us, DELIVERY.c.number)
        .limit(count)
    )
    return [delivery(row) for row in connection.execute(statement).mappings()]


def next_due(connection: sa.Connection, campaign: str, lane: str, after_us: int = -1) -> int | None:
    """When the next delivery of a lane is due after a moment; None when none ever is."""
    statement = sa.select(sa.func.min(DELIVERY.c.due_us)).where(
        DELIVERY.c.campaign == campaign, DELIVERY.c.lane == lane, DELIVERY.c.due_us > after_us
    )
    found: int | None = connection.execute(statement).scalar()
    return found


def delivery(row: Mapping[Any, Any]) -> Delivery:
    """A row as a value."""
    return Delivery(
        **{
            **row,
            "state": State(row["state"]),
            "delivered": Delivered(row["delivered"]),
            "standing": Standing(row["standing"]),
            "known_good": bool(row["known_good"]),
        }
    )


def in_flight(connection: sa.Connection, campaign: str) -> list[Delivery]:
    """The deliveries between intent and outcome; by an index of their own, however many others there are."""
    # A literal, because a partial index is not found by way of a parameter.
    statement = sa.select(*_COLUMNS).where(
        DELIVERY.c.campaign == campaign, DELIVERY.c.state == sa.literal_column("'sending'")
    )
    return [delivery(row) for row in connection.execute(statement).mappings()]


def in_state(connection: sa.Connection, campaign: str | None, state: State, most: int | None = None) -> list[Delivery]:
    """The deliveries in a state, in the order of the file."""
    statement = sa.select(*_COLUMNS).where(DELIVERY.c.state == state.value)
    if campaign is not None:
        statement = statement.where(DELIVERY.c.campaign == campaign)
    statement = statement.order_by(DELIVERY.c.campaign, DELIVERY.c.number).limit(most)
    return [delivery(row) for row in connection.execute(statement).mappings()]


def of_recipient(connection: sa.Connection, recipient: str, campaign: str | None = None) -> list[Delivery]:
    """Everything that was ever loaded for a recipient key, the newest campaign first."""
    statement = (
        sa.select(*_COLUMNS)
        .join(CAMPAIGN, CAMPAIGN.c.name == DELIVERY.c.campaign)
        .where(DELIVERY.c.recipient == recipient)
        .order_by(CAMPAIGN.c.loaded_us.desc())
    )
    if campaign is not None:
        statement = statement.where(DELIVERY.c.campaign == campaign)
    return [delivery(row) for row in connection.execute(statement).mappings()]


def by_number(connection: sa.Connection, campaign: str, number: int) -> Delivery | None:
    """The delivery of a row of the recipients' file."""
    statement = sa.select(*_COLUMNS).where(DELIVERY.c.campaign == campaign, DELIVERY.c.number == number)
    row = connection.execute(statement).mappings().one_or_none()
    return None if row is None else delivery(row)


def events(connection: sa.Connection, recipient: str, campaign: str) -> list[EventRow]:
    """What happened to a delivery, in order."""
    statement = (
        sa.select(EVENT).where(EVENT.c.recipient == recipient, EVENT.c.campaign == campaign).order_by(EVENT.c.number)
    )
    return [event(row) for row in connection.execute(statement).mappings()]


def event(row: Mapping[Any, Any]) -> EventRow:
    """A row as a value."""
    return EventRow(**{**row, "move": Move(row["move"]), "state": State(row["state"])})


def counts(connection: sa.Connection, campaign: str) -> Counter[tuple[str, State]]:
    """Deliveries by lane and state."""
    statement = (
        sa.select(DELIVERY.c.lane, DELIVERY.c.state, sa.func.count())
        .where(DELIVERY.c.campaign == campaign)
        .group_by(DELIVERY.c.lane, DELIVERY.c.state)
    )
    return Counter({(lane, State(state)): count for lane, state, count in connection.execute(statement)})


def left(connection: sa.Connection, campaign: str) -> dict[str, int]:
    """By lane: how many deliveries may still be sent."""
    statement = (
        sa.select(DELIVERY.c.lane, sa.func.count())
        .where(DELIVERY.c.campaign == campaign, DELIVERY.c.due_us.is_not(None))
        .group_by(DELIVERY.c.lane)
    )
    return {row.lane: row[1] for row in connection.execute(statement)}


def of_recipients(connection: sa.Connection, campaign: str, recipients: Iterable[str]) -> list[Delivery]:
    """The campaign's deliveries to these recipient keys."""
    statement = sa.select(*_COLUMNS).where(DELIVERY.c.campaign == campaign, DELIVERY.c.recipient.in_(_SOME))
    return [delivery(row) for some in _pieces(recipients) for row in connection.execute(statement, some).mappings()]


def last_phases(connection: sa.Connection, campaign: str, recipients: Iterable[str]) -> dict[str, str]:
    """By recipient key: the phase of the newest event of the campaign's delivery."""
    statement = (
        sa.select(EVENT.c.recipient, EVENT.c.phase)
        .join(DELIVERY, (DELIVERY.c.recipient == EVENT.c.recipient) & (DELIVERY.c.campaign == EVENT.c.campaign))
        .where(
            EVENT.c.campaign == campaign,
            EVENT.c.recipient.in_(_SOME),
            EVENT.c.number == DELIVERY.c.events,
        )
    )
    found = (row for some in _pieces(recipients) for row in connection.execute(statement, some))
    return {row.recipient: row.phase for row in found}


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


def history(connection: sa.Connection, campaign: str) -> dict[str, tuple[int, int]]:
    """By lane, of the other campaigns: how many were answered, and how many of them as unknown users."""
    unknown = sa.case((DELIVERY.c.reason == "user unknown", 1), else_=0)
    statement = (
        sa.select(DELIVERY.c.lane, sa.func.count(), sa.func.sum(unknown))
        .where(
            DELIVERY.c.campaign != campaign,
            DELIVERY.c.state.in_([State.ACCEPTED.value, State.REFUSED.value]),
        )
        .group_by(DELIVERY.c.lane)
    )
    return {lane: (count, int(bad or 0)) for lane, count, bad in connection.execute(statement)}


def alarms(connection: sa.Connection, campaign: str) -> list[Mapping[str, Any]]:
    """When the campaign's lanes were no longer believed."""
    statement = sa.select(ALARM).where(ALARM.c.campaign == campaign).order_by(ALARM.c.at_us)
    return [dict(row) for row in connection.execute(statement).mappings()]


def add_alarm(connection: sa.Connection, row: Mapping[str, Any]) -> None:
    """Keep the numbers of an alarm."""
    connection.execute(sa.insert(ALARM), row)


def every(connection: sa.Connection, campaign: str | None) -> Iterator[Delivery]:
    """Every delivery, streamed in the order of the file."""
    statement = sa.select(*_COLUMNS).order_by(DELIVERY.c.campaign, DELIVERY.c.number)
    if campaign is not None:
        statement = statement.where(DELIVERY.c.campaign == campaign)
    for row in connection.execute(statement, execution_options={"yield_per": 1000}).mappings():
        yield delivery(row)

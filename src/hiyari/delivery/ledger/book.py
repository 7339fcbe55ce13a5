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
from hiyari.model.error import SafetyError
from hiyari.model.text import text

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
        SafetyError: It has begun: then nothing of it is ever deleted.
    """
    found = find_campaign(connection, name)
    if found is not None and found.state is not CampaignState.LOADING:
        sentence = text(
            "{campaign} has begun meanwhile, and what was loaded of it is not replaced. Run the same command again to "
            "see how far it is.",
            campaign=name,
        )
        raise SafetyError(sentence)
    connection.execute(sa.delete(DELIVERY).where(DELIVERY.c.campaign == name))
    connection.execute(sa.delete(CAMPAIGN).where(CAMPAIGN.c.name == name))


def begin_loading(connection: sa.Connection, row: CampaignRow) -> None:
    """Write the campaign, and forget what an earlier loading left that nobody began.

    Raises:
        SafetyError: It has begun.
    """
    forget(connection, row.name)
    values = {column.name: getattr(row, column.name) for column in CAMPAIGN.c}
    connection.execute(sa.insert(CAMPAIGN), {**values, "state": row.state.value})


def check_loading(connection: sa.Connection, row: CampaignRow) -> None:
    """Before writing more of a loading: it is still this one, and nobody can change that before the transaction ends.

    Raises:
        SafetyError: Somebody else has begun to load the campaign, or to send it.
    """
    statement = sa.select(CAMPAIGN.c.loaded_us, CAMPAIGN.c.state).where(CAMPAIGN.c.name == row.name)
    found = connection.execute(statement.with_for_update()).one_or_none()
    if found is None or found.loaded_us != row.loaded_us or found.state != CampaignState.LOADING.value:
        sentence = text(
            "{campaign} was loaded or begun by another process at the same time, and this one has stopped. Nothing was "
            "sent by it. Run the same command again.",
            campaign=row.name,
        )
        raise SafetyError(sentence)


def set_digest(connection: sa.Connection, name: str, digest: str) -> None:
    """What was loaded is known by this digest."""
    connection.execute(sa.update(CAMPAIGN).where(CAMPAIGN.c.name == name).values(digest=digest))


def set_begun(connection: sa.Connection, name: str, digest: str, at_us: int) -> None:
    """From now on the campaign is sent, by this digest.

    Raises:
        SafetyError: What is loaded now has another digest, or has begun already.
    """
    result = connection.execute(
        sa.update(CAMPAIGN)
        .where(CAMPAIGN.c.name == name, CAMPAIGN.c.state == CampaignState.LOADING.value, CAMPAIGN.c.digest == digest)
        .values(state=CampaignState.BEGUN.value, begun_us=at_us)
    )
    if result.rowcount != 1:
        sentence = text(
            "{campaign} was loaded again or begun by another process, after this one had looked. Nothing was sent. Run "
            "the same command again.",
            campaign=name,
        )
        raise SafetyError(sentence)


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
    # Closed also when whoever reads has had enough.
    with connection.execute(statement, execution_options={"yield_per": 1000}) as result:
        for row in result.mappings():
            yield delivery(row)

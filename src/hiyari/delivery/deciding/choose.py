"""Finds the rows that a decision is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import sqlalchemy as sa

from hiyari.delivery.deciding.decision import Decision, Draft, Row
from hiyari.delivery.ledger.questions import is_open_in
from hiyari.delivery.ledger.states import Delivered, Move, State
from hiyari.delivery.ledger.tables import DELIVERY, EVENT
from hiyari.delivery.telling.case import cause_of

_CHUNK: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ByState:
    """Rows chosen by where they stand."""

    states: frozenset[State]
    lane: str | None = None


def draft_by_state(connection: sa.Connection, campaign: str, chosen: ByState, decision: Decision, reason: str) -> Draft:
    """A decision about everything in some states."""
    statement = _rows(campaign).where(DELIVERY.c.state.in_([one.value for one in chosen.states]))
    if chosen.lane is not None:
        statement = statement.where(DELIVERY.c.lane == chosen.lane)
    draft = Draft(campaign, decision, reason)
    for row in _read(connection, statement.order_by(DELIVERY.c.number)):
        draft.add(row, named=False)
    return draft


def draft_by_name(
    connection: sa.Connection, campaign: str, recipients: Iterable[str], decision: Decision, reason: str
) -> tuple[Draft, list[str]]:
    """A decision about recipients that a person has named, and those keys that the campaign does not have."""
    found: list[Row] = []
    missing: list[str] = []
    keys = iter(dict.fromkeys(recipients))
    while chunk := list(islice(keys, _CHUNK)):
        rows = list(_read(connection, _rows(campaign).where(DELIVERY.c.recipient.in_(chunk))))
        found += rows
        there = {row.recipient for row in rows}
        missing += [key for key in chunk if key not in there]
    draft = Draft(campaign, decision, reason)
    for row in sorted(found, key=lambda one: one.number):
        draft.add(row, named=True)
    return draft, missing


def _rows(campaign: str) -> sa.Select[Any]:
    newest = (
        (EVENT.c.recipient == DELIVERY.c.recipient)
        & (EVENT.c.campaign == DELIVERY.c.campaign)
        & (EVENT.c.number == DELIVERY.c.events)
    )
    columns = [DELIVERY.c[name] for name in ("number", "recipient", "address", "lane", "state", "delivered", "events")]
    statement = sa.select(*columns, EVENT.c.move, _open_question().label("open"))
    return statement.join(EVENT, newest, isouter=True).where(DELIVERY.c.campaign == campaign)


def _open_question() -> sa.ColumnElement[bool]:
    """As `telling.case.has_open_question` says it, for a million rows."""
    event, again = EVENT.alias(), EVENT.alias()
    queued_again = (
        sa.select(sa.func.max(again.c.number))
        .where(
            again.c.recipient == DELIVERY.c.recipient,
            again.c.campaign == DELIVERY.c.campaign,
            again.c.move == Move.QUEUED_AGAIN.value,
        )
        .correlate(DELIVERY)
        .scalar_subquery()
    )
    return (
        sa.select(sa.literal(1))
        .where(
            event.c.recipient == DELIVERY.c.recipient,
            event.c.campaign == DELIVERY.c.campaign,
            (EVENT.c.move != Move.BOUNCED.value) | (event.c.number < queued_again),
            is_open_in(event),
        )
        .correlate(DELIVERY, EVENT)
        .exists()
    )


def _read(connection: sa.Connection, statement: sa.Select[Any]) -> Iterator[Row]:
    for row in connection.execute(statement, execution_options={"yield_per": 1000}):
        state, delivered = State(row.state), Delivered(row.delivered)
        yield Row(
            number=row.number,
            recipient=row.recipient,
            address=row.address,
            lane=row.lane,
            state=state,
            cause=cause_of(state, delivered, Move(row.move) if row.move else None),
            may_have_it=delivered is not Delivered.NO or bool(row.open),
            events=row.events,
        )

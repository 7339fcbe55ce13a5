"""Writes changes: many in one transaction, each only if the row is still as it was seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import text as sql
from sqlalchemy.dialects import postgresql, sqlite

from hiyari.delivery.ledger.change import Change, Promise
from hiyari.delivery.ledger.questions import is_open_in, word
from hiyari.delivery.ledger.states import Delivered, Move
from hiyari.delivery.ledger.tables import DELIVERY, EVENT, PROMISE

_UPDATE: Final = (
    sa.update(DELIVERY)
    .where(
        DELIVERY.c.recipient == sa.bindparam("b_recipient"),
        DELIVERY.c.campaign == sa.bindparam("b_campaign"),
        DELIVERY.c.events == sa.bindparam("b_events"),
    )
    .values(
        state=sa.bindparam("state"),
        delivered=sa.bindparam("delivered"),
        standing=sa.bindparam("standing"),
        reason=sa.bindparam("reason"),
        attempts=sa.bindparam("attempts"),
        due_us=sa.bindparam("due_us"),
        node=sa.bindparam("node"),
        events=DELIVERY.c.events + sa.literal_column("1"),
    )
)


def _unanswered() -> sa.Exists:
    """Whether an attempt before the present one may have delivered the message.

    The present attempt began when a person last queued it again; when a person does so now, all are earlier ones.
    """
    earlier, again = EVENT.alias(), EVENT.alias()
    queued = sa.select(sa.func.max(again.c.number)).where(
        again.c.recipient == sa.bindparam("b_recipient"),
        again.c.campaign == sa.bindparam("b_campaign"),
        again.c.move == word(Move.QUEUED_AGAIN),
    )
    begun = sa.func.coalesce(
        sa.bindparam("b_begun", type_=sa.Integer), queued.scalar_subquery(), sa.literal_column("0")
    )
    return sa.exists().where(
        earlier.c.recipient == sa.bindparam("b_recipient"),
        earlier.c.campaign == sa.bindparam("b_campaign"),
        earlier.c.number < begun,
        is_open_in(earlier),
    )


def _release() -> sa.Delete:
    """Release a promise, unless an attempt before the present one may have delivered it: that one still holds it."""
    return sa.delete(PROMISE).where(
        PROMISE.c.recipient == sa.bindparam("b_recipient"),
        PROMISE.c.fingerprint == sa.bindparam("b_fingerprint"),
        PROMISE.c.campaign == sa.bindparam("b_campaign"),
        ~_unanswered(),
    )


_ASK_UNANSWERED: Final[sa.Select[tuple[str]]] = sa.select(sa.literal_column("1")).where(_unanswered())


def _may_have_it(connection: sa.Connection, one: Change) -> bool:
    if one.delivered is not Delivered.MAY_BE:
        return False
    asked = {key: value for key, value in _released(one).items() if key != "b_fingerprint"}
    return connection.execute(_ASK_UNANSWERED, asked).first() is not None


_UNKNOWN_COMMIT: Final = "40003"
"""Nobody knows whether it was made."""


_HAND_BACK: Final = sql("""
    WITH other AS (
        SELECT event.campaign, event.at_us FROM event
        JOIN delivery ON delivery.recipient = event.recipient AND delivery.campaign = event.campaign
        WHERE event.recipient = :b_recipient AND event.campaign != :b_campaign
        AND event.move IN ('intended', 'doubted', 'confirmed')
        AND delivery.fingerprint = :b_fingerprint AND (delivery.delivered != 'no' OR delivery.state = 'doubted')
        ORDER BY event.at_us DESC, event.campaign LIMIT 1
    )
    UPDATE promise SET (campaign, at_us) = (SELECT campaign, at_us FROM other)
    WHERE recipient = :b_recipient AND fingerprint = :b_fingerprint AND campaign = :b_campaign
    AND EXISTS (SELECT 1 FROM other)
""")
"""A promise that is given back goes to whom else it protects, as of the moment in which that one made it: a doubt or a
person's word has taken it over, and giving it back must not free what another campaign has delivered meanwhile."""


class ConflictError(Exception):
    """A row is no longer as it was seen, or the same content was promised to the recipient by somebody else."""


def is_passing(error: sa.exc.DBAPIError) -> bool:
    """Whether PostgreSQL has given a transaction up for another's sake (SQLSTATE class 40): nothing of it was made."""
    state = getattr(error.orig, "sqlstate", None)
    return state is not None and state.startswith("40") and state != _UNKNOWN_COMMIT


def write(connection: sa.Connection, changes: Sequence[Change], horizon_us: int) -> None:
    """Write the changes within the connection's transaction.

    Args:
        connection: In a transaction, which the caller rolls back on an exception.
        changes: In their order; several of one delivery are allowed.
        horizon_us: Promises older than this moment hold no longer.

    Raises:
        ConflictError: One of them cannot be made; none may be kept.
    """
    if not changes:
        return
    made = [one for one in changes if one.promise is Promise.MADE]
    released = [one for one in changes if one.promise is Promise.RELEASED]
    renewed = [one for one in changes if one.promise is Promise.RENEWED]
    if released:
        # What an earlier attempt of one's own may have delivered is still held by oneself.
        others = [_released(one) for one in released if not _may_have_it(connection, one)]
        if others:
            _compiled("hand back", connection.dialect).run(connection, others)
        _compiled("release", connection.dialect).run(connection, [_released(one) for one in released])
    if made:
        rows = [_promised(one) | {"b_horizon": horizon_us} for one in made]
        _expect(_compiled("make", connection.dialect).run(connection, rows), len(made))
    if renewed:
        _compiled("renew", connection.dialect).run(connection, [_promised(one) for one in renewed])
    _expect(_compiled("update", connection.dialect).run(connection, [_updated(one) for one in changes]), len(changes))
    _compiled("event", connection.dialect).run(connection, [_event(one) for one in changes])


def _expect(result: sa.CursorResult[Any], count: int) -> None:
    if result.rowcount != count:
        raise ConflictError


def _insert_promise(insert: Any, *, within_horizon: bool) -> sa.Insert:  # noqa: ANN401 - of either dialect
    """Insert, or take over what is its own or older than the horizon; without a horizon, whatever stands there.

    Its own stands where a person has queued again what may have been delivered.
    """
    statement = insert(PROMISE)
    free = (PROMISE.c.at_us < sa.bindparam("b_horizon")) | (PROMISE.c.campaign == statement.excluded.campaign)
    upsert: sa.Insert = statement.on_conflict_do_update(
        index_elements=[PROMISE.c.recipient, PROMISE.c.fingerprint],
        set_={"campaign": statement.excluded.campaign, "at_us": statement.excluded.at_us},
        where=free if within_horizon else None,
    )
    return upsert


_INSERTS: Final = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_MAKE: Final = {name: _insert_promise(insert, within_horizon=True) for name, insert in _INSERTS.items()}
_RENEW: Final = {name: _insert_promise(insert, within_horizon=False) for name, insert in _INSERTS.items()}


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A statement's SQL for one engine.

    Its rows go to the driver as they are, because all columns are text and numbers: row by row, SQLAlchemy's own way
    costs as much again as the database.
    """

    sql: str
    order: tuple[str, ...] | None
    """The parameters by position; None where they go by name."""

    def run(self, connection: sa.Connection, rows: list[dict[str, Any]]) -> sa.CursorResult[Any]:
        if self.order is None:
            return connection.exec_driver_sql(self.sql, rows)
        pick = itemgetter(*self.order)
        return connection.exec_driver_sql(self.sql, [pick(row) for row in rows])


@cache
def _compiled(kind: str, engine: sa.Dialect) -> _Compiled:
    statements = {
        "update": _UPDATE,
        "event": sa.insert(EVENT),
        "release": _release(),
        "hand back": _HAND_BACK,
        "make": _MAKE[engine.name],
        "renew": _RENEW[engine.name],
    }
    made = statements[kind].compile(dialect=engine)
    return _Compiled(str(made), tuple(made.positiontup) if made.positiontup is not None else None)


def _released(one: Change) -> dict[str, Any]:
    delivery = one.delivery
    return {
        "b_recipient": delivery.recipient,
        "b_fingerprint": delivery.fingerprint,
        "b_campaign": delivery.campaign,
        "b_begun": one.events + 1 if one.move is Move.QUEUED_AGAIN else None,
    }


def _promised(one: Change) -> dict[str, Any]:
    delivery = one.delivery
    return {
        "recipient": delivery.recipient,
        "fingerprint": delivery.fingerprint,
        "campaign": delivery.campaign,
        "at_us": one.source.at_us,
    }


def _updated(one: Change) -> dict[str, Any]:
    return {
        "b_recipient": one.delivery.recipient,
        "b_campaign": one.delivery.campaign,
        "b_events": one.events,
        "state": one.state.value,
        "delivered": one.delivered.value,
        "standing": one.standing.value,
        "reason": _storable(one.reason),
        "attempts": one.attempts,
        "due_us": one.due_us,
        "node": one.source.node,
    }


def _event(one: Change) -> dict[str, Any]:
    source = one.source
    return {
        "recipient": one.delivery.recipient,
        "campaign": one.delivery.campaign,
        "number": one.events + 1,
        "at_us": source.at_us,
        "move": one.move.value,
        "state": one.state.value,
        "node": source.node,
        "egress": source.egress,
        "mx": _storable(source.mx),
        "phase": source.phase,
        "code": source.code,
        "enhanced": source.enhanced,
        "said": _storable(source.said),
        "reason": _storable(one.reason),
    }


def _storable(words: str) -> str:
    """PostgreSQL stores no NUL and neither engine half a surrogate pair: a reply with one must not end a campaign."""
    if words.isascii() and "\0" not in words:
        return words
    return words.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode("utf-8")

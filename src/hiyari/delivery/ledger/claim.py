"""Who sends a campaign, and what a crash left behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from hiyari.delivery.ledger import book
from hiyari.delivery.ledger.change import Source, change
from hiyari.delivery.ledger.states import Delivered, Move
from hiyari.delivery.ledger.tables import RUNNER
from hiyari.delivery.ledger.writing import write
from hiyari.model.error import SafetyError
from hiyari.model.text import Duration, text

SILENCE: Final = 90
"""Seconds without a sign of life after which a node on another machine may be taken for dead."""
_SECOND: Final = 1_000_000
_CHUNK: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A process that sends."""

    name: str
    """For events: the host's name with a part of its own for each start."""
    machine: str
    process: str
    """Process id and start time, so that a reused id is not taken for the old one."""


def claim(
    connection: sa.Connection,
    campaign: str,
    node: Node,
    now_us: int,
    *,
    alive: Callable[[str], bool],
    take_over: bool = False,
) -> int:
    """Become the campaign's only runner, and call uncertain what the last one left between intent and outcome.

    Args:
        connection: In a transaction, which the caller rolls back on an exception.
        campaign: Its name.
        node: Who wants it.
        now_us: Microseconds since the epoch.
        alive: Whether a process of this machine still runs.
        take_over: A person says that the other machine sends no more.

    Returns:
        How many deliveries became uncertain.

    Raises:
        SafetyError: Somebody else sends it, or may do so.
    """
    while not _enter(connection, campaign, node, now_us):
        # The row is locked until the transaction ends (PostgreSQL; SQLite has locked the whole file at its begin).
        held = connection.execute(
            sa.select(RUNNER).where(RUNNER.c.campaign == campaign).with_for_update()
        ).one_or_none()
        if held is None:
            continue  # It was released between the two statements.
        if (held.machine, held.process) != (node.machine, node.process):
            _judge(held, node, now_us, alive=alive, take_over=take_over)
        connection.execute(sa.delete(RUNNER).where(RUNNER.c.campaign == campaign))
    return _mark_what_was_left(connection, campaign, Source(at_us=now_us, node=node.name))


def _enter(connection: sa.Connection, campaign: str, node: Node, now_us: int) -> bool:
    """Write the row of the runner; false where there is one. Of two that do so at one moment the second waits here."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    values = {"campaign": campaign, "node": node.name, "machine": node.machine, "process": node.process}
    return connection.execute(insert(RUNNER).on_conflict_do_nothing(), {**values, "beat_us": now_us}).rowcount == 1


def _judge(held: sa.Row[Any], node: Node, now_us: int, *, alive: Callable[[str], bool], take_over: bool) -> None:
    """Refuse to take a campaign from somebody who sends it, or of whom nobody knows that he does not."""
    if held.machine == node.machine:
        if not alive(held.process):
            return
        sentence = text(
            "{campaign} is being sent by {node}. Wait until it is done, or stop that process first.",
            campaign=held.campaign,
            node=held.node,
        )
        raise SafetyError(sentence)
    silent = (now_us - held.beat_us) // _SECOND
    # A sign of life far in the future only says that the clocks differ.
    if abs(silent) < SILENCE:
        sentence = text(
            "{campaign} is being sent by {node} on another machine, which gave a sign of life {silent} ago. Stop it "
            "there, and wait {silence}.",
            campaign=held.campaign,
            node=held.node,
            silent=Duration(max(silent, 0)),
            silence=Duration(SILENCE),
        )
        raise SafetyError(sentence)
    if not take_over:
        sentence = text(
            "{campaign} was last sent by {node} on another machine. If that machine sends no more (and this is not "
            "a copy of its ledger), add --take-over.",
            campaign=held.campaign,
            node=held.node,
        )
        raise SafetyError(sentence)


def _mark_what_was_left(connection: sa.Connection, campaign: str, source: Source) -> int:
    count = 0
    while left := book.in_flight(connection, campaign, _CHUNK):
        write(connection, [change(one, Move.NODE_DIED, source, delivered=Delivered.MAY_BE) for one in left], 0)
        count += len(left)
    return count


def beat(connection: sa.Connection, campaign: str, node: Node, now_us: int) -> bool:
    """Say that the node is alive; false when somebody else has taken the campaign."""
    result = connection.execute(
        sa.update(RUNNER)
        .where(RUNNER.c.campaign == campaign, RUNNER.c.machine == node.machine, RUNNER.c.process == node.process)
        .values(beat_us=now_us)
    )
    return result.rowcount == 1


def release(connection: sa.Connection, campaign: str, node: Node) -> None:
    """The node sends the campaign no more."""
    connection.execute(
        sa.delete(RUNNER).where(
            RUNNER.c.campaign == campaign, RUNNER.c.machine == node.machine, RUNNER.c.process == node.process
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A campaign that is, or was, being sent."""

    campaign: str
    node: str
    machine: str
    process: str


def others(connection: sa.Connection, campaign: str) -> list[Running]:
    """Who has claimed other campaigns."""
    statement = sa.select(RUNNER.c.campaign, RUNNER.c.node, RUNNER.c.machine, RUNNER.c.process)
    rows = connection.execute(statement.where(RUNNER.c.campaign != campaign)).mappings()
    return [Running(**row) for row in rows]

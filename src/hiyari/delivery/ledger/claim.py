"""Who sends a campaign, and what a crash left behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from hiyari.delivery.ledger import book
from hiyari.delivery.ledger.change import Source, change
from hiyari.delivery.ledger.states import Delivered, Move, State
from hiyari.delivery.ledger.tables import RUNNER
from hiyari.delivery.ledger.writing import write
from hiyari.model.error import SafetyError
from hiyari.model.text import text

SILENCE: Final = 90
"""Seconds without a sign of life after which a node on another machine may be taken for dead."""
_SECOND: Final = 1_000_000


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

    Returns:
        How many deliveries became uncertain.

    Raises:
        SafetyError: Somebody else sends it, or may do so.
    """
    row = connection.execute(sa.select(RUNNER).where(RUNNER.c.campaign == campaign)).one_or_none()
    if row is not None and not (row.machine == node.machine and row.process == node.process):
        if row.machine == node.machine and alive(row.process):
            sentence = text(
                "{campaign} is being sent by {node}. Wait until it is done, or stop that process first.",
                campaign=campaign,
                node=row.node,
            )
            raise SafetyError(sentence)
        if row.machine != node.machine and not take_over:
            sentence = text(
                "{campaign} was last sent by {node} on another machine. If that machine sends no more (and this is not "
                "a copy of its ledger), add --take-over.",
                campaign=campaign,
                node=row.node,
            )
            raise SafetyError(sentence)
    connection.execute(sa.delete(RUNNER).where(RUNNER.c.campaign == campaign))
    values = {"campaign": campaign, "node": node.name, "machine": node.machine, "process": node.process}
    connection.execute(sa.insert(RUNNER), {**values, "beat_us": now_us})
    left = book.in_state(connection, campaign, State.SENDING)
    source = Source(at_us=now_us, node=node.name)
    write(connection, [change(one, Move.NODE_DIED, source, delivered=Delivered.MAY_BE) for one in left], 0)
    return len(left)


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

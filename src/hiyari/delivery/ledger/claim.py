"""Who sends a campaign, and what a crash left behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from hiyari.delivery.ledger import book
from hiyari.delivery.ledger.change import Source, change
from hiyari.delivery.ledger.states import Delivered, Move
from hiyari.delivery.ledger.tables import CAMPAIGN, RUNNER
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
    """``PID:START@WORLD``: the start time, so that a reused id is not taken for the old one; and the world in which
    ids count, which a reboot or another container does not share."""


def claim(
    connection: sa.Connection,
    campaign: str,
    node: Node,
    now_us: int,
    *,
    alive: Callable[[str], bool],
    take_over: bool = False,
    alongside: bool = False,
) -> int:
    """Become the campaign's only runner, and call uncertain what the last one left between intent and outcome.

    Args:
        connection: In a transaction of its own.
        campaign: Its name.
        node: Who asks.
        now_us: The present.
        alive: Whether a process of this machine still runs.
        take_over: Go on with what another machine has begun and has been silent about for `SILENCE`.
        alongside: Do so although another campaign is being sent, with which the providers' limits are shared.

    Returns:
        How many deliveries became uncertain.

    Raises:
        SafetyError: Somebody else sends it, or may do so.
    """
    # Two who ask at once, for this campaign or for two, are served one after the other; SQLite does it by itself.
    connection.execute(sa.select(CAMPAIGN.c.name).order_by(CAMPAIGN.c.name).with_for_update()).all()
    for row in map(_running, connection.execute(sa.select(RUNNER)).mappings()):
        if row.campaign == campaign:
            _refuse_holder(row, node, now_us, alive=alive, take_over=take_over)
        elif not alongside and runs(row, node, now_us, alive):
            _refuse_neighbour(row)
    connection.execute(sa.delete(RUNNER).where(RUNNER.c.campaign == campaign))
    values = {"campaign": campaign, "node": node.name, "machine": node.machine, "process": node.process}
    connection.execute(sa.insert(RUNNER), {**values, "beat_us": now_us})
    left = book.in_flight(connection, campaign)
    source = Source(at_us=now_us, node=node.name)
    write(connection, [change(one, Move.NODE_DIED, source, delivered=Delivered.MAY_BE) for one in left], 0)
    return len(left)


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A campaign that is, or was, being sent."""

    campaign: str
    node: str
    machine: str
    process: str
    beat_us: int


def _running(row: Mapping[Any, Any]) -> Running:
    return Running(**row)


def runs(row: Running, node: Node, now_us: int, alive: Callable[[str], bool]) -> bool | None:
    """Whether that node sends, as far as can be told from this one.

    Where its process cannot be looked up from here, it was heard of lately; else it is not known (None), except that
    what has been silent for `SILENCE` on this very machine has ended with its container or the machine's last boot.
    """
    if _in_sight(row, node):
        return alive(row.process)
    if now_us - row.beat_us < SILENCE * _SECOND:
        return True
    return False if row.machine == node.machine else None


def _in_sight(row: Running, node: Node) -> bool:
    """Whether process ids mean the same for both: one machine, one boot, one container."""
    return row.machine == node.machine and _world(row.process) == _world(node.process)


def _world(process: str) -> str:
    return process.partition("@")[2]


def _refuse_holder(row: Running, node: Node, now_us: int, *, alive: Callable[[str], bool], take_over: bool) -> None:
    if row.machine == node.machine and row.process == node.process:
        return
    lives = runs(row, node, now_us, alive)
    if lives and row.machine == node.machine and not _in_sight(row, node):
        sentence = text(
            "{campaign} was still being sent by {node} {seconds} seconds ago, in another container or before this "
            "machine was started. When that has ended, run the same command again in {wait} seconds.",
            campaign=row.campaign,
            node=row.node,
            seconds=max((now_us - row.beat_us) // _SECOND, 0),
            wait=SILENCE - (now_us - row.beat_us) // _SECOND,
        )
        raise SafetyError(sentence)
    if lives:
        sentence = text(
            "{campaign} is being sent by {node}. Wait until it is done, or stop that process first.",
            campaign=row.campaign,
            node=row.node,
        )
        raise SafetyError(sentence)
    if lives is None and not take_over:
        sentence = text(
            "{campaign} was last sent by {node} on another machine. If that machine sends no more, and this is not a "
            "copy of its ledger, add --take-over.",
            campaign=row.campaign,
            node=row.node,
        )
        raise SafetyError(sentence)


def _refuse_neighbour(row: Running) -> None:
    sentence = text(
        "{other} is being sent by {node}, and the providers' limits count for both together. Wait until it is done, "
        "or add --alongside to send at up to twice the pace.",
        other=row.campaign,
        node=row.node,
    )
    raise SafetyError(sentence)


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

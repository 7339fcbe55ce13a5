"""One message on a connection of its own."""

from __future__ import annotations

from hiyari.model.inventory import ServerAddress
from hiyari.smtp.connection import Unreachable, connect
from hiyari.smtp.events import Broken, Envelope, Event, Manner
from hiyari.smtp.reply import Phase


async def deliver(
    envelope: Envelope, server: ServerAddress, manner: Manner, source_address: str, longest: float = 600
) -> tuple[Event, ...]:
    """Send one message from a source address; every reply with its phase.

    Nothing is promised to anybody: this is for trials, whose messages may come twice.

    Returns:
        The replies in order; the last event is `Broken` when the connection was lost or never made.
    """
    opened = await connect(server, manner, source_address=source_address, longest=longest)
    if isinstance(opened, Unreachable):
        return (Broken(phase=Phase.CONNECT),)
    connection, greeting = opened
    if not connection.usable:
        return greeting or (Broken(phase=Phase.CONNECT),)
    done = await connection.transact(envelope, _always)
    await connection.close()
    return (*greeting, *done.replies, *((Broken(phase=done.broken),) if done.broken else ()))


async def _always(_: tuple[str, ...]) -> bool:
    return True

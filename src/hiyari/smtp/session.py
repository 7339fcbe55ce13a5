"""Drives the client machine over a real connection."""

from __future__ import annotations

import asyncio

from hiyari.model.inventory import ServerAddress
from hiyari.smtp.client import TIMEOUTS, Broken, Client, Envelope, Event


async def deliver(
    envelope: Envelope, server: ServerAddress, source_address: str, longest: float = 600
) -> tuple[Event, ...]:
    """Send one message from a source address; every reply with its phase.

    Args:
        envelope: What to send.
        server: Whom to connect to.
        source_address: The local address that the receiver will see.
        longest: Seconds that cap the time-outs of RFC 5321, for the lab.

    Returns:
        The events in order; the last is `Broken` when the connection was lost or never made. Never raises for what a
        server or a network does, except `ReplyError` for a server that does not speak SMTP.
    """
    client = Client(envelope)
    events: list[Event] = []
    try:
        async with asyncio.timeout(min(longest, TIMEOUTS[client.phase])):
            reader, writer = await asyncio.open_connection(
                str(server.address), server.port, local_addr=(source_address, 0)
            )
    except (OSError, TimeoutError):
        return (Broken(phase=client.phase),)
    try:
        while not client.done:
            async with asyncio.timeout(min(longest, TIMEOUTS[client.phase])):
                octets = await reader.read(4096)
            if not octets:
                break
            happened, out = client.receive(octets)
            events.extend(happened)
            writer.write(out)
            await writer.drain()
    except (OSError, TimeoutError):
        pass
    finally:
        writer.close()
    return (*events, *client.close())

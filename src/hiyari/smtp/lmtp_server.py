"""Listens for LMTP on a UNIX socket or a loopback port, and gives each message to whoever writes it down."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import stat
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from hiyari.model.error import UserError
from hiyari.model.inventory import ServerAddress
from hiyari.model.text import text
from hiyari.smtp.lmtp import Answer, Lmtp, Received

Handler: TypeAlias = Callable[[Received], Awaitable[Sequence[Answer]]]
"""Makes a message durable; one answer for each recipient."""
Place: TypeAlias = Path | ServerAddress
MOST_CONNECTIONS: Final = 50
_IDLE: Final = 300.0
"""Seconds that a client may be silent (RFC 5321 section 4.5.3.2.7)."""
_AT_ONCE: Final = 65536
_BUSY: Final = b"421 4.3.2 Too many connections; try again later\r\n"


@dataclass(slots=True)
class _Server:
    """What the connections share."""

    handler: Handler
    name: str
    most: int
    open: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection to its end; nothing that a client does ends more than its connection."""
        if self.open >= MOST_CONNECTIONS:
            writer.write(_BUSY)
            writer.close()
            return
        self.open += 1
        try:
            await self._talk(reader, writer)
        except (OSError, TimeoutError):
            pass
        finally:
            self.open -= 1
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        machine = Lmtp(self.name, self.most)
        octets = b""
        while True:
            received = machine.feed(octets)
            octets = b""
            writer.write(machine.output())
            async with asyncio.timeout(_IDLE):
                await writer.drain()
            if received is not None:
                machine.answer(await self.handler(received))
                continue
            if machine.done:
                return
            async with asyncio.timeout(_IDLE):
                octets = await reader.read(_AT_ONCE)
            if not octets:
                return


@contextlib.asynccontextmanager
async def listening(place: Place, handler: Handler, *, name: str, most: int) -> AsyncIterator[Place]:
    """Serve until the block is left; gives the place, with the port that a 0 became.

    Args:
        place: A UNIX socket (made for owner and group), or a loopback address.
        handler: Makes a message durable.
        name: For the greeting.
        most: Octets of a message that are kept.

    Raises:
        UserError: It cannot be listened on: it is in use, or not allowed.
    """
    shared = _Server(handler, name, most)
    try:
        if isinstance(place, Path):
            server = await asyncio.start_unix_server(shared.serve, sock=_unix(place))
        else:
            server = await asyncio.start_server(shared.serve, str(place.address), place.port)
            place = ServerAddress(address=place.address, port=server.sockets[0].getsockname()[1])
    except OSError as error:
        sentence = text(
            "{place} cannot be listened on: {reason}. Name another with --lmtp, or stop who holds it.",
            place=str(place),
            reason=os.strerror(error.errno) if error.errno else str(error),
        )
        raise UserError(sentence) from None
    try:
        yield place
    finally:
        server.close()
        if isinstance(place, Path):
            place.unlink(missing_ok=True)


def _unix(path: Path) -> socket.socket:
    """Bind a UNIX socket; one that nobody listens on any more is replaced, and nothing else is."""
    with contextlib.suppress(FileNotFoundError):
        if stat.S_ISSOCK(path.lstat().st_mode) and not _answers(path):
            path.unlink()
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    # Whoever may connect may make the ledger believe a bounce that carries our token: owner and group, nobody else.
    former = os.umask(0o117)
    try:
        sock.bind(str(path))
    except OSError:
        sock.close()
        raise
    finally:
        os.umask(former)
    return sock


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        try:
            probe.connect(str(path))
        except OSError:
            return False
        return True

"""What the small servers of the lab share: one loopback address, a free port, and clients that are not waited for."""

from __future__ import annotations

import asyncio
from typing import Final, Self

_LONGEST: Final = 10.0
"""Seconds until a silent client is dropped."""
_MOST: Final = 65_536
"""Octets that a line or a head may have."""


class Listener:
    """A server on one loopback address; ``async with`` it."""

    def __init__(self, host: str) -> None:
        """Take the address."""
        self.host = host

    async def __aenter__(self) -> Self:
        """Listen on a free port."""
        self._server = await asyncio.start_server(self._serve, self.host, 0, limit=_MOST)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop listening."""
        self._server.close()
        await self._server.wait_closed()

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One client's session; whatever a client does wrong ends it."""
        raise NotImplementedError

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_LONGEST):
                await self.talk(reader, writer)
        except (TimeoutError, OSError, ValueError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

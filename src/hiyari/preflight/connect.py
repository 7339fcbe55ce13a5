"""Calls exchanges to hear their greeting; sends nothing but QUIT."""

from __future__ import annotations

import asyncio
from typing import Final

from hiyari.auth.spf.result import IPAddress
from hiyari.model.cause import Cause, Timeout, Unreachable
from hiyari.model.text import Remote
from hiyari.preflight.facts import Greeted, Turned

_LONGEST: Final = 10.0
"""Seconds for one call; greylisting proxies and tarpits that take longer are not known to refuse."""
_AT_ONCE: Final = 10
_MOST: Final = 4096


class Caller:
    """Opens one connection for each address, ten at once."""

    def __init__(self, port: int = 25, longest: float = _LONGEST) -> None:
        self._port = port
        self._longest = longest
        self._places = asyncio.Semaphore(_AT_ONCE)

    async def call(self, address: IPAddress) -> Greeted | Turned | Cause:
        """The greeting.

        A refused connection is the host's own answer; silence and missing routes may be this machine's network (many
        providers block port 25), so they are causes of not knowing.
        """
        shown = f"{address}:{self._port}"
        async with self._places:
            try:
                async with asyncio.timeout(self._longest):
                    return await self._greeting(address)
            except TimeoutError:
                return Timeout(servers=(shown,), after=self._longest)
            except ConnectionRefusedError:
                return Turned(Remote("connection refused"))
            except (OSError, ValueError, asyncio.IncompleteReadError) as error:
                reason = getattr(error, "strerror", None) or "no greeting"
                return Unreachable(server=shown, detail=Remote(reason))

    async def _greeting(self, address: IPAddress) -> Greeted | Turned:
        reader, writer = await asyncio.open_connection(str(address), self._port, limit=_MOST)
        try:
            line = (await reader.readuntil(b"\n")).decode("latin-1").strip()
            writer.write(b"QUIT\r\n")
        finally:
            writer.close()
        return Greeted() if line.startswith("2") else Turned(Remote(line))

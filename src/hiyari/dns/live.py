"""Asks name servers over UDP, and over TCP when an answer is cut off.

Every question gets its own socket with a random port and a random id, so that an answer from elsewhere has to guess
both (RFC 5452). Replies that do not fit the question are passed over and waiting goes on; a server that fails,
refuses or is silent is left for the next one. What comes back at the end is the most telling loss, never *absent*.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import struct
from collections.abc import Sequence
from typing import Final

from hiyari.dns.answer import Absent, Answer, Found, Lost, NoData, Origin, Outcome, Question
from hiyari.dns.wire import Reply, WireError, echoes, pack_query, parse_reply
from hiyari.model.cause import Malformed, ServerFailure, Timeout, Unreachable
from hiyari.model.clock import Clock
from hiyari.model.inventory import ServerAddress
from hiyari.model.text import Remote, Text, text

_STRANGERS: Final = 64
"""Datagrams that do not fit the question before a server is given up."""
_AGAIN: Final = (0.15, 0.3, 0.55)
"""Shares of the time for one server after which the question is sent once more."""


class Live:
    """A `Source` over real servers."""

    def __init__(
        self,
        servers: Sequence[ServerAddress],
        *,
        clock: Clock,
        timeout: float = 2.0,
        attempts: int = 2,
        concurrency: int = 100,
        recursion: bool = True,
        origin: Origin = Origin.LIVE,
        mixed_case: bool = False,
    ) -> None:
        """Make a source.

        Args:
            servers: In the order to be asked; at least one.
            clock: For the moment an answer came.
            timeout: Seconds to wait for one server, once.
            attempts: Rounds over all servers.
            concurrency: Questions under way at once.
            recursion: Whether the servers are asked to look further; off for authoritative servers.
            origin: How answers say where they came from.
            mixed_case: Ask with random case and pass over answers that do not repeat it, which are harder to forge;
                a few old servers do not repeat it.
        """
        self.servers = tuple(servers)
        self._clock = clock
        self._timeout = timeout
        self._attempts = attempts
        self._recursion = recursion
        self._origin = origin
        self._mixed_case = mixed_case
        self._places = asyncio.Semaphore(concurrency)

    async def ask(self, question: Question) -> Answer:
        """The first answer that is one; else why there is none."""
        async with self._places:
            started = self._clock()
            lost: Lost | None = None
            for _ in range(self._attempts):
                for server in self.servers:
                    outcome = await self._ask_one(question, server)
                    if not isinstance(outcome, Lost):
                        return self._answer(question, outcome, str(server))
                    lost = outcome if lost is None or isinstance(lost, Timeout) else lost
                if not isinstance(lost, Timeout):
                    break
            waited = (self._clock() - started).total_seconds()
            names = tuple(str(server) for server in self.servers)
            if lost is None or isinstance(lost, Timeout):
                lost = Timeout(servers=names, after=max(waited, 0.0))
            return self._answer(question, lost, ", ".join(names))

    def _answer(self, question: Question, outcome: Outcome, of: str) -> Answer:
        return Answer(question=question, outcome=outcome, origin=self._origin, of=of, at=self._clock())

    async def _ask_one(self, question: Question, server: ServerAddress) -> Outcome:
        shown = str(server)
        try:
            async with asyncio.timeout(self._timeout):
                outcome = await self._exchange(question, server, edns=True)
                if isinstance(outcome, ServerFailure) and outcome.rcode == "FORMERR":
                    # A server from before EDNS (RFC 6891 section 7).
                    outcome = await self._exchange(question, server, edns=False)
                return outcome
        except TimeoutError:
            return Timeout(servers=(shown,), after=self._timeout)
        except WireError as error:
            return Malformed(server=shown, detail=error.detail)
        except (OSError, EOFError) as error:
            reason = getattr(error, "strerror", None) or type(error).__name__
            return Unreachable(server=shown, detail=Remote(reason))

    async def _exchange(self, question: Question, server: ServerAddress, *, edns: bool) -> Outcome:
        ident = secrets.randbits(16)
        cased = secrets.randbits(256 * 8) if self._mixed_case else None
        query = pack_query(question, ident, recursion=self._recursion, edns=edns, cased=cased)
        loop = asyncio.get_running_loop()
        waiting = _Waiting(question, ident, str(server), loop.create_future(), query if cased is not None else None)
        transport, _ = await loop.create_datagram_endpoint(
            lambda: waiting, remote_addr=(str(server.address), server.port)
        )
        try:
            reply = await self._patiently(transport, query, waiting.done)
        finally:
            transport.close()
        if reply.truncated:
            reply = await self._over_tcp(question, server, query, ident)
        if not self._recursion and not reply.authoritative and isinstance(reply.outcome, Found | Absent | NoData):
            # A lame server, or a cache in front of one: what it says is not what the zone's owner says.
            return Malformed(server=str(server), detail=text("it is not authoritative for {name}", name=question.name))
        return reply.outcome

    async def _patiently(
        self, transport: asyncio.DatagramTransport, query: bytes, done: asyncio.Future[Reply]
    ) -> Reply:
        """Send, and send again where no answer comes soon: a burst can overflow a server's buffer.

        The limit of time around it ends the last wait.
        """
        for share in _AGAIN:
            transport.sendto(query)
            with contextlib.suppress(TimeoutError):
                return await asyncio.wait_for(asyncio.shield(done), self._timeout * share)
        return await done

    @staticmethod
    async def _over_tcp(question: Question, server: ServerAddress, query: bytes, ident: int) -> Reply:
        """The same question where nothing needs to be cut off (RFC 7766)."""
        reader, writer = await asyncio.open_connection(str(server.address), server.port)
        try:
            writer.write(struct.pack("!H", len(query)) + query)
            (length,) = struct.unpack("!H", await reader.readexactly(2))
            reply = parse_reply(await reader.readexactly(length), question, ident, str(server))
        finally:
            writer.close()
        if reply is None:
            raise WireError(_another())
        return reply


class _Waiting(asyncio.DatagramProtocol):
    """One question under way: its future gets the reply, which may be cut off."""

    def __init__(
        self, question: Question, ident: int, server: str, done: asyncio.Future[Reply], query: bytes | None
    ) -> None:
        self._question = question
        self._ident = ident
        self._server = server
        self._strangers = 0
        self.done = done
        self._query = query
        """The query that the reply must repeat in its very case, or None where case does not matter."""

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:  # noqa: ARG002 - the socket is connected
        """Take the reply that fits; pass over the others."""
        if self.done.done():
            return
        try:
            reply = parse_reply(data, self._question, self._ident, self._server)
        except WireError as error:
            self.done.set_exception(error)
            return
        if reply is not None and (self._query is None or echoes(self._query, data)):
            self.done.set_result(reply)
            return
        self._strangers += 1
        if self._strangers >= _STRANGERS:
            self.done.set_exception(WireError(_another()))

    def error_received(self, exc: Exception) -> None:
        """The network said no."""
        if not self.done.done():
            self.done.set_exception(exc)


def _another() -> Text:
    return text("it answers another question")

"""Drives the client machine over a real connection: asyncio's transport on one side, `await` on the other."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, TypeAlias, cast

from hiyari.model.inventory import ServerAddress
from hiyari.smtp.client import Client
from hiyari.smtp.events import (
    TIMEOUTS,
    Broken,
    Ended,
    Envelope,
    Event,
    Manner,
    Obstacle,
    Prompted,
    Ready,
    Replied,
    Tls,
    TlsWanted,
)
from hiyari.smtp.reply import Phase, Reply, ReplyError

Promise: TypeAlias = Callable[[tuple[str, ...]], Awaitable[bool]]
"""Makes the intent to send to these recipients durable; false when they must not be sent to after all."""
_AT_ONCE: Final = 32768
"""Octets of content that are sent together with their end. Longer content leaves first, so that a connection that
breaks on the way is known to have delivered nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """What became of one message on one connection."""

    replies: tuple[Replied, ...] = ()
    broken: Phase | None = None
    """The phase whose reply never came. FINAL_DOT: the message may have been delivered."""
    obstacle: Obstacle | None = None
    withheld: bool = False
    """The server was ready for it, and the promise was refused on our side: the end of the content was not sent."""

    @property
    def final(self) -> Reply | None:
        """The reply after the end of the content."""
        return next((one.reply for one in self.replies if one.reply.phase is Phase.FINAL_DOT), None)


class Connection(asyncio.Protocol):
    """One connection, opened by `connect`."""

    def __init__(self, manner: Manner, server_name: str | None, longest: float) -> None:
        self._client = Client(manner)
        self._manner = manner
        self._server_name = server_name
        self._longest = longest
        self._events: list[Event] = []
        self._waiting: asyncio.Future[None] | None = None
        self._drained = asyncio.Event()
        self._drained.set()
        self._transport: asyncio.Transport | None = None
        self._lost = False
        self._replies: list[Replied] = []
        self._loop = asyncio.get_running_loop()
        self._watch: asyncio.TimerHandle | None = None
        self._since = self._loop.time()

    @property
    def usable(self) -> bool:
        """Whether another transaction can begin."""
        return not self._client.done and not self._lost and self._client.phase is Phase.IDLE

    @property
    def transactions(self) -> int:
        """Transactions begun on this connection."""
        return self._client.transactions

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """asyncio: the TCP connection stands (or TLS does)."""
        # uvloop's transports are no subclasses of asyncio's, only behave alike.
        self._transport = cast("asyncio.Transport", transport)
        self._transport.set_write_buffer_limits(high=0)
        self._arm()

    def data_received(self, data: bytes) -> None:
        """asyncio: octets came."""
        try:
            self._events += self._client.receive(data)
        except ReplyError:
            self._events += self._client.close()
            self._abort()
        self._flush()
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """asyncio: the connection ended, for whatever reason."""
        self._lost = True
        self._events += self._client.close()
        if self._watch is not None:
            self._watch.cancel()
        self._drained.set()
        self._wake()

    def pause_writing(self) -> None:
        """asyncio: what was written has not left yet."""
        self._drained.clear()

    def resume_writing(self) -> None:
        """asyncio: everything written has left."""
        self._drained.set()

    async def greet(self) -> tuple[Replied, ...]:
        """Wait until a transaction may begin; the replies on the way. `usable` says whether it may."""
        while True:
            for event in await self._next():
                match event:
                    case Ready():
                        return self._taken()
                    case TlsWanted():
                        await self._encrypt()
                    case Replied():
                        self._replies.append(event)
                    case _:
                        pass
            if self._client.done or self._lost:
                return self._taken()

    async def transact(self, envelope: Envelope, promise: Promise) -> Transaction:
        """Send one message; the end of its content leaves only after ``promise`` has come true.

        Never raises for what a server or a network does. What ``promise`` raises cuts the connection and is passed on.
        """
        obstacle = self._client.obstacle(envelope)
        if obstacle is not None:
            return Transaction(obstacle=obstacle)
        self._client.begin(envelope)
        self._flush()
        withheld = False
        while True:
            # Nothing more to come and no end: the driver's own mistake must not become a loop.
            for event in await self._next() or (Broken(phase=self._client.phase),):
                match event:
                    case Replied():
                        self._replies.append(event)
                    case Prompted(recipients=recipients):
                        withheld = not await self._send_content(recipients, promise)
                    case Broken(phase=phase):
                        return Transaction(replies=self._taken(), broken=phase, withheld=withheld)
                    case Ended():
                        return Transaction(replies=self._taken(), withheld=withheld)
                    case _:
                        pass

    async def close(self) -> None:
        """Say QUIT and leave; the reply is not worth waiting for long."""
        if self._lost:
            return
        self._client.quit()
        self._flush()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(min(self._longest, 5)):
                while not self._client.done and not self._lost:
                    await self._next()
        self._abort()

    def _abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    async def _send_content(self, recipients: tuple[str, ...], promise: Promise) -> bool:
        body, end = self._client.finish()
        try:
            if len(body) > _AT_ONCE:
                self._write(body)
                body = b""
                await self._drained.wait()
            promised = await promise(recipients)
        except BaseException:
            self._client.close()
            self._abort()
            raise
        if self._lost:
            return promised
        if not promised:
            self._events += self._client.abandon(begun=not body)
            if self._client.done:
                self._abort()
            return False
        self._client.ending()
        self._write(body + end)
        return True

    async def _encrypt(self) -> None:
        context = ssl.create_default_context()
        if self._manner.tls is not Tls.MUST:
            # Encryption nobody asked for needs no certificate (RFC 7435 section 3).
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        assert self._transport is not None  # noqa: S101 - there were replies
        try:
            async with asyncio.timeout(min(self._longest, TIMEOUTS[Phase.STARTTLS])):
                transport = await self._loop.start_tls(
                    self._transport, self, context, server_hostname=self._server_name or ""
                )
        except (OSError, TimeoutError, ValueError):
            # A ValueError is a name that TLS cannot take: whoever publishes such an MX is no server that we can know.
            self._events += self._client.close()
            self._abort()
            return
        if transport is not None:
            transport.set_write_buffer_limits(high=0)
            self._transport = transport
        self._client.secured()
        self._flush()

    async def _next(self) -> list[Event]:
        while not self._events and not self._lost and not self._client.done:
            self._waiting = self._loop.create_future()
            await self._waiting
        events, self._events = self._events, []
        return events

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    def _taken(self) -> tuple[Replied, ...]:
        replies, self._replies = tuple(self._replies), []
        return replies

    def _flush(self) -> None:
        if out := self._client.output():
            self._write(out)

    def _write(self, octets: bytes) -> None:
        self._since = self._loop.time()
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(octets)

    def _arm(self) -> None:
        """One timer per connection that looks when the phase's time is over, instead of one per command."""
        if self._watch is not None:
            self._watch.cancel()
        self._watch = self._loop.call_at(self._deadline(), self._look)

    def _deadline(self) -> float:
        return self._since + min(self._longest, TIMEOUTS[self._client.phase])

    def _look(self) -> None:
        if self._loop.time() < self._deadline() or self._client.phase is Phase.IDLE:
            # An idle connection is closed by whoever keeps it; looking again costs nothing.
            self._watch = self._loop.call_at(max(self._deadline(), self._loop.time() + 1), self._look)
            return
        self._events += self._client.close()
        self._abort()
        self._wake()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreachable:
    """No connection came about; nothing was said and nothing delivered."""

    reason: str
    """As the system says it."""


async def connect(
    server: ServerAddress,
    manner: Manner,
    *,
    source_address: str | None = None,
    server_name: str | None = None,
    longest: float = 600,
) -> tuple[Connection, tuple[Replied, ...]] | Unreachable:
    """Open a connection and greet.

    Args:
        server: Whom to connect to.
        manner: How to behave there.
        source_address: The local address that the server is to see; None leaves it to the system.
        server_name: The name that its certificate is to show; its address where there is none.
        longest: Seconds that cap the time-outs of RFC 5321, for the lab.

    Returns:
        The connection with the replies to greeting, EHLO, STARTTLS and AUTH; look at its `usable`.
    """
    loop = asyncio.get_running_loop()
    local = (source_address, 0) if source_address is not None else None
    named = server_name or str(server.address)
    try:
        async with asyncio.timeout(min(longest, 30)):
            _, connection = await loop.create_connection(
                lambda: Connection(manner, named, longest), str(server.address), server.port, local_addr=local
            )
    except TimeoutError:
        return Unreachable(reason="timed out")
    except OSError as error:
        return Unreachable(reason=error.strerror or str(error))
    return connection, await connection.greet()

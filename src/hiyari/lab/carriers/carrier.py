"""A carrier on a loopback address: the machine, driven by real connections.

A message is recorded before its reply is written, and everything that has come is answered in one go. What breaks
here breaks on purpose: a reset is a real TCP RST, a silent carrier keeps its connection open.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import time
from collections import deque
from collections.abc import Callable, Sequence
from ipaddress import ip_address
from typing import Final, Self, TypeVar, cast

from hiyari.lab.carriers.habit import Ending, Habit, Session
from hiyari.lab.carriers.house import Delivery, House, Line
from hiyari.lab.carriers.machine import Machine, Step
from hiyari.lab.carriers.temper import Temper
from hiyari.model.inventory import ServerAddress

_BACKLOG: Final = 1024
_HELD: Final = 1024 * 1024
"""Octets that may wait behind a late reply before the client is no longer read."""
_H = TypeVar("_H", bound=Habit)


class Carrier:
    """One carrier; ``async with Carrier(Temper(habits=(NamesOne(unknown={"b"}),))) as carrier: carrier.address``."""

    def __init__(
        self,
        temper: Temper,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        clock: Callable[[], float] = time.monotonic,
        record: Callable[[Sequence[Delivery]], None] | None = None,
    ) -> None:
        """Make a carrier that does not listen yet.

        Args:
            temper: What it is like.
            host: A loopback address.
            port: 0 for a free one.
            clock: Seconds; the delays of replies are real seconds all the same.
            record: Called with what really reaches mailboxes, before the dot is answered, instead of keeping it in
                `delivered`.
        """
        self._house = House(temper, clock, record)
        self._host = host
        self._port = port
        self._connections: set[_Connection] = set()

    async def __aenter__(self) -> Self:
        """Listen."""
        self._server = await asyncio.get_running_loop().create_server(
            lambda: _Connection(self._house, self._connections), self._host, self._port, backlog=_BACKLOG
        )
        self.address = ServerAddress(address=ip_address(self._host), port=self._server.sockets[0].getsockname()[1])
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop listening and break what is still open."""
        self._server.close()
        broken = tuple(self._connections)
        for connection in broken:
            connection.abort()
        await asyncio.gather(*(connection.gone for connection in broken))
        await self._server.wait_closed()

    @property
    def delivered(self) -> list[Delivery]:
        """What really reached mailboxes, oldest first, one for each recipient."""
        return self._house.delivered

    @property
    def swallowed(self) -> list[Delivery]:
        """What was taken with 250 and thrown away."""
        return self._house.swallowed

    @property
    def sessions(self) -> deque[Session]:
        """The newest ten thousand connections, the open ones among them."""
        return self._house.sessions

    @property
    def transcript(self) -> deque[Line]:
        """The newest ten thousand commands and replies; content as its size."""
        return self._house.transcript

    def change(self, temper: Temper) -> None:
        """Behave differently from now on, in open sessions too."""
        self._house.change(temper)

    def habit(self, kind: type[_H]) -> _H:
        """The carrier's own copy of its first habit of a kind.

        Raises:
            LookupError: It has none.
        """
        for one in self._house.temper.habits:
            if isinstance(one, kind):
                return one
        raise LookupError(f"the carrier has no habit {kind.__name__}")


class _Connection(asyncio.Protocol):
    """Drives one machine over one connection."""

    def __init__(self, house: House, connections: set[_Connection]) -> None:
        self._house = house
        self._connections = connections
        self._timer: asyncio.TimerHandle | None = None
        self._handshake: asyncio.Task[None] | None = None
        self._held = False
        """No step is taken: a reply is late, the client does not read, or TLS begins."""
        self._over = False
        self.gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Done when the connection is closed."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        self._transport = cast("asyncio.Transport", transport)
        peer = transport.get_extra_info("peername")
        self._session = self._house.begin(peer[0], peer[1])
        self._machine = Machine(self._house, self._session)
        self._connections.add(self)
        self._take(self._machine.greet)

    def data_received(self, data: bytes) -> None:
        """Answer all that has come whole."""
        if self._over:
            return
        self._machine.feed(data)
        if self._held:
            if self._machine.waiting > _HELD:
                self._transport.pause_reading()
            return
        self._take(self._machine.step)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - how it ended does not matter
        """Forget the connection; a message that was not whole is gone."""
        if self.gone.done():
            return
        self.gone.set_result(None)
        self._over = True
        if self._timer is not None:
            self._timer.cancel()
        self._connections.discard(self)
        self._house.end(self._session)

    def pause_writing(self) -> None:
        """Wait for a client that does not read its replies."""
        self._held = True

    def resume_writing(self) -> None:
        """Go on."""
        if self._timer is None and self._handshake is None:
            self._go_on()

    def abort(self) -> None:
        """Break the connection."""
        if self._handshake is not None:
            self._handshake.cancel()
        self._transport.abort()

    def _go_on(self) -> None:
        self._held = False
        if not self._over:
            self._transport.resume_reading()
            self._take(self._machine.step)

    def _take(self, steps: Callable[[], Step | None]) -> None:
        """Take steps until one ends the session, is late, or is missing; write what they said at once."""
        out: list[bytes] = []
        while not (self._held or self._over):
            step = steps()
            if step is None:
                break
            if step.delay > 0:
                self._held = True
                self._timer = asyncio.get_running_loop().call_later(step.delay, self._late, step)
                break
            out.append(step.reply)
            self._write_before(step.ending, out)
            steps = self._machine.step
        if out and not self._over:
            self._transport.write(b"".join(out))

    def _late(self, step: Step) -> None:
        """Send a late reply."""
        self._timer = None
        out = [step.reply]
        self._write_before(step.ending, out)
        if out and not self._over:
            self._transport.write(b"".join(out))
        if self._handshake is None:
            self._go_on()

    def _write_before(self, ending: Ending, out: list[bytes]) -> None:
        """End the session as a step says; what was said before is written first."""
        if ending is Ending.KEEP:
            return
        self._transport.write(b"".join(out))
        out.clear()
        match ending:
            case Ending.TLS:
                self._held = True
                # Reading stops now: the client's hello belongs to TLS and not to this machine.
                self._transport.pause_reading()
                self._handshake = asyncio.get_running_loop().create_task(self._encrypt())
                return
            case Ending.CLOSE:
                self._transport.close()
            case Ending.RESET:
                sock = cast("socket.socket", self._transport.get_extra_info("socket"))
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self._transport.abort()
            case Ending.MUTE:
                pass
        self._over = True
        self._session.ending = ending

    async def _encrypt(self) -> None:
        tls = self._house.temper.offer.tls
        transport = None
        try:
            if tls is not None:
                transport = await asyncio.get_running_loop().start_tls(self._transport, self, tls, server_side=True)
        except OSError:
            # A failed handshake is the client's affair, who sees the connection closed.
            pass
        finally:
            if transport is None:
                self._transport.abort()
                # asyncio tells a protocol nothing of a connection that is lost in the middle of the handshake.
                self.connection_lost(None)
        if transport is not None:
            self._transport = transport
            self._handshake = None
            self._go_on()

"""Connections to exchangers, kept open from one message to the next as far as the lane's limits allow."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from itertools import groupby
from typing import Final, TypeAlias

from hiyari.delivery.campaign import Route
from hiyari.delivery.exchangers import Exchanger
from hiyari.delivery.pacing.lane import Lane
from hiyari.model.inventory import IPAddress, ServerAddress
from hiyari.smtp.connection import Connection, Unreachable, connect
from hiyari.smtp.events import Credentials, Manner
from hiyari.smtp.reply import Phase, Reply

_IDLE: Final = 5.0
"""Seconds that a connection without work is kept: longer only holds a place at the server."""
_TRIES: Final = 6
"""Addresses that are tried for one message."""
_DEAD: Final = 60.0
"""Seconds that an address which could not be reached is asked last."""
_MOST_DEAD: Final = 10_000

Key: TypeAlias = tuple[str, str, tuple[str, ...]]


@dataclass(slots=True, eq=False)
class Line:
    """One open connection."""

    connection: Connection
    server: str
    """Name and address of the exchanger, for the ledger."""
    key: Key
    since: float = 0.0
    """When it was given back, by the loop's clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoLine:
    """No connection came about, or none on which anything can be sent; nothing was delivered."""

    server: str
    reply: Reply | None
    phase: Phase
    said: str


class Lines:
    """All connections of a node."""

    def __init__(self, route: Route, credentials: Credentials | None, longest: float = 600) -> None:
        """Begin with none.

        Args:
            route: How to speak, and from where.
            credentials: For a smart host.
            longest: Seconds that cap the time-outs of RFC 5321, for the lab.
        """
        self._route = route
        self._credentials = credentials
        self._longest = longest
        self._idle: OrderedDict[Line, None] = OrderedDict()
        self._by_key: dict[Key, list[Line]] = {}
        self._open: dict[tuple[str, str], int] = {}
        self._dead: OrderedDict[ServerAddress, float] = OrderedDict()

    async def take(self, lane: Lane, hosts: tuple[Exchanger, ...], port: int, *, answers_end: bool) -> Line | NoLine:
        """A connection to one of the hosts: an open one, else a new one.

        Args:
            lane: Whose; it bounds how many are open.
            hosts: By preference.
            port: Where they listen.
            answers_end: Whether a greeting that is no welcome ends the search; elsewhere the next host is tried.
        """
        key = (lane.name, lane.egress, tuple(host.name for host in hosts))
        waiting = self._by_key.get(key)
        while waiting:
            line = waiting.pop()
            self._idle.pop(line, None)
            if line.connection.usable:
                return line
            self.drop(line)
        self._make_room(lane)
        return await self._connect(lane, key, hosts, port, answers_end=answers_end)

    def give_back(self, line: Line, lane: Lane) -> None:
        """Keep it for the next message, or close it when it has had its number or its lane has fewer now."""
        spent = line.connection.transactions >= lane.limits.messages.value
        over = self._open.get(line.key[:2], 0) > max(lane.connections, 1)
        if not line.connection.usable or spent or over:
            self.drop(line)
            return
        line.since = asyncio.get_running_loop().time()
        self._idle[line] = None
        self._by_key.setdefault(line.key, []).append(line)

    def drop(self, line: Line) -> None:
        """Close it; nobody waits for the goodbye."""
        self._gone(line)
        task = asyncio.get_running_loop().create_task(line.connection.close())
        _KEPT.add(task)
        task.add_done_callback(_KEPT.discard)

    def tidy(self) -> None:
        """Close what has been idle for too long."""
        now = asyncio.get_running_loop().time()
        while self._idle:
            line = next(iter(self._idle))
            if line.connection.usable and now - line.since < _IDLE:
                return
            self._forget(line)
            self.drop(line)

    async def close(self) -> None:
        """Close everything."""
        for line in tuple(self._idle):
            self._forget(line)
            self.drop(line)
        if _KEPT:
            await asyncio.wait(tuple(_KEPT))

    def _make_room(self, lane: Lane) -> None:
        """Idle connections to other hosts of the lane count against its limit as well."""
        place = (lane.name, lane.egress)
        while self._open.get(place, 0) >= max(lane.connections, 1):
            line = next((one for one in self._idle if one.key[:2] == place), None)
            if line is None:
                return
            self._forget(line)
            self.drop(line)

    def _forget(self, line: Line) -> None:
        self._idle.pop(line, None)
        with contextlib.suppress(ValueError):
            self._by_key.get(line.key, []).remove(line)

    def _gone(self, line: Line) -> None:
        place = line.key[:2]
        self._open[place] -= 1
        if not self._open[place]:
            del self._open[place]
        if not self._by_key.get(line.key, True):
            del self._by_key[line.key]

    async def _connect(
        self, lane: Lane, key: Key, hosts: tuple[Exchanger, ...], port: int, *, answers_end: bool
    ) -> Line | NoLine:
        place = key[:2]
        self._open[place] = self._open.get(place, 0) + 1
        opened: Line | None = None
        try:
            failed = NoLine(server="", reply=None, phase=Phase.CONNECT, said="no address of its family to connect to")
            for name, address in self._candidates(hosts, lane.egress):
                found = await self._try(lane, key, name, ServerAddress(address=address, port=port))
                if isinstance(found, Line):
                    opened = found
                    return found
                failed = found
                if failed.reply is not None and answers_end:
                    break
            return failed
        finally:
            if opened is None:
                self._open[place] -= 1
                if not self._open[place]:
                    del self._open[place]

    async def _try(self, lane: Lane, key: Key, name: str, server: ServerAddress) -> Line | NoLine:
        shown = f"{name}[{server.address}]" if name else str(server)
        opened = await connect(
            server, self._manner(server), source_address=lane.egress or None, server_name=name, longest=self._longest
        )
        if isinstance(opened, Unreachable):
            self._bury(server)
            return NoLine(server=shown, reply=None, phase=Phase.CONNECT, said=opened.reason)
        connection, replies = opened
        if connection.usable:
            self._dead.pop(server, None)
            return Line(connection, shown, key)
        await connection.close()
        refused = next((one.reply for one in replies if not one.reply.positive), None)
        phase = refused.phase if refused is not None else replies[-1].reply.phase if replies else Phase.CONNECT
        said = "" if refused is not None else "the server ended the session, or does not offer what is needed"
        return NoLine(server=shown, reply=refused, phase=phase, said=said)

    def _manner(self, server: ServerAddress) -> Manner:
        return Manner(
            helo=self._route.helo,
            tls=self._route.tls,
            credentials=self._credentials,
            private=server.address.is_loopback,
        )

    def _candidates(self, hosts: tuple[Exchanger, ...], egress: str) -> list[tuple[str, IPAddress]]:
        """Hosts of one preference in random order (RFC 5321 section 5.1), those that were out of reach last."""
        version = ip_address(egress).version if egress else None
        found = [
            (host.name, address)
            for _, equals in groupby(hosts, key=lambda host: host.preference)
            for host in _shuffled(equals)
            for address in host.addresses
            if version in {None, address.version}
        ]
        now = asyncio.get_running_loop().time()
        dead = {server.address for server, until in self._dead.items() if until > now}
        return sorted(found, key=lambda one: one[1] in dead)[:_TRIES]

    def _bury(self, server: ServerAddress) -> None:
        while len(self._dead) >= _MOST_DEAD:
            self._dead.popitem(last=False)
        self._dead[server] = asyncio.get_running_loop().time() + _DEAD


_KEPT: set[asyncio.Task[None]] = set()
"""Goodbyes under way: asyncio itself holds tasks only weakly."""


def _shuffled(hosts: Iterator[Exchanger]) -> list[Exchanger]:
    found = list(hosts)
    random.shuffle(found)
    return found

"""The sandbox's network: loopback alone, on which every address and every name is this machine.

Listeners for SMTP take part in the supervisor's one selector; nothing here blocks. They speak TLS from the first octet
where a client does, on port 465 before the greeting, and after STARTTLS.
"""

from __future__ import annotations

import contextlib
import selectors
import socket
import struct
from typing import NamedTuple

from .names import answer, asked_name
from .sink import Conversation, Envelope
from .tls import Certificates, Channel

SMTP_PORTS = (25, 465, 587, 1025, 2525)
SECURE_PORT = 465
"""Submission over TLS (RFC 8314): the client speaks first."""
HELLO = b"\x16\x03"
"""How a TLS client begins."""
MAX_CLIENTS = 32
MAX_MESSAGES = 64
MAX_NAMES = 24
OWN_NAMES = ("localhost", "web", "web.hiyari.invalid")
ROUTE = struct.pack("=BBBBBBBBI", socket.AF_INET, 0, 0, 0, 255, 2, 254, 2, 0)
"""rtmsg of rtnetlink(7): table local (255), protocol kernel (2), scope host (254), type local (2), to 0.0.0.0/0."""


class Taken(NamedTuple):
    """What came by SMTP in one run."""

    envelopes: list[Envelope]
    wants_tls: bool
    """Whether a client asked for TLS that this Python does not have."""
    tls_failed: str | None
    """Why a client's TLS did not come about."""


class Client:
    """One connection: its conversation, and its TLS where it has begun."""

    def __init__(self, address: str, *, greets: bool, offers_tls: bool) -> None:
        """``greets``: whether the greeting comes before anything of the client's."""
        self.address = address
        """Where the client thinks that it is."""
        self.conversation = Conversation(offers_tls=offers_tls)
        self.greets = greets
        self.channel: Channel | None = None
        self.begun = False


class Network:
    """The listeners, and what they took since it was last asked."""

    def __init__(self, selector: selectors.BaseSelector, certificates: Certificates) -> None:
        """Open them all. Raises OSError where the sandbox does not let it."""
        self._selector = selector
        self._certificates = certificates
        self._clients: dict[socket.socket, Client] = {}
        self._names: dict[str, None] = {}
        self._forget()
        every_address_is_here()
        for port in SMTP_PORTS:
            listener = socket.create_server(("", port), backlog=MAX_CLIENTS)
            listener.setblocking(False)
            selector.register(listener, selectors.EVENT_READ, self._accept)
        names = socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        names.bind(("", 53))
        selector.register(names, selectors.EVENT_READ, self._name)

    def taken(self) -> Taken:
        """What came since the last call; every connection is closed."""
        for client in list(self._clients):
            self._close(client)
        result = Taken(self._envelopes[:MAX_MESSAGES], self._wants_tls, self._tls_failed)
        self._forget()
        return result

    def _forget(self) -> None:
        self._envelopes: list[Envelope] = []
        self._wants_tls = False
        self._tls_failed: str | None = None

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            connection, _ = listener.accept()
            if len(self._clients) >= MAX_CLIENTS:
                connection.close()
                return
            connection.setblocking(False)
            address, port = connection.getsockname()[:2]
            offered = self._certificates.offered
            client = Client(address, greets=port != SECURE_PORT or not offered, offers_tls=offered)
            self._clients[connection] = client
            self._selector.register(connection, selectors.EVENT_READ, self._talk)
            if client.greets:
                self._say(connection, client)

    def _talk(self, connection: socket.socket) -> None:
        client = self._clients[connection]
        try:
            octets = connection.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            octets = b""
        if not client.begun and octets.startswith(HELLO):
            self._secure(client)
        client.begun = True
        self._receive(client, octets)
        self._say(connection, client)
        if client.conversation.starts_tls:
            self._secure(client)
        if len(self._envelopes) < MAX_MESSAGES:
            self._envelopes += client.conversation.taken
        client.conversation.taken = []
        if not octets or client.conversation.closed:
            self._close(connection)

    def _receive(self, client: Client, octets: bytes) -> None:
        if client.channel is not None:
            octets = client.channel.receive(octets)
            if client.channel.failed is not None:
                self._tls_failed, client.conversation.closed = client.channel.failed, True
        client.conversation.receive(octets)
        self._wants_tls |= client.conversation.wants_tls and not self._certificates.offered

    def _secure(self, client: Client) -> None:
        """From here on, the client speaks TLS."""
        client.conversation.secured()
        if not self._certificates.offered:
            self._wants_tls = client.conversation.closed = True
            return
        try:
            client.channel = Channel(self._certificates, (*self._names, *OWN_NAMES, client.address))
        except OSError as problem:
            self._tls_failed, client.conversation.closed = str(problem), True

    def _say(self, connection: socket.socket, client: Client) -> None:
        octets, channel = client.conversation.out, client.channel
        if channel is not None:
            if channel.greeted:
                channel.send(octets)
                client.conversation.out = b""
            octets = channel.wire()
        else:
            client.conversation.out = b""
        with contextlib.suppress(OSError):  # a client that does not read its replies is none
            connection.send(octets)

    def _close(self, connection: socket.socket) -> None:
        self._clients.pop(connection, None)
        with contextlib.suppress(KeyError):
            self._selector.unregister(connection)
        connection.close()

    def _name(self, names: socket.socket) -> None:
        with contextlib.suppress(OSError):
            question, asker = names.recvfrom(512)
            if (reply := answer(question)) is not None:
                names.sendto(reply, asker)
                if len(self._names) < MAX_NAMES and (name := asked_name(question)) is not None:
                    self._names[name] = None


def every_address_is_here() -> None:
    """Route every address to loopback, as ``ip route add local 0.0.0.0/0 dev lo`` does. Raises OSError."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as kernel:
        kernel.bind((0, 0))
        body = ROUTE + struct.pack("=HHI", 8, 4, socket.if_nametoindex("lo"))  # RTA_OIF
        kernel.send(struct.pack("=IHHII", 16 + len(body), 24, 0x605, 1, 0) + body)  # RTM_NEWROUTE, create, replace, ack
        kernel.recv(4096)

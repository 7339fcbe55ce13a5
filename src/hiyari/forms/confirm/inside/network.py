"""The sandbox's network: loopback alone, on which every address and every name is this machine.

Listeners for SMTP take part in the supervisor's one selector; nothing here blocks.
"""

from __future__ import annotations

import contextlib
import selectors
import socket
import struct

from .names import answer
from .sink import Conversation, Envelope

SMTP_PORTS = (25, 465, 587, 1025, 2525)
MAX_CLIENTS = 32
MAX_MESSAGES = 64
ROUTE = struct.pack("=BBBBBBBBI", socket.AF_INET, 0, 0, 0, 255, 2, 254, 2, 0)
"""rtmsg of rtnetlink(7): table local (255), protocol kernel (2), scope host (254), type local (2), to 0.0.0.0/0."""


class Network:
    """The listeners, and what they took since it was last asked."""

    def __init__(self, selector: selectors.BaseSelector) -> None:
        """Open them all. Raises OSError where the sandbox does not let it."""
        self._selector = selector
        self._clients: dict[socket.socket, Conversation] = {}
        self._taken: list[Envelope] = []
        self._wants_tls = False
        every_address_is_here()
        for port in SMTP_PORTS:
            listener = socket.create_server(("", port), backlog=MAX_CLIENTS)
            listener.setblocking(False)
            selector.register(listener, selectors.EVENT_READ, self._accept)
        names = socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        names.bind(("", 53))
        selector.register(names, selectors.EVENT_READ, self._name)

    def taken(self) -> tuple[list[Envelope], bool]:
        """Messages since the last call, and whether a client wanted TLS; every connection is closed."""
        for client in list(self._clients):
            self._close(client)
        result = self._taken[:MAX_MESSAGES], self._wants_tls
        self._taken, self._wants_tls = [], False
        return result

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            client, _ = listener.accept()
            if len(self._clients) >= MAX_CLIENTS:
                client.close()
                return
            client.setblocking(False)
            self._clients[client] = Conversation()
            self._selector.register(client, selectors.EVENT_READ, self._talk)
            self._say(client)

    def _talk(self, client: socket.socket) -> None:
        conversation = self._clients[client]
        try:
            octets = client.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            octets = b""
        conversation.receive(octets)
        self._say(client)
        self._wants_tls |= conversation.wants_tls
        if len(self._taken) < MAX_MESSAGES:
            self._taken += conversation.taken
        conversation.taken = []
        if not octets or conversation.closed:
            self._close(client)

    def _say(self, client: socket.socket) -> None:
        conversation = self._clients[client]
        with contextlib.suppress(OSError):  # a client that does not read its replies is none
            client.send(conversation.out)
        conversation.out = b""

    def _close(self, client: socket.socket) -> None:
        self._clients.pop(client, None)
        with contextlib.suppress(KeyError):
            self._selector.unregister(client)
        client.close()

    def _name(self, names: socket.socket) -> None:
        with contextlib.suppress(OSError):
            question, asker = names.recvfrom(512)
            if (reply := answer(question)) is not None:
                names.sendto(reply, asker)


def every_address_is_here() -> None:
    """Route every address to loopback, as ``ip route add local 0.0.0.0/0 dev lo`` does. Raises OSError."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as kernel:
        kernel.bind((0, 0))
        body = ROUTE + struct.pack("=HHI", 8, 4, socket.if_nametoindex("lo"))  # RTA_OIF
        kernel.send(struct.pack("=IHHII", 16 + len(body), 24, 0x605, 1, 0) + body)  # RTM_NEWROUTE, create, replace, ack
        kernel.recv(4096)

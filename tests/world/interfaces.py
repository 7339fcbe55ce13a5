"""The network of the world: a loopback that owns the documentation addresses, so that no package is needed for it."""

from __future__ import annotations

import fcntl
import socket
import struct
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address
from typing import Final

_GET_FLAGS: Final = 0x8913
_SET_FLAGS: Final = 0x8914
_SET_ADDRESS: Final = 0x8916
_SET_MASK: Final = 0x891C
_GET_INDEX: Final = 0x8933
_UP: Final = 0x1


def raise_loopback(hosts: Iterable[IPv4Address | IPv6Address]) -> None:
    """Bring ``lo`` up and give it these addresses, for IPv4 with their whole /24.

    On a loopback device Linux makes all of a prefix local (that is how 127.0.0.0/8 works), so that clients and
    receivers need no entry. Call it only inside a network namespace of one's own.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        (flags,) = struct.unpack_from("H", fcntl.ioctl(control, _GET_FLAGS, struct.pack("16s24x", b"lo")), 16)
        fcntl.ioctl(control, _SET_FLAGS, struct.pack("16sH22x", b"lo", flags | _UP))
        (index,) = struct.unpack_from("i", fcntl.ioctl(control, _GET_INDEX, struct.pack("16s24x", b"lo")), 16)
        for number, host in enumerate(hosts):
            if isinstance(host, IPv6Address):
                with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as control6:
                    fcntl.ioctl(control6, _SET_ADDRESS, struct.pack("16sIi", host.packed, 128, index))
                continue
            for request, address in ((_SET_ADDRESS, host), (_SET_MASK, IPv4Address("255.255.255.0"))):
                alias = f"lo:{number}".encode()
                fcntl.ioctl(control, request, struct.pack("16sHH4s16x", alias, socket.AF_INET, 0, address.packed))

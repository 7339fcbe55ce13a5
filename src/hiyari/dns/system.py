"""Which resolvers this machine uses (resolv.conf), and addresses of servers as a person writes them."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from typing import Final

from hiyari.model.error import UserError
from hiyari.model.inventory import ServerAddress
from hiyari.model.text import text
from hiyari.model.written import parse_server as written_server

_RESOLV_CONF: Final = Path("/etc/resolv.conf")
DNS_PORT: Final = 53


def parse_server(written: str, where: str) -> ServerAddress:
    """An address with or without a port: ``127.0.0.1``, ``127.0.0.1:5353``, ``::1``, ``[::1]:5353``.

    Args:
        written: What the person wrote.
        where: Where it stands, for the message: ``hiyari.toml:12``, ``--resolver``.

    Raises:
        UserError: It is none of these.
    """
    server = written_server(written)
    if server is None:
        sentence = text(
            '{where}: "{written}" is not the address of a server. Write an IP address, with a port where it is not 53: '
            "127.0.0.1:5353 or [::1]:5353.",
            where=where,
            written=written,
        )
        raise UserError(sentence)
    return server


def system_resolvers(path: Path = _RESOLV_CONF) -> tuple[ServerAddress, ...]:
    """The nameserver lines of resolv.conf, in order; lines with a scope or rubbish are passed over.

    Raises:
        UserError: The file cannot be read or names no server.
    """
    servers = []
    try:
        lines = path.read_text(encoding="utf-8", errors="replace")[:65536].splitlines()
    except OSError:
        lines = []
    for line in lines:
        words = line.split()
        if len(words) > 1 and words[0] == "nameserver":
            try:
                servers.append(ServerAddress(address=ip_address(words[1]), port=DNS_PORT))
            except ValueError:
                continue
    if not servers:
        sentence = text(
            "{path} names no resolver. Name one with --resolver ADDRESS, or give the zones with --zone FILE --offline.",
            path=str(path),
        )
        raise UserError(sentence)
    return tuple(servers)

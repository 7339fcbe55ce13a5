"""A web host of the lab: a few pages, a contact form that is used, and an old one that is not.

Real HTTP on loopback, as much of it as forms need; its access log is written in Apache's combined form, with the time
of the play. The old form does what such scripts did: it mails to whomever a field names.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import parse_qs

from hiyari.lab.listener import Listener
from hiyari.lab.logs.stamping import apache

OLD_FORM: Final = "/cgi-bin/old/contact.cgi"
"""Nothing links to it any more."""
NEW_FORM: Final = "/contact/send"
_OFFICE: Final = "office@example.jp"
_MOST: Final = 65_536

Inject = Callable[[str, str, str], Awaitable[None]]
"""Hands a mail to the host's sendmail: recipient, subject, text."""


class Website(Listener):
    """Serves on one loopback address; ``async with Website(...) as site: site.port``."""

    def __init__(self, host: str, now: Callable[[], float], inject: Inject) -> None:
        """Take the address, the play's clock in seconds since 1970, and the way mail leaves."""
        self.log: list[tuple[float, str]] = []
        super().__init__(host)
        self._now = now
        self._inject = inject

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request, and its answer."""
        at = self._now()
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, path, _ = head[0].split(" ", 2)
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
        body = (await reader.readexactly(min(int(fields.get("content-length", "0")), _MOST))).decode("utf-8")
        given = {name: values[0] for name, values in parse_qs(body).items()}
        if method == "POST" and path == OLD_FORM:
            # The hidden field of 2003 that was to be filled in by the page, and is filled in by anybody.
            await self._inject(given.get("to", _OFFICE), given.get("subject", ""), given.get("text", ""))
        elif method == "POST" and path == NEW_FORM:
            await self._inject(_OFFICE, "Contact", given.get("text", ""))
        page = b"<html><body>Thank you.</body></html>\r\n"
        length = f"Content-Length: {len(page)}\r\nConnection: close\r\n"
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{length}\r\n".encode() + page)
        await writer.drain()
        client, agent = writer.get_extra_info("peername")[0], fields.get("user-agent", "-")
        referer = fields.get("referer", "-")
        line = f'{client} - - [{apache(at)}] "{method} {path} HTTP/1.1" 200 {len(page)} "{referer}" "{agent}"'
        self.log.append((at, line))


async def ask(site: tuple[str, int], source: str, method: str, path: str, agent: str, body: str = "") -> None:
    """Make one request from a source address."""
    reader, writer = await asyncio.open_connection(*site, local_addr=(source, 0))
    try:
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: www.example.jp\r\nUser-Agent: {agent}\r\n"
            f"Content-Length: {len(body.encode())}\r\nConnection: close\r\n\r\n"
        )
        writer.write(head.encode() + body.encode())
        await reader.read()
    finally:
        writer.close()
        await writer.wait_closed()

"""A web host of the lab: a few pages, a contact form that is used, and an old one that is not.

Real HTTP on loopback, as much of it as forms need; its access log is written in Apache's combined form, with the time
of the play. What is asked for must lie on the disk, and a script that is taken away answers no more. The old form does
what such scripts did: it mails to whomever a field names.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import parse_qs

from hiyari.lab.listener import Listener
from hiyari.lab.logs.stamping import apache
from hiyari.lab.website_files import NEW_FORM, OLD_FORM, SiteFiles

_OFFICE: Final = "office@example.jp"
_MOST: Final = 65_536

Inject = Callable[[str, str, str], Awaitable[None]]
"""Hands a mail to the host's sendmail: recipient, subject, text."""


class Website(Listener):
    """Serves on one loopback address; ``async with Website(...) as site: site.port``."""

    def __init__(self, host: str, now: Callable[[], float], inject: Inject, files: SiteFiles) -> None:
        """Take the address, the play's clock in seconds since 1970, the way mail leaves, and the files."""
        self.log: list[tuple[float, str]] = []
        super().__init__(host)
        self._now = now
        self._inject = inject
        self._files = files

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request, and its answer."""
        at = self._now()
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, path, _ = head[0].split(" ", 2)
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
        body = (await reader.readexactly(min(int(fields.get("content-length", "0")), _MOST))).decode("utf-8")
        status, page = await self._answer(method, path, body)
        length = f"Content-Length: {len(page)}\r\nConnection: close\r\n"
        writer.write(f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\n{length}\r\n".encode() + page)
        await writer.drain()
        client, agent = writer.get_extra_info("peername")[0], fields.get("user-agent", "-")
        referer = fields.get("referer", "-")
        self.log.append((at, logged(at, client, f"{method} {path}", f"{status[:3]} {len(page)}", referer, agent)))

    async def _answer(self, method: str, path: str, body: str) -> tuple[str, bytes]:
        """What the files of the site do with a request: status and page."""
        file = self._files.file_of(path)
        if not file.is_file():
            return "404 Not Found", b"<html><body>There is no such page.</body></html>\r\n"
        given = {name: values[0] for name, values in parse_qs(body).items()}
        if path not in {OLD_FORM, NEW_FORM}:
            return "200 OK", file.read_bytes()
        if method == "POST" and path == OLD_FORM:
            # The hidden field of 2003 that was to be filled in by the page, and is filled in by anybody.
            await self._inject(given.get("to", _OFFICE), given.get("subject", ""), given.get("text", ""))
        elif method == "POST":
            await self._inject(_OFFICE, "Contact", given.get("text", ""))
        return "200 OK", b"<html><body>Thank you.</body></html>\r\n"


def logged(at: float, client: str, asked: str, answered: str, referer: str, agent: str) -> str:
    """A line of the access log, in Apache's combined form."""
    return f'{client} - - [{apache(at)}] "{asked} HTTP/1.1" {answered} "{referer}" "{agent}"'


async def ask(
    site: tuple[str, int], source: str, method: str, path: str, agent: str, body: str = "", referer: str | None = None
) -> int:
    """Make one request from a source address, and tell the status of the answer."""
    reader, writer = await asyncio.open_connection(*site, local_addr=(source, 0))
    try:
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: www.example.jp\r\nUser-Agent: {agent}\r\n"
            + (f"Referer: {referer}\r\n" if referer else "")
            + f"Content-Length: {len(body.encode())}\r\nConnection: close\r\n\r\n"
        )
        writer.write(head.encode() + body.encode())
        answer = await reader.read()
        return int(answer[9:12])
    finally:
        writer.close()
        await writer.wait_closed()

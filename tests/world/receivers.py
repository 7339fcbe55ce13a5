"""Receivers outside: they answer as their domain is known for, and keep every message that they took."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Self, TypeAlias

from tests.world.names import RELAY2

Judge: TypeAlias = "Callable[[Session], str | None]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caught:
    """A message that was taken."""

    address: str
    sender: str
    recipients: tuple[str, ...]
    octets: bytes


@dataclass(slots=True, kw_only=True)
class Session:
    """What a receiver knows while it decides."""

    address: str
    sender: str = ""
    recipient: str = ""
    recipients: list[str] = field(default_factory=list)
    every: bool = False
    """Whether every recipient has a reply of its own after the data."""
    seen: set[tuple[str, ...]]
    """What the receiver remembers between sessions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Temper:
    """Refusals by the moment: None means that it goes on; an empty one cuts the line, or is silence for a greeting."""

    greeting: Judge = lambda _: None
    rcpt: Judge = lambda _: None
    size: int | None = None
    """SIZE limit in octets that is announced."""
    final: Judge = lambda _: None


def _once(said: str, *, by_recipient: bool = True) -> Judge:
    """Says it the first time only."""

    def judge(session: Session) -> str | None:
        key = (said, session.sender, session.recipient) if by_recipient else (said, session.address)
        if key in session.seen:
            return None
        session.seen.add(key)
        return said

    return judge


def _unknown(session: Session) -> str | None:
    if session.recipient.startswith("nobody"):
        return f"550 5.1.1 <{session.recipient}>: Recipient address rejected: User unknown in virtual mailbox table"
    return None


def _strict(session: Session) -> str | None:
    if session.address != RELAY2:
        return None
    domain = session.sender.rpartition("@")[2]
    return f"550 5.7.23 SPF validation failed: {session.address} is not allowed to send mail for {domain}"


_LISTED: Final = (
    "554-5.7.1 Service unavailable; Client host [{ip}] blocked using zen.example.org\r\n"
    "554 5.7.1 see https://www.example.org/query/ip/{ip}"
)
TEMPERS: Final[Mapping[str, Temper]] = {
    "plain.example.net": Temper(rcpt=_unknown),
    "sender.example.com": Temper(),
    "grey.example.net": Temper(rcpt=_once("450 4.2.0 <{rcpt}>: Greylisted, see https://www.example.net/grey.html")),
    "strict.example.net": Temper(rcpt=_strict),
    "listing.example.net": Temper(rcpt=lambda session: _LISTED.format(ip=session.address)),
    "rate.example.net": Temper(greeting=_once("421 4.7.0 {ip} too many connections, try later", by_recipient=False)),
    "drop.example.net": Temper(final=_once("")),
    "small.example.net": Temper(size=20_000, final=lambda _: "552 5.3.4 Message too big for this mailbox"),
    "slow.example.net": Temper(greeting=_once("", by_recipient=False)),
    "lmtp": Temper(),
    "full.example.net": Temper(rcpt=lambda _: "452 4.2.2 <{rcpt}>: The mailbox is full"),
}
_IDS: Final = itertools.count(0x4F1A0)


class Receiver:
    """One receiver; by LMTP it answers for every recipient, as RFC 2033 wants."""

    def __init__(self, domain: str, address: str, caught: list[Caught], port: int = 25) -> None:
        self._name = f"mx.{domain}"
        self._port = port
        self._address = address
        self._temper = TEMPERS[domain]
        self._seen: set[tuple[str, ...]] = set()
        self._caught = caught

    async def __aenter__(self) -> Self:
        """Listen."""
        self._server = await asyncio.start_server(self._serve, self._address, self._port, limit=1 << 22)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop listening."""
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        session = Session(address=writer.get_extra_info("peername")[0], seen=self._seen)
        try:
            async with asyncio.timeout(60):
                refusal = self._temper.greeting(session)
                if refusal == "":
                    await reader.read()
                elif refusal:
                    await _say(writer, _fill(refusal, session))
                else:
                    await _say(writer, f"220 {self._name} ESMTP")
                    while await self._step(session, reader, writer):
                        pass
        except (TimeoutError, OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _step(self, session: Session, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One command; False where the session ends."""
        line = (await reader.readuntil(b"\n")).decode("utf-8", "replace").strip()
        match line[:4].upper():
            case "EHLO" | "LHLO":
                session.every = line[0] in "Ll"
                size = f"250-SIZE {self._temper.size}\r\n" if self._temper.size else ""
                eai = "" if self._name.startswith("mx.listing") else "250-SMTPUTF8\r\n"
                said = f"250-{self._name}\r\n{size}250-PIPELINING\r\n250-ENHANCEDSTATUSCODES\r\n{eai}250 8BITMIME"
            case "MAIL":
                session.sender = _path(line)
                session.recipients.clear()
                said = "250 2.1.0 Ok"
            case "RCPT":
                session.recipient = _path(line)
                refusal = self._temper.rcpt(session)
                if refusal is None:
                    session.recipients.append(session.recipient)
                said = refusal or "250 2.1.5 Ok"
            case "DATA" if session.recipients:
                return await self._data(session, reader, writer)
            case "DATA":
                said = "554 5.5.1 Error: no valid recipients"
            case "QUIT":
                await _say(writer, "221 2.0.0 Bye")
                return False
            case _:
                said = "250 2.0.0 Ok"
        await _say(writer, _fill(said, session))
        return True

    async def _data(self, session: Session, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        await _say(writer, "354 End data with <CR><LF>.<CR><LF>")
        octets = await reader.readuntil(b"\r\n.\r\n")
        refusal = self._temper.final(session)
        if refusal == "":
            return False
        if refusal is None:
            self._caught.append(
                Caught(
                    address=session.address,
                    sender=session.sender,
                    recipients=tuple(session.recipients),
                    octets=octets[:-3],
                )
            )
        for _ in session.recipients if session.every else session.recipients[:1]:
            await _say(writer, refusal or f"250 2.0.0 Ok: queued as {next(_IDS):X}")
        return True


def _path(line: str) -> str:
    return line.partition("<")[2].partition(">")[0]


def _fill(said: str, session: Session) -> str:
    return said.replace("{rcpt}", session.recipient).replace("{ip}", session.address)


async def _say(writer: asyncio.StreamWriter, said: str) -> None:
    writer.write(f"{said}\r\n".encode())
    await writer.drain()

"""Receivers of the lab: small SMTP servers that look the sender's SPF up in real DNS and refuse as they see fit.

They speak just enough SMTP for one message per connection and keep nothing. The replies are written in the manner of
real ones; no real receiver is played.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final

from hiyari.auth.spf.evaluate import check_host
from hiyari.auth.spf.result import Identity, IdentityKind, Result
from hiyari.dns.drive import Source, arun
from hiyari.lab.listener import Listener
from hiyari.model.inventory import ServerAddress
from hiyari.smtp.reply import Phase

_MAX_LINES: Final = 2000
_KEPT: Final = 20
"""Messages whose contents are kept."""
_MAIL: Final = re.compile(r"MAIL FROM:<([^<>\s]*)>", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Temper:
    """What kind of receiver it is."""

    name: str
    refuses: frozenset[Result]
    """SPF results that it does not take."""
    phase: Phase
    """When it says so: MAIL, RCPT or FINAL_DOT."""
    reply: str
    """What it says; ``{ip}`` and ``{domain}`` are filled in."""


STRICT: Final = (
    Temper(
        name="strict1.example.net",
        refuses=frozenset({Result.FAIL, Result.PERMERROR}),
        phase=Phase.MAIL,
        reply="550 5.7.23 SPF validation failed: {ip} is not allowed to send for {domain}",
    ),
    Temper(
        name="strict2.example.net",
        refuses=frozenset({Result.FAIL, Result.SOFTFAIL, Result.PERMERROR}),
        phase=Phase.RCPT,
        reply="550 5.7.1 Message rejected due to the SPF policy of {domain}",
    ),
    Temper(
        name="strict3.example.net",
        refuses=frozenset(Result) - {Result.PASS, Result.TEMPERROR},
        phase=Phase.FINAL_DOT,
        reply="550 5.7.515 Access denied, {domain} does not meet the required authentication level",
    ),
)
LAX: Final = Temper(name="lax.example.net", refuses=frozenset(), phase=Phase.MAIL, reply="")


class Receiver(Listener):
    """One receiver on one loopback address; ``async with Receiver(...) as receiver: receiver.address``."""

    def __init__(self, temper: Temper, source: Source, host: str) -> None:
        self.temper = temper
        self.taken: list[bytes] = []
        """The contents of the last messages that were accepted."""
        self._source = source
        super().__init__(host)

    @property
    def address(self) -> ServerAddress:
        """Where it listens."""
        return ServerAddress(address=ip_address(self.host), port=self.port)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One session: a table of commands, and the refusal at the receiver's own phase."""
        peer = writer.get_extra_info("peername")[0]
        refusal: str | None = None
        helo = ""
        writer.write(f"220 {self.temper.name} ESMTP\r\n".encode())
        for _ in range(_MAX_LINES):
            line = (await reader.readuntil(b"\n")).decode("latin-1").strip()
            verb = line[:4].upper()
            if verb in {"EHLO", "HELO"}:
                helo = line[5:]
                said = f"250 {self.temper.name}"
            elif verb == "MAIL":
                refusal = await self._judge(line, peer, helo)
                said = self._say(refusal, Phase.MAIL, "250 2.1.0 Ok")
            elif verb == "RCPT":
                said = self._say(refusal, Phase.RCPT, "250 2.1.5 Ok")
            elif verb == "DATA":
                writer.write(b"354 End data with <CR><LF>.<CR><LF>\r\n")
                content = await reader.readuntil(b"\r\n.\r\n")
                said = self._say(refusal, Phase.FINAL_DOT, "250 2.0.0 Ok: taken")
                if said[:3] == "250":
                    self.taken = [*self.taken[1 - _KEPT :], content[:-3]]
            elif verb == "QUIT":
                writer.write(b"221 2.0.0 Bye\r\n")
                await writer.drain()
                return
            else:
                said = "502 5.5.2 Command not recognised"
            writer.write(f"{said}\r\n".encode())
            await writer.drain()

    def _say(self, refusal: str | None, phase: Phase, otherwise: str) -> str:
        return refusal if refusal and self.temper.phase is phase else otherwise

    async def _judge(self, line: str, peer: str, helo: str) -> str | None:
        found = _MAIL.match(line)
        if not self.temper.refuses:
            return None
        local, _, domain = (found[1] if found else "").rpartition("@")
        kind = IdentityKind.MAIL_FROM if domain else IdentityKind.HELO
        identity = Identity(kind=kind, domain=domain or helo, local_part=local or "postmaster", helo=helo)
        result = await arun(check_host(identity, ip_address(peer)), self._source)
        if result.result in self.temper.refuses:
            return self.temper.reply.format(ip=peer, domain=identity.domain)
        return None

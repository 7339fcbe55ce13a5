"""The sender of the lab's tests: streams that say a line and read a reply, and a certificate made in memory."""

from __future__ import annotations

import asyncio
import datetime as dt
import ssl
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from hiyari.model.inventory import ServerAddress


class Peer:
    """One connection; ``async with Peer(address) as peer: await peer.say("NOOP")``."""

    def __init__(self, server: ServerAddress, source: str = "127.0.0.1") -> None:
        self._server = server
        self._source = source

    async def __aenter__(self) -> Self:
        """Connect; the greeting is not read yet."""
        self.reader, self.writer = await asyncio.open_connection(
            str(self._server.address), self._server.port, local_addr=(self._source, 0)
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close."""
        self.writer.close()

    async def reply(self) -> str:
        """One whole reply, its lines joined by newlines; empty when the connection was closed."""
        lines = []
        while line := (await asyncio.wait_for(self.reader.readline(), 2)).decode():
            lines.append(line.rstrip("\r\n"))
            if line[3:4] != "-":
                break
        return "\n".join(lines)

    async def say(self, *lines: str) -> list[str]:
        """Say lines in one write and read one reply for each."""
        self.writer.write("".join(f"{line}\r\n" for line in lines).encode())
        return [await self.reply() for _ in lines]

    async def hello(self) -> str:
        """Read the greeting and say EHLO."""
        assert (await self.reply()).startswith("220 ")
        (said,) = await self.say("EHLO sender.example.jp")
        return said

    async def mail(self, *recipients: str, content: str = "Subject: x\r\n\r\nHello.\r\n") -> list[str]:
        """One transaction with DATA; the replies to MAIL, RCPT and DATA and, after a 354, to the dot."""
        said = await self.say("MAIL FROM:<info@example.jp>", *(f"RCPT TO:<{one}>" for one in recipients), "DATA")
        if said[-1].startswith("354"):
            self.writer.write(f"{content}.\r\n".encode())
            said.append(await self.reply())
        return said


def self_signed(folder: Path) -> ssl.SSLContext:
    """A server's context for 127.0.0.1 with a certificate of a few minutes."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "carrier.example.net")])
    now = dt.datetime.now(dt.UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now - dt.timedelta(minutes=1)).not_valid_after(now + dt.timedelta(minutes=10))
    certificate = builder.sign(key, hashes.SHA256())
    path = folder / "carrier.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def trusting() -> ssl.SSLContext:
    """A client's context that believes every certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context

"""What stands beside a relay: a content filter after the queue, a milter before it, and a password server."""

from __future__ import annotations

import asyncio
import base64
import smtplib
import struct
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from typing import Final

FILTER_PORT: Final = 10024
BACK_PORT: Final = 10025
MILTER_PORT: Final = 8891
AUTH_PORT: Final = 8892
USERS: Final = {"alice@example.jp": "open-sesame", "kiosk@example.jp": "kiosk"}
VIRUS: Final = "X-Test-Virus"
_DISCARDED: Final = "X-Test-Discard"
_Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def serve_filters(stack: AsyncExitStack) -> None:
    """Run all three until the stack is left."""
    await _listen(stack, _filter, FILTER_PORT)
    await _listen(stack, _milter, MILTER_PORT)
    await _listen(stack, _passwords, AUTH_PORT)


async def _listen(stack: AsyncExitStack, serve: _Serve, port: int) -> None:
    server = await asyncio.start_server(_quiet(serve), "127.0.0.1", port, limit=1 << 22)
    stack.callback(server.close)


def _quiet(serve: _Serve) -> _Serve:
    async def run(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await serve(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    return run


async def _filter(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Take a message, put it back at the other port, and answer in amavis' manner with that port's reply."""
    sender, recipients, origin = "", list[str](), list[str]()
    writer.write(b"220 localhost ESMTP filter\r\n")
    while line := (await reader.readuntil(b"\n")).decode("latin-1").strip():
        said = "250 2.0.0 Ok"
        match line[:4].upper():
            case "EHLO":
                said = "250-localhost\r\n250 XFORWARD NAME ADDR PORT PROTO HELO SOURCE IDENT"
            case "XFOR":
                origin.append(line)
            case "MAIL":
                sender, recipients = line.partition("<")[2].partition(">")[0], []
            case "RCPT":
                recipients.append(line.partition("<")[2].partition(">")[0])
            case "DATA":
                writer.write(b"354 go on\r\n")
                octets = await reader.readuntil(b"\r\n.\r\n")
                back = await asyncio.to_thread(_put_back, origin, sender, recipients, octets[:-3])
                origin.clear()
                said = f"250 2.0.0 from MTA(smtp:[127.0.0.1]:{BACK_PORT}): {back}"
            case "QUIT":
                writer.write(b"221 2.0.0 Bye\r\n")
                return
        writer.write(f"{said}\r\n".encode())
        await writer.drain()


def _put_back(origin: Sequence[str], sender: str, recipients: list[str], octets: bytes) -> str:
    with smtplib.SMTP("127.0.0.1", BACK_PORT, local_hostname="localhost", timeout=20) as smtp:
        smtp.ehlo()
        for line in origin:
            smtp.docmd(line)
        smtp.mail(sender)
        for recipient in recipients:
            smtp.rcpt(recipient)
        code, said = smtp.data(octets)
        return f"{code} {said.decode()}"


async def _milter(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """The milter protocol, version 6: refuse a recipient, refuse or discard a message by its header."""
    verdict = b"c"
    while True:
        (length,) = struct.unpack("!I", await reader.readexactly(4))
        packet = await reader.readexactly(length)
        command, data = packet[:1], packet[1:]
        match command:
            case b"O":
                answer = b"O" + struct.pack("!III", 6, 0, 0)
            case b"Q":
                return
            case b"D" | b"A":
                continue
            case b"R" if b"<spamtrap@" in data:
                answer = b"y550 5.7.1 We do not want this\0"
            case b"L":
                name = data.partition(b"\0")[0]
                verdict = {
                    VIRUS.encode(): b"y550 5.7.1 Virus found: Test-Signature\0",
                    _DISCARDED.encode(): b"d",
                }.get(name, verdict)
                answer = b"c"
            case b"E":
                answer, verdict = verdict, b"c"
            case _:
                answer = b"c"
        writer.write(struct.pack("!I", len(answer)) + answer)
        await writer.drain()


async def _passwords(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Dovecot's authentication protocol 1.1, PLAIN and LOGIN without a second turn for PLAIN only."""
    writer.write(b"VERSION\t1\t1\nMECH\tPLAIN\tplaintext\nMECH\tLOGIN\tplaintext\nSPID\t1\nCUID\t1\n")
    writer.write(b"COOKIE\t0123456789abcdef0123456789abcdef\nDONE\n")
    names: dict[str, str] = {}
    while True:
        fields = (await reader.readuntil(b"\n")).decode().rstrip("\n").split("\t")
        match fields:
            case ["AUTH", number, "PLAIN", *rest] if given := [one[5:] for one in rest if one.startswith("resp=")]:
                _, user, password = base64.b64decode(given[0]).decode().split("\0")
                writer.write(_verdict(number, user, password))
            case ["AUTH", number, "LOGIN", *rest] if given := [one[5:] for one in rest if one.startswith("resp=")]:
                names[number] = base64.b64decode(given[0]).decode()
                writer.write(f"CONT\t{number}\t{base64.b64encode(b'Password:').decode()}\n".encode())
            case ["AUTH", number, *_]:
                writer.write(f"CONT\t{number}\t{base64.b64encode(b'Username:').decode()}\n".encode())
            case ["CONT", number, said] if number not in names:
                names[number] = base64.b64decode(said).decode()
                writer.write(f"CONT\t{number}\t{base64.b64encode(b'Password:').decode()}\n".encode())
            case ["CONT", number, said]:
                writer.write(_verdict(number, names.pop(number), base64.b64decode(said).decode()))
            case _:
                pass
        await writer.drain()


def _verdict(number: str, user: str, password: str) -> bytes:
    if USERS.get(user) == password:
        return f"OK\t{number}\tuser={user}\n".encode()
    return f"FAIL\t{number}\tuser={user}\treason=Authentication failure\n".encode()

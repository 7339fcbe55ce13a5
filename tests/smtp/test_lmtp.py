"""LMTP: one answer per recipient, after the message is written down and not before."""

from __future__ import annotations

import asyncio
import socket
import stat
from collections.abc import Sequence
from ipaddress import ip_address
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.model.error import UserError
from hiyari.model.inventory import ServerAddress
from hiyari.smtp.lmtp import MAX_FOLLOWING, MAX_LINE, MAX_RECIPIENTS, Answer, Lmtp, Received
from hiyari.smtp.lmtp_server import listening

MOST = 1000
TALK = (
    b"LHLO relay1.example.jp\r\nMAIL FROM:<> BODY=8BITMIME\r\nRCPT TO:<bounce+x@example.jp>\r\n"
    b'RCPT TO:<"a b"@example.jp>\r\nDATA\r\nSubject: x\r\n\r\n..dot\r\n.\r\nNOOP\r\nQUIT\r\n'
)


def _codes(output: bytes) -> list[str]:
    return [line[:3].decode() for line in output.split(b"\r\n") if line[3:4] == b" "]


def _drive(pieces: Sequence[bytes]) -> tuple[bytes, list[Received]]:
    machine, out, received = Lmtp("h.example.jp", MOST), b"", []
    for piece in pieces:
        found = machine.feed(piece)
        out += machine.output()
        while found is not None:
            received.append(found)
            machine.answer([Answer.TAKEN] * len(found.recipients))
            found = machine.feed(b"")
            out += machine.output()
    return out, received


@given(st.lists(st.integers(0, len(TALK)), max_size=12).map(sorted))
def test_a_session_is_the_same_in_any_pieces(cuts: list[int]) -> None:
    """Pipelined or octet by octet, dots taken out, addresses as they are written."""
    edges = [0, *cuts, len(TALK)]
    out, received = _drive([TALK[a:b] for a, b in pairwise(edges)])
    assert _codes(out) == ["220", "250", "250", "250", "250", "354", "250", "250", "250", "221"]
    assert received == [
        Received(
            reverse_path="",
            recipients=("bounce+x@example.jp", '"a b"@example.jp'),
            content=b"Subject: x\r\n\r\n.dot\r\n",
            cut=False,
        )
    ]


def test_nothing_is_said_before_the_answer() -> None:
    """After the dot the server is silent until each recipient has an answer, also where more commands have come."""
    machine = Lmtp("h", MOST)
    assert machine.feed(TALK) is not None
    machine.output()
    assert machine.output() == b""
    with pytest.raises(ValueError, match="each recipient"):
        machine.answer([Answer.TAKEN])
    machine.answer([Answer.TAKEN, Answer.LATER])
    assert _codes(machine.output()) == ["250", "451"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"EHLO x", "500"),
        (b"HELO x", "500"),
        (b"LHLO", "501"),
        (b"MAIL FROM:<>", "503"),
        (b"RCPT TO:<a@b.jp>", "503"),
        (b"DATA", "503"),
        (b"VRFY a", "252"),
        (b"RSET", "250"),
        (b"\xff\x00", "500"),
        (b"", "500"),
    ],
)
def test_what_is_out_of_order_is_refused(line: bytes, code: str) -> None:
    """A greeting of SMTP most of all (RFC 2033 section 4.1)."""
    out, received = _drive([line + b"\r\n"])
    assert (_codes(out), received) == (["220", code], [])


@given(st.lists(st.binary(max_size=60) | st.sampled_from(TALK.splitlines(keepends=True)), max_size=30))
def test_no_octets_break_the_machine(pieces: list[bytes]) -> None:
    """Whatever comes is answered or waited for."""
    _drive(pieces)


def test_a_long_message_is_cut_and_still_taken() -> None:
    """Its beginning is kept, its end is found wherever it is cut, and the session goes on."""
    body = b"x" * 70 + b"\r\n"
    talk = TALK.replace(b"..dot\r\n", body * 5000)
    for size in (1, 7, 65536):
        pieces = [talk[at : at + size] for at in range(0, len(talk), size)]
        out, received = _drive(pieces)
        assert _codes(out)[-2:] == ["250", "221"]
        assert received[0].cut
        assert len(received[0].content) == MOST
        assert received[0].content.startswith(b"Subject: x\r\n\r\nxxx")


def test_everything_is_bounded() -> None:
    """Lines, recipients, and what follows a message that was cut."""
    out, _ = _drive([b"x" * (MAX_LINE + 1)])
    assert _codes(out) == ["220", "500"]
    out, _ = _drive([b"LHLO x\r\nMAIL FROM:<>\r\n" + b"RCPT TO:<a@example.jp>\r\n" * (MAX_RECIPIENTS + 1)])
    assert _codes(out)[-2:] == ["250", "452"]
    machine = Lmtp("h", MOST)
    machine.feed(b"LHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<a@example.jp>\r\nDATA\r\n")
    piece = b"x" * (4 * 1024 * 1024)
    for _ in range(MAX_FOLLOWING // len(piece) + 1):
        machine.feed(piece)
    assert machine.done
    assert _codes(machine.output())[-1] == "421"


@pytest.mark.parametrize("kind", ["unix", "tcp"])
async def test_a_real_client_is_answered_when_the_handler_is_done(kind: str, tmp_path: Path) -> None:
    """Over a real socket; two connections at once do not disturb each other, and one that breaks off ends alone."""
    path = tmp_path / "s"
    place = path if kind == "unix" else ServerAddress(address=ip_address("127.0.0.1"), port=0)
    seen: list[Received] = []
    go = asyncio.Event()

    async def handle(received: Received) -> list[Answer]:
        await go.wait()
        seen.append(received)
        return [Answer.TAKEN, Answer.LATER]

    async def connect(found: object) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if isinstance(found, ServerAddress):
            return await asyncio.open_connection(str(found.address), found.port)
        return await asyncio.open_unix_connection(str(found))

    async with listening(place, handle, name="h", most=MOST) as found:
        if kind == "unix":
            assert stat.S_IMODE(path.stat().st_mode) == 0o660
        _, broken = await connect(found)
        broken.write(b"LHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<a@b.jp>\r\nDATA\r\nhalf")
        broken.transport.abort()
        reader, writer = await connect(found)
        writer.write(TALK)
        head = await reader.readuntil(b"354 Go on, and end with a dot\r\n")
        assert not seen
        go.set()
        rest = await reader.read()
        writer.close()
        assert _codes(head + rest)[-4:] == ["250", "451", "250", "221"]
        assert len(seen) == 1
    assert not path.exists()


async def test_a_socket_that_somebody_serves_is_not_taken_away(tmp_path: Path) -> None:
    """One that nobody listens on any more is replaced; a file that is no socket never is."""

    async def handle(_: Received) -> list[Answer]:
        return []

    stale = tmp_path / "stale"
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(stale))
    async with listening(stale, handle, name="h", most=MOST):
        with pytest.raises(UserError):
            async with listening(stale, handle, name="h", most=MOST):
                pass
        assert stale.exists()
    plain = tmp_path / "plain"
    plain.write_text("mine")
    with pytest.raises(UserError):
        async with listening(plain, handle, name="h", most=MOST):
            pass
    assert plain.read_text() == "mine"
    assert list(tmp_path.iterdir()) == [plain]

"""The lab's carriers speak proper ESMTP, so that a sender that passes here has not passed by accident."""

from __future__ import annotations

import asyncio
import base64
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from hiyari.lab.carriers import Carrier, Login, Offer, Temper
from hiyari.lab.carriers.habit import Ending
from hiyari.lab.carriers.house import House
from hiyari.lab.carriers.machine import MAX_LINE, Machine
from hiyari.smtp.events import Envelope, Manner, Replied
from hiyari.smtp.session import deliver
from tests.lab.smtp_peer import Peer, self_signed, trusting

_START = b"EHLO me\r\nMAIL FROM:<f@example.jp>\r\n"


def talk(*octets: bytes, offer: Offer | None = None) -> tuple[House, list[str], Ending]:
    """What a machine without a network says to octets that come in these pieces."""
    house = House(Temper(offer=offer or Offer()), lambda: 0.0, None)
    machine = Machine(house, house.begin("192.0.2.1", 1))
    steps = [machine.greet()]
    for piece in octets:
        machine.feed(piece)
        while steps[-1].ending is Ending.KEEP and (step := machine.step()) is not None:
            steps.append(step)
    replies = [step.reply.decode("utf-8", "surrogateescape").rstrip("\r\n") for step in steps[1:]]
    return house, replies, steps[-1].ending


def codes(replies: list[str]) -> list[str]:
    """The codes of replies."""
    return [reply[:3] for reply in replies]


def test_ehlo_says_what_is_offered() -> None:
    """Every extension can be left out, and HELO offers none."""
    _, (everything,), _ = talk(b"EHLO me\r\n", offer=Offer(size=1000, login=Login(user="u", password="p")))
    assert everything.split("\r\n")[1:] == [
        "250-PIPELINING",
        "250-SIZE 1000",
        "250-AUTH PLAIN LOGIN",
        "250-ENHANCEDSTATUSCODES",
        "250-8BITMIME",
        "250-SMTPUTF8",
        "250 CHUNKING",
    ]
    bare = Offer(pipelining=False, eight_bit=False, smtputf8=False, size=0, chunking=False, enhanced=False)
    assert talk(b"EHLO me\r\n", b"MAIL FROM:<>\r\n", offer=bare)[1] == ["250 carrier.example.net", "250 Ok"]
    assert talk(b"HELO me\r\n")[1] == ["250 carrier.example.net"]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_octets_may_come_in_any_pieces(size: int) -> None:
    """Dots are unstuffed and the end is found wherever the network cuts, and what follows the dot is a command."""
    content = b"Subject: x\r\n\r\n..\r\n...a\r\n.\n.b\r\n\r\n.\r"
    dialogue = (
        _START + b"RCPT TO:<t@example.net>\r\nDATA\r\n" + content + b"\r\n.\r\nNOOP\r\n"
        b"MAIL FROM:<>\r\nRCPT TO:<u@example.net>\r\nDATA\r\n.\r\nQUIT\r\n"
    )
    house, replies, ending = talk(*(dialogue[at : at + size] for at in range(0, len(dialogue), size)))
    assert codes(replies) == ["250", "250", "250", "354", "250", "250", "250", "250", "354", "250", "221"]
    assert ending is Ending.CLOSE
    assert [one.content for one in house.delivered] == [b"Subject: x\r\n\r\n.\r\n..a\r\n\n.b\r\n\r\n\r\r\n", b""]


@pytest.mark.parametrize("size", [1, 5, 1000])
def test_chunks(size: int) -> None:
    """BDAT takes octets as they are, dots and commands among them; only LAST delivers."""
    dialogue = _START + b"RCPT TO:<t@example.net>\r\nBDAT 9\r\n\r\n.\r\nQUITBDAT 0 LAST\r\nNOOP\r\n"
    house, replies, _ = talk(*(dialogue[at : at + size] for at in range(0, len(dialogue), size)))
    assert codes(replies) == ["250", "250", "250", "250", "250", "250"]
    assert [one.content for one in house.delivered] == [b"\r\n.\r\nQUIT"]


def test_a_refused_chunk_is_read() -> None:
    """The octets of a chunk that nobody wants are no commands; DATA and RCPT do not mix with BDAT."""
    house, replies, _ = talk(b"EHLO me\r\nBDAT 6 LAST\r\nQUIT\r\nNOOP\r\n")
    assert codes(replies) == ["250", "503", "250"]
    begun = _START + b"RCPT TO:<t@example.net>\r\nBDAT 1\r\nxDATA\r\nRCPT TO:<u@example.net>\r\nRSET\r\nBDAT x\r\n"
    house, replies, _ = talk(begun)
    assert codes(replies)[3:] == ["250", "503", "503", "250", "501"]
    assert house.delivered == []
    assert codes(talk(_START + b"BDAT 1\r\n", offer=Offer(chunking=False))[1])[-1] == "502"


def test_what_is_too_big_is_read_and_refused() -> None:
    """SIZE is held at MAIL, after the dot and at BDAT LAST, and the session goes on."""
    offer = Offer(size=100)
    rcpt = b"RCPT TO:<t@example.net>\r\n"
    house, replies, _ = talk(_START + rcpt + b"DATA\r\n", b"x" * 300, b"\r\n.", b"\r\nNOOP\r\n", offer=offer)
    assert codes(replies)[-2:] == ["552", "250"]
    assert codes(talk(b"EHLO me\r\nMAIL FROM:<> SIZE=101\r\n", offer=offer)[1])[-1] == "552"
    chunks = b"BDAT 60\r\n" + b"x" * 60 + b"BDAT 60 LAST\r\n" + b"x" * 60 + b"NOOP\r\n"
    house, replies, _ = talk(_START + rcpt + chunks, offer=offer)
    assert codes(replies)[-3:] == ["250", "552", "250"]
    assert house.delivered == []


@pytest.mark.parametrize(
    "address",
    [
        "a..b@docomo.ne.jp",
        "ab.@docomo.ne.jp",
        ".a@ezweb.ne.jp",
        '"a..b"@docomo.ne.jp',
        '"a> \\"b"@docomo.ne.jp',
        "a@B.Jp",
    ],
)
def test_addresses_are_taken_literally(address: str) -> None:
    """Local parts that break the RFC's grammar, quoted ones and capital letters arrive as they stood on the wire."""
    house, _, _ = talk(_START + f"RCPT TO:<{address}>\r\nDATA\r\n.\r\n".encode())
    assert [one.recipient for one in house.delivered] == [address]


def test_addresses_outside_ascii_need_smtputf8() -> None:
    """Without the parameter, or where it is not offered, they are refused."""
    mail = "MAIL FROM:<é@example.jp> SMTPUTF8\r\nRCPT TO:<日本@example.jp>\r\nDATA\r\n.\r\n"
    house, _, _ = talk(b"EHLO me\r\n" + mail.encode())
    assert [(one.reverse_path, one.recipient) for one in house.delivered] == [("é@example.jp", "日本@example.jp")]
    assert codes(talk(_START + "RCPT TO:<日本@example.jp>\r\n".encode())[1])[-1] == "553"
    assert codes(talk(b"EHLO me\r\n" + mail.encode(), offer=Offer(smtputf8=False))[1])[1] == "555"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (b"MAIL FROM:<>\r\n", "503"),
        (b"EHLO\r\n", "501"),
        (_START + b"MAIL FROM:<>\r\n", "503"),
        (b"EHLO me\r\nMAIL FROM:a@b\r\n", "501"),
        (b"EHLO me\r\nMAIL FROM:<> BODY=9BIT\r\n", "555"),
        (b"HELO me\r\nMAIL FROM:<> SIZE=1\r\n", "555"),
        (b"EHLO me\r\nRCPT TO:<a@b>\r\n", "503"),
        (_START + b"RCPT TO:<>\r\n", "501"),
        (_START + b"RCPT TO:<a b@c>\r\n", "501"),
        (_START + b"RCPT TO:<a@c> NOTIFY=NEVER\r\n", "555"),
        (_START + b"DATA\r\n", "554"),
        (b"DATA\r\n", "503"),
        (_START + b"RCPT TO:<a@b>\r\nRSET\r\nDATA\r\n", "503"),
        (_START + b"RCPT TO:<a@b>\r\nEHLO me\r\nDATA\r\n", "503"),
        (b"VRFY a\r\n", "252"),
        (b"noop\n", "250"),
        (b"\r\n", "500"),
        (b"AUTH PLAIN x\r\n", "502"),
        (b"STARTTLS\r\n", "502"),
        (b"x" * MAX_LINE + b"x", "500"),
    ],
)
def test_the_last_reply(said: bytes, code: str) -> None:
    """Commands out of order, with errors or without meaning get the code that the RFCs give them."""
    assert codes(talk(said)[1])[-1] == code


def test_auth() -> None:
    """PLAIN with and without the initial response, LOGIN, a wrong password, and MAIL only afterwards."""
    offer = Offer(login=Login(user="bulk", password="geheim", required=True))
    user, password = base64.b64encode(b"bulk"), base64.b64encode(b"geheim")
    plain, wrong = base64.b64encode(b"\0bulk\0geheim"), base64.b64encode(b"\0bulk\0falsch")
    mail = b"MAIL FROM:<>\r\n"
    for dialogue, expected in (
        (b"AUTH PLAIN " + plain + b"\r\n" + mail, ["235", "250"]),
        (b"AUTH PLAIN\r\n" + plain + b"\r\n" + mail, ["334", "235", "250"]),
        (b"auth login\r\n" + user + b"\r\n" + password + b"\r\nAUTH LOGIN\r\n", ["334", "334", "235", "503"]),
        (b"AUTH PLAIN " + wrong + b"\r\n" + mail, ["535", "530"]),
        (b"AUTH PLAIN\r\n*\r\n" + mail, ["334", "501", "530"]),
        (b"AUTH CRAM-MD5\r\n", ["504"]),
    ):
        assert codes(talk(b"EHLO me\r\n" + dialogue, offer=offer)[1])[1:] == expected


async def test_starttls(tmp_path: Path) -> None:
    """After STARTTLS the dialogue begins again, encrypted; what an attacker put behind the command is forgotten."""
    async with Carrier(Temper(offer=Offer(tls=self_signed(tmp_path)))) as lab, Peer(lab.address) as peer:
        assert "250-STARTTLS" in (await peer.hello()).split("\n")
        peer.writer.write(b"STARTTLS\r\nMAIL FROM:<mallory@example.org>\r\n")
        assert (await peer.reply())[:3] == "220"
        await peer.writer.start_tls(trusting())
        assert (await peer.say("MAIL FROM:<>"))[0].startswith("503 5.5.1 Send EHLO")
        assert "STARTTLS" not in (await peer.say("EHLO sender.example.jp"))[0]
        assert (await peer.mail("a@au.com"))[-1][:3] == "250"
        assert [one.recipient for one in lab.delivered] == ["a@au.com"]
        assert lab.sessions[0].tls


async def test_a_failed_handshake_ends_the_session(tmp_path: Path) -> None:
    """Who talks nonsense instead of TLS is disconnected, and the carrier still stops in good order."""
    async with Carrier(Temper(offer=Offer(tls=self_signed(tmp_path)))) as lab, Peer(lab.address) as peer:
        await peer.hello()
        await peer.say("STARTTLS")
        peer.writer.write(b"EHLO again\r\n" * 20)
        while lab.sessions[0].closed is None:
            await asyncio.sleep(0.001)


async def test_the_carrier_stops_in_the_middle_of_a_handshake(tmp_path: Path) -> None:
    """Leaving the block ends every session, also one whose TLS has not begun."""
    async with AsyncExitStack() as stack:
        async with Carrier(Temper(offer=Offer(tls=self_signed(tmp_path)))) as lab:
            peer = await stack.enter_async_context(Peer(lab.address))
            await peer.hello()
            await peer.say("STARTTLS")
            assert lab.sessions[0].closed is None
        assert lab.sessions[0].closed is not None


async def test_pipelined_commands_are_answered_in_one_go() -> None:
    """Replies come in order and in one segment, though nobody waited for them."""
    async with Carrier(Temper()) as lab, Peer(lab.address) as peer:
        await peer.hello()
        peer.writer.write(b"MAIL FROM:<>\r\n" + b"RCPT TO:<a@au.com>\r\n" * 50 + b"DATA\r\n")
        octets = await peer.reader.read(65536)
        assert octets.count(b"\r\n") == 52
        assert octets.endswith(b"354 End data with <CR><LF>.<CR><LF>\r\n")


async def test_the_product_s_own_client_is_understood() -> None:
    """The sender's state machine delivers here."""
    envelope = Envelope(reverse_path="", recipients=("a@au.com",), content=b".x\r\n")
    async with Carrier(Temper()) as lab:
        events = await deliver(envelope, lab.address, Manner(helo="me.example.jp"), "127.0.0.1", longest=2)
        assert all(isinstance(event, Replied) and event.reply.positive for event in events)
        assert [one.content for one in lab.delivered] == [b".x\r\n"]


async def test_many_parallel_messages_are_counted_once() -> None:
    """Fifty connections with thirty messages each: every recipient once, all sessions ended, the transcript bounded."""

    async def send(lab: Carrier, sender: int) -> None:
        async with Peer(lab.address) as peer:
            await peer.hello()
            for number in range(30):
                assert (await peer.mail(f"{sender}.{number}@au.com"))[-1][:3] == "250"
            await peer.say("QUIT")

    async with Carrier(Temper()) as lab:
        async with asyncio.TaskGroup() as group:
            for sender in range(50):
                group.create_task(send(lab, sender))
        found = [one.recipient for one in lab.delivered]
        assert len(found) == len(set(found)) == 1500
        assert max(session.parallel for session in lab.sessions) == 50
    assert all(session.closed is not None for session in lab.sessions)
    assert len(lab.transcript) == 10_000

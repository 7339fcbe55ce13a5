"""Each behaviour of the lab's carriers is seen from the wire, and what really reached mailboxes is known beside it."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hiyari.lab.carriers import Carrier, Chance, Delivery, Moment, Temper, texts
from hiyari.lab.carriers.habit import Habit
from hiyari.lab.carriers.habits import (
    ConnectionLimit,
    Drops,
    Filters,
    Greylists,
    MailboxFull,
    NamesOne,
    RecipientLimit,
    Resets,
    Silent,
    Storm,
    Swallows,
    Tarpit,
    UnknownUsers,
)
from hiyari.lab.carriers.presets import PRESETS
from tests.lab.smtp_peer import Peer


class Clock:
    """A clock that the test moves."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def carrier(*habits: Habit, clock: Clock | None = None) -> Carrier:
    """A carrier with habits."""
    return Carrier(Temper(habits=habits), clock=clock or time.monotonic)


def who(deliveries: list[Delivery]) -> list[str]:
    """The recipients of deliveries."""
    return [one.recipient for one in deliveries]


async def test_a_plain_carrier_delivers_what_it_accepts() -> None:
    """Recipient, reverse path, content, peer and time are recorded; several transactions share a connection."""
    before = time.monotonic()
    async with carrier() as lab, Peer(lab.address) as peer:
        await peer.hello()
        assert (await peer.mail("a@docomo.ne.jp", content="Subject: 1\r\n\r\n..two\r\n...\r\n"))[-1][:3] == "250"
        assert (await peer.mail("b@docomo.ne.jp", "c@au.com"))[-1][:3] == "250"
        assert who(lab.delivered) == ["a@docomo.ne.jp", "b@docomo.ne.jp", "c@au.com"]
        first = lab.delivered[0]
        assert first.content == b"Subject: 1\r\n\r\n.two\r\n..\r\n"
        assert (first.reverse_path, first.peer) == ("info@example.jp", "127.0.0.1")
        assert before <= first.time <= time.monotonic()
        (session,) = lab.sessions
        assert (session.recipients, session.messages, session.closed) == (3, 2, None)
        assert b"RCPT TO:<a@docomo.ne.jp>\r\n" in {line.octets for line in lab.transcript if not line.sent}


async def test_one_bad_recipient_condemns_the_answer_and_not_the_others() -> None:
    """All RCPTs are taken, the dot is refused in the name of b, and a and c have the message."""
    async with carrier(NamesOne(unknown={"b"})) as lab, Peer(lab.address) as peer:
        await peer.hello()
        said = await peer.mail("a@docomo.ne.jp", "b@docomo.ne.jp", "c@docomo.ne.jp")
        assert [line[:3] for line in said[1:4]] == ["250", "250", "250"]
        assert said[-1] == "550 Unknown user b@docomo.ne.jp"
        assert who(lab.delivered) == ["a@docomo.ne.jp", "c@docomo.ne.jp"]
        assert (await peer.mail("a@docomo.ne.jp"))[-1][:3] == "250"


@pytest.mark.parametrize("delivers", [True, False])
async def test_the_reply_to_the_dot_is_lost(delivers: bool) -> None:
    """Every second dot is answered by a closed connection; whether the message arrived cannot be seen from here."""
    async with carrier(Drops(chance=Chance(every=2), delivers=delivers)) as lab, Peer(lab.address) as peer:
        await peer.hello()
        assert (await peer.mail("a@docomo.ne.jp"))[-1][:3] == "250"
        assert (await peer.mail("b@docomo.ne.jp"))[-1] == ""
        assert who(lab.delivered) == ["a@docomo.ne.jp", *(["b@docomo.ne.jp"] if delivers else [])]


async def test_a_share_of_losses_is_repeatable() -> None:
    """The same seed loses the same replies, and a temper can be used for a second carrier."""
    temper = Temper(habits=(Drops(chance=Chance(share=0.5, seed=7)),))
    seen = []
    for _ in range(2):
        async with Carrier(temper) as lab:
            lost = []
            for _ in range(12):
                async with Peer(lab.address) as peer:
                    await peer.hello()
                    lost.append((await peer.mail("a@docomo.ne.jp"))[-1] == "")
            seen.append(lost)
    assert seen[0] == seen[1]
    assert {True, False} == set(seen[0])


async def test_a_storm_after_the_dot_delivers_half() -> None:
    """Above the rate everybody is "unknown" though about half is delivered; slowness ends it, speed keeps it up."""
    clock = Clock()
    async with carrier(Storm(rate=10, window=10, calm=2), clock=clock) as lab, Peer(lab.address) as peer:
        await peer.hello()
        said = [(await peer.mail(f"u{number}@docomo.ne.jp"))[-1] for number in range(60)]
        assert [line[:3] for line in said[:10]] == ["250"] * 10
        assert said[10:] == [f"550 Unknown user u{number}@docomo.ne.jp" for number in range(10, 60)]
        assert who(lab.delivered)[:10] == [f"u{number}@docomo.ne.jp" for number in range(10)]
        assert 15 <= len(lab.delivered) - 10 <= 35
        storm = lab.habit(Storm)
        for _ in range(5):
            # Four in a window: below the rate, above the calm, so it goes on.
            clock.now += 3
            assert (await peer.mail("x@docomo.ne.jp"))[-1][:3] == "550"
        assert storm.raging("127.0.0.1")
        clock.now += 10.5
        assert (await peer.mail("x@docomo.ne.jp"))[-1][:3] == "250"
        assert not storm.raging("127.0.0.1")


async def test_a_storm_at_rcpt_delivers_nothing() -> None:
    """Refused at RCPT means not delivered, and the storm is about one peer only."""
    clock = Clock()
    async with carrier(Storm(rate=5, window=10, calm=2, at=Moment.RCPT), clock=clock) as lab:
        async with Peer(lab.address) as peer:
            await peer.hello()
            for number in range(5):
                assert (await peer.mail(f"u{number}@docomo.ne.jp"))[-1][:3] == "250"
            for number in range(5, 20):
                said = await peer.say("MAIL FROM:<info@example.jp>", f"RCPT TO:<u{number}@docomo.ne.jp>", "RSET")
                assert said[1] == f"550 Unknown user u{number}@docomo.ne.jp"
        async with Peer(lab.address, source="127.0.0.2") as other:
            await other.hello()
            assert (await other.mail("other@docomo.ne.jp"))[-1][:3] == "250"
        assert who(lab.delivered) == [*(f"u{number}@docomo.ne.jp" for number in range(5)), "other@docomo.ne.jp"]


async def test_a_storm_and_lost_replies_can_be_had_together() -> None:
    """Habits amend one verdict: the storm decides who gets it, the loss takes the reply away."""
    async with carrier(Storm(rate=1, window=9, calm=1, share=0), Drops(chance=Chance(every=2))) as lab:
        async with Peer(lab.address) as peer:
            await peer.hello()
            assert (await peer.mail("a@docomo.ne.jp"))[-1][:3] == "250"
            assert (await peer.mail("b@docomo.ne.jp"))[-1] == ""
        assert who(lab.delivered) == ["a@docomo.ne.jp"]


@pytest.mark.parametrize("moment", [Moment.CONNECT, Moment.RCPT, Moment.DATA, Moment.CONTENT, Moment.FINAL_DOT])
async def test_every_second_session_is_reset(moment: Moment) -> None:
    """The first session is served; in the second the peer sees a TCP reset, no clean end, and nothing is delivered."""
    async with carrier(Resets(moment=moment, every=2)) as lab:
        async with Peer(lab.address) as peer:
            await peer.hello()
            assert (await peer.mail("a@au.com"))[-1][:3] == "250"
        with pytest.raises(ConnectionError):
            async with Peer(lab.address) as peer:
                await peer.hello()
                assert (await peer.mail("b@au.com", content="Subject: b\r\n\r\n" + "text\r\n" * 99)) == []
        assert who(lab.delivered) == ["a@au.com"]


async def test_greylisting_lets_the_second_attempt_in() -> None:
    """The first attempt of each triple is put off until the seconds are over, and only that triple."""
    clock = Clock()
    async with carrier(Greylists(seconds=60), clock=clock) as lab, Peer(lab.address) as peer:
        await peer.hello()
        outcomes = []
        for wait in (0, 59, 1):
            clock.now += wait
            outcomes.append((await peer.mail("a@example.net"))[1])
            await peer.say("RSET")
        assert outcomes[0].startswith("450 4.2.0 ")
        assert "greylisted for 60 seconds" in outcomes[0]
        assert [line[:3] for line in outcomes] == ["450", "450", "250"]
        assert (await peer.mail("b@example.net"))[1][:3] == "450"
        assert who(lab.delivered) == ["a@example.net"]


async def test_a_tarpit_is_late_and_in_order() -> None:
    """Each reply waits, pipelined ones too, and the message is there before its reply."""
    async with carrier(Tarpit(seconds=0.04)) as lab, Peer(lab.address) as peer:
        began = time.monotonic()
        await peer.hello()
        said = await peer.say("MAIL FROM:<>", "RCPT TO:<a@au.com>", "DATA")
        assert [line[:3] for line in said] == ["250", "250", "354"]
        assert time.monotonic() - began >= 0.2
        peer.writer.write(b".\r\n")
        while not lab.delivered:
            await asyncio.sleep(0.001)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(peer.reader.readline(), 0.01)
        assert (await peer.reply())[:3] == "250"


async def test_one_recipient_too_many_loses_the_transaction() -> None:
    """The session's hundred-and-first recipient closes it; earlier messages stay, the open one reaches nobody."""
    async with carrier(RecipientLimit(most=100)) as lab, Peer(lab.address) as peer:
        await peer.hello()
        assert (await peer.mail("first@docomo.ne.jp"))[-1][:3] == "250"
        lines = ["MAIL FROM:<info@example.jp>", *(f"RCPT TO:<u{number}@docomo.ne.jp>" for number in range(100))]
        said = await peer.say(*lines)
        assert {line[:3] for line in said[:-1]} == {"250"}
        assert said[-1] == "554 Transaction failed"
        assert await peer.reply() == ""
        assert who(lab.delivered) == ["first@docomo.ne.jp"]


async def test_accepted_and_thrown_away() -> None:
    """250 is no delivery: the message stands among the swallowed."""
    async with carrier(Swallows(chance=Chance(every=2))) as lab, Peer(lab.address) as peer:
        await peer.hello()
        for recipient in ("a@au.com", "b@au.com"):
            assert (await peer.mail(recipient))[-1][:3] == "250"
        assert (who(lab.delivered), who(lab.swallowed)) == (["a@au.com"], ["b@au.com"])


@pytest.mark.parametrize(
    ("habit", "said"),
    [
        (UnknownUsers(who={"x"}), "550 Unknown user x@example.net"),
        (UnknownUsers(who={"x@example.net"}, text=texts.AU_UNKNOWN), "550 <x@example.net>: User unknown"),
        (
            UnknownUsers(who=lambda address: address.startswith("x@"), text=texts.SOFTBANK_UNKNOWN),
            "550 Invalid recipient: <x@example.net>",
        ),
        (MailboxFull(who={"x"}), "552 Too much mail data x@example.net"),
    ],
)
async def test_some_recipients_are_refused_in_the_carriers_words(habit: Habit, said: str) -> None:
    """A refusal at RCPT is about one recipient; the others of the transaction get the message."""
    async with carrier(habit) as lab, Peer(lab.address) as peer:
        await peer.hello()
        replies = await peer.mail("x@example.net", "y@example.net")
        assert replies[1] == said
        assert replies[-1][:3] == "250"
        assert who(lab.delivered) == ["y@example.net"]
        assert (await peer.mail("x@example.net"))[-1].startswith("554 ")


async def test_too_many_connections() -> None:
    """The third parallel session of a peer is greeted with 421 and closed; when one has ended, there is room again."""
    async with carrier(ConnectionLimit(most=2)) as lab, Peer(lab.address) as first, Peer(lab.address) as second:
        await first.hello()
        await second.hello()
        async with Peer(lab.address) as third, Peer(lab.address, source="127.0.0.2") as other:
            assert (await third.reply())[:3] == "421"
            assert await third.reply() == ""
            await other.hello()
        await second.say("QUIT")
        assert await second.reply() == ""
        async with Peer(lab.address) as fourth:
            await fourth.hello()


@pytest.mark.parametrize("delivers", [True, False])
async def test_a_silent_phase_is_never_answered(delivers: bool) -> None:
    """No reply to the dot and no end of the connection; the message may have arrived or not."""
    async with carrier(Silent(moment=Moment.FINAL_DOT, delivers=delivers)) as lab, Peer(lab.address) as peer:
        await peer.hello()
        await peer.say("MAIL FROM:<>", "RCPT TO:<a@au.com>", "DATA")
        peer.writer.write(b"Subject: x\r\n\r\n.\r\nNOOP\r\n")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(peer.reader.read(1), 0.05)
        assert len(lab.delivered) == delivers


@pytest.mark.parametrize("moment", [Moment.CONNECT, Moment.EHLO, Moment.MAIL, Moment.RCPT, Moment.DATA])
async def test_any_phase_can_be_silent(moment: Moment) -> None:
    """Everything before the moment is answered, and nothing from there on."""
    order = [Moment.CONNECT, Moment.EHLO, Moment.MAIL, Moment.RCPT, Moment.DATA]
    async with carrier(Silent(moment=moment)) as lab, Peer(lab.address) as peer:
        peer.writer.write(b"EHLO me\r\nMAIL FROM:<>\r\nRCPT TO:<a@au.com>\r\nDATA\r\n")
        for _ in range(order.index(moment)):
            assert (await peer.reply())[:1] == "2"
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(peer.reader.read(1), 0.03)


async def test_the_filter_of_au_names_nobody() -> None:
    """After the dot `550 : User unknown` without an address, and nobody has the message."""
    async with carrier(Filters()) as lab, Peer(lab.address) as peer:
        await peer.hello()
        said = await peer.mail("a@ezweb.ne.jp", "b@ezweb.ne.jp")
        assert [line[:3] for line in said[1:3]] == ["250", "250"]
        assert said[-1] == "550 : User unknown"
        assert lab.delivered == []


async def test_a_carrier_can_change_its_mind() -> None:
    """A new temper holds for the sessions that are open."""
    async with carrier() as lab, Peer(lab.address) as peer:
        await peer.hello()
        lab.change(Temper(habits=(Filters(),)))
        assert (await peer.mail("a@ezweb.ne.jp"))[-1] == "550 : User unknown"
        with pytest.raises(LookupError):
            lab.habit(Storm)


def test_the_journal_is_written_before_the_dot_is_answered(tmp_path: Path) -> None:
    """When the sender has its 250, the line is in the file; SIGTERM ends the process cleanly."""
    journal = tmp_path / "delivered.jsonl"
    command = [sys.executable, "-m", "hiyari.lab.carriers", "--port", "0", "--behaviour", "docomo-before-2025"]
    with subprocess.Popen(  # noqa: S603 - our own module
        [*command, "--journal", str(journal)], stdout=subprocess.PIPE, text=True, env=dict(os.environ)
    ) as process:
        try:
            assert process.stdout is not None
            word, port = process.stdout.readline().split()
            assert word == "PORT"
            asyncio.run(_two_messages(int(port), journal))
        finally:
            process.terminate()
        assert process.wait(5) == 0


async def _two_messages(port: int, journal: Path) -> None:
    async with Carrier(Temper()) as model:
        address = type(model.address)(address=model.address.address, port=port)
    async with Peer(address) as peer:
        await peer.hello()
        await peer.mail("a@docomo.ne.jp", "unknown@docomo.ne.jp", content="Message-Id:\r\n <1@x>\r\n\r\nHello\r\n")
        lines = [json.loads(line) for line in journal.read_text().splitlines()]
        assert [(line["recipient"], line["message_id"]) for line in lines] == [("a@docomo.ne.jp", "<1@x>")]
        assert 0 < lines[0]["time"] <= time.monotonic()
        await peer.mail("a..b@docomo.ne.jp", content="Subject: x\r\n\r\nMessage-Id: <not this>\r\n")
        assert json.loads(journal.read_text().splitlines()[1])["message_id"] == ""


def test_storms_that_cannot_be_are_refused() -> None:
    """A storm acts at RCPT or after the dot, and calm is not above its rate."""
    with pytest.raises(ValueError, match="storm"):
        Storm(rate=1, window=1, calm=2)
    with pytest.raises(ValueError, match="storm"):
        Storm(rate=2, window=1, calm=1, at=Moment.MAIL)


@pytest.mark.parametrize("name", sorted(PRESETS))
async def test_every_named_behaviour_listens(name: str) -> None:
    """Each name of the command line is a carrier that starts and stops."""
    async with Carrier(PRESETS[name]) as lab, Peer(lab.address):
        assert lab.address.port

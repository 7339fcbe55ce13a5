"""hiyari against each carrier of the lab: nobody twice, nobody lost, and the ledger says what is true."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from hiyari.lab.carriers import Carrier, Chance, Moment, Offer
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
from tests.delivery.node.post import Post, temper


def people(count: int, domain: str = "docomo.ne.jp") -> list[str]:
    """So many regular addresses."""
    return [f"user{number}@{domain}" for number in range(count)]


async def test_everybody_gets_it_once_and_irregular_addresses_arrive_unchanged(tmp_path: Path) -> None:
    """Two dots, a dot before the @ and one at the beginning reach the wire as they were written; quotes are one key."""
    odd = ["a..b@docomo.ne.jp", "ab.@docomo.ne.jp", ".ab@ezweb.ne.jp", "-x@ezweb.ne.jp"]
    async with Carrier(temper()) as carrier:
        post = Post(tmp_path, carrier)
        await post.send([*odd, '"a..b"@docomo.ne.jp', "plain@docomo.ne.jp"])
        assert post.mailboxes == dict.fromkeys([*odd, "plain@docomo.ne.jp"], 1)
        assert post.counted() == {"accepted": 5}
        assert [one.move.value for one in post.events("a..b@docomo.ne.jp")] == ["intended", "accepted"]


@pytest.mark.parametrize("offered", [True, False])
async def test_an_international_address_needs_a_server_that_knows_it(tmp_path: Path, *, offered: bool) -> None:
    """With SMTPUTF8 it arrives as written; without, it is refused by us and nothing is said to the server."""
    async with Carrier(replace(temper(), offer=Offer(smtputf8=offered))) as carrier:
        post = Post(tmp_path, carrier)
        await post.send(["田中@docomo.ne.jp", "a@docomo.ne.jp"])
        assert post.counted() == ({"accepted": 2} if offered else {"accepted": 1, "refused": 1})
        assert post.mailboxes["田中@docomo.ne.jp"] == int(offered)


@pytest.mark.parametrize("delivers", [True, False])
async def test_a_lost_answer_is_uncertain_and_never_sent_again(tmp_path: Path, *, delivers: bool) -> None:
    """The connection ends after the dot: the recipient may have it, and the same command leaves it so."""
    async with Carrier(temper(Drops(chance=Chance(every=4), delivers=delivers))) as carrier:
        post = Post(tmp_path, carrier)
        await post.send(people(20), pace={"connections": 1})
        await post.send(people(20), pace={"connections": 1})
        assert post.counted() == {"accepted": 15, "uncertain": 5}
        assert all(count == 1 for count in post.mailboxes.values())
        assert len(post.mailboxes) == (20 if delivers else 15)
        uncertain = next(address for address, state in post.states().items() if state == "uncertain")
        assert post.delivery(uncertain).delivered.value == "may be"
        assert [one.move.value for one in post.events(uncertain)] == ["intended", "answer lost"]


async def test_silence_after_the_dot_is_uncertain(tmp_path: Path) -> None:
    """A server that takes the dot and says nothing is left after the time-out; nothing is sent again."""
    async with Carrier(temper(Silent(moment=Moment.FINAL_DOT, delivers=True))) as carrier:
        post = Post(tmp_path, carrier)
        await post.send(people(2), longest=0.3)
        assert post.counted() == {"uncertain": 2}
        assert post.mailboxes == dict.fromkeys(people(2), 1)


@pytest.mark.parametrize("moment", [Moment.CONNECT, Moment.EHLO, Moment.MAIL, Moment.RCPT, Moment.DATA, Moment.CONTENT])
async def test_a_reset_before_the_end_of_the_content_costs_nothing(tmp_path: Path, moment: Moment) -> None:
    """Every second session is reset: everybody gets it once all the same; only short content leaves with its end."""
    resetting = replace(temper(Resets(moment=moment, every=2)), offer=Offer(chunking=False))
    async with Carrier(resetting) as carrier:
        post = Post(tmp_path, carrier)
        body = "x" * 900 + "\n"
        await post.send(people(4), pace={"messages": 1, "connections": 1}, body=body * 100)
        counted = post.counted()
        # The whole content may lie in the system's buffers before the reset is seen: then nobody knows.
        assert counted["accepted"] + (counted["uncertain"] if moment is Moment.CONTENT else 0) == 4
        assert post.mailboxes == dict.fromkeys(post.those("accepted"), 1)


async def test_a_reset_instead_of_the_last_reply_is_uncertain(tmp_path: Path) -> None:
    """The reset that comes after the dot proves nothing."""
    async with Carrier(temper(Resets(moment=Moment.FINAL_DOT, every=2))) as carrier:
        post = Post(tmp_path, carrier)
        await post.send(people(4), pace={"messages": 1, "connections": 1})
        assert post.counted() == {"accepted": 2, "uncertain": 2}


@pytest.mark.parametrize("moment", [Moment.RCPT, Moment.FINAL_DOT])
async def test_a_storm_is_not_believed(tmp_path: Path, moment: Moment) -> None:
    """The answer "unknown user" for everybody past a rate: results are doubted, the lane closes and goes on slowly."""
    async with Carrier(temper(Storm(rate=15, window=0.3, calm=8, at=moment))) as carrier:
        post = Post(tmp_path, carrier)
        await post.send(people(60))
        counted = post.counted()
        assert counted["doubted"] >= 6
        assert counted["accepted"] + counted["doubted"] + counted["refused"] == 60
        assert post.alarms()
        assert max(post.mailboxes.values()) == 1
        doubted = next(address for address, state in post.states().items() if state == "doubted")
        after = moment is Moment.FINAL_DOT
        assert post.delivery(doubted).delivered.value == ("may be" if after else "no")
        assert post.delivery(doubted).standing.value == "doubted"


async def test_doubted_recipients_are_refused_on_every_other_path(tmp_path: Path) -> None:
    """The same content from another campaign, as an export would make it, goes to nobody who may have it."""
    async with Carrier(temper(Storm(rate=15, window=0.3, calm=8))) as carrier:
        post = Post(tmp_path, carrier)
        await post.send(people(40))
        before = post.mailboxes
        left = [address for address, state in post.states().items() if state == "doubted"]
        await post.send(left, name="again", pace={"connections": 1, "interval": 0.01})
        assert post.counted("again") == {"suppressed": len(left)}
        assert post.mailboxes == before


async def test_unknown_users_are_refused_and_others_get_it(tmp_path: Path) -> None:
    """A few unknown addresses are believed, each with its literal reply and phase."""
    gone = {"user3@docomo.ne.jp", "user17@docomo.ne.jp"}
    async with Carrier(temper(UnknownUsers(who=gone, text="550 Unknown user {recipient}"))) as carrier:
        post = Post(tmp_path, carrier)
        await post.send(people(30))
        assert {address for address, state in post.states().items() if state == "refused"} == gone
        last = post.events("user3@docomo.ne.jp")[-1]
        assert (last.phase, last.code, last.said) == ("rcpt", 550, "Unknown user user3@docomo.ne.jp")
        assert post.delivery("user3@docomo.ne.jp").standing.value == "bad"
        assert len(post.mailboxes) == 28


async def test_a_full_mailbox_says_nothing_about_the_address(tmp_path: Path) -> None:
    """552 at RCPT: refused, not delivered, and the address is not called bad."""
    async with Carrier(temper(MailboxFull(who={"user0"}, text="552 Too much mail data {recipient}"))) as carrier:
        post = Post(tmp_path, carrier)
        await post.send(people(3))
        row = post.delivery("user0@docomo.ne.jp")
        assert (row.state.value, row.reason, row.standing.value) == ("refused", "mailbox full", "unknown")


async def test_a_named_address_after_the_dot_is_about_that_one(tmp_path: Path) -> None:
    """Docomo before 2025: 550 after the dot names the recipient; it is an alarm and no fact about the address."""
    async with Carrier(temper(NamesOne(unknown={"user1"}))) as carrier:
        post = Post(tmp_path, carrier)
        await post.send(people(5))
        row = post.delivery("user1@docomo.ne.jp")
        assert (row.state.value, row.standing.value) == ("refused", "doubted")
        assert post.counted()["accepted"] == 4


async def test_a_filter_after_the_dot_is_no_unknown_user(tmp_path: Path) -> None:
    """Au's 550 without an address: filtered, and the address is not called bad."""
    async with Carrier(temper(Filters(chance=Chance(every=10)))) as carrier:
        post = Post(tmp_path, carrier)
        await post.send(people(10, "ezweb.ne.jp"), provider="au", pace={"connections": 1})
        refused = next(address for address, state in post.states().items() if state == "refused")
        assert post.delivery(refused).reason == "filtered"
        assert post.delivery(refused).standing.value == "unknown"


async def test_greylisting_is_waited_for(tmp_path: Path) -> None:
    """450 at the first attempt: deferred, tried again, accepted once; the lane does not close for it."""
    async with Carrier(temper(Greylists(seconds=0.3))) as carrier:
        post = Post(tmp_path, carrier)
        await post.send(people(6), pace={"retry": 0.4})
        assert post.counted() == {"accepted": 6}
        assert post.mailboxes == dict.fromkeys(people(6), 1)
        assert post.events("user0@docomo.ne.jp")[0].move.value == "deferred"


async def test_a_tarpit_is_endured(tmp_path: Path) -> None:
    """Late replies are waited for, and everybody gets it once."""
    async with Carrier(temper(Tarpit(seconds=0.03))) as carrier:
        post = Post(tmp_path, carrier)
        await post.send(people(6))
        assert post.mailboxes == dict.fromkeys(people(6), 1)


async def test_a_session_closed_at_a_hundred_recipients_loses_nobody(tmp_path: Path) -> None:
    """554 and the end of the session at one recipient too many: that one is sent again, the others are safe."""
    async with Carrier(temper(RecipientLimit(most=10))) as carrier:
        post = Post(tmp_path, carrier)
        await post.send(people(25), pace={"connections": 1})
        assert post.counted() == {"accepted": 25}
        assert post.mailboxes == dict.fromkeys(people(25), 1)


async def test_too_many_connections_are_given_up(tmp_path: Path) -> None:
    """421 to the connection that is one too many: the lane makes do with fewer, and everybody gets it once."""
    async with Carrier(temper(ConnectionLimit(most=2))) as carrier:
        post = Post(tmp_path, carrier)
        await post.send(people(20), pace={"connections": 4, "retry": 0.2})
        assert post.mailboxes == dict.fromkeys(people(20), 1)
        assert max(session.parallel for session in carrier.sessions if session.messages) <= 2


async def test_what_is_taken_and_thrown_away_counts_as_accepted(tmp_path: Path) -> None:
    """250 is all that can be known: the ledger says accepted, which is not read."""
    async with Carrier(temper(Swallows())) as carrier:
        post = Post(tmp_path, carrier)
        await post.send(people(3))
        assert post.counted() == {"accepted": 3}
        assert not carrier.delivered


async def test_the_same_content_is_given_to_nobody_twice_and_other_content_is(tmp_path: Path) -> None:
    """A second campaign with the same words is suppressed by name; one with other words goes out."""
    async with Carrier(temper()) as carrier:
        post = Post(tmp_path, carrier)
        await post.send(people(3))
        await post.send(people(4), name="c2")
        assert post.counted("c2") == {"suppressed": 3, "accepted": 1}
        assert post.delivery("user0@docomo.ne.jp", "c2").reason == "same content: c1"
        await post.send(people(3), name="c3", body="Something else.\n")
        assert post.counted("c3") == {"accepted": 3}


async def test_two_campaigns_at_once_race_for_the_same_promise(tmp_path: Path) -> None:
    """Loaded before either was sent, two campaigns with the same content give it to everybody once."""
    (tmp_path / "one").mkdir()
    async with Carrier(temper()) as carrier:
        first, second = Post(tmp_path, carrier), Post(tmp_path, carrier)
        await asyncio.gather(
            first.send(people(30), name="a", alongside=True), second.send(people(30), name="b", alongside=True)
        )
        assert first.counted("a")["accepted"] + first.counted("b")["accepted"] == 30
        assert first.mailboxes == dict.fromkeys(people(30), 1)


async def test_a_domain_that_takes_no_mail_is_refused_without_a_connection(tmp_path: Path) -> None:
    """A null MX ends it at once, as an event that says why."""
    async with Carrier(temper()) as carrier:
        post = Post(tmp_path, carrier)
        await post.send(["user@null.docomo.ne.jp", "user@docomo.ne.jp"])
        row = post.delivery("user@null.docomo.ne.jp")
        assert (row.state.value, row.reason, row.delivered.value) == ("refused", "host unknown", "no")
        assert "null MX" in post.events("user@null.docomo.ne.jp")[-1].said
        assert post.mailboxes == {"user@docomo.ne.jp": 1}

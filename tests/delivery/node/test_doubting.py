"""Storms that end, or begin, where a run does: over real sockets, and what the ledger says afterwards."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

import pytest

from hiyari.lab.carriers import Carrier, Moment, texts
from hiyari.lab.carriers.habits import Filters, MailboxFull, Storm, UnknownUsers
from tests.delivery.node.post import Post, temper

_ONE = {"connections": 1}


def _people(count: int, domain: str = "docomo.ne.jp") -> list[str]:
    return [f"user{number}@{domain}" for number in range(count)]


async def test_a_storm_in_the_last_messages_is_not_believed(tmp_path: Path) -> None:
    """Five unknown at the end are too few for an alarm while more may come; when nothing more comes they are doubted.

    The alarm has their numbers, and what was refused alone long before is believed.
    """
    last = set(_people(40)[-5:])
    async with Carrier(temper(UnknownUsers(who=last | {"user3@docomo.ne.jp"}))) as carrier:
        post = Post(tmp_path, carrier)
        await post.send(_people(40), pace=_ONE)
        states = post.states()
        assert {address for address, state in states.items() if state == "doubted"} == last
        assert states["user3@docomo.ne.jp"] == "refused"
        (alarm,) = post.alarms()
        assert (alarm["unknown"], alarm["results"]) == (5, 5)
        assert post.delivery("user39@docomo.ne.jp").standing.value == "doubted"


async def test_what_is_on_its_way_belongs_to_the_same_storm(tmp_path: Path) -> None:
    """Twenty at once, all called unknown: one alarm, and the fourteen answers that come after it are doubted too."""
    async with Carrier(temper(UnknownUsers(who=set(_people(20))))) as carrier:
        post = Post(tmp_path, carrier)
        await post.send(_people(20), pace={"connections": 20})
        assert post.counted() == {"doubted": 20}
        assert len(post.alarms()) == 1


async def test_an_interrupted_run_leaves_the_question_to_the_next_one(tmp_path: Path) -> None:
    """A storm of eight that is cut in two by the end of a process is one storm: all eight are doubted."""
    gone = set(_people(28)[20:])
    async with Carrier(temper(UnknownUsers(who=gone))) as carrier:
        post = Post(tmp_path, carrier)
        sending = asyncio.ensure_future(post.send(_people(28), pace={**_ONE, "interval": 0.05}))
        while not sending.done() and post.counted()["refused"] < 3:
            await asyncio.sleep(0.01)
        sending.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await sending
        assert not post.alarms()
        await post.send(_people(28), pace={**_ONE, "interval": 0.05})
        counted = post.counted()
        assert (counted["doubted"], counted["refused"]) == (8, 0)
        assert {address for address, state in post.states().items() if state == "doubted"} == gone


async def test_a_run_that_ended_in_a_storm_and_died_is_finished_by_the_next(tmp_path: Path) -> None:
    """Nothing is left to send: the refusals that nobody had time to doubt are doubted all the same, once."""
    gone = set(_people(14)[10:])
    async with Carrier(temper(UnknownUsers(who=gone))) as carrier:
        post = Post(tmp_path, carrier)
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("hiyari.delivery.doubt.AT_THE_END", 1000.0)
            await post.send(_people(14), pace=_ONE)
        assert post.counted() == {"accepted": 10, "refused": 4}
        await post.send(_people(14), pace=_ONE)
        assert post.counted() == {"accepted": 10, "doubted": 4}
        await post.send(_people(14), pace=_ONE)
        assert len(post.alarms()) == 1
        assert max(post.mailboxes.values()) == 1


async def test_a_storm_after_the_content_that_a_filter_would_explain_is_not_believed(tmp_path: Path) -> None:
    """Au's text without an address means a filter; about everybody in a row it is a storm, and some have the mail."""
    raging = Storm(rate=15, window=0.3, calm=8, at=Moment.FINAL_DOT, text=texts.AU_FILTERED)
    async with Carrier(temper(raging)) as carrier:
        post = Post(tmp_path, carrier)
        await post.send(_people(60, "ezweb.ne.jp"), provider="au")
        assert post.alarms()
        doubted = next(address for address, state in post.states().items() if state == "doubted")
        assert post.delivery(doubted).delivered.value == "may be"
        assert max(post.mailboxes.values()) == 1


async def test_refusals_that_say_nothing_about_the_address_hide_no_storm(tmp_path: Path) -> None:
    """A filter's refusals between those that say unknown are no sign that addresses are believed."""
    everybody = _people(35)
    unknown = set(everybody[::5])
    filtering = Filters(text="550 5.7.1 Message content rejected")
    async with Carrier(temper(UnknownUsers(who=unknown), filtering)) as carrier:
        post = Post(tmp_path, carrier)
        await post.send(everybody, pace=_ONE)
        assert {address for address, state in post.states().items() if state == "doubted"} == unknown


async def test_full_mailboxes_are_a_sign_that_addresses_are_read(tmp_path: Path) -> None:
    """Four unknown users among full mailboxes are believed: who is full exists."""
    everybody = _people(60)
    unknown = {one for number, one in enumerate(everybody) if number % 12 == 5}
    habits = (UnknownUsers(who=unknown), MailboxFull(who=set(everybody) - unknown, text="552 5.2.2 Mailbox full"))
    async with Carrier(temper(*habits)) as carrier:
        post = Post(tmp_path, carrier)
        await post.send(everybody, pace=_ONE)
        assert post.counted() == {"refused": 60}
        assert not post.alarms()

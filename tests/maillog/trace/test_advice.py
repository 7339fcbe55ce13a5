"""Commands fit the mail server, close nothing but the page, and keep the restrictions that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hiyari.maillog.trace.advice import steps
from hiyari.maillog.trace.injector import Injector, Kind
from hiyari.maillog.trace.mta import Mta, agreed, mta_of
from hiyari.maillog.trace.ours import Ours
from hiyari.maillog.trace.story import Story, Waiting, tell
from hiyari.maillog.trace.web import Suspect, WebAnswer
from hiyari.maillog.trace.webjoin import SPANS, Page, Score
from tests.maillog.trace.world import HOUR, SECOND, START, World

WWW_DATA = Injector(kind=Kind.USER, host="www", uid=33, login="www-data")


def _answer(path: str) -> WebAnswer:
    page = Page("", "POST", path)
    score = Score(page=page, span=SPANS[0], requests=9, injections=9, occasions=9, covered=9, base=0.01)
    return WebAnswer(host="www", suspects=(Suspect(score=score, explains=1.0, clients=(), since=0, until=0),))


def _commands(path: str) -> list[str]:
    return [one.command for one in steps(WWW_DATA, Story(), _answer(path), None) if "gone" in one.command]


@pytest.mark.parametrize("path", ["/", "/index.php", "/index.html"])
def test_whole_site_is_never_closed(path: str) -> None:
    """No command answers 410 for, or takes the rights from, the page that a whole site is behind."""
    (close, *_) = steps(WWW_DATA, Story(), _answer(path), None)
    assert close.command == ""
    assert "whole site" in close.what.message


@pytest.mark.parametrize("path", ["/contact.cgi", "/a+b.php", "/x/y~z/form", "/form/"])
def test_page_and_nothing_else(path: str) -> None:
    """Apache's pattern matches the page's path, and neither what begins with it nor what only looks like it."""
    (command,) = _commands(path)
    pattern = command.removeprefix("RedirectMatch gone ")
    assert re.search(pattern, path)
    assert not re.search(pattern, f"{path}x")
    assert not re.search(pattern, f"/z{path}")
    assert not re.search(pattern, path.replace(".", "x").replace("+", "aa")) or not re.search(r"[.+]", path)


@pytest.mark.parametrize("path", ["/a%2fb", "/a b", "/" + "x" * 400, "/x$(id)"])
def test_path_that_cannot_be_written(path: str) -> None:
    """A path that a pattern cannot hold safely has no command."""
    assert _commands(path) == []


def test_restrictions_stay() -> None:
    """The command for a user shows the present list and puts it behind the user."""
    command = steps(WWW_DATA, Story(), None, None)[0].command
    assert command.index("postconf authorized_submit_users") < command.index("postconf -e")
    assert command.endswith('!\'"$user, $(postconf -h authorized_submit_users)" && postfix reload')


def test_nobody_becomes_root() -> None:
    """A login that cannot be written, and no uid, have no command: certainly not that for uid 0."""
    strange = Injector(kind=Kind.USER, host="www", login="x;id")
    assert [one.command for one in steps(strange, Story(), None, None)] == [""]


IDS = {
    Mta.POSTFIX: ("4F2A91C0B3", "4cHqF14TMVz9y"),
    Mta.SENDMAIL: ("6BQ9mP7a012345", "4AQAmPxZ1234567"),
    Mta.OPENSMTPD: ("3f2a91c0",),
    Mta.EXIM: ("1sAbCd-0001xY-2Z", "1sAbCd-00000001xYz-2Zab"),
    Mta.UNCLEAR: ("6BA9AA7A012345", "12345678", "a b", ""),
}


@pytest.mark.parametrize(("mta", "queue_id"), [(mta, one) for mta, ids in IDS.items() for one in ids])
def test_server_by_its_queue_ids(mta: Mta, queue_id: str) -> None:
    """The form of a queue id tells the mail server, or that it is unclear."""
    assert mta_of("syslog", queue_id) is mta


def test_server_by_format_and_by_majority() -> None:
    """A format of one server tells it; unclear ids follow the clear ones, and servers that differ are unclear."""
    assert mta_of("exchange", "17") is Mta.EXCHANGE
    assert agreed([Mta.UNCLEAR, Mta.SENDMAIL]) is Mta.SENDMAIL
    assert agreed([Mta.POSTFIX, Mta.SENDMAIL]) is Mta.UNCLEAR
    assert agreed([]) is Mta.UNCLEAR


@pytest.mark.parametrize("mta", Mta)
@pytest.mark.parametrize("count", [3, 40])
def test_hold_in_the_servers_own_words(mta: Mta, count: int) -> None:
    """Postsuper is Postfix's: no other server's queue is held by it, and where it is unclear the sentence says if."""
    waiting = tuple(Waiting(host="www", queue_id=f"A{number:05}", last_at=0, mta=mta) for number in range(count))
    held = steps(WWW_DATA, Story(waiting=waiting), None, None, mta)[-1]
    assert ("postsuper" in held.command) == (mta in {Mta.POSTFIX, Mta.UNCLEAR})
    assert ("Postfix" in held.what.message) == (mta is Mta.UNCLEAR)
    first = steps(WWW_DATA, Story(), None, None, mta)[0]
    assert ("postconf" in first.command) == (mta in {Mta.POSTFIX, Mta.UNCLEAR})


@pytest.mark.parametrize("through_relay", [False, True])
def test_what_waits(tmp_path: Path, *, through_relay: bool) -> None:
    """Without an end in the log a message waits only if it was not tried, or a recipient was put off last."""
    world = World()

    def message(name: str, *outcomes: str, ending: str = "open") -> None:
        key = world.message("www", name, START, origin="local", uid=33, message_id=f"{name}@x", ending=ending)
        for number, outcome in enumerate(outcomes):
            recipient = f"v{number // 2}@example.net"
            relay = {"relay_address": "192.168.0.9"} if through_relay else {}
            world.delivery(key, "www", name, START + number * SECOND, recipient, outcome=outcome, **relay)

    message("SENT", "accepted")
    message("LATE", "deferred", "accepted")
    message("GONE", "deferred", "refused")
    message("WAITS", "accepted", "deferred")
    message("PART", "accepted", "accepted", "deferred")
    message("NEW")
    message("ENDED", "deferred", ending="removed")
    with world.facts(tmp_path) as facts:
        story = tell(facts, WWW_DATA_BY_UID, START, START + HOUR, Ours(names=frozenset({"www"})))
    assert {one.queue_id for one in story.waiting} == {"WAITS", "PART", "NEW"}
    assert story.messages == 7


WWW_DATA_BY_UID = Injector(kind=Kind.USER, host="www", uid=33)

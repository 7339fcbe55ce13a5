"""By a time alone nobody is named for what he sent first, and nobody hides behind one Message-ID or an old queue id."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hiyari.maillog.trace.by import By
from hiyari.maillog.trace.injector import Injector, Kind
from hiyari.maillog.trace.notice import Kind as Form
from hiyari.maillog.trace.notice import Notice, QueueId
from hiyari.maillog.trace.ours import Ours
from hiyari.maillog.trace.story import injections_of, tell
from hiyari.maillog.trace.tracing import Traced
from hiyari.maillog.trace.window import Window
from tests.maillog.trace.test_tracing import _moment, _trace
from tests.maillog.trace.world import HOUR, SECOND, START, World, at

NOON = at("03:00:00")
WINDOW = Window(since=NOON - SECOND, until=NOON + HOUR)
LOCALHOST = Injector(kind=Kind.LOCALHOST, host="www", address="127.0.0.1")


def _sent(world: World, number: int, moment: int, host: str = "www", **cells: Any) -> None:
    """A message that left for another host."""
    queue_id = f"Q{number:05}"
    key = world.message(host, queue_id, moment, message_id=f"{number}@{host}", **cells)
    world.delivery(key, host, queue_id, moment + SECOND, f"v{number}@example.net", relay="mx.example.net")


def _by_time(world: World, folder: Path) -> Traced:
    return _trace(world, folder, Notice(kind=Form.TEXT), window=WINDOW)


def test_who_sent_first_is_not_who_sent_most(tmp_path: Path) -> None:
    """Forty messages early in the time do not outweigh three thousand later: the share is of all of them."""
    world = World()
    for number in range(40):
        _sent(world, number, NOON + number * SECOND, origin="local", uid=1000)
    for number in range(3000):
        _sent(world, 100 + number, NOON + 60 * SECOND + number * SECOND, origin="local", uid=33)
    traced = _by_time(world, tmp_path)
    assert traced.lead.by is By.TIME
    assert traced.injector is None
    assert traced.candidates[0].injector.uid == 33
    assert traced.share == pytest.approx(3000 / 3040)
    assert [one.messages for one in traced.candidates] == [3000, 40]
    assert traced.chains[0].root.uid == 33


def test_share_behind_a_relay(tmp_path: Path) -> None:
    """Of what came from a host of ours, who handed it in there counts, and a message on two hosts counts once."""
    world = World()
    for number in range(300):
        world.over_relay(NOON + number * SECOND, number, f"v{number}@example.net", uid=33 if number % 4 else 1000)
    for number in range(100):
        _sent(world, 1000 + number, NOON + number * SECOND, host="relay1", sasl="taro", address="198.51.100.3")
    traced = _by_time(world, tmp_path)
    assert {(one.injector.uid, one.injector.sasl): one.messages for one in traced.candidates} == {
        (33, None): 225,
        (None, "taro"): 100,
        (1000, None): 75,
    }
    assert traced.injector is None


def test_queue_id_of_another_time(tmp_path: Path) -> None:
    """A queue id that the log has at another time than the notice tells leads to nobody, and that is told."""
    world = World()
    world.message("relay1", "00003A", NOON, origin="local", uid=1000)
    later = _moment(NOON + 40 * 24 * HOUR)
    asked = Notice(kind=Form.TEXT, queue_ids=(QueueId(host="", id="00003A"),), moments=(later,))
    traced = _trace(world, tmp_path, asked)
    assert traced.injector is None
    assert any("not at the time" in one.message for one in traced.lead.tried)


def _one_message_id(world: World, count: int) -> None:
    for number in range(count):
        key = world.message(
            "www", f"L{number:05}", NOON + number * SECOND, message_id="same@x", address="127.0.0.1", client="localhost"
        )
        world.delivery(key, "www", f"L{number:05}", NOON + number * SECOND, f"v{number}@example.net")


def test_one_message_id_hides_nothing(tmp_path: Path) -> None:
    """Fifty messages by SMTP to localhost with one Message-ID are fifty messages."""
    world = World()
    _one_message_id(world, 50)
    traced = _trace(world, tmp_path, Notice(kind=Form.TEXT, message_ids=("same@x",)))
    assert traced.injector is not None
    assert traced.injector.kind is Kind.LOCALHOST
    assert (traced.story.messages, traced.story.accepted) == (50, 50)


def test_deliveries_of_others_with_that_message_id(tmp_path: Path) -> None:
    """What somebody else sends with the same Message-ID is not told as this sender's, on any host."""
    world = World()
    _one_message_id(world, 5)
    for host in ("www", "relay1"):
        key = world.message(host, "OTHER1", NOON + 9 * SECOND, message_id="same@x", sasl="taro", ending="open")
        world.delivery(key, host, "OTHER1", NOON + 9 * SECOND, "w@example.org", outcome="deferred", status="deferred")
    through = world.message("www", "L90000", NOON, message_id="9@x", address="127.0.0.1")
    world.delivery(
        through, "www", "L90000", NOON, "u@example.com", relay="relay1.example.jp", relay_address="192.0.2.1"
    )
    with world.facts(tmp_path) as facts:
        ours = Ours(names=frozenset({"www", "relay1"}))
        story = tell(facts, LOCALHOST, START, START + 24 * HOUR, ours)
    assert (story.messages, story.accepted, story.deferred) == (6, 6, 0)
    assert story.waiting == ()


def test_message_id_that_two_send(tmp_path: Path) -> None:
    """Two users of ours with one Message-ID: neither is named for being the first."""
    world = World()
    _sent(world, 1, NOON, origin="local", uid=1000)
    world.message("www", "Z1", NOON + SECOND, message_id="1@www", origin="local", uid=33)
    traced = _trace(world, tmp_path, Notice(kind=Form.TEXT, message_ids=("1@www",)))
    assert traced.injector is None
    assert len(traced.candidates) == 2


def test_message_that_comes_back(tmp_path: Path) -> None:
    """A message that a list of a stranger's sends back to us is still that of who wrote it."""
    world = World()
    _sent(world, 1, NOON, origin="local", uid=33)
    world.message("relay1", "BACK01", NOON + 9 * SECOND, message_id="1@www", address="198.51.100.25")
    traced = _trace(world, tmp_path, Notice(kind=Form.TEXT, message_ids=("1@www",)))
    assert traced.injector is not None
    assert traced.injector.uid == 33


@pytest.mark.parametrize(
    ("filtered", "injections"), [({"way": "filter"}, 1), ({"way": "local", "relay_address": "127.0.0.1"}, 1), ({}, 2)]
)
def test_only_a_filter_hands_back(tmp_path: Path, filtered: dict[str, str], injections: int) -> None:
    """What comes back from a content filter is left out when a delivery to the filter names it, and nothing else is."""
    world = World()
    first = world.message("www", "A1", START, message_id="1@x", address="203.0.113.7")
    world.message("www", "B1", START + SECOND, message_id="1@x", address="127.0.0.1")
    world.delivery(first, "www", "A1", START + 2 * SECOND, "v@example.net", queued_as="B1", **filtered)
    world.message("www", "C1", START + 2 * SECOND, message_id="2@x", address="127.0.0.1")
    with world.facts(tmp_path) as facts:
        assert len(injections_of(facts, LOCALHOST, START, START + HOUR)) == injections

"""From a notice to the injector, over hops and queue ids; what is forged is not believed."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hiyari.maillog.trace.by import By
from hiyari.maillog.trace.chain import How
from hiyari.maillog.trace.injector import Kind
from hiyari.maillog.trace.judging import findings
from hiyari.maillog.trace.notice import Hop, Moment, Notice, QueueId, Reported
from hiyari.maillog.trace.notice import Kind as Form
from hiyari.maillog.trace.tracing import Traced, trace
from hiyari.maillog.trace.window import Window
from hiyari.model.inventory import Host, Inventory, Role, WebRoot
from hiyari.model.inventory_file import parse_inventory
from hiyari.model.verdict import NearMiss, Unknown
from tests.maillog.trace.world import HOUR, SECOND, START, World, at

NOON = at("03:00:00")
INVENTORY = parse_inventory(
    """
[[host]]
name = "relay1.example.jp"
role = "relay"
egress = ["203.0.113.12"]

[[host]]
name = "www.example.jp"
role = "web"

[[webroot]]
host = "www.example.jp"
path = "/srv/www/html"
url = "https://www.example.jp/"
""",
    "hiyari.toml",
)


def _moment(micros: int) -> Moment:
    return Moment(at=datetime.fromtimestamp(micros / SECOND, UTC), zoned=True)


def _reported(*hops: Hop, message_id: str = "") -> Notice:
    one = Reported(message_id=message_id, sender="", subject="", moment=None, hops=hops)
    ids = (message_id,) if message_id else ()
    moments = tuple(hop.moment for hop in hops if hop.moment)
    return Notice(kind=Form.ARF, reported=(one,), message_ids=ids, moments=moments)


def _hop(by: str, queue_id: str, micros: int = NOON) -> Hop:
    return Hop(by=by, client="", queue_id=queue_id, userid=None, moment=_moment(micros))


def _trace(world: World, folder: Path, notice: Notice, **more: Any) -> Traced:
    with world.facts(folder) as facts:
        return trace(facts, notice, inventory=INVENTORY, **more)


def _ways(traced: Traced) -> list[tuple[str, How]]:
    return [(link.source.queue_id, link.how) for link in traced.chains[0].links]


def test_whole_story(tmp_path: Path) -> None:
    """A Received field of the relay leads over two hops to the user, the page, its clients, the counts and the file."""
    world = World()
    world.traffic(6, 1.0)
    for number in range(120):
        moment = START + int(world.random.random() * 6 * HOUR) // SECOND * SECOND
        world.request(moment, "/contact/send.php", "POST", "203.0.113.77")
        world.over_relay(moment, number, f"victim{number}@example.net", subject="Win")
    lived = next(row for row in world.rows["messages"] if row[2] == "R00007")
    traced = _trace(world, tmp_path, _reported(_hop("relay1.example.jp", "R00007", int(str(lived[3])))))
    assert traced.lead.by is By.RECEIVED
    assert _ways(traced) == [("W00007", How.HANDED_ON)]
    assert traced.injector is not None
    assert (traced.injector.kind, traced.injector.uid, traced.injector.host) == (Kind.USER, 33, "www")
    assert traced.web is not None
    assert traced.web.suspects[0].score.page.path == "/contact/send.php"
    assert traced.web.suspects[0].clients == (("203.0.113.77", 120),)
    assert (traced.story.messages, traced.story.accepted, traced.story.recipients) == (120, 120, 120)
    assert traced.story.domains == (("example.net", 120),)
    assert any(step.command == "chmod 000 /srv/www/html/contact/send.php" for step in traced.steps)
    (found,) = findings(traced)
    assert (found.rule.id, type(found.verdict)) == ("LOG301", NearMiss)


def test_reply_of_a_stranger_links_nothing(tmp_path: Path) -> None:
    """A foreign server that answers with the queue id of an innocent message does not draw it into the chain."""
    world = World()
    evil = world.message("www", "EVIL01", NOON, origin="local", uid=33, message_id="spam@x", sender="a@www.example.jp")
    world.message("relay1", "INNOC1", NOON + SECOND, message_id="good@y", sasl="taro", address="192.0.2.7")
    world.delivery(evil, "www", "EVIL01", NOON + SECOND, "v@example.net", relay="mx.example.net", queued_as="INNOC1")
    traced = _trace(world, tmp_path, _reported(message_id="good@y"))
    assert _ways(traced) == []
    assert traced.injector is not None
    assert traced.injector.sasl == "taro"


def test_stranger_who_copies_the_message_id(tmp_path: Path) -> None:
    """Even with the same Message-ID a delivery to a foreign host does not link to a message on ours."""
    world = World()
    evil = world.message("www", "EVIL01", NOON, origin="local", uid=33, message_id="same@x", sender="a@www.example.jp")
    world.message(
        "relay1",
        "OTHER1",
        NOON + SECOND,
        message_id="same@x",
        sasl="taro",
        client="mx.example.net",
        address="198.51.100.25",
    )
    world.delivery(evil, "www", "EVIL01", NOON, "v@example.net", relay="mx.example.net", queued_as="OTHER1")
    with world.facts(tmp_path) as facts:
        traced = trace(
            facts, _reported(_hop("relay1", "OTHER1", NOON + SECOND), message_id="same@x"), inventory=INVENTORY
        )
    assert _ways(traced) == []


def test_short_queue_id_used_again(tmp_path: Path) -> None:
    """Of several lives of a queue id the one at the notice's time counts, and neighbours are not mixed in."""
    world = World()
    for hour in range(6):
        world.message("relay1", "A1B2C3", NOON + hour * HOUR, sasl=f"user{hour}", message_id=f"{hour}@x")
    traced = _trace(world, tmp_path, _reported(_hop("relay1.example.jp", "A1B2C3", NOON + 4 * HOUR)))
    assert traced.injector is not None
    assert traced.injector.sasl == "user4"


def test_received_field_that_the_log_denies(tmp_path: Path) -> None:
    """A Received field with our host's name and an invented queue id is told as not believed, and nobody is blamed."""
    world = World()
    world.message("relay1", "REAL01", NOON, sasl="taro", message_id="x@y")
    traced = _trace(world, tmp_path, _reported(_hop("relay1.example.jp", "F0RGED")))
    assert traced.injector is None
    assert [type(one.verdict) for one in findings(traced)] == [Unknown]
    assert "not believed" in traced.lead.tried[0].message


def test_content_filter(tmp_path: Path) -> None:
    """A message that a content filter handed back by localhost is traced to who gave it in before."""
    world = World()
    first = world.message("relay1", "F1", NOON, message_id="1@x", sasl="hanako", address="198.51.100.3")
    second = world.message("relay1", "F2", NOON + SECOND, message_id="1@x", address="127.0.0.1", client="localhost")
    world.delivery(
        first,
        "relay1",
        "F1",
        NOON + SECOND,
        "v@example.net",
        relay="127.0.0.1",
        relay_address="127.0.0.1",
        way="filter",
        queued_as="F2",
    )
    world.delivery(second, "relay1", "F2", NOON + 2 * SECOND, "v@example.net", relay="mx.example.net")
    traced = _trace(world, tmp_path, Notice(kind=Form.TEXT, queue_ids=(QueueId(host="", id="F2"),)))
    assert _ways(traced) == [("F1", How.FILTERED)]
    assert traced.injector is not None
    assert traced.injector.sasl == "hanako"
    assert [one.rule.id for one in findings(traced)] == ["LOG302"]
    assert (traced.story.messages, traced.story.accepted) == (1, 1)


def test_bounce_is_traced_to_its_cause(tmp_path: Path) -> None:
    """A complaint about a bounce leads to the message that bounced, and to who sent it."""
    world = World()
    world.message("relay1", "P1", NOON, message_id="p@x", sasl="jiro", last_at=NOON + 60 * SECOND)
    world.message("relay1", "B1", NOON + 30 * SECOND, origin="bounce", parent="P1", message_id="b@relay1")
    traced = _trace(world, tmp_path, _reported(message_id="b@relay1"))
    assert _ways(traced) == [("P1", How.BOUNCED)]
    assert traced.injector is not None
    assert traced.injector.sasl == "jiro"


def test_circle_ends(tmp_path: Path) -> None:
    """Messages that lead to one another in a circle end the way instead of going on for ever."""
    world = World()
    for name, other in itertools.permutations(("C1", "C2")):
        key = world.message("relay1", name, NOON, message_id="loop@x", address="127.0.0.1")
        world.delivery(
            key, "relay1", name, NOON, "v@example.jp", relay="127.0.0.1", relay_address="127.0.0.1", queued_as=other
        )
    traced = _trace(world, tmp_path, _reported(message_id="loop@x"))
    assert len(traced.chains[0].links) <= 2


def test_client_that_sends_through_us(tmp_path: Path) -> None:
    """An address that is no host of ours and handed in mail then is named as a client."""
    world = World()
    for number in range(3):
        key = world.message(
            "relay1", f"K{number}", NOON + number * SECOND, address="192.0.2.99", message_id=f"{number}@k"
        )
        world.delivery(key, "relay1", f"K{number}", NOON, "v@example.net", relay="mx.example.net")
    notice = Notice(kind=Form.TEXT, ips=("192.0.2.99",), moments=(_moment(NOON),))
    traced = _trace(world, tmp_path, notice)
    assert traced.lead.by is By.CLIENT
    assert [one.rule.id for one in findings(traced)] == ["LOG303"]


@pytest.mark.parametrize("others", [0, 1, 6])
def test_our_address_and_a_time(tmp_path: Path, others: int) -> None:
    """By our address and a time alone nobody is named, though he sent all mail of that time, and nothing is closed."""
    world = World()
    for number in range(10 + others):
        sasl = f"other{number}" if number >= 10 else "saburo"
        key = world.message("relay1", f"T{number}", NOON + number * SECOND, sasl=sasl, message_id=f"{number}@t")
        world.delivery(key, "relay1", f"T{number}", NOON + number * SECOND, "v@example.net", relay="mx.example.net")
    traced = _trace(world, tmp_path, Notice(kind=Form.TEXT, ips=("203.0.113.12",), moments=(_moment(NOON),)))
    assert traced.lead.by is By.TIME
    assert (traced.injector, traced.steps) == (None, ())
    assert traced.candidates[0].messages == 10
    assert [one.queue_id for one in traced.candidates[0].examples] == ["T0", "T1", "T2"]
    assert traced.doubt is not None
    assert "not proven" in traced.doubt.message
    assert [type(one.verdict) for one in findings(traced)] == [Unknown]


def test_host_whose_log_is_missing(tmp_path: Path) -> None:
    """A client that is a host of ours is not accused: its log has to be read first."""
    inventory = Inventory(
        path="",
        hosts=(Host(name="web9.example.jp", role=Role.WEB, egress=INVENTORY.hosts[0].egress, helo="web9.example.jp"),),
        webroots=(WebRoot(host="web9.example.jp", path="/srv", url="https://web9.example.jp/"),),
    )
    world = World()
    world.message("relay1", "M1", NOON, address="203.0.113.12", message_id="m@x")
    with world.facts(tmp_path) as facts:
        traced = trace(facts, _reported(message_id="m@x"), inventory=inventory)
    assert traced.injector is None
    assert traced.doubt is not None
    assert "our host" in traced.doubt.message


def test_mail_that_we_forward(tmp_path: Path) -> None:
    """Mail from outside that a user of ours lets forward is not called mail of a client."""
    world = World()
    world.message("relay1", "I1", NOON, address="198.51.100.66", message_id="in@x", last_at=NOON + 9 * SECOND)
    world.message("relay1", "I2", NOON + SECOND, origin="forward", parent="I1", message_id="in@x")
    with world.facts(tmp_path) as facts:
        asked = Notice(kind=Form.TEXT, queue_ids=(QueueId(host="relay1", id="I2"),))
        traced = trace(facts, asked, inventory=INVENTORY)
    assert traced.doubt is not None
    assert "forwarded" in traced.doubt.message


def test_time_of_the_administrator(tmp_path: Path) -> None:
    """A time given by hand limits the search."""
    world = World()
    for number in range(8):
        moment = NOON + number * HOUR
        key = world.message("relay1", f"G{number}", moment, sasl="shiro", message_id=f"{number}@g")
        world.delivery(key, "relay1", f"G{number}", moment, "v@example.net", relay="mx.example.net")
    window = Window(since=NOON - SECOND, until=NOON + 2 * HOUR + SECOND)
    traced = _trace(world, tmp_path, Notice(kind=Form.TEXT), window=window)
    assert [(one.injector.sasl, one.messages) for one in traced.candidates] == [("shiro", 3)]


def test_no_facts_at_all(tmp_path: Path) -> None:
    """Empty facts give an unknown, whatever the notice says."""
    traced = _trace(World(), tmp_path, _reported(_hop("relay1", "A1"), message_id="x@y"))
    assert [one.rule.id for one in findings(traced)] == ["LOG304"]

"""Two queue ids belong together only when host, Message-ID and time agree."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pytest

from hiyari.maillog.trace.chain import How, linked
from hiyari.maillog.trace.ours import Ours
from hiyari.maillog.trace.rows import HOUR, Before, Message
from tests.maillog.trace.world import SECOND, at

NOON: Final = at("03:00:00")
OURS: Final = Ours(
    names=frozenset({"www", "relay1"}),
    declared=frozenset({"www.example.jp", "relay1.example.jp"}),
    egress={"192.0.2.80": "www.example.jp"},
)
SOURCE: Final = Message(
    key=1, host="www", queue_id="W1", first_at=NOON, last_at=NOON + SECOND, ending="removed", origin="local", uid=33,
    login=None, client=None, address=None, sasl=None, cwd=None, script=None, sender="a@example.jp", message_id="1@x",
    subject=None, recipients=1, parent=None,
)  # fmt: skip
TARGET: Final = replace(SOURCE, key=2, host="relay1", queue_id="R1", first_at=NOON + SECOND, origin="network", uid=None)
GIVEN: Final = Before(
    at=NOON + SECOND,
    way="outside",
    relay="relay1.example.jp",
    relay_address="192.0.2.1",
    queued_as="R1",
    message=SOURCE,
)


def test_handed_on() -> None:
    """A delivery to the relay's name with the same Message-ID is a sure link."""
    link = linked(GIVEN, TARGET, OURS)
    assert link is not None
    assert (link.how, link.sure) == (How.HANDED_ON, True)


def test_relay_by_another_name() -> None:
    """Where the next hop's name is a service name, the client that the relay saw decides."""
    by_address = replace(TARGET, address="192.0.2.80")
    by_name = replace(TARGET, client="www.example.jp")
    elsewhere = replace(GIVEN, relay="smtp.example.jp")
    assert linked(elsewhere, by_address, OURS) is not None
    assert linked(elsewhere, by_name, OURS) is not None
    assert linked(elsewhere, TARGET, OURS) is None


@pytest.mark.parametrize(
    ("given", "target"),
    [
        (GIVEN, replace(TARGET, message_id="2@x")),
        (GIVEN, replace(TARGET, message_id=None, sender="other@example.jp")),
        (GIVEN, replace(TARGET, queue_id="R2")),
        (replace(GIVEN, at=NOON - HOUR), TARGET),
        (replace(GIVEN, at=NOON + 2 * HOUR), TARGET),
        (replace(GIVEN, relay="mx.example.net", relay_address="198.51.100.25"), TARGET),
        (replace(GIVEN, relay="mx.example.net"), replace(TARGET, host="www", key=3)),
        (GIVEN, replace(TARGET, key=1)),
    ],
)
def test_not_linked(given: Before, target: Message) -> None:
    """Another Message-ID, reverse-path, queue id, time or host breaks the link."""
    assert linked(given, target, OURS) is None


def test_without_a_message_id() -> None:
    """Where a Message-ID is not logged, the reverse-path has to be the same, and the link is not called sure."""
    link = linked(GIVEN, replace(TARGET, message_id=None), OURS)
    assert link is not None
    assert not link.sure

"""A ledger with a campaign that was sent, and bounces of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from hiyari.carriers.knowledge import knowledge
from hiyari.delivery.address import key_of, parse_address
from hiyari.delivery.bounce.read import read_notice
from hiyari.delivery.bouncing import Bounces, Taken
from hiyari.delivery.ledger import book
from hiyari.delivery.ledger.book import CampaignRow, CampaignState
from hiyari.delivery.ledger.change import Delivery, Promise, Source, change, settled
from hiyari.delivery.ledger.states import Delivered, Move, Standing, State
from hiyari.delivery.ledger.tables import PROMISE
from hiyari.delivery.ledger.writing import write
from hiyari.delivery.message.tokens import Purpose, campaign_token, make_token
from hiyari.store.engine import open_store

KEY: Final = b"k" * 32
SENT: Final = datetime(2026, 11, 10, 0, 0, tzinfo=UTC)
NOW: Final = SENT + timedelta(days=2)
ADDRESSES: Final = (
    "taro@docomo.ne.jp",
    "hanako@ezweb.ne.jp",
    "jiro@example.com",
    '"a..b"@docomo.ne.jp',
    "waiting@example.com",
)
"""Rows 1 to 5; the last one was never sent to."""


def us(at: datetime) -> int:
    """Microseconds since the epoch."""
    return int(at.timestamp() * 1_000_000)


@dataclass(frozen=True)
class Desk:
    """The ledger of one test."""

    engine: sa.Engine
    token: str
    bounces: Bounces

    def take(self, octets: bytes, *sent_to: str, now: datetime = NOW) -> Taken:
        return self.bounces.take(self.engine, read_notice(octets), sent_to, now)

    def doing(self, octets: bytes, *sent_to: str, now: datetime = NOW) -> list[str]:
        return [one.doing.name for one in self.take(octets, *sent_to, now=now).effects]

    def verp(self, number: int) -> str:
        return f"bounce+{make_token(KEY, Purpose.BOUNCE, self.token, number)}@example.jp"

    def delivery(self, number: int) -> Delivery:
        with self.engine.connect() as connection, connection.begin():
            found = book.by_number(connection, "prize", number)
        assert found is not None
        return found

    def state(self, number: int) -> tuple[str, str, str, bool]:
        """State, delivered, standing, and whether the promise holds."""
        one = self.delivery(number)
        with self.engine.connect() as connection, connection.begin():
            held = connection.execute(sa.select(PROMISE).where(PROMISE.c.recipient == one.recipient)).first()
        return one.state.value, one.delivered.value, one.standing.value, held is not None

    def move(self, number: int, move: Move, at: datetime = SENT, **more: object) -> None:
        with self.engine.connect() as connection, connection.begin():
            found = book.by_number(connection, "prize", number)
            assert found is not None
            promise = Promise.MADE if move is Move.INTENDED else Promise.KEPT
            made = change(found, move, Source(at_us=us(at), node="n"), promise=promise, **more)  # type: ignore[arg-type]
            write(connection, [made], 0)
            settled(made)

    def events(self, number: int) -> list[str]:
        one = self.delivery(number)
        with self.engine.connect() as connection, connection.begin():
            return [event.move.value for event in book.events(connection, one.recipient, "prize")]


def make_desk(path: Path, *, key: bytes = KEY, uncertain: tuple[int, ...] = (3,)) -> Desk:
    """Rows 1 to 4 were sent at SENT: accepted, or uncertain where asked; row 5 waits."""
    engine = open_store(f"sqlite:///{path}")
    token = campaign_token(key, "prize")
    row = CampaignRow(
        name="prize",
        token=token,
        state=CampaignState.LOADING,
        digest="d",
        source="s",
        consent="c",
        loaded_us=us(SENT),
        begun_us=None,
    )
    with engine.connect() as connection, connection.begin():
        book.begin_loading(connection, row)
        book.load(connection, [_row(number, address) for number, address in enumerate(ADDRESSES, 1)])
        book.set_begun(connection, "prize", "d", us(SENT))
    desk = Desk(engine, token, Bounces(key=key, known=knowledge(), node="reader"))
    for number in range(1, 5):
        desk.move(number, Move.INTENDED)
        if number in uncertain:
            desk.move(number, Move.ANSWER_LOST, delivered=Delivered.MAY_BE)
        else:
            desk.move(number, Move.ACCEPTED, delivered=Delivered.YES, standing=Standing.GOOD)
    return desk


def _row(number: int, address: str) -> dict[str, object]:
    parsed = parse_address(address)
    assert parsed is not None
    provider = knowledge().by_domain(parsed.domain) or knowledge().other
    return {
        "recipient": key_of(parsed, knowledge()),
        "campaign": "prize",
        "number": number,
        "address": parsed.wire,
        "lane": provider.id,
        "fingerprint": "f1:x",
        "variables": "{}",
        "state": State.WAITING.value,
        "delivered": Delivered.NO.value,
        "standing": Standing.UNKNOWN.value,
        "reason": "",
        "attempts": 0,
        "events": 0,
        "due_us": us(SENT),
        "known_good": 0,
        "node": "",
    }


def report(
    recipient: str,
    diagnostic: str = "smtp; 550 5.1.1 User unknown",
    *,
    action: str = "failed",
    to: str = "bounce@example.jp",
    returned: str = "<other@example.jp>",
    at: str = "Tue, 10 Nov 2026 01:00:00 +0000",
    original: str = "",
    words: str = "It did not work.",
) -> bytes:
    """A delivery status notification about one recipient, or several that are joined by commas."""
    groups = "\n".join(
        f"Final-Recipient: rfc822; {one}\n{f'Original-Recipient: rfc822; {original}' + chr(10) if original else ''}"
        f"Action: {action}\nStatus: {'2.0.0' if action in {'delivered', 'relayed'} else '5.0.0'}\n"
        f"Diagnostic-Code: {diagnostic}\n"
        for one in recipient.split(",")
    )
    return f"""Return-Path: <>
Delivered-To: {to}
From: MAILER-DAEMON@relay1.example.jp
Subject: Undelivered Mail Returned to Sender
Date: {at}
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b

{words}
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; relay1.example.jp

{groups}
--b
Content-Type: text/rfc822-headers

Message-ID: {returned}
--b--
""".encode()

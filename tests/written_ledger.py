"""A small ledger with a delivery in every state, brought there by the changes that a sender makes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import sqlalchemy as sa

from hiyari.carriers.knowledge import knowledge
from hiyari.carriers.reason import Reason
from hiyari.delivery.address import key_of, parse_address
from hiyari.delivery.ledger import book
from hiyari.delivery.ledger.change import Delivery, Promise, Source, change, settled
from hiyari.delivery.ledger.hindrance import Hindrance, HindranceKind
from hiyari.delivery.ledger.states import Delivered, Move, Standing, State
from hiyari.delivery.ledger.writing import write
from hiyari.delivery.node.settle import doubt, intend
from hiyari.smtp.reply import Phase
from hiyari.store.engine import open_store

CAMPAIGN = "prizes-2026"
BEGUN_US = 1_795_000_000_000_000
"""2026-11-18 09:06:40 UTC."""
_SECOND = 1_000_000
_UNKNOWN = "Unknown user {address}"


class Pen:
    """Writes one campaign's story."""

    def __init__(self, url: str, campaign: str = CAMPAIGN, *, begun: bool = True) -> None:
        self.engine = open_store(url)
        self.campaign = campaign
        self.at_us = BEGUN_US
        self._number = 0
        row = book.CampaignRow(
            name=campaign,
            token=f"token-{campaign}",
            state=book.CampaignState.LOADING,
            digest="0123456789abcdef" * 4,
            source="source",
            consent="customers of the shop",
            loaded_us=BEGUN_US - 60 * _SECOND,
            begun_us=None,
        )
        with self.engine.begin() as connection:
            book.begin_loading(connection, row)
            if begun:
                book.set_begun(connection, campaign, row.digest, BEGUN_US)

    def load(self, address: str, lane: str, hindrance: Hindrance | None = None) -> str:
        """A row of the file; returns its recipient key."""
        parsed = parse_address(address)
        assert parsed is not None
        self._number += 1
        key = key_of(parsed, knowledge())
        values = {
            "recipient": key,
            "campaign": self.campaign,
            "number": self._number,
            "address": parsed.wire,
            "lane": lane,
            "fingerprint": f"f1:{key}",
            "variables": json.dumps({"mail": address}),
            "state": (State.SUPPRESSED if hindrance else State.WAITING).value,
            "delivered": Delivered.NO.value,
            "standing": Standing.UNKNOWN.value,
            "reason": str(hindrance or ""),
            "attempts": 0,
            "events": 0,
            "due_us": None if hindrance else BEGUN_US,
            "known_good": 0,
            "node": "",
        }
        with self.engine.begin() as connection:
            assert book.load(connection, [values]) == 1
        return key

    def source(self, phase: str = "", code: int | None = None, said: str = "", enhanced: str | None = None) -> Source:
        """Ten seconds later than the last one."""
        self.at_us += 10 * _SECOND
        return Source(
            at_us=self.at_us,
            node="sender-1a2b3c",
            egress="203.0.113.11",
            mx="mx1.example.jp[192.0.2.1]",
            phase=phase,
            code=code,
            enhanced=enhanced,
            said=said,
        )

    def intend(self, key: str) -> None:
        """The promise."""
        with self.engine.begin() as connection:
            (found,) = book.of_recipients(connection, self.campaign, [key])
            write(connection, [intend(found, self.source(Phase.FINAL_DOT.value))], 0)

    def end(
        self,
        key: str,
        move: Move,
        source: Source,
        delivered: Delivered,
        standing: Standing | None = None,
        *,
        reason: Reason | str = "",
        due_us: int | None = None,
        promise: Promise = Promise.KEPT,
    ) -> None:
        """What came of it."""
        with self.engine.begin() as connection:
            (found,) = book.of_recipients(connection, self.campaign, [key])
            made = change(
                found,
                move,
                source,
                delivered=delivered,
                standing=standing,
                reason=reason,
                due_us=due_us,
                promise=promise,
            )
            write(connection, [made], 0)
            settled(made)

    def accepted(self, key: str) -> None:
        """Taken by the provider."""
        self.intend(key)
        source = self.source(Phase.FINAL_DOT.value, 250, "2.0.0 queued as 77", "2.0.0")
        self.end(key, Move.ACCEPTED, source, Delivered.YES, Standing.GOOD)

    def refused(self, key: str, address: str, phase: Phase = Phase.RCPT) -> None:
        """Called unknown."""
        if phase is Phase.FINAL_DOT:
            self.intend(key)
        source = self.source(phase.value, 550, _UNKNOWN.format(address=address))
        standing = Standing.DOUBTED if phase is Phase.FINAL_DOT else Standing.BAD
        self.end(key, Move.REFUSED, source, Delivered.NO, standing, reason=Reason.USER_UNKNOWN)

    def doubted(self, key: str, address: str, phase: Phase = Phase.RCPT) -> None:
        """Called unknown, and not believed."""
        self.refused(key, address, phase)
        with self.engine.begin() as connection:
            (found,) = book.of_recipients(connection, self.campaign, [key])
            made = doubt(found, self.source(), after_content=phase is Phase.FINAL_DOT)
            write(connection, [made], 0)

    def lost(self, key: str, move: Move = Move.ANSWER_LOST) -> None:
        """Nobody knows."""
        self.intend(key)
        said = {Move.UNPROVEN: (550, "Unknown user somebody@docomo.ne.jp")}.get(move, (None, ""))
        self.end(key, move, self.source(Phase.FINAL_DOT.value, *said), Delivered.MAY_BE)

    def deferred(self, key: str) -> None:
        """Put off."""
        source = self.source(Phase.RCPT.value, 450, "4.2.0 greylisted, try again in 300 seconds", "4.2.0")
        due_us = source.at_us + 300 * _SECOND
        self.end(key, Move.DEFERRED, source, Delivered.NO, reason=Reason.GREYLISTED, due_us=due_us)

    def alarm(self, lane: str) -> None:
        """The numbers of a storm."""
        row = {
            "campaign": self.campaign,
            "lane": lane,
            "egress": "203.0.113.11",
            "at_us": self.at_us,
            "since_us": BEGUN_US,
            "results": 40,
            "unknown": 21,
            "known_good": 3,
            "expected": 0.05,
        }
        with self.engine.begin() as connection:
            book.add_alarm(connection, row)

    def deliveries(self) -> dict[str, Delivery]:
        """Every delivery of the campaign by its address."""
        with self.engine.begin() as connection:
            return {one.address: one for one in book.every(connection, self.campaign)}

    def promises(self) -> set[str]:
        """Recipients who hold a promise."""
        with self.engine.begin() as connection:
            return set(connection.execute(sa.text("SELECT recipient FROM promise")).scalars())

    def many(self, lane: str, addresses: Iterable[str]) -> list[str]:
        """Load several."""
        return [self.load(one, lane) for one in addresses]


def url(folder: Path) -> str:
    """Where the ledger of a test lies."""
    return f"sqlite:///{folder / 'state.db'}"


def every_state(folder: Path) -> Pen:
    """The campaign, with somebody in every state for every cause."""
    return fill(url(folder))


def fill(place: str) -> Pen:
    """As `every_state`, in the database at a URL."""
    pen = Pen(place)
    docomo, other = "docomo", "other:example.jp"
    pen.accepted(pen.load("accepted@docomo.ne.jp", docomo))
    pen.deferred(pen.load("deferred@example.jp", other))
    pen.refused(pen.load("refused@docomo.ne.jp", docomo), "refused@docomo.ne.jp")
    late = pen.load("late@docomo.ne.jp", docomo)
    pen.refused(late, "late@docomo.ne.jp", Phase.FINAL_DOT)
    pen.alarm(docomo)
    pen.doubted(pen.load("a..b@docomo.ne.jp", docomo), "a..b@docomo.ne.jp")
    after = pen.load("after@docomo.ne.jp", docomo)
    pen.doubted(after, "after@docomo.ne.jp", Phase.FINAL_DOT)
    pen.lost(pen.load("lost@docomo.ne.jp", docomo))
    pen.lost(pen.load("unproven@docomo.ne.jp", docomo), Move.UNPROVEN)
    pen.lost(pen.load("died@docomo.ne.jp", docomo), Move.NODE_DIED)
    pen.load("listed@example.jp", other, Hindrance(kind=HindranceKind.LISTED, where="suppressed.txt:14"))
    pen.load("twice@example.jp", other, Hindrance(kind=HindranceKind.SAME_CONTENT, where="prizes-2025"))
    pen.end(pen.load("expired@example.jp", other), Move.EXPIRED, pen.source(), Delivered.NO, reason=Reason.EXPIRED)
    cancelled = pen.load("cancelled@example.jp", other)
    pen.end(cancelled, Move.CANCELLED, pen.source(said="he asked us on the telephone"), Delivered.NO)
    pen.load("waiting@example.jp", other)
    pen.intend(pen.load("sending@example.jp", other))
    handed = pen.load("handed@example.jp", other)
    pen.intend(handed)
    source = pen.source(Phase.FINAL_DOT.value, 250, "2.0.0 Ok: queued as 4711", "2.0.0")
    pen.end(handed, Move.HANDED_OVER, source, Delivered.MAY_BE)
    return pen

"""Whatever happens in whatever order to three campaigns with one content: nobody gets it twice behind his back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from hiyari.delivery.deciding.decision import Decision, decided
from hiyari.delivery.ledger import book
from hiyari.delivery.ledger.change import Change, Delivery, Promise, Source, change
from hiyari.delivery.ledger.claim import Node, claim
from hiyari.delivery.ledger.questions import OPEN_QUESTIONS
from hiyari.delivery.ledger.states import MOVES, SENDABLE, Delivered, Move, State
from hiyari.delivery.ledger.tables import METADATA
from hiyari.delivery.ledger.writing import ConflictError, write
from hiyari.delivery.node.settle import doubt, intend
from tests.delivery.ledger.test_writing import NOW, campaign, values

NAMES: Final = ("a", "b", "c")
KEY: Final = "k1:user0@docomo.ne.jp"
KEPT: Final = {Move.ACCEPTED: Delivered.YES, Move.HANDED_OVER: Delivered.MAY_BE}
"""Answers to the content after which the promise stands; those that are not named leave it open."""
GIVEN_BACK: Final = (Move.DEFERRED, Move.REFUSED, Move.RETRACTED)
DECISIONS: Final = {Decision.SENT: Move.CONFIRMED, Decision.AGAIN: Move.QUEUED_AGAIN, Decision.NEVER: Move.CANCELLED}


class Walk:
    """The ledger, and beside it what is true of each campaign's delivery to the one recipient."""

    def __init__(self) -> None:
        self.engine = sa.create_engine("sqlite://")
        METADATA.create_all(self.engine)
        self.now = NOW
        self.open: set[str] = set()
        """Campaigns of which nothing proves that they have not delivered."""
        self.before: set[str] = set()
        """Those of them for which an earlier attempt than the present one left it open."""
        self.simple = True
        """Nobody has decided anything, and nothing has bounced: then a promise stands exactly while it is needed."""
        with self.engine.begin() as connection:
            for name in NAMES:
                book.begin_loading(connection, campaign(name))
                book.load(connection, [values(name, 0)])

    def all(self) -> dict[str, Delivery]:
        """The delivery of each campaign."""
        with self.engine.connect() as connection:
            return {one.campaign: one for one in book.of_recipient(connection, KEY)}

    def source(self) -> Source:
        """The next moment."""
        self.now += 1
        return Source(at_us=self.now, node="n")

    def write(self, made: Change) -> bool:
        """Whether the ledger takes it."""
        try:
            with self.engine.begin() as connection:
                write(connection, [made], 0)
        except ConflictError:
            return False
        return True

    def holders(self) -> set[str]:
        """Campaigns that have the content on its way, have or may have delivered it, or do not believe a refusal."""
        return self.open | {name for name, one in self.all().items() if one.state in {State.SENDING, State.DOUBTED}}

    def choices(self, one: Delivery) -> list[Callable[[], None]]:
        """Everything that can happen to a delivery as it stands."""
        found: list[Callable[[], None]] = []
        if one.state in SENDABLE:
            found += [lambda: self.intends(one)] * 4
            found += [lambda m=move: self.ends(one, m) for move in (Move.DEFERRED, Move.REFUSED, Move.EXPIRED)]  # type: ignore[misc]
        if one.state is State.SENDING:
            found += [lambda m=move: self.ends(one, m) for (state, move) in MOVES if state is State.SENDING]  # type: ignore[misc]
        if one.state is State.REFUSED:
            found += [lambda: self.is_doubted(one)] * 2
        if (one.state, Move.BOUNCED) in MOVES:
            found.append(lambda: self.bounces(one))
        found += [lambda d=d: self.is_decided(one, d) for d, move in DECISIONS.items() if (one.state, move) in MOVES]  # type: ignore[misc]
        return found

    def intends(self, one: Delivery) -> None:
        """Taken only when no other campaign holds the content, and as long as all is simple whenever none does."""
        others = self.holders() - {one.campaign}
        taken = self.write(intend(one, self.source()))
        assert not (taken and others), others
        assert taken or others or not self.simple

    def ends(self, one: Delivery, move: Move) -> None:
        """An answer, no answer, or the death of the node."""
        intended = one.state is State.SENDING
        if move is Move.NODE_DIED:
            node = Node(name="n", machine="m", process=f"{self.now}:1")
            with self.engine.begin() as connection:
                claim(connection, one.campaign, node, self.now, alive=lambda _: False)
        elif move is Move.DOUBTED:
            assert self.write(doubt(one, self.source(), after_content=True))
        elif move in KEPT or move in OPEN_QUESTIONS:
            assert self.write(change(one, move, self.source(), delivered=KEPT.get(move, Delivered.MAY_BE)))
        else:
            before = Delivered.MAY_BE if one.campaign in self.open else Delivered.NO
            due = self.now if (one.state, move) in MOVES and MOVES[one.state, move] is State.DEFERRED else None
            promise = Promise.RELEASED if intended and move in GIVEN_BACK else Promise.KEPT
            assert self.write(change(one, move, self.source(), delivered=before, due_us=due, promise=promise))
        if move in OPEN_QUESTIONS:
            self.open.add(one.campaign)

    def is_doubted(self, one: Delivery) -> None:
        """A refusal is no longer believed."""
        assert self.write(doubt(one, self.source(), after_content=False))

    def bounces(self, one: Delivery) -> None:
        """The present attempt certainly delivered nothing."""
        delivered = Delivered.MAY_BE if one.campaign in self.before else Delivered.NO
        assert self.write(change(one, Move.BOUNCED, self.source(), delivered=delivered, promise=Promise.RELEASED))
        self.simple = False
        if one.campaign not in self.before:
            self.open.discard(one.campaign)

    def is_decided(self, one: Delivery, decision: Decision) -> None:
        """By a person."""
        assert self.write(decided(one, decision, self.source()))
        self.simple = False
        if decision is Decision.SENT:
            self.open.add(one.campaign)
        if decision is Decision.AGAIN and one.campaign in self.open:
            self.before.add(one.campaign)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(NAMES), st.integers(0, 27)), min_size=25, max_size=25))
def test_no_order_of_events_gives_anybody_the_content_twice(steps: list[tuple[str, int]]) -> None:
    """An intent is durable only when no other campaign has, may have, or is about to have delivered the same."""
    walk = Walk()
    try:
        for name, choice in steps:
            possible = walk.choices(walk.all()[name])
            if possible:
                possible[choice % len(possible)]()
            with walk.engine.connect() as connection:
                assert bool(book.promised(connection, [KEY], 0)) >= bool(walk.holders())
            assert all((one.due_us is not None) == (one.state in SENDABLE) for one in walk.all().values())
    finally:
        walk.engine.dispose()

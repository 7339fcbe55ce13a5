"""Whatever happens in whatever order to several campaigns with one content: nobody gets it twice without a person."""

from __future__ import annotations

import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from hiyari.delivery.deciding.decision import Decision, decided
from hiyari.delivery.ledger import book
from hiyari.delivery.ledger.change import Change, Delivery, Promise, Source, change
from hiyari.delivery.ledger.claim import Node, claim
from hiyari.delivery.ledger.states import MOVES, SENDABLE, Delivered, Move, State
from hiyari.delivery.ledger.tables import METADATA
from hiyari.delivery.ledger.writing import ConflictError, write
from hiyari.delivery.node.settle import doubt, intend
from tests.delivery.ledger.test_writing import NOW, campaign, values

CAMPAIGNS = st.sampled_from(["a", "b", "c"])
RECIPIENTS = st.just(0)
ANSWERS = {
    Move.ACCEPTED: (Delivered.YES, Promise.KEPT),
    Move.HANDED_OVER: (Delivered.MAY_BE, Promise.KEPT),
    Move.DEFERRED: (Delivered.NO, Promise.RELEASED),
    Move.REFUSED: (Delivered.NO, Promise.RELEASED),
    Move.UNPROVEN: (Delivered.MAY_BE, Promise.KEPT),
    Move.ANSWER_LOST: (Delivered.MAY_BE, Promise.KEPT),
    Move.RETRACTED: (Delivered.NO, Promise.RELEASED),
}
BEFORE = (Move.DEFERRED, Move.REFUSED, Move.EXPIRED, Move.CANCELLED)


class Ledger(RuleBasedStateMachine):
    """The ledger beside a list of who may have what."""

    def __init__(self) -> None:
        super().__init__()
        self.engine = sa.create_engine("sqlite://")
        METADATA.create_all(self.engine)
        self.now = NOW
        self.held: set[tuple[str, str]] = set()
        """Recipient and campaign: it has the content, may have it, or its refusal is not believed."""
        self.cancelled: set[str] = set()
        """Recipients whose promise may have been left standing by a delivery that was doubted, and then cancelled."""
        with self.engine.begin() as connection:
            for name in ("a", "b", "c"):
                book.begin_loading(connection, campaign(name))
                book.load(connection, [values(name, number) for number in range(1)])

    def teardown(self) -> None:
        """Close the database."""
        self.engine.dispose()

    def _find(self, name: str, number: int) -> Delivery:
        with self.engine.connect() as connection:
            found = book.by_number(connection, name, number)
        assert found is not None
        return found

    def _source(self) -> Source:
        self.now += 1
        return Source(at_us=self.now, node="n")

    def _write(self, made: Change) -> bool:
        try:
            with self.engine.begin() as connection:
                write(connection, [made], 0)
        except ConflictError:
            return False
        return True

    @rule(name=CAMPAIGNS, number=RECIPIENTS)
    def intends(self, name: str, number: int) -> None:
        """An intent is taken only when no other campaign holds the content, and always when nobody does."""
        one = self._find(name, number)
        if one.state not in SENDABLE:
            return
        taken = self._write(intend(one, self._source()))
        others = {holder for key, holder in self.held if key == one.recipient}
        assert name not in others, "a sendable delivery holds nothing"
        assert not (taken and others)
        assert taken or others or one.recipient in self.cancelled
        if taken:
            self.held.add((one.recipient, name))

    @rule(name=CAMPAIGNS, number=RECIPIENTS, move=st.sampled_from(sorted(ANSWERS)))
    def answers(self, name: str, number: int, move: Move) -> None:
        """A server's answer to the content, or none."""
        one = self._find(name, number)
        if one.state is not State.SENDING:
            return
        delivered, promise = ANSWERS[move]
        due = self.now if move in {Move.DEFERRED, Move.RETRACTED} else None
        assert self._write(change(one, move, self._source(), delivered=delivered, due_us=due, promise=promise))
        if promise is Promise.RELEASED:
            self.held.discard((one.recipient, name))

    @rule(name=CAMPAIGNS, number=RECIPIENTS, move=st.sampled_from(BEFORE))
    def never_gets_to_the_content(self, name: str, number: int, move: Move) -> None:
        """Nothing was promised, and nothing is given back."""
        one = self._find(name, number)
        if one.state in SENDABLE:
            due = self.now if move is Move.DEFERRED else None
            assert self._write(change(one, move, self._source(), delivered=Delivered.NO, due_us=due))

    @rule(name=CAMPAIGNS, number=RECIPIENTS, after_content=st.booleans())
    def is_doubted(self, name: str, number: int, *, after_content: bool) -> None:
        """A refusal is no longer believed: the content is held again."""
        one = self._find(name, number)
        if one.state is State.REFUSED:
            assert self._write(doubt(one, self._source(), after_content=after_content))
            self.held.add((one.recipient, name))

    @rule(name=CAMPAIGNS, number=RECIPIENTS, decision=st.sampled_from(sorted(Decision)))
    def a_person_decides(self, name: str, number: int, decision: Decision) -> None:
        """Sent, again, or never: only *again* gives the promise back."""
        one = self._find(name, number)
        wanted = {Decision.SENT: Move.CONFIRMED, Decision.AGAIN: Move.QUEUED_AGAIN, Decision.NEVER: Move.CANCELLED}
        if (one.state, wanted[decision]) not in MOVES:
            return
        assert self._write(decided(one, decision, self._source()))
        if decision is Decision.AGAIN:
            self.held.discard((one.recipient, name))
        if decision is Decision.SENT:
            self.held.add((one.recipient, name))
        if decision is Decision.NEVER and one.delivered is Delivered.NO:
            # Doubted, and certainly not delivered: cancelled it protects nobody, though its promise stays.
            self.held.discard((one.recipient, name))
            self.cancelled.add(one.recipient)

    @rule(name=CAMPAIGNS, number=RECIPIENTS)
    def bounces(self, name: str, number: int) -> None:
        """A certain bounce of what was accepted gives the promise back."""
        one = self._find(name, number)
        if (one.state, Move.BOUNCED) in MOVES:
            made = change(one, Move.BOUNCED, self._source(), delivered=Delivered.NO, promise=Promise.RELEASED)
            assert self._write(made)
            self.held.discard((one.recipient, name))

    @rule(name=CAMPAIGNS)
    def dies_and_is_claimed(self, name: str) -> None:
        """What was on its way is uncertain, and goes on being held."""
        self.now += 1
        node = Node(name="n", machine="m", process=f"{self.now}:1")
        with self.engine.begin() as connection:
            claim(connection, name, node, self.now, alive=lambda _: False)
            assert not book.in_flight(connection, name)

    @invariant()
    def holds_what_the_rows_say(self) -> None:
        """What may have arrived or is doubted is promised, and only what may be sent is due."""
        with self.engine.connect() as connection:
            promised = {key for key, _ in book.promised(connection, {key for key, _ in self.held}, 0)}
            assert promised == {key for key, _ in self.held}
            for one in book.every(connection, None):
                assert (one.due_us is not None) == (one.state in SENDABLE)


TestLedger = Ledger.TestCase
TestLedger.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)

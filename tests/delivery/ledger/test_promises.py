"""What may have been delivered keeps its promise, whatever is decided and tried afterwards: no campaign resends it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hiyari.carriers.reason import Reason
from hiyari.delivery.attribution import Outcome
from hiyari.delivery.campaign import RouteKind
from hiyari.delivery.deciding.carry_out import carry_out
from hiyari.delivery.deciding.choose import ByState, draft_by_name, draft_by_state
from hiyari.delivery.deciding.decision import Decision
from hiyari.delivery.ledger import book
from hiyari.delivery.ledger.states import SENDABLE, Delivered, Move, Standing, State
from hiyari.delivery.ledger.writing import ConflictError, write
from hiyari.delivery.node.settle import intend, settle
from hiyari.smtp.reply import Phase, Reply
from tests.written_ledger import Pen
from tests.written_ledger import url as place

ADDRESS: Final = "lost@docomo.ne.jp"
KEY: Final = f"k1:{ADDRESS}"
RIVAL: Final = "rival"


def decide(pen: Pen, decision: Decision) -> None:
    """A person names the recipient."""
    with pen.engine.connect() as connection:
        draft, _ = draft_by_name(connection, pen.campaign, [KEY], decision, "x")
    carry_out(pen.engine, draft, pen.source(said="x"))


def cancel(pen: Pen) -> None:
    """What ``hiyari ledger cancel`` does."""
    with pen.engine.connect() as connection:
        draft = draft_by_state(
            connection, pen.campaign, ByState(states=frozenset({State.WAITING, State.DEFERRED})), Decision.NEVER, "x"
        )
    carry_out(pen.engine, draft, pen.source(said="x"))


def expire(pen: Pen) -> None:
    """The window has closed."""
    found = pen.deliveries()[ADDRESS]
    pen.end(KEY, Move.EXPIRED, pen.source(), found.delivered)


def answered(move: Move, reason: Reason, phase: Phase, code: int) -> Callable[[Pen], None]:
    """One more attempt that ends so, written as a sender writes it."""

    def attempt(pen: Pen) -> None:
        if phase is Phase.FINAL_DOT:
            pen.intend(KEY)
        outcome = Outcome(
            move=move,
            delivered=Delivered.NO,
            standing=Standing.UNKNOWN,
            reason=reason,
            phase=phase,
            reply=Reply(phase=phase, code=code, lines=(reason.value,)),
        )
        with pen.engine.begin() as connection:
            (found,) = book.of_recipients(connection, pen.campaign, [KEY])
            write(connection, [settle(found, outcome, pen.source(), RouteKind.DIRECT, 300.0)], 0)

    return attempt


def lose(pen: Pen) -> None:
    """One more attempt of which nobody knows what came."""
    pen.lost(KEY)


FULL: Final = answered(Move.REFUSED, Reason.MAILBOX_FULL, Phase.FINAL_DOT, 552)
UNKNOWN: Final = answered(Move.REFUSED, Reason.USER_UNKNOWN, Phase.RCPT, 550)
FILTERED: Final = answered(Move.REFUSED, Reason.FILTERED, Phase.FINAL_DOT, 554)
LATER: Final = answered(Move.DEFERRED, Reason.SYSTEM, Phase.FINAL_DOT, 451)
GREYLISTED: Final = answered(Move.DEFERRED, Reason.GREYLISTED, Phase.RCPT, 450)


def is_held(pen: Pen) -> bool:
    """Whether the same content from another campaign is refused to the recipient; leaves nothing behind."""
    with pen.engine.connect() as connection:
        told = bool(book.promised(connection, [KEY], 0))
        (rival,) = book.of_recipients(connection, RIVAL, [KEY])
        connection.rollback()
        try:
            write(connection, [intend(rival, pen.source())], 0)
        except ConflictError:
            refused = True
        else:
            refused = False
        connection.rollback()
    assert refused == told
    return refused


@contextmanager
def begun(url: str) -> Iterator[Pen]:
    """A campaign to the recipient, and another one with the same content."""
    rival, pen = Pen(url, RIVAL), Pen(url)
    try:
        for one in (rival, pen):
            one.load(ADDRESS, "docomo")
        yield pen
    finally:
        rival.engine.dispose()
        pen.engine.dispose()


@pytest.fixture
def pen(url: str) -> Iterator[Pen]:
    """The same in an empty ledger of each kind."""
    with begun(url) as pen:
        yield pen


@pytest.mark.parametrize(
    "after",
    [[cancel], [expire], [UNKNOWN], [FULL], [LATER, cancel], [GREYLISTED, expire], [LATER, UNKNOWN]],
    ids=["cancelled", "expired", "refused", "full", "later, cancelled", "greylisted, expired", "later, refused"],
)
def test_a_second_attempt_that_fails_does_not_answer_for_the_first(
    pen: Pen, after: list[Callable[[Pen], None]]
) -> None:
    """Lost, queued again by a person, and then not delivered: the first attempt may have arrived all the same."""
    lose(pen)
    decide(pen, Decision.AGAIN)
    for one in after:
        one(pen)
    assert is_held(pen)


def test_what_a_person_queued_again_is_sent_again(pen: Pen) -> None:
    """The promise that is kept holds back everybody else, and not the campaign whose promise it is."""
    for _ in range(3):
        lose(pen)
        decide(pen, Decision.AGAIN)
        assert is_held(pen)
    pen.accepted(KEY)
    assert is_held(pen)


def test_what_was_certainly_not_delivered_is_free(pen: Pen) -> None:
    """A doubted refusal at RCPT holds the content until a person queues it; nobody has it, so others may send it."""
    pen.doubted(KEY, ADDRESS)
    assert is_held(pen)
    decide(pen, Decision.AGAIN)
    FULL(pen)
    assert not is_held(pen)


@pytest.mark.parametrize(("attempt", "held"), [(FILTERED, True), (FULL, False)], ids=["filtered", "full"])
def test_a_refusal_that_filters_do_not_mean_holds_its_content(
    pen: Pen, attempt: Callable[[Pen], None], *, held: bool
) -> None:
    """After the content some filters refuse and deliver all the same; a full mailbox is believed."""
    attempt(pen)
    assert is_held(pen) == held
    decide(pen, Decision.AGAIN)
    FULL(pen)
    assert is_held(pen) == held


STEPS: Final[dict[str, Callable[[Pen], None]]] = {
    "lost": lose,
    "full": FULL,
    "unknown": UNKNOWN,
    "filtered": FILTERED,
    "later": LATER,
    "greylisted": GREYLISTED,
    "expire": expire,
    "cancel": cancel,
    "again": lambda pen: decide(pen, Decision.AGAIN),
    "sent": lambda pen: decide(pen, Decision.SENT),
    "never": lambda pen: decide(pen, Decision.NEVER),
}
DECISIONS: Final = {"again", "sent", "never", "cancel"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=st.lists(st.sampled_from(sorted(STEPS)), max_size=8))
def test_once_it_may_have_arrived_it_stays_held(steps: list[str]) -> None:
    """From the first attempt that proves nothing on, no sequence of attempts and decisions frees the content."""
    with tempfile.TemporaryDirectory() as folder, begun(place(Path(folder))) as pen:
        may_have_it = False
        for step in steps:
            if step not in DECISIONS and pen.deliveries()[ADDRESS].state not in SENDABLE:
                continue
            STEPS[step](pen)
            delivered = pen.deliveries()[ADDRESS].delivered
            may_have_it = may_have_it or step in {"lost", "filtered"} or delivered is Delivered.YES
            assert is_held(pen) or not may_have_it

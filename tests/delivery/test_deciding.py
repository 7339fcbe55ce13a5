"""A person's decisions: which rows they touch, and that each is written only as it was shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.delivery.deciding.carry_out import carry_out
from hiyari.delivery.deciding.choose import ByState, draft_by_name, draft_by_state
from hiyari.delivery.deciding.decision import Decision, Held, Row, judge, possible
from hiyari.delivery.ledger.book import EventRow
from hiyari.delivery.ledger.change import Source
from hiyari.delivery.ledger.look import pages
from hiyari.delivery.ledger.states import SENDABLE, Delivered, Move, State
from hiyari.delivery.telling.case import Case, Cause, cause_of
from hiyari.delivery.telling.following import choices, following
from hiyari.delivery.telling.happened import happened
from hiyari.delivery.telling.proof import proof
from hiyari.locale.translate import Translator
from hiyari.smtp.reply import Phase
from tests.written_ledger import CAMPAIGN, Pen, every_state, url

SOURCE = Source(at_us=1_795_200_000_000_000, node="who@here", said="told")
ALL = ByState(states=frozenset(State))


@given(
    state=st.sampled_from(State),
    decision=st.sampled_from(Decision),
    may_have_it=st.booleans(),
    named=st.booleans(),
)
def test_what_may_have_arrived_is_sent_again_only_by_name(
    state: State, decision: Decision, *, may_have_it: bool, named: bool
) -> None:
    """No state, decision or cause lets a row that may have it be queued unless its recipient was named."""
    row = Row(
        number=1,
        recipient="k1:a@b.jp",
        address="a@b.jp",
        lane="other:b.jp",
        state=state,
        cause=None,
        may_have_it=may_have_it,
        events=1,
    )
    held = judge(row, decision, named=named)
    if not possible(decision, state):
        assert held is Held.STATE
    elif (decision is Decision.AGAIN and may_have_it) or (decision is Decision.SENT and not may_have_it):
        assert (held is None) == named
    else:
        assert held is None
    if state in SENDABLE | {State.ACCEPTED, State.SENDING, State.SUPPRESSED, State.CANCELLED}:
        assert not possible(Decision.AGAIN, state)


def test_the_database_and_the_sentences_agree_on_who_may_have_it(tmp_path: Path) -> None:
    """The statement over a million rows finds the same open questions as the function that `why` speaks from."""
    pen = every_state(tmp_path)
    for name in ("lost", "after", "unproven"):
        address = f"{name}@docomo.ne.jp"
        with pen.engine.connect() as connection:
            draft, _ = draft_by_name(connection, CAMPAIGN, [f"k1:{address}"], Decision.AGAIN, "x")
        assert carry_out(pen.engine, draft, SOURCE).written == 1
    pen.refused("k1:lost@docomo.ne.jp", "lost@docomo.ne.jp")
    pen.doubted("k1:after@docomo.ne.jp", "after@docomo.ne.jp")
    pen.accepted("k1:unproven@docomo.ne.jp")
    pen.end("k1:unproven@docomo.ne.jp", Move.BOUNCED, pen.source(said="no such user"), Delivered.NO)
    with pen.engine.connect() as connection:
        told = {case.delivery.number: case.may_have_it for page in pages(connection, CAMPAIGN) for case in page}
        for decision in Decision:
            draft = draft_by_state(connection, CAMPAIGN, ALL, decision, "x")
            for row in (*draft.first, *draft.first_held):
                assert row.may_have_it == told[row.number], row.address
    assert sum(told.values()) == 8
    pen.engine.dispose()


@pytest.fixture
def crowd(tmp_path: Path) -> Pen:
    """More deliveries than one batch, all uncertain."""
    pen = Pen(url(tmp_path))
    for key in pen.many("docomo", [f"r{number}@docomo.ne.jp" for number in range(620)]):
        pen.lost(key)
    return pen


def test_only_rows_as_they_were_shown_are_written(crowd: Pen) -> None:
    """A row that moved after it was shown stays as it is and is reported; all others of every batch are written."""
    with crowd.engine.connect() as connection:
        draft = draft_by_state(connection, CAMPAIGN, ByState(states=frozenset({State.UNCERTAIN})), Decision.SENT, "x")
    moved = "k1:r600@docomo.ne.jp"
    crowd.end(moved, Move.BOUNCED, crowd.source(said="no such user"), Delivered.NO)
    done = carry_out(crowd.engine, draft, SOURCE)
    assert (done.written, done.moved, done.examples) == (619, 1, [601])
    found = crowd.deliveries()
    assert found["r600@docomo.ne.jp"].state is State.REFUSED
    assert {one.state for address, one in found.items() if address != "r600@docomo.ne.jp"} == {State.ACCEPTED}
    # What was cut off in the middle is gone on with by looking again: nothing is decided twice.
    assert carry_out(crowd.engine, draft, SOURCE).written == 0
    crowd.engine.dispose()


def test_the_digest_is_of_exact_rows(crowd: Pen) -> None:
    """Another row, another count of events, another decision or reason: each is another digest."""
    chosen = ByState(states=frozenset({State.UNCERTAIN}))

    def digest(decision: Decision = Decision.SENT, reason: str = "x", lane: str | None = None) -> str:
        with crowd.engine.connect() as connection:
            return draft_by_state(
                connection, CAMPAIGN, ByState(states=chosen.states, lane=lane), decision, reason
            ).digest

    first = digest()
    assert first == digest()
    different = {first, digest(Decision.NEVER), digest(reason="y"), digest(lane="au")}
    crowd.end("k1:r3@docomo.ne.jp", Move.CONFIRMED, crowd.source(Phase.FINAL_DOT.value, 250, "ok"), Delivered.YES)
    different.add(digest())
    assert len(different) == 5
    crowd.engine.dispose()


@pytest.mark.parametrize("move", Move)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_move_has_a_sentence(move: Move, language: str) -> None:
    """Whatever happens to a delivery can be told, from an event with everything and from one with nothing."""
    words = Translator(language)
    for code, mx, phase in ((550, "mx1.example.jp", Phase.RCPT.value), (None, "", ""), (None, "mx", "nonsense")):
        event = EventRow(
            recipient="k1:a@b.jp",
            campaign="c",
            number=1,
            at_us=0,
            move=move,
            state=State.WAITING,
            node="",
            egress="",
            mx=mx,
            phase=phase,
            code=code,
            enhanced=None,
            said="no\x1b[2J such user",
            reason="",
        )
        assert words.render(happened(event)).isprintable()


@given(state=st.sampled_from(State), delivered=st.sampled_from(Delivered), last=st.sampled_from([None, *Move]))
def test_every_state_is_explained(state: State, delivered: Delivered, last: Move | None, template: Case) -> None:
    """Any state with any history has its proof, its future and its choices; uncertain and doubted have a cause."""
    delivery = template.delivery
    delivery.state, delivery.delivered = state, delivered
    events = () if last is None else tuple(_with(one, last) for one in template.events[:1])
    words = Translator("en")
    case = Case(delivery=delivery, events=events, digest="0" * 64)
    assert all(words.render(one) for one in proof(case))
    assert words.render(following(case))
    assert all(command.startswith("hiyari ") for _, command in choices(case))
    assert (cause_of(state, delivered, last) is None) == (state not in {State.UNCERTAIN, State.DOUBTED})
    if state is State.DOUBTED and delivered is not Delivered.NO:
        assert cause_of(state, delivered, last) is Cause.DOUBTED_AFTER


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """A delivery with an event."""
    pen = every_state(tmp_path_factory.mktemp("case"))
    with pen.engine.connect() as connection:
        cases = [case for page in pages(connection, CAMPAIGN) for case in page]
    pen.engine.dispose()
    return cases[0]


def _with(event: EventRow, move: Move) -> EventRow:
    values = {name: getattr(event, name) for name in EventRow.__slots__}
    return EventRow(**{**values, "move": move})

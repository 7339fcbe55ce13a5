"""The table of states: what can never happen to a delivery."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.delivery.ledger.states import EVIDENCE, MOVES, OPEN, SENDABLE, Move, MoveError, State, after, diagram

MAY_HAVE_IT = {State.ACCEPTED, State.UNCERTAIN, State.DOUBTED}


def test_only_waiting_and_deferred_deliveries_are_ever_sent() -> None:
    """No other state has a move to sending."""
    assert {State.WAITING, State.DEFERRED} == SENDABLE
    assert SENDABLE | {State.SENDING} == OPEN


@given(st.lists(st.sampled_from(Move), max_size=60))
def test_what_may_have_been_delivered_is_sent_again_only_by_a_decision(moves: list[Move]) -> None:
    """In whatever order things happen: between two intents of a delivery nothing was delivered, or a person spoke."""
    state, since = State.WAITING, []
    for move in moves:
        try:
            state = after(state, move)
        except MoveError:
            continue
        if move is Move.INTENDED:
            harmless = {Move.DEFERRED, Move.RETRACTED}
            assert not since or EVIDENCE & set(since) or since[-1] in harmless or set(since) & harmless, since
            since = []
        else:
            since.append(move)


def test_no_way_leads_from_delivered_to_sendable_without_a_decision() -> None:
    """Every path out of accepted, uncertain and doubted that reaches a sendable state takes a person's move."""
    reached, todo = set(MAY_HAVE_IT), list(MAY_HAVE_IT)
    while todo:
        state = todo.pop()
        for (before, move), following in MOVES.items():
            if before is state and move not in EVIDENCE and following not in reached:
                reached.add(following)
                todo.append(following)
    assert not reached & OPEN


def test_a_lost_answer_and_a_dead_node_are_uncertain() -> None:
    """The three ways of not knowing lead to one state, and it has no way to sending."""
    for move in (Move.ANSWER_LOST, Move.NODE_DIED, Move.UNPROVEN):
        assert after(State.SENDING, move) is State.UNCERTAIN


def test_an_illegal_move_says_what_cannot_happen() -> None:
    """The error names the move and the state."""
    with pytest.raises(MoveError, match=r"^intended cannot happen to a delivery that is accepted$"):
        after(State.ACCEPTED, Move.INTENDED)


def test_the_diagram_has_every_move() -> None:
    """The picture is the table."""
    drawn = diagram()
    assert all(f"{before} --> {following}" in drawn for (before, _), following in MOVES.items())
    assert all(move.value in drawn for move in Move)

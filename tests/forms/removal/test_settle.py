"""The table by which an interrupted move is settled never loses octets, and fits the table of states."""

from __future__ import annotations

import itertools

import pytest

from hiyari.forms.removal.settle import Kept, Mend, There, decide
from hiyari.forms.removal.states import MOVES, Event, ItemState, RemovalState, overall

EVERY = list(itertools.product(ItemState, Kept, There))


@pytest.mark.parametrize(("state", "kept", "there"), EVERY)
def test_every_case_is_decided_without_loss(state: ItemState, kept: Kept, there: There) -> None:
    """An event that its state allows; a copy is deleted only while the other is whole; nothing stays open."""
    decision = decide(state, kept, there)
    after = state if decision.event is None else MOVES[state, decision.event]
    assert after not in {ItemState.MOVING, ItemState.RESTORING}
    match decision.mend:
        case Mend.DROP_KEPT:
            assert there in {There.ITSELF, There.ALIKE}
            assert kept is Kept.WHOLE
        case Mend.DROP_THERE:
            assert (kept, there) == (Kept.WHOLE, There.ITSELF)
        case Mend.PUT_BACK:
            assert there is There.NOTHING
        case Mend.NOTHING:
            pass
    if after is ItemState.MISSING and decision.event is not None:
        assert kept is Kept.NOTHING


@pytest.mark.parametrize(("state", "kept", "there"), EVERY)
def test_what_is_decided_stays_decided(state: ItemState, kept: Kept, there: There) -> None:
    """Settled once more, with the disk as the first time left it, nothing changes."""
    decision = decide(state, kept, there)
    after = state if decision.event is None else MOVES[state, decision.event]
    match decision.mend:
        case Mend.DROP_KEPT:
            kept = Kept.NOTHING
        case Mend.DROP_THERE:
            there = There.NOTHING
        case Mend.PUT_BACK:
            kept, there = Kept.NOTHING, There.OTHER
        case Mend.NOTHING:
            pass
    again = decide(after, kept, there)
    assert again.mend is Mend.NOTHING
    assert again.event in {None, Event.MISSING, Event.RESTORED} if after is ItemState.REMOVED else again.event is None


@pytest.mark.parametrize("state", [ItemState.PLANNED, ItemState.MOVING])
@pytest.mark.parametrize("there", [one for one in There if one is not There.NOTHING])
def test_another_file_that_is_kept_is_never_called_the_removed_one(state: ItemState, there: There) -> None:
    """What was taken by mistake and cannot go back has a state of its own."""
    assert decide(state, Kept.OTHER, there).event is Event.TAKEN_OTHER


def test_every_state_is_reached_and_no_intent_is_an_end() -> None:
    """From the table: each state but the first has a way in, and whatever is open has a way out."""
    into = set(MOVES.values())
    assert into == set(ItemState) - {ItemState.PLANNED}
    for open_one in (ItemState.MOVING, ItemState.RESTORING):
        assert {after for (before, _), after in MOVES.items() if before is open_one} >= {ItemState.MISSING}


def test_the_whole_says_what_needs_a_person_first() -> None:
    """Interrupted before damaged before partly removed; a file that was never moved does not make it whole."""
    one = ItemState
    assert overall([one.REMOVED, one.MOVING], ended=True) is RemovalState.INTERRUPTED
    assert overall([one.REMOVED], ended=False) is RemovalState.INTERRUPTED
    assert overall([one.REMOVED, one.MISSING], ended=True) is RemovalState.DAMAGED
    assert overall([one.REMOVED, one.LEFT], ended=True) is RemovalState.PARTLY_REMOVED
    assert overall([one.REMOVED], ended=True) is RemovalState.REMOVED
    assert overall([one.REMOVED, one.TAKEN_OTHER], ended=True) is RemovalState.TAKEN_OTHER
    assert overall([one.MISSING, one.TAKEN_OTHER], ended=True) is RemovalState.DAMAGED
    assert overall([one.RESTORED, one.LEFT], ended=True) is RemovalState.RESTORED
    assert overall([one.LEFT, one.PLANNED], ended=True) is RemovalState.LEFT

"""A command that is killed at any line leaves every file whole in exactly one place after the next command.

A child process removes or restores many files and kills itself with SIGKILL at a line of the removal's own code, chosen
at random; ``HIYARI_FORM_KILLS`` makes it more often, ``HIYARI_SEED`` repeats a run.
"""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Callable
from functools import partial
from typing import Final

import pytest

from hiyari.forms.removal.journal import NAME
from hiyari.forms.removal.moving import remove
from hiyari.forms.removal.recover import recover
from hiyari.forms.removal.removal import Removal, list_removals
from hiyari.forms.removal.restoring import undo
from hiyari.forms.removal.states import ItemState, RemovalState
from hiyari.forms.removal.undo import look_undo, plan_undo
from tests.forms.removal.child import Lines, in_child
from tests.forms.removal.yard import HOSTILE, MOVING, Yard, furnish

KILLS: Final = int(os.environ.get("HIYARI_FORM_KILLS", "60"))
SEED: Final = int(os.environ.get("HIYARI_SEED", "0")) or random.SystemRandom().randrange(1, 2**32)

pytestmark = pytest.mark.usefixtures("kernel")


def _killed(do: Callable[[], object], at: int) -> bool:
    """Run it in a child that kills itself at this line; False where it ended well before it had run so many."""

    def run() -> None:
        with Lines(at, lambda: os.kill(os.getpid(), signal.SIGKILL)):
            do()

    status = in_child(run)
    assert status in {0, signal.SIGKILL}
    return status == signal.SIGKILL


def _look(yard: Yard, before: dict[str, object]) -> Removal | None:
    """After recovery: every file is whole in one place, and the states say in which."""
    assert not recover(str(yard.base), MOVING).problems
    present = yard.tree()
    assert present.items() <= before.items(), "half a file, or one that is not as it was"
    listed = list_removals(str(yard.base))
    assert not listed.problems
    assert len(present) + len(yard.kept()) == len(before), (present.keys(), yard.kept())
    if not listed.removals:
        assert present == before
        return None
    (removal,) = listed.removals
    assert removal.state not in {RemovalState.INTERRUPTED, RemovalState.DAMAGED}
    for item in removal.manifest.items:
        assert (item.path in present) == (removal.state_of(item) is not ItemState.REMOVED), item.path
    return removal


def _put_back(removal: Removal) -> Removal:
    plan = plan_undo(removal, look_undo(removal))
    return undo(plan, plan.digest, MOVING).removal


@pytest.mark.parametrize("part", range(2))
def test_killed_at_any_line(yard: Yard, part: int) -> None:
    """Removal and undo are killed at random lines; nothing is lost, doubled or half, and the undo then ends."""
    chance = random.Random(f"{SEED} {part}")
    print(f"HIYARI_SEED={SEED}")  # noqa: T201 - shown when it fails
    furnish(yard, root=os.geteuid() == 0)
    before = dict(yard.tree())
    lines, back = _lines(yard)
    for _ in range(-(-KILLS // 8)):
        plan = yard.plan()
        at = chance.randrange(1, lines)
        # A run has some lines more or fewer than another, as the system lists the folders' names in another order.
        assert _killed(partial(remove, plan, plan.digest, MOVING), at) or at > lines * 0.99
        removal = _look(yard, before)
        while removal is not None and removal.state in {RemovalState.REMOVED, RemovalState.PARTLY_REMOVED}:
            _killed(partial(_put_back, removal), chance.randrange(1, back))
            removal = _look(yard, before)
        assert yard.tree() == before
        if removal is not None:
            _forget(removal)


def _lines(yard: Yard) -> tuple[int, int]:
    """How many lines a removal and its undo run when nobody kills them."""
    _forget(_put_back(yard.remove()))
    plan = yard.plan()
    with Lines() as there:
        removal = remove(plan, plan.digest, MOVING)
    with Lines() as back:
        _put_back(removal)
    _forget(removal)
    assert min(there.ran, back.ran) > 1000
    return there.ran, back.ran


def _forget(removal: Removal) -> None:
    """Clear a removal away, all of whose files are back."""
    for name in ("manifest.json", NAME):
        (removal.folder / name).unlink()
    (removal.folder / "files").rmdir()
    removal.folder.rmdir()


def test_a_journal_cut_at_any_octet_is_settled(yard: Yard) -> None:
    """A power cut may take any end of the journal away: the disk still tells where every file is."""
    for name in HOSTILE[:3]:
        yard.file(name, os.fsencode(name))
    before = dict(yard.tree())
    removal = yard.remove()
    journal = removal.folder / NAME
    whole = journal.read_bytes()
    for size in range(random.randrange(9), len(whole), 9):
        journal.write_bytes(whole[:size])
        found = _look(yard, before)
        assert found is not None
        assert found.state is RemovalState.REMOVED
    journal.write_bytes(whole[:-20] + b"\0" * 20)
    assert _look(yard, before) is not None


def test_a_journal_cut_in_the_middle_of_an_undo_is_settled(yard: Yard) -> None:
    """Whatever part of what it says about the undo is lost, what is back is known to be back."""
    for name in HOSTILE[:3]:
        yard.file(name, os.fsencode(name))
    before = dict(yard.tree())
    removal = yard.remove()
    journal = removal.folder / NAME
    begun = len(journal.read_bytes())
    _put_back(removal)
    whole = journal.read_bytes()
    first = whole.index(b"\n", begun) + 1
    for size in range(first + random.randrange(9), len(whole), 9):
        journal.write_bytes(whole[:size])
        found = _look(yard, before)
        assert found is not None
        assert found.state is RemovalState.RESTORED

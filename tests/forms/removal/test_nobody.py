"""An ordinary user removes and restores his own files, and is told what he may not do before anything is moved."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hiyari.forms.removal.look import look
from hiyari.forms.removal.lying import Hindered
from hiyari.forms.removal.moving import remove
from hiyari.forms.removal.place import removal_place
from hiyari.forms.removal.plan import Refusal
from hiyari.forms.removal.restoring import undo
from hiyari.forms.removal.undo import look_undo, plan_undo
from hiyari.model.error import SafetyError
from tests.forms.removal.child import in_child
from tests.forms.removal.yard import MOVING, OTHER_DISK, Yard, furnish

USER = 65534
"""nobody's and nogroup's, on every Debian."""


@pytest.fixture(params=["renamed", "copied"])
def shared(request: pytest.FixtureRequest) -> Iterator[Yard]:
    """A web root that belongs to an ordinary user, where he may go."""
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    other = OTHER_DISK if request.param == "copied" else None
    with tempfile.TemporaryDirectory(prefix="hiyari-") as one, tempfile.TemporaryDirectory(dir=other) as two:
        yard = Yard(root=Path(one) / "www", base=Path(two) / "removed")
        yard.root.mkdir()
        for folder in (one, two, yard.root):
            shutil.chown(folder, USER, USER)
        yield yard


def _as_user(do: Callable[[], object]) -> None:
    def run() -> None:
        os.setgroups([])
        os.setgid(USER)
        os.setuid(USER)
        do()

    assert in_child(run) == 0


def test_his_own_files_come_back_as_they_were(shared: Yard) -> None:
    """With everything that he may give them: modes, ACL, attributes, times."""

    def run() -> None:
        furnish(shared, root=False)
        before = shared.tree()
        removal = shared.remove()
        assert not shared.tree()
        plan = plan_undo(removal, look_undo(removal))
        assert undo(plan, plan.digest, MOVING).refused == ()
        assert shared.tree() == before

    _as_user(run)


def test_a_file_of_somebody_else(shared: Yard) -> None:
    """In his own folder he may rename it, and it stays its owner's; copied it could not be given back, which is told."""
    path = shared.file("cgi-bin/root.cgi")
    os.chown(Path(path).parent, USER, USER)
    renamed = shared.base.parent.stat().st_dev == shared.root.stat().st_dev
    before = shared.tree()

    def run() -> None:
        plan = shared.plan()
        if not renamed:
            assert [one.refusal for one in plan.obstacles] == [Refusal.FOREIGN]
            with pytest.raises(SafetyError, match="Nothing was moved"):
                remove(plan, plan.digest, MOVING)
            return
        removal = remove(plan, plan.digest, MOVING)
        back = plan_undo(removal, look_undo(removal))
        undo(back, back.digest, MOVING)

    _as_user(run)
    after = shared.tree()
    assert after.keys() == before.keys()
    assert Path(path).stat().st_uid == 0


def test_folders_that_are_closed_to_him(shared: Yard) -> None:
    """A folder that he may not write to, a sticky one with a file of somebody else's, a file that he may not read."""
    closed, sticky = shared.file("closed/one.cgi"), shared.file("sticky/two.cgi")
    secret = shared.file("secret.cgi", mode=0o600)
    (shared.root / "sticky").chmod(0o1777)

    def run() -> None:
        plan = shared.plan(closed, sticky, scanned="0" * 64)
        assert {(one.path, one.refusal) for one in plan.obstacles} >= {
            (closed, Refusal.CLOSED),
            (sticky, Refusal.CLOSED),
        }
        hindered = look(secret, [str(shared.root)])
        assert isinstance(hindered, Hindered)
        assert "cannot be looked at" in hindered.why.message

    _as_user(run)


def test_a_place_of_somebody_else(shared: Yard) -> None:
    """A folder for removed files that is root's, or open to others, is not used."""
    shared.base.mkdir(mode=0o755)

    def run() -> None:
        place = removal_place(shared.base, [str(shared.root)], lambda _: None)
        assert "belongs to another user" in place.problems[0].message

    _as_user(run)

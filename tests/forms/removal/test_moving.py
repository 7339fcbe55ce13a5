"""What is removed lies outside the web root, and comes back exactly as it was."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from hiyari.forms.removal.moving import remove
from hiyari.forms.removal.removal import Removal, find_removal, list_removals
from hiyari.forms.removal.restoring import Restored, undo
from hiyari.forms.removal.states import ItemState, RemovalState
from hiyari.forms.removal.undo import look_undo, plan_undo
from hiyari.model.error import ActionError, SafetyError
from tests.forms.removal.yard import ACL, MOVING, Yard, furnish

pytestmark = pytest.mark.usefixtures("kernel")


def _undo(removal: Removal, *paths: str, make_folders: bool = False) -> Restored:
    plan = plan_undo(removal, look_undo(removal, paths), make_folders=make_folders)
    return undo(plan, plan.digest, MOVING)


def test_everything_comes_back_as_it_was(yard: Yard) -> None:
    """Octets, holes, links, owner, every mode bit, ACL, attributes and times to the nanosecond."""
    furnish(yard, root=os.geteuid() == 0)
    before = yard.tree()
    removal = yard.remove()
    assert removal.state is RemovalState.REMOVED
    assert not yard.tree()
    assert len(yard.kept()) == len(before)
    restored = _undo(removal)
    assert restored.removal.state is RemovalState.RESTORED
    assert restored.refused == ()
    assert yard.tree() == before
    assert not yard.kept()


def test_what_is_kept_is_its_owners_alone(yard: Yard) -> None:
    """Every folder of the place is 0700 and every file that was made is 0600."""
    yard.file("a.cgi", mode=0o755)
    removal = yard.remove()
    for folder in (yard.base, removal.folder, removal.folder / "files"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for name in ("manifest.json", "journal"):
        assert stat.S_IMODE((removal.folder / name).stat().st_mode) == 0o600


def test_some_come_back_and_the_others_later(yard: Yard) -> None:
    """A part of a removal is undone by path, then the rest; what is back is refused a second time."""
    one, two = yard.file("one.cgi"), yard.file("two.cgi", b"2")
    removal = yard.remove()
    removal = _undo(removal, one).removal
    assert removal.state is RemovalState.PARTLY_REMOVED
    assert [Path(path).name for path in yard.tree()] == ["one.cgi"]
    with pytest.raises(SafetyError, match="was put back already"):
        _undo(removal, one, two)
    assert _undo(removal).removal.told.states == [ItemState.RESTORED] * 2


def test_a_file_can_be_removed_again_after_it_came_back(yard: Yard) -> None:
    """Each removal is one of its own, and both are listed, the newest first."""
    yard.file("one.cgi")
    first = _undo(yard.remove()).removal
    second = yard.remove()
    assert second.manifest.id != first.manifest.id
    listing = list_removals(str(yard.base))
    assert {one.manifest.id: one.state for one in listing.removals} == {
        second.manifest.id: RemovalState.REMOVED,
        first.manifest.id: RemovalState.RESTORED,
    }
    assert find_removal(str(yard.base), second.manifest.id).state is RemovalState.REMOVED


def test_another_digest_moves_nothing(yard: Yard) -> None:
    """A digest that is too short, or of a plan for other octets or attributes, is refused before anything is made."""
    path = yard.file("one.cgi")
    plan = yard.plan()
    Path(path).chmod(0o600)
    for digest in (plan.digest, yard.plan().digest[:11], ""):
        with pytest.raises(SafetyError, match="Nothing was moved"):
            remove(yard.plan(), digest, MOVING)
    assert len(yard.tree()) == 1
    assert not yard.base.exists()


def _rewritten(path: str) -> None:
    Path(path).write_bytes(b"#!/usr/bin/PERL\n")
    os.utime(path, ns=(1, 1_222_222_222_222_222_222))


def _exchanged(path: str) -> None:
    octets = Path(path).read_bytes()
    Path(path).unlink()
    Path(path).write_bytes(octets)


def _linked(path: str) -> None:
    Path(path).rename(f"{path}.real")
    Path(path).symlink_to(f"{path}.real")


def _folder_linked(path: str) -> None:
    _linked(str(Path(path).parent))


@pytest.mark.parametrize("change", [os.unlink, _rewritten, _exchanged, _linked, _folder_linked])
def test_a_file_that_changed_since_the_plan_stays(yard: Yard, change: object) -> None:
    """Same length and mtime, same octets in another file, a link in its place or its folder's: each is noticed."""
    path = yard.file("sub/one.cgi")
    plan = yard.plan()
    change(path)  # type: ignore[operator]
    before = yard.tree()
    with pytest.raises(ActionError, match="has changed since it was looked at"):
        remove(plan, plan.digest, MOVING)
    assert yard.tree() == before
    assert not yard.kept()
    assert list_removals(str(yard.base)).removals[0].state is RemovalState.LEFT


def test_what_lies_at_the_old_place_is_not_written_over(yard: Yard) -> None:
    """Before the plan it is an obstacle; after it the undo stops, and the stored file stays."""
    path = yard.file("one.cgi")
    removal = yard.remove()
    plan = plan_undo(removal, look_undo(removal))
    Path(path).write_bytes(b"new")
    with pytest.raises(ActionError, match="something lies there by now"):
        undo(plan, plan.digest, MOVING)
    assert Path(path).read_bytes() == b"new"
    assert len(yard.kept()) == 1
    again = find_removal(str(yard.base), removal.manifest.id)
    assert plan_undo(again, look_undo(again)).obstacles
    Path(path).unlink()
    assert _undo(again).removal.state is RemovalState.RESTORED


def test_a_folder_that_is_gone_is_made_again_only_when_asked(yard: Yard) -> None:
    """With the mode that it had; without being asked it is an obstacle."""
    yard.file("a/b/one.cgi")
    yard.file("a/b/two.cgi")
    (yard.root / "a" / "b").chmod(0o2750)
    before = yard.tree()
    removal = yard.remove()
    (yard.root / "a" / "b").rmdir()
    (yard.root / "a").rmdir()
    with pytest.raises(SafetyError, match="--make-folders"):
        _undo(removal)
    _undo(removal, make_folders=True)
    assert yard.tree() == before
    assert stat.S_IMODE((yard.root / "a" / "b").stat().st_mode) == 0o2750


def test_a_stored_copy_that_was_changed_does_not_come_back(yard: Yard) -> None:
    """Nor one that is gone; and not either when it is changed after the plan."""
    yard.file("one.cgi")
    removal = yard.remove()
    plan = plan_undo(removal, look_undo(removal))
    Path(yard.kept()[0]).write_bytes(b"evil")
    with pytest.raises(SafetyError, match="the stored copy is not the file"):
        _undo(removal)
    with pytest.raises(ActionError, match="The stored copy of"):
        undo(plan, plan.digest, MOVING)
    assert not yard.tree()


def test_a_folders_default_acl_gives_nothing_to_what_comes_back(yard: Yard) -> None:
    """A file that had no ACL has none afterwards, whatever its folder gives to new files."""
    yard.file("a/one.cgi")
    before = yard.tree()
    removal = yard.remove()
    os.setxattr(yard.root / "a", "system.posix_acl_default", ACL)
    _undo(removal)
    assert yard.tree() == before


def test_hard_links_keep_their_other_names(yard: Yard) -> None:
    """Both names of one file go and come, and the third one stays; the plan says so."""
    one = yard.file("one.cgi")
    for name in ("two.cgi", "three.cgi"):
        os.link(one, yard.root / name)
    plan = yard.plan(one, str(yard.root / "two.cgi"))
    assert any("hard link" in note.message for step in plan.steps for note in step.notes)
    removal = remove(plan, plan.digest, MOVING)
    assert [Path(path).name for path in yard.tree()] == ["three.cgi"]
    _undo(removal)
    assert sorted(Path(path).name for path in yard.tree()) == ["one.cgi", "three.cgi", "two.cgi"]

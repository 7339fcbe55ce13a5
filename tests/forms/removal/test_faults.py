"""Full disks and files that somebody exchanges meanwhile cost nobody's octets."""

from __future__ import annotations

import os
import random
import resource
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from hiyari.cli.forms.undo_text import show_list
from hiyari.cli.paper import Paper
from hiyari.forms.removal import taking
from hiyari.forms.removal.moving import remove
from hiyari.forms.removal.recover import recover
from hiyari.forms.removal.removal import list_removals
from hiyari.forms.removal.restoring import undo
from hiyari.forms.removal.states import ItemState, RemovalState
from hiyari.forms.removal.undo import look_undo, plan_undo
from hiyari.locale.translate import Translator
from hiyari.model.error import ActionError, UserError
from tests.forms.removal.child import Lines, in_child
from tests.forms.removal.yard import MOVING, Yard

STRANGER = b"put there by somebody else"


def _tell(do: object) -> None:
    """Run it; a sentence is a fine end, a traceback is none."""
    try:
        do()  # type: ignore[operator]
    except UserError as error:
        assert error.problems  # noqa: PT017 - in a child, whose code says whether this held


@pytest.mark.parametrize("most", [0, 10, 400, 1000, 2500, 3500, 4500, 5000, 9000, 40_000])
def test_a_file_that_may_not_grow_further(yard: Yard, most: int) -> None:
    """Manifest, journal or copy hits the limit: all is told in sentences, and afterwards every file is in one place."""
    for number in range(4):
        yard.file(f"{number}.cgi", os.urandom(20_000 * number))
    before = dict(yard.tree())
    plan = yard.plan()

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        _tell(lambda: remove(plan, plan.digest, MOVING))
        if list_removals(str(yard.base)).removals:
            _tell(partial(_undo_all, yard))

    assert in_child(limited) == 0
    recover(str(yard.base), MOVING)
    present = dict(yard.tree())
    assert present.items() <= before.items()
    assert len(present) + len(yard.kept()) == len(before)
    if yard.kept():
        _undo_all(yard)
    assert yard.tree() == before


def _undo_all(yard: Yard) -> None:
    (removal,) = list_removals(str(yard.base)).removals
    plan = plan_undo(removal, look_undo(removal))
    undo(plan, plan.digest, MOVING)


FULL = """
import os, sys
from pathlib import Path
from tests.forms.removal.test_faults import _tell
from tests.forms.removal.yard import MOVING, Yard
from hiyari.forms.removal.moving import remove
from hiyari.forms.removal.recover import recover
from hiyari.forms.removal.removal import list_removals
from hiyari.forms.removal.states import RemovalState

here, small = Path(sys.argv[1]), Path(sys.argv[2])
yard = Yard(root=here, base=small / "removed")
for number in range(6):
    yard.file(f"{number}.cgi", os.urandom(50_000))
before = dict(yard.tree())
plan = yard.plan()
(small / "other").write_bytes(bytes(256 * 1024))
try:
    remove(plan, plan.digest, MOVING)
except Exception as error:
    print(type(error).__name__, [one.message for one in error.problems])
else:
    print("nothing was full")
recover(str(yard.base), MOVING)
present = yard.tree()
assert present.items() <= before.items()
assert len(present) + len(yard.kept()) == len(before), yard.kept()
print(len(yard.kept()), list_removals(str(yard.base)).removals[0].state)
"""


def test_a_disk_that_is_full(tmp_path: Path) -> None:
    """Somebody else fills the file system when the plan is made: some files find room, the others stay whole where they are, and it is told."""
    (tmp_path / "www").mkdir()
    (tmp_path / "small").mkdir()
    mount = 'mount -t tmpfs -o size=512k none "$2" && exec "$0" -c "$3" "$1" "$2"'
    if os.geteuid() != 0 or not Path("/usr/bin/unshare").exists():
        pytest.skip("only root mounts a small file system")
    inside = ["/bin/sh", "-c", mount, sys.executable, str(tmp_path / "www"), str(tmp_path / "small"), FULL]
    command = ["/usr/bin/unshare", "-m", *inside]
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603
    assert done.returncode == 0, done.stderr
    assert "ActionError" in done.stdout
    assert "No space left on device" in done.stdout or "could not be moved" in done.stdout
    assert str(RemovalState.PARTLY_REMOVED) in done.stdout


def test_a_file_that_is_exchanged_at_any_line_is_not_taken(yard: Yard) -> None:
    """Somebody puts another file there while the first is moved: his is never moved, deleted or written over.

    Copying has the one moment that no file system closes: between the last look and the deletion.
    """
    path, lost = yard.file("one.cgi"), []

    def exchange() -> None:
        shutil.move(_write(yard.root / "new", STRANGER), path)

    for at in _lines(yard, path):
        yard.file("one.cgi")
        plan = yard.plan(path)
        with Lines(at, exchange):
            _tell(partial(remove, plan, plan.digest, MOVING))
        recover(str(yard.base), MOVING)
        if not Path(path).exists() or Path(path).read_bytes() != STRANGER:
            lost.append(at)
        _reset(yard)
    assert len(lost) <= (0 if _renamed(yard) else 2), lost


def test_a_file_that_was_taken_by_mistake_is_named(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    """It cannot go back where something new lies: a state of its own, with the place where it is kept."""
    if not _renamed(yard):
        pytest.skip("a copy is compared before the file itself is touched")
    path, new = yard.file("one.cgi"), b"put there afterwards"
    plan = yard.plan(path)
    given, moves = taking.rename_new, []

    def exchanged(from_folder: int, name: str, to_folder: int, to: str) -> None:
        if not moves:
            shutil.move(_write(yard.root / "new", STRANGER), path)
        moves.append(name)
        given(from_folder, name, to_folder, to)
        if len(moves) == 1:
            _write(Path(path), new)

    monkeypatch.setattr(taking, "rename_new", exchanged)
    with pytest.raises(ActionError) as caught:
        remove(plan, plan.digest, MOVING)
    (kept,) = yard.kept()
    assert Path(path).read_bytes() == new
    assert Path(kept).read_bytes() == STRANGER
    (removal,) = list_removals(str(yard.base)).removals
    assert removal.told.states == [ItemState.TAKEN_OTHER]
    assert removal.state is RemovalState.TAKEN_OTHER
    (in_the_way,) = plan_undo(removal, look_undo(removal, [path])).obstacles
    for sentence in (caught.value.problems[0], in_the_way):
        assert kept in Translator("en").render(sentence)
    paper = Paper(Translator("en"))
    show_list(paper, list_removals(str(yard.base)), str(yard.base))
    assert kept in "".join("".join(paper.lines).split())
    assert not recover(str(yard.base), MOVING).settled


def _write(path: Path, octets: bytes) -> Path:
    path.write_bytes(octets)
    return path


def _lines(yard: Yard, path: str) -> range:
    """Every eleventh line of a removal, beginning anywhere."""
    plan = yard.plan(path)
    with Lines() as lines:
        remove(plan, plan.digest, MOVING)
    _reset(yard)
    return range(random.randrange(1, 12), lines.ran, 11)


def _renamed(yard: Yard) -> bool:
    return yard.root.parent in yard.base.parents


def _reset(yard: Yard) -> None:
    shutil.rmtree(yard.base)
    for path in yard.paths:
        Path(path).unlink(missing_ok=True)


def test_a_file_that_is_written_to_while_it_is_moved(yard: Yard) -> None:
    """What a writer appends while the file is at its place is in the one file that there is afterwards.

    But for that same moment of copying.
    """
    path, lost = yard.file("one.cgi"), []
    for at in _lines(yard, path):
        yard.file("one.cgi")
        plan = yard.plan(path)
        there = []

        def write(there: list[bool] = there) -> None:
            there.append(Path(path).exists())
            if there[0]:
                with Path(path).open("ab") as writer:
                    writer.write(b"more")

        with Lines(at, write):
            _tell(partial(remove, plan, plan.digest, MOVING))
        recover(str(yard.base), MOVING)
        (one,) = [path] if Path(path).exists() else yard.kept()
        if there == [True] and not Path(one).read_bytes().endswith(b"more"):
            lost.append(at)
        _reset(yard)
    assert len(lost) <= (0 if _renamed(yard) else 2), lost


def test_the_file_that_stands_in_for_the_place(tmp_path: Path) -> None:
    """A file where the place should be is an obstacle; a place that another hiyari uses is told as that."""
    (tmp_path / "www").mkdir()
    (tmp_path / "removed").write_text("")
    yard = Yard(root=tmp_path / "www", base=tmp_path / "removed")
    yard.file("one.cgi")
    assert any("is not a folder" in one.sentence.message for one in yard.plan().obstacles)


def test_an_error_in_the_middle_tells_what_was_done(yard: Yard) -> None:
    """The first file is gone, the second has changed: the sentence counts, and names the undo."""
    yard.file("1.cgi")
    second = yard.file("2.cgi")
    plan = yard.plan()
    Path(second).write_bytes(b"changed")
    with pytest.raises(ActionError, match="hiyari forms undo") as stopped:
        remove(plan, plan.digest, MOVING)
    assert stopped.value.problems[1].params["all"] == 2
    assert list_removals(str(yard.base)).removals[0].state is RemovalState.PARTLY_REMOVED

"""Places that can hold no removed files are refused when a removal is planned, each with one sentence."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from hiyari.forms.removal.footing import kind_of, nearest
from hiyari.forms.removal.place import make_place, removal_place
from hiyari.forms.removal.plan import Place, Refusal
from tests.forms.removal.child import in_child
from tests.forms.removal.yard import OTHER_DISK, Yard

USER = 65534


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may go into."""
    with tempfile.TemporaryDirectory(prefix="hiyari-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def _place(folder: Path) -> Place:
    return removal_place(folder, [], lambda _: None)


def _only(folder: Path) -> str:
    (problem,) = _place(folder).problems
    return problem.message


def test_a_place_is_made_below_any_folder_that_may_be_written(tmp_path: Path) -> None:
    """Folders on the way need not be there."""
    place = _place(tmp_path / "state" / "deep" / "removed")
    assert place.problems == ()
    assert place.device == tmp_path.stat().st_dev
    assert nearest(Path(place.base)) == tmp_path
    make_place(place.base)
    assert _place(Path(place.base)).problems == ()


def test_what_is_no_folder(tmp_path: Path) -> None:
    """A file, a name below a file, and links in a circle."""
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "circle").symlink_to("circle")
    assert "is not a folder" in _only(tmp_path / "file")
    assert "cannot be made: {above} is not a folder" in _only(tmp_path / "file" / "removed")
    assert "circle of symbolic links" in _only(tmp_path / "circle")
    assert "circle of symbolic links" in _only(tmp_path / "circle" / "removed")


def test_a_link_to_a_folder_is_followed(tmp_path: Path) -> None:
    """Also one that leads to what is not there yet."""
    (tmp_path / "link").symlink_to("later/removed")
    place = _place(tmp_path / "link")
    assert (place.base, place.problems) == (str(tmp_path / "later" / "removed"), ())


@pytest.mark.parametrize("where", ["/proc/removed", "/sys/removed", "/proc/self/removed"])
def test_what_the_kernel_only_shows_keeps_no_files(where: str) -> None:
    """Root may write anywhere, and yet nothing can be made there."""
    if kind_of(Path(where).parents[-2]) not in {"proc", "sysfs"}:
        pytest.skip("not mounted here")
    assert "keeps no files" in _only(Path(where))


def test_a_folder_of_other_things_is_not_closed(tmp_path: Path) -> None:
    """Nobody is told to close a shared folder; one that holds removals alone is closed."""
    tmp_path.chmod(0o755)
    (tmp_path / "lock").touch()
    (tmp_path / "20261126T120000Z-0123456789ab").mkdir()
    assert "Run: chmod 700" in _only(tmp_path)
    (tmp_path / "letters").mkdir()
    said = _only(tmp_path)
    assert "chmod" not in said
    assert _place(tmp_path).problems[0].params["folder"] == f"{tmp_path}/removed"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_user_may_not_write_everywhere(open_folder: Path) -> None:
    """Neither below a folder of somebody else, nor into his own whose mode forbids it."""
    own = open_folder / "own"
    own.mkdir(mode=0o500)
    shutil.chown(own, USER, USER)

    def run() -> None:
        os.setgid(USER)
        os.setuid(USER)
        assert "{base} cannot be made: {above} belongs to somebody else" in _only(open_folder / "removed")
        assert "Nothing can be written into {base}" in _only(own)

    assert in_child(run) == 0


def test_memory_forgets(tmp_path: Path) -> None:
    """A place on a file system in memory is told apart: what is put there does not come back after a restart."""
    if kind_of(OTHER_DISK) != "tmpfs" or kind_of(tmp_path) == "tmpfs":
        pytest.skip("one file system in memory and another one are needed")
    assert _place(OTHER_DISK / "hiyari-none").passing
    assert not _place(tmp_path / "removed").passing


def test_a_full_file_system(tmp_path: Path) -> None:
    """Room is needed for notes, and for the files where they are copied; how much is free does not make another plan."""
    yard = Yard(root=tmp_path / "www", base=tmp_path / "removed")
    yard.file("one.cgi", b"#" * 500_000)
    plan = yard.plan()
    assert (plan.obstacles, plan.place.room is not None) == ((), True)
    step = plan.steps[0]
    for room, copies, fits in (
        (10_000, False, False),
        (100_000, False, True),
        (100_000, True, False),
        (600_000, True, True),
        (None, True, True),
    ):
        device = step.lying.identity.device + copies
        made = yard.planned(replace(plan.place, room=room, device=device))
        assert [one.refusal for one in made.obstacles] == ([] if fits else [Refusal.PLACE])
        assert all(one.path == plan.place.base for one in made.obstacles)
    assert yard.planned(replace(plan.place, room=100_000)).digest == plan.digest

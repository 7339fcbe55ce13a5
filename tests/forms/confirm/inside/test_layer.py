"""The copy of a folder that scripts may write to, and how it becomes what it was."""

from __future__ import annotations

import mmap
import os
import socket
from pathlib import Path

import pytest

from hiyari.forms.confirm.inside import layer
from hiyari.forms.confirm.inside.layer import Layer
from hiyari.forms.confirm.inside.spool import empty


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A small site."""
    root = tmp_path / "site"
    (root / "log").mkdir(parents=True)
    (root / "form.cgi").write_text("#!/bin/sh\n")
    (root / "form.cgi").chmod(0o755)
    (root / "log" / "count.txt").write_text("41\n")
    os.utime(root / "log" / "count.txt", (1000, 1000))
    (root / "up").symlink_to("../outside")
    (root / "own").symlink_to("log/count.txt")
    return root


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Where the copy goes."""
    path = tmp_path / "copy"
    path.mkdir()
    return path


def told(root: Path) -> dict[str, tuple[int, int, bytes | str]]:
    """Mode, time and content of everything below a folder."""
    found: dict[str, tuple[int, int, bytes | str]] = {}
    for path in sorted(root.rglob("*")):
        state = path.lstat()
        link, file = path.is_symlink(), path.is_file()
        content: bytes | str = str(path.readlink()) if link else path.read_bytes() if file else b""
        found[str(path.relative_to(root))] = (state.st_mode, int(state.st_mtime) if file and not link else 0, content)
    return found


def test_a_copy_is_the_same(site: Path, copy: Path) -> None:
    """Files with their modes and times, folders and links are as in the original; links are not followed."""
    Layer(str(site), str(copy)).restore()
    assert told(copy) == told(site)


def test_what_a_script_did_is_undone(site: Path, copy: Path) -> None:
    """New, changed, removed, hidden and exchanged entries are as before, and the original was never touched."""
    before, one = told(site), Layer(str(site), str(copy))
    one.restore()
    (copy / "log" / "count.txt").write_text("42\n")
    os.utime(copy / "log" / "count.txt", (1000, 1000))
    (copy / "form.cgi").unlink()
    (copy / "form.cgi").mkdir()
    (copy / "form.cgi" / "deep").mkdir()
    (copy / "own").unlink()
    (copy / "own").symlink_to(site)
    (copy / "new").write_text("x")
    (copy / "log").chmod(0)
    copy.chmod(0o500)
    one.restore()
    assert told(copy) == told(site) == before
    one.restore()
    assert told(copy) == before


def test_a_folder_that_became_a_link(site: Path, copy: Path) -> None:
    """A link in the place of a folder is removed, and nothing is removed or written behind it."""
    one = Layer(str(site), str(copy))
    one.restore()
    outside = site.parent / "outside"
    outside.mkdir()
    (outside / "count.txt").write_text("mine")
    (copy / "log" / "count.txt").unlink()
    (copy / "log").rmdir()
    (copy / "log").symlink_to(outside)
    one.restore()
    assert (outside / "count.txt").read_text() == "mine"
    assert told(copy) == told(site)


def test_what_is_no_file_is_not_copied(site: Path, copy: Path) -> None:
    """Pipes and sockets are left out, and nothing waits for them."""
    os.mkfifo(site / "pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(site / "s"))
        Layer(str(site), str(copy)).restore()
    assert not (copy / "pipe").exists()
    assert not (copy / "s").exists()


def test_what_is_too_large(site: Path, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files and folders beyond the bounds are links to the read-only original, so that nothing is missing."""
    monkeypatch.setattr(layer, "MAX_FILE", 5)
    monkeypatch.setattr(layer, "MAX_ENTRIES", 8)
    (site / "many").mkdir()
    for at in range(9):
        (site / "many" / str(at)).write_text("x")
    one = Layer(str(site), str(copy))
    one.restore()
    one.restore()
    assert (copy / "form.cgi").readlink() == site / "form.cgi"
    assert (copy / "many").readlink() == site / "many"
    assert not (copy / "log" / "count.txt").is_symlink()


def test_all_octets_are_bounded(site: Path, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many files that are each small enough are copied up to a sum, also when they are copied anew."""
    monkeypatch.setattr(layer, "MAX_OCTETS", 250)
    for at in range(9):
        (site / f"a{at}").write_bytes(bytes(100))
    one = Layer(str(site), str(copy))
    one.restore()
    for path in copy.glob("a*"):
        path.unlink()
    one.restore()
    assert sum(not path.is_symlink() for path in copy.glob("a*")) == 2
    assert len(list(copy.glob("a*"))) == 9


def test_a_deep_tree_is_removed(copy: Path) -> None:
    """Folders in folders, deeper than Python may call itself and than a path may be long, are removed."""
    at = os.open(copy, os.O_RDONLY)
    for _ in range(1500):
        os.mkdir("deep", 0o755, dir_fd=at)
        below = os.open("deep", os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = below
    os.close(at)
    empty(str(copy))
    assert list(copy.iterdir()) == []


def test_what_is_written_through_a_mapping_is_undone(site: Path, copy: Path) -> None:
    """A database that maps its file leaves nothing for the next visit, though no time of the file may tell."""
    one = Layer(str(site), str(copy))
    one.restore()
    path = copy / "log" / "count.txt"
    with path.open("r+b") as opened, mmap.mmap(opened.fileno(), 0) as mapped:
        mapped[:2] = b"99"
    state = path.stat()
    one._known["log/count.txt"] = one._known["log/count.txt"]._replace(changed=state.st_ctime_ns)
    one.restore()
    assert told(copy) == told(site)


def test_what_is_mounted_below_stays(tmp_path: Path) -> None:
    """Emptying a folder leaves what is mounted in it where it is, however deep, and removes what lies beside it."""
    site = tmp_path / "a" / "b" / "site"
    site.mkdir(parents=True)
    (site / "form.cgi").write_text("x")
    (tmp_path / "a" / "b" / "left" / "deep").mkdir(parents=True)
    (tmp_path / "a" / "file").write_text("x")
    (tmp_path / "session").write_text("x")
    empty(str(tmp_path), [str(site)])
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")) == [
        "a",
        "a/b",
        "a/b/site",
        "a/b/site/form.cgi",
    ]

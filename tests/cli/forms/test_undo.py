"""``hiyari forms undo``: what was removed is listed, shown, and put back by the digest."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.cli.forms.yard import Yard


def _look(path: Path) -> tuple[object, ...]:
    status = path.stat()
    return path.read_bytes(), status.st_mode, status.st_uid, status.st_gid, status.st_mtime_ns


def _ids(yard: Yard) -> list[str]:
    """The newest first."""
    return [one["id"] for one in yard.forms("undo", "--format", "json").json["removals"]]


@pytest.fixture
def two(yard: Yard) -> Yard:
    """Two removals: of the old form, and of the new one."""
    yard.remove(yard.old)
    yard.remove(yard.new, "--although-used")
    return yard


def test_nothing_was_removed(yard: Yard) -> None:
    """An empty list is an answer, and makes nothing."""
    said = yard.forms("undo")
    assert (said.code, said.words) == (0, f"Nothing was removed: {yard.kept} holds no removal.")
    assert not yard.kept.exists()
    for words in (("--last",), ("--digest", "0123456789ab")):
        said = yard.forms("undo", *words)
        assert said.code == 2
        assert said.err == f"There is nothing to put back in {yard.kept}. List removals: hiyari forms undo\n"


def test_the_only_removal_is_shown_and_put_back(yard: Yard) -> None:
    """When, by whom, which files; and the shown command brings them back as they were, with the rules to take out."""
    before = _look(yard.old)
    yard.remove(yard.old)
    shown = yard.forms("undo")
    assert shown.code == 0
    (name,) = _ids(yard)
    assert shown.out.startswith(f"{name}\n  20")
    assert ": removed\n" in shown.out
    assert f"  {yard.old}\n" in shown.out
    assert f"Removal {name}: 1 file to be put back; nothing is done yet" in shown.words
    assert not yard.old.exists()
    done = yard.run(*shown.command)
    assert done.code == 0, done.err
    assert _look(yard.old) == before
    assert "if these lines are in its configuration, take them out, then reload it: apachectl" in done.words
    assert '    Redirect gone "/cgi-bin/old/contact.cgi"\n' in done.out
    assert ": put back" in yard.forms("undo").words


def test_of_several_one_is_named(two: Yard) -> None:
    """By its id, the beginning of its digest, a file, or as the last; without that they are only listed."""
    new, old = _ids(two)
    listed = two.forms("undo")
    assert listed.code == 0
    assert listed.out.index(str(two.new)) < listed.out.index(str(two.old)), "the newest first, within a second too"
    assert listed.out.index(new) < listed.out.index(old)
    assert "--digest" not in listed.out
    said = two.forms("undo", "--digest", "0123456789ab")
    assert (said.code, said.err) == (
        2,
        "Several removals can be undone. Write which: hiyari forms undo ID --digest DIGEST\n",
    )
    assert two.forms("undo", "--last").command[-1] == new
    for word in (old, old.rpartition("-")[2][:6], str(two.old), os.path.relpath(two.old)):
        assert old in two.forms("undo", word).command
    assert two.run(*two.forms("undo", old).command).code == 0
    assert (two.old.exists(), two.new.exists()) == (True, False)


def test_only_some_files(yard: Yard) -> None:
    """The others stay removed, and come back later."""
    yard.remove(yard.old, yard.new, "--although-used")
    (name,) = _ids(yard)
    assert yard.run(*yard.forms("undo", name, yard.new).command).code == 0
    assert (yard.old.exists(), yard.new.exists()) == (False, True)
    listed = yard.forms("undo")
    assert ": partly removed\n" in listed.out
    assert f"  {yard.new}  (put back)\n" in listed.out
    said = yard.forms("undo", name, yard.new)
    assert said.code == 4
    assert f"{yard.new} was put back already." in said.words
    assert yard.run(*yard.forms("undo", yard.old).command).code == 0
    assert yard.old.exists()
    said = yard.forms("undo", name)
    assert (said.code, said.err) == (2, f"Removal {name} has nothing to put back.\n")


def test_names_that_mean_nothing(two: Yard) -> None:
    """A wrong id, a file that was never removed, and files of two removals: one sentence each."""
    other = two.files.root / "index.html"
    new, old = _ids(two)
    for words, sentence in (
        (("20200101",), f'There is no removal "20200101" in {two.kept}. List them: hiyari forms undo'),
        ((other,), f"{other} is no removed file in {two.kept}. List them: hiyari forms undo"),
        ((old, two.new), f"{two.new} is no file of removal {old}. Write it as hiyari forms undo lists it."),
        ((two.old, two.new), "These files were removed in several removals. Put them back one removal at a time."),
    ):
        said = two.forms("undo", *words)
        assert (said.code, said.err) == (2, f"{sentence}\n")
    said = two.forms("undo", new[:9])
    assert said.code == 2
    assert said.err.startswith(f'"{new[:9]}" begins several removals: ')


def test_nothing_is_written_over(yard: Yard) -> None:
    """Something that lies there by now stays, and the digest of before does not help."""
    yard.remove(yard.old)
    digest = yard.forms("undo").digest
    yard.old.write_text("a new one")
    said = yard.forms("undo")
    assert said.code == 4
    assert f"{yard.old}: something lies there now, and is not written over. Move it away first." in said.words
    assert said.err == "Nothing is put back as long as something is in the way. Mend it, or leave those files out.\n"
    said = yard.forms("undo", "--digest", digest)
    assert said.code == 4
    assert "Nothing was put back. Mend that, or leave those files out." in said.err
    assert yard.old.read_text() == "a new one"


def test_a_digest_of_something_else(yard: Yard) -> None:
    """Nothing comes back by the digest of the removal."""
    digest = yard.forms("remove", yard.old).digest
    yard.remove(yard.old)
    said = yard.forms("undo", "--digest", digest)
    assert said.code == 4
    assert f"Nothing was put back: {digest} is not the digest of the present plan" in said.err
    assert not yard.old.exists()


def test_folders_that_are_gone(yard: Yard) -> None:
    """They are made again only when that is asked for, with the modes that they had."""
    yard.old.parent.chmod(0o711)
    yard.remove(yard.old)
    shutil.rmtree(yard.old.parent)
    said = yard.forms("undo")
    assert said.code == 4
    assert "is gone. Make it, or say --make-folders: it gets mode 0711" in said.words
    shown = yard.forms("undo", "--make-folders")
    assert f"{yard.old.parent} is made again, mode 0711." in shown.words
    assert yard.run(*shown.command).code == 0
    assert yard.old.parent.stat().st_mode & 0o7777 == 0o711
    assert yard.old.exists()


def test_a_copy_that_was_tampered_with(yard: Yard) -> None:
    """What is kept is not what was removed any more: it stays where it is."""
    yard.remove(yard.old)
    next(yard.kept.glob("*/files/0")).write_text("something else")
    said = yard.forms("undo")
    assert said.code == 4
    assert "the stored copy is not the file that was removed: it has changed or is gone." in said.words
    assert not yard.old.exists()


def test_a_removal_that_cannot_be_read_hides_no_other(two: Yard) -> None:
    """It is told on standard error, and the answer is not certain."""
    (two.kept / _ids(two)[0] / "manifest.json").write_text("{}")
    said = two.forms("undo")
    assert said.code == 3
    assert "manifest.json" in said.err
    assert str(two.old) in said.out


def test_json_lists_and_plans_and_does(yard: Yard) -> None:
    """The envelope of all commands; a program can go on from it."""
    yard.remove(yard.old)
    value = yard.forms("undo", "--format", "json").json
    assert (value["hiyari"], value["command"], value["findings"]) == (1, "forms undo", [])
    assert value["summary"] == {"removals": 1, "undoable": 1, "done": None}
    assert value["removals"][0]["files"][0]["state"] == "removed"
    plan = value["plan"]
    done = yard.forms("undo", plan["id"], "--digest", plan["digest"], "--format", "json").json
    assert done["summary"]["done"] == 1
    assert done["removal"]["state"] == "restored"
    assert done["rules"][0]["apache"].startswith("Redirect gone")
    assert yard.forms("undo", "--format", "json").json["plan"] is None

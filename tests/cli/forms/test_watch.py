"""``hiyari forms watch`` from the command line: what was not read is never taken for unchanged."""

from __future__ import annotations

import os
import shutil

import pytest

from tests.cli.forms.yard import Yard


def test_the_first_run_remembers_and_the_next_compares(yard: Yard) -> None:
    """A copy of a form is a near miss once; when it is gone, that is said."""
    said = yard.forms("watch")
    assert (said.code, "is watched from now on" in said.words) == (0, True)
    assert "Nothing has changed since the last run." in yard.forms("watch").out
    copy = yard.files.root / "copy.php"
    shutil.copy(yard.new, copy)
    said = yard.forms("watch")
    assert said.code == 1
    assert f"{copy} can send mail, and was not there before" in said.words
    copy.unlink()
    assert f"{copy} is gone." in yard.forms("watch").words


@pytest.mark.parametrize(("form", "code"), [("text", 3), ("json", 3), ("nagios", 3), ("junit", 3), ("sarif", 3)])
def test_what_was_not_read_may_hide_a_form(yard: Yard, form: str, code: int) -> None:
    """From the first run on, each time, in every format."""
    os.mkfifo(yard.files.root / "queue")
    for _ in range(2):
        said = yard.forms("watch", "--format", form)
        assert said.code == code
        assert "queue" in said.out
        assert "Nothing has changed" not in said.out


def test_a_state_that_cannot_be_written_is_told_before_the_scan(yard: Yard) -> None:
    """One sentence, and nothing of a run in the sandbox that is not known."""
    said = yard.forms("watch", "--state", yard.files.root)
    assert (said.code, said.out) == (2, "")
    assert said.err == f"{yard.files.root} cannot be opened: Is a directory. Name another place with --state FILE.\n"

"""What ``hiyari forms remove`` refuses: one clear sentence each, the right exit code, and nothing is moved."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from hiyari.lab.website_files import OLD_FORM
from tests.campaigns import HIYARI
from tests.cli.forms.yard import Said, Yard, visits
from tests.forms.removal.child import in_child

USER = 65534
"""nobody's and nogroup's, on every Debian."""


def _refused(said: Said, code: int, sentence: str) -> None:
    assert said.code == code
    heard = " ".join((said.out + said.err).split())
    assert sentence in heard, heard
    assert "hiyari failed" not in heard


def test_a_file_that_is_in_use(yard: Yard) -> None:
    """A form that somebody used within the days goes only when a person says so."""
    said = yard.forms("remove", yard.new)
    _refused(said, 4, f"{yard.new} was used at")
    assert "within the last 30 days. Tell whoever uses it, or say --although-used." in said.words
    assert said.err == ("Nothing is moved as long as something is in the way. Mend it, or leave those files out.\n")
    assert "--digest" not in said.out
    assert yard.forms("remove", yard.new, "--although-used").code == 0


def test_a_digest_helps_against_nothing_that_is_in_the_way(yard: Yard) -> None:
    """With a digest, each obstacle is an error, and one of two files stays with the other."""
    said = yard.forms("remove", yard.old, yard.new, "--digest", "0123456789ab")
    _refused(said, 4, "Nothing was moved. Mend that, or leave those files out.")
    assert yard.old.exists()


def test_a_file_whose_use_is_not_known(yard: Yard) -> None:
    """Without a log that tells of the last days, unknown is not unused."""
    given = ("--root", yard.files.cgi, "--config", os.devnull)
    _refused(yard.forms("remove", yard.old, *given), 4, "say --although-use-unknown")
    assert yard.forms("remove", yard.old, *given, "--although-use-unknown").code == 0


def test_a_file_that_was_changed_after_the_plan(yard: Yard) -> None:
    """The digest is of the file as it was: one octet, its mode or its time makes another plan."""
    digest = yard.forms("remove", yard.old).digest
    for change in (
        lambda: yard.old.chmod(0o700),
        lambda: yard.old.write_bytes(yard.old.read_bytes() + b"#"),
        yard.old.touch,
    ):
        change()
        said = yard.forms("remove", yard.old, "--digest", digest)
        _refused(said, 4, f"Nothing was moved: {digest} is not the digest of the present plan")
        assert yard.old.exists()


def _during(yard: Yard, act: Callable[[], object]) -> Said:
    """Do something between the scan of the files and the look at what is to be moved: the access log comes slowly."""
    command = [HIYARI, "forms", "remove", str(yard.old), "--access-log", "-"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # noqa: S603
    assert process.stdin is not None
    fcntl.fcntl(process.stdin, fcntl.F_SETPIPE_SZ, 4096)
    lines = "".join(f"{line}\n" for line in visits()).encode()
    # More than the pipe holds: when this returns, the command reads the log, and has looked at the files.
    os.write(process.stdin.fileno(), lines[:4096])
    os.write(process.stdin.fileno(), lines[4096:8192])
    act()
    out, err = process.communicate(lines[8192:], timeout=60)
    return Said(code=process.returncode, out=out.decode(), err=err.decode())


def test_a_file_that_changes_after_the_scan(yard: Yard) -> None:
    """What the scan has judged is another file by now."""
    said = _during(yard, lambda: yard.old.write_text("#!/usr/bin/perl\n"))
    _refused(said, 4, f"{yard.old} has changed since the scan. Look at it again: hiyari forms scan")


def test_a_file_that_vanishes_after_the_scan(yard: Yard) -> None:
    """Somebody else has taken it away meanwhile."""
    said = _during(yard, yard.old.unlink)
    _refused(said, 4, f"{yard.old} is not there. Look at its name, or scan again: hiyari forms scan")


def test_a_file_that_is_not_there(yard: Yard) -> None:
    """A wrong name is an error of the command line."""
    missing = yard.files.cgi / "none.cgi"
    _refused(yard.forms("remove", missing), 2, f"{missing} does not exist. Name a file below a web root.")
    _refused(yard.forms("remove", yard.files.cgi), 2, f"{yard.files.cgi} is a folder. Name a file;")


def test_a_file_that_was_removed_already(yard: Yard) -> None:
    """Whoever repeats the command is told when it was done, by whom, and how it is undone."""
    yard.remove(yard.old)
    (removal,) = (one for one in yard.kept.iterdir() if one.is_dir())
    said = yard.forms("remove", yard.old)
    _refused(said, 2, f"{yard.old} was removed already, by")
    assert said.err.endswith(f"or put it back: hiyari forms undo {removal.name}\n")


def test_a_file_that_sends_no_mail(yard: Yard) -> None:
    """Nothing is known of the use of other files, so they are left to their owner."""
    _refused(yard.forms("remove", yard.files.root / "index.html"), 2, "sends no mail, as far as its source tells.")


def test_no_digest(yard: Yard) -> None:
    """What is no digest is told before anything is looked at."""
    _refused(yard.forms("remove", yard.old, "--digest", "yes"), 2, '--digest: "yes" is no digest.')


def test_a_place_that_visitors_reach(yard: Yard) -> None:
    """Removed files never go where the web server shows them."""
    said = yard.forms("remove", yard.old, "--to", yard.files.root / "removed")
    _refused(said, 4, f"which lies in the web root {yard.files.root}: visitors could still reach them.")
    said = yard.forms("remove", yard.old, "--to", yard.files.cgi / "removed")
    _refused(said, 4, "Name a place outside with --to.")


def test_a_place_that_can_hold_nothing(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    """Said with the plan, not when it is done; and nobody is shown a digest for it."""
    (yard.folder / "file").touch()
    monkeypatch.chdir(yard.folder)
    for place, code, sentence in (
        ("file", 4, f"{yard.folder}/file is not a folder."),
        ("file/removed", 4, f"{yard.folder}/file/removed cannot be made: {yard.folder}/file is not a folder."),
        ("/proc/removed", 4, "/proc/removed lies in a file system that keeps no files (proc)."),
        ("/", 4, "/ is open to others, and other things lie in it."),
        ("", 2, "--to is empty."),
        ("a" * 300, 2, "File name too long. Name another one."),
    ):
        said = yard.forms("remove", yard.old, "--to", place)
        _refused(said, code, sentence)
        assert "--digest" not in said.out
    assert f"--to {yard.folder}/kept " in yard.forms("remove", yard.old, "--to", "kept").out
    assert yard.forms("undo", "--from", "file").code == 4


def test_a_place_of_somebody_else(yard: Yard) -> None:
    """Manifests that anybody may have written are not believed: not even what was interrupted is settled there."""
    place = yard.folder / "open"
    yard.remove(yard.new, "--although-used", "--to", place)
    journal = next(place.glob("*/journal"))
    interrupted = b"".join(journal.read_bytes().splitlines(keepends=True)[:-1])
    journal.write_bytes(interrupted)
    place.chmod(0o777)
    _refused(yard.forms("remove", yard.old, "--to", place), 4, f"Run: chmod 700 {place}")
    _refused(yard.forms("undo", "--from", place), 4, f"Run: chmod 700 {place}")
    assert journal.read_bytes() == interrupted
    place.chmod(0o700)
    assert "had been interrupted, and is settled now: removed." in yard.forms("undo", "--from", place).words


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_files_of_somebody_else(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    """An ordinary user is told that he may not, before anything is moved; and may not look into root's place."""
    with tempfile.TemporaryDirectory(prefix="hiyari-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        shutil.copytree(yard.files.root, folder / "www")
        script = folder / "www" / OLD_FORM.rpartition("/")[2]
        shutil.copy(yard.old, script)
        (folder / "state").mkdir()
        shutil.chown(folder / "state", USER, USER)
        # Python's own files may be closed to him: everything is imported before.
        assert (yard.forms("remove", yard.old).code, yard.forms("undo").code) == (0, 0)
        monkeypatch.chdir(folder)

        def run() -> None:
            os.setgroups([])
            os.setgid(USER)
            os.setuid(USER)
            os.environ["HIYARI_STATE"] = str(folder / "state" / "state.db")
            said = yard.forms("remove", script, "--root", folder / "www", "--although-use-unknown")
            _refused(said, 4, f"{script} cannot be taken out of {folder}/www, which belongs to somebody else")
            said = yard.forms("remove", script, "--to", yard.kept)
            _refused(said, 2, f"{yard.kept}, where removed files are kept, cannot be looked at: Permission denied.")
            _refused(yard.forms("undo", "--from", yard.kept), 2, "Run hiyari as its owner or as root.")

        assert in_child(run) == 0
        monkeypatch.chdir(yard.folder)


def test_every_problem_is_one_line(yard: Yard) -> None:
    """Sentences on standard error are whole lines that end with a stop."""
    said = yard.forms("remove", yard.old, yard.new, "--digest", "0123456789ab")
    for line in said.err.splitlines():
        assert re.search(r"[.]$", line), line

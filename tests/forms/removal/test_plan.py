"""A plan names what it was made for, and refuses what nobody has decided."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.forms.evidence import UseFacts
from hiyari.forms.removal.disuse import Because, Policy, judge_use
from hiyari.forms.removal.look import look
from hiyari.forms.removal.lying import Hindered
from hiyari.forms.removal.moving import remove
from hiyari.forms.removal.place import removal_place
from hiyari.forms.removal.plan import Refusal
from hiyari.locale.translate import Translator
from hiyari.model.error import SafetyError, UserError
from hiyari.model.text import text
from tests.forms.removal.yard import MOVING, NOW, UNUSED, Yard, other_disk

DAY = timedelta(days=1)


@pytest.fixture
def site(tmp_path: Path) -> Yard:
    """An empty web root, and a place beside it."""
    (tmp_path / "www").mkdir()
    return Yard(root=tmp_path / "www", base=tmp_path / "removed")


def _refusals(yard: Yard, *paths: str, **given: object) -> list[Refusal]:
    return [one.refusal for one in yard.plan(*paths, **given).obstacles]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("use", "because", "refused"),
    [
        (UNUSED, Because.UNUSED, None),
        (replace(UNUSED, uses=9, last_use=NOW - 31 * DAY, probes=500, last_probe=NOW), Because.UNUSED, None),
        (replace(UNUSED, uses=1, last_use=NOW - 29 * DAY), Because.ALTHOUGH_USED, Refusal.USED),
        (UseFacts(since=None), Because.ALTHOUGH_UNKNOWN, Refusal.USE_UNKNOWN),
        (replace(UNUSED, why=text("the log is of another host")), Because.ALTHOUGH_UNKNOWN, Refusal.USE_UNKNOWN),
        (replace(UNUSED, since=NOW - 29 * DAY), Because.ALTHOUGH_UNKNOWN, Refusal.USE_UNKNOWN),
        (replace(UNUSED, until=NOW - 8 * DAY), Because.ALTHOUGH_UNKNOWN, Refusal.USE_UNKNOWN),
        (replace(UNUSED, until=None), Because.ALTHOUGH_UNKNOWN, Refusal.USE_UNKNOWN),
        (UseFacts(since=NOW - DAY, until=NOW, last_use=NOW - DAY / 2), Because.ALTHOUGH_USED, Refusal.USED),
    ],
)
def test_what_is_used_or_may_be_stays_until_a_person_decides(
    site: Yard, use: UseFacts, because: Because, refused: Refusal | None
) -> None:
    """Each refusal names the option that decides it, and each decision is one of its own and enters the digest."""
    site.file("one.cgi")
    plan = site.plan(use=use)
    assert plan.steps[0].because is because
    assert [one.refusal for one in plan.obstacles] == ([refused] if refused else [])
    decided = Policy(although_used=refused is Refusal.USED, although_unknown=refused is Refusal.USE_UNKNOWN)
    other = Policy(although_used=refused is Refusal.USE_UNKNOWN, although_unknown=refused is Refusal.USED)
    if refused is not None:
        option = "--although-used" if refused is Refusal.USED else "--although-use-unknown"
        assert option in plan.obstacles[0].sentence.message
        with pytest.raises(SafetyError, match="Nothing was moved"):
            remove(plan, plan.digest, MOVING)
        assert site.plan(use=use, policy=other).obstacles
        assert not site.plan(use=use, policy=decided).obstacles
        assert site.plan(use=use, policy=decided).digest != plan.digest


@given(
    since=st.none() | st.integers(0, 500),
    until=st.none() | st.integers(0, 500),
    last=st.none() | st.integers(0, 500),
    days=st.integers(1, 400),
)
def test_unused_means_that_logs_tell_of_all_the_time(
    since: int | None, until: int | None, last: int | None, days: int
) -> None:
    """UNUSED is said only when the logs reach back far enough and up to now, and no use is in that time."""
    use = UseFacts(
        since=None if since is None else NOW - since * DAY,
        until=None if until is None else NOW - until * DAY,
        last_use=None if last is None else NOW - last * DAY,
    )
    because, sentence = judge_use("/w/a.cgi", use, Policy(days=days), NOW)
    if because is Because.UNUSED:
        assert since is not None
        assert since >= days
        assert until is not None
        assert until <= 7
        assert last is None or last >= days
    assert (sentence is None) == (because is Because.UNUSED)


def test_a_file_that_the_scan_did_not_judge(site: Yard) -> None:
    """One that has changed since, and one that was never scanned."""
    path = site.file("one.cgi")
    assert _refusals(site, path, scanned="0" * 64) == [Refusal.CHANGED]
    assert _refusals(site, path, scanned=None) == [Refusal.UNSCANNED]


def test_a_link_is_compared_with_what_it_leads_to(site: Yard, tmp_path: Path) -> None:
    """The scan read through it; one that leads nowhere was never scanned so."""
    (tmp_path / "target").write_bytes(b"content")
    link = site.root / "link.cgi"
    link.symlink_to(tmp_path / "target")
    plan = site.plan(str(link))
    assert not plan.obstacles
    assert any("symbolic link" in note.message for note in plan.steps[0].notes)
    (tmp_path / "target").unlink()
    assert _refusals(site, str(link), scanned="0" * 64) == [Refusal.CHANGED]


def test_what_is_no_file(site: Yard) -> None:
    """A folder, a pipe, a socket, nothing, and names that mean folders: each in a sentence."""
    os.mkfifo(site.root / "pipe")
    (site.root / "folder").mkdir()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(site.root / "s"))
        for name in ("pipe", "folder", "s", "nothing", "folder/", ".", "..", "folder/..", "nul\0", "x" * 300, "a/b/c"):
            found = look(f"{site.root}/{name}", [str(site.root)])
            assert isinstance(found, Hindered), name
            assert _refusals(site, f"{site.root}/{name}", scanned=None) == [Refusal.HINDERED]


def test_a_path_that_leads_out_of_the_web_root(site: Yard, tmp_path: Path) -> None:
    """By a symbolic link or by dots: the file is not the web root's, and stays."""
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "passwd").write_text("x")
    (site.root / "way").symlink_to(tmp_path / "etc")
    for path in (f"{site.root}/way/passwd", f"{site.root}/way/../etc/passwd", f"{site.root}/../etc/passwd"):
        assert _refusals(site, path) == [Refusal.OUTSIDE]


def test_a_web_root_may_be_a_link_itself(site: Yard, tmp_path: Path) -> None:
    """The file is found in the real folder, whatever name the root was given."""
    site.file("sub/one.cgi")
    (tmp_path / "alias").symlink_to(site.root)
    found = look(str(tmp_path / "alias" / "sub" / "one.cgi"), [str(tmp_path / "alias")])
    assert not isinstance(found, Hindered)
    assert (found.root, found.path) == (str(site.root), str(site.root / "sub" / "one.cgi"))
    assert [one.path for one in found.above] == [str(site.root), str(site.root / "sub")]


def test_a_file_that_is_named_twice_counts_once(site: Yard) -> None:
    """By two spellings, or through a link of its folder."""
    path = site.file("sub/one.cgi")
    (site.root / "way").symlink_to("sub")
    plan = site.plan(path, f"{site.root}/sub/../sub/one.cgi", f"{site.root}/way/one.cgi")
    assert [step.asked for step in plan.steps] == [path]


def _chattr(path: str) -> None:
    subprocess.run(["/usr/bin/chattr", "+i", path], check=True)  # noqa: S603


@pytest.mark.parametrize("which", [lambda path: path, lambda path: str(Path(path).parent)])
def test_an_immutable_file_is_told_before(site: Yard, which: Callable[[str], str]) -> None:
    """It, or its folder; the sentence names chattr."""
    path = site.file("sub/one.cgi")
    if os.geteuid() != 0 or not Path("/usr/bin/chattr").exists():
        pytest.skip("only root can make a file immutable")
    try:
        _chattr(which(path))
    except subprocess.CalledProcessError:
        pytest.skip("this file system has no such flag")
    try:
        assert _refusals(site) == [Refusal.FIXED]
    finally:
        subprocess.run(["/usr/bin/chattr", "-i", which(path)], check=True)  # noqa: S603


@pytest.mark.parametrize("where", ["www", "www/removed", "alias/removed", "state/removed"])
def test_a_place_within_reach_of_visitors(site: Yard, tmp_path: Path, where: str) -> None:
    """In the web root, through a link to it, or where the server's configuration shows it: nothing is moved."""
    site.file("one.cgi")
    (tmp_path / "alias").symlink_to(site.root)
    site.base = tmp_path / where
    assert set(_refusals(site)) == (set() if where.startswith("state") else {Refusal.PLACE})


def test_a_place_that_the_server_shows(site: Yard) -> None:
    """Even outside every web root that was named."""
    place = removal_place(site.base, [], lambda path: f"/shown/{Path(path).name}")
    assert place.problems[0].params["url"] == "/shown/removed"


def test_the_digest_is_of_the_files_and_not_of_the_hour(site: Yard) -> None:
    """Reading them, more probes and another order of naming change nothing; everything that would be moved does."""
    one, two = site.file("one.cgi"), site.file("two.cgi")
    digest = site.plan().digest
    assert site.plan(two, one).digest == digest
    assert site.plan(use=replace(UNUSED, probes=7, last_probe=NOW)).digest == digest
    os.utime(one, ns=(99, 1_222_222_222_222_222_222))
    assert site.plan().digest == digest
    changes: list[Callable[[], object]] = [
        lambda: Path(one).chmod(0o600),
        lambda: os.utime(one, ns=(99, 100)),
        lambda: os.setxattr(one, "user.x", b"1"),
        lambda: Path(one).write_bytes(b"!"),
        lambda: setattr(site, "base", site.base.with_name("elsewhere")),
        site.paths.pop,
    ]
    for change in changes:
        change()
        assert site.plan().digest != digest
        digest = site.plan().digest


def test_a_plan_says_which_files_are_copied(site: Yard) -> None:
    """And what that means for hard links."""
    one = site.file("one.cgi")
    os.link(one, site.root / "two.cgi")
    assert not site.plan().steps[0].copies
    with other_disk() as disk:
        site.base = disk / "removed"
        (step,) = site.plan().steps
    assert step.copies
    assert len(step.notes) == 2


def test_nothing_to_remove(site: Yard) -> None:
    """An empty plan is an error of usage, and makes nothing."""
    site.paths = []
    plan = site.plan()
    with pytest.raises(UserError, match="Name files"):
        remove(plan, plan.digest, MOVING)
    assert not site.base.exists()


def test_every_sentence_can_be_shown(site: Yard) -> None:
    """Names that hold line breaks, controls or no text at all are printable in what a person reads."""
    shown = Translator("en")
    for name in ("a\nb\x1b[31m.cgi", os.fsdecode(b"\xff.cgi")):
        path = site.file(name)
        for obstacle in site.plan(path, use=UseFacts(since=None), scanned="0" * 64).obstacles:
            assert shown.render(obstacle.sentence).isprintable()

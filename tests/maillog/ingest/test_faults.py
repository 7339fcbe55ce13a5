"""Readings that are killed, that have no room, that meet one another, and folders that are damaged."""

from __future__ import annotations

import fcntl
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiyari.lab.logs.plan import LogPlan
from hiyari.lab.logs.write import write_logs
from hiyari.maillog.facts import VERSION
from hiyari.maillog.ingest.ingest import ingest_more
from hiyari.maillog.ingest.work import writing
from hiyari.model.error import ActionError, UserError
from hiyari.model.text import Remote
from tests.maillog.ingest.growing import Facts, dated, facts_in, sources, whole

ROOT = Path(__file__).parents[3]
PLAN = LogPlan(begins=datetime(2026, 11, 2, tzinfo=UTC), hours=6, messages=1500, pages_per_hour=0, form=None)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some ten thousand lines."""
    return dated(write_logs(PLAN, tmp_path_factory.mktemp("log")).mail_log)


@pytest.fixture(scope="module")
def truth(log: Path, tmp_path_factory: pytest.TempPathFactory) -> Facts:
    """Their facts, read once."""
    return whole(tmp_path_factory.mktemp("truth"), log.read_bytes())


def start(facts: Path, log: Path, processes: int = 1, **more: str) -> subprocess.Popen[str]:
    """A reading in a process of its own."""
    command = [sys.executable, "-m", "tests.maillog.ingest.reader", str(facts), str(processes), str(log)]
    env = {**os.environ, **more, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    return subprocess.Popen(  # noqa: S603 - this repository's own
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env, cwd=ROOT
    )


@pytest.mark.parametrize("processes", [1, 2])
def test_killed_at_any_moment_and_read_again_nothing_is_lost_or_doubled(
    log: Path, truth: Facts, tmp_path: Path, processes: int
) -> None:
    """Killed several times, between which the log grows: the next reading makes exactly the same facts."""
    chance, content = random.Random(processes), log.read_bytes()
    growing, facts, killed = tmp_path / "mail.log", tmp_path / "facts", 0
    for part in (3, 2, 1):
        growing.write_bytes(content[: len(content) // part])
        dated(growing)
        for _ in range(3):
            with start(facts, growing, processes) as reader:
                assert reader.stdout is not None
                assert reader.stdout.readline() == "begun\n"
                time.sleep(chance.random() * 1.2)
                reader.send_signal(signal.SIGKILL)
                killed += reader.wait() == -signal.SIGKILL
    assert killed > 0
    ingest_more(facts, sources(growing), UTC, processes=1)
    assert facts_in(facts) == truth
    assert [one.name for one in facts.rglob(".*") if one.name != ".lock"] == []


@pytest.mark.parametrize("seconds", [0, 0.2, 0.4, 0.6])
def test_a_reader_whose_parent_was_killed_ends(log: Path, tmp_path: Path, seconds: float) -> None:
    """No process is left over that nobody waits for, whether it had begun to work or not."""
    with start(tmp_path / "facts", log, 2) as reader:
        assert reader.stdout is not None
        reader.stdout.readline()
        children: list[int] = []
        while not children and reader.poll() is None:
            children = [int(one) for one in Path(f"/proc/{reader.pid}/task/{reader.pid}/children").read_text().split()]
        time.sleep(seconds)
        reader.send_signal(signal.SIGKILL)
    assert children
    until = time.monotonic() + 60
    while any(_runs(one) for one in children):
        assert time.monotonic() < until
        time.sleep(0.05)


def _runs(process: int) -> bool:
    try:
        return "(zombie)" not in Path(f"/proc/{process}/status").read_text()
    except OSError:
        return False


def test_of_two_at_once_one_is_refused(log: Path, tmp_path: Path) -> None:
    """The one that finds another at work says so in a sentence, and changes nothing."""
    facts = tmp_path / "facts"
    facts.mkdir()
    with (facts / ".lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(UserError, match="Another hiyari reads logs"):
            ingest_more(facts, sources(log), UTC, processes=1)
    assert ingest_more(facts, sources(log), UTC, processes=1).total().lines > 0


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("most", [100, 3_000, 12_000])
def test_a_full_disk_is_one_sentence(log: Path, truth: Facts, tmp_path: Path, most: int, processes: int) -> None:
    """What was there before is kept, and with room again the same reading makes the same facts."""
    content, growing, facts = log.read_bytes(), tmp_path / "mail.log", tmp_path / "facts"
    growing.write_bytes(content[: len(content) // 2])
    ingest_more(facts, sources(dated(growing)), UTC, processes=1)
    before = facts_in(facts)
    growing.write_bytes(content)
    with start(facts, dated(growing), processes, FILE_BYTES=str(most)) as reader:
        assert reader.stdout is not None
        said = reader.stdout.read()
    assert reader.returncode == 1, said
    assert said.startswith("begun\nActionError ('The facts in {folder} cannot be written")
    assert said.count("\n") == 2, said
    assert facts_in(facts) == before
    ingest_more(facts, sources(growing), UTC, processes=1)
    assert facts_in(facts) == truth


def test_what_duckdb_cannot_write_is_one_sentence(tmp_path: Path) -> None:
    """Its own words stand in the sentence, their first line; an error of ours stays what it is."""
    with pytest.raises(ActionError) as raised, writing(tmp_path):
        raise duckdb.IOException("IO Error: no space left\nLINE 1: COPY")
    assert raised.value.problems[0].params["reason"] == Remote("IO Error: no space left")
    with pytest.raises(ZeroDivisionError), writing(tmp_path):
        raise ZeroDivisionError


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    folder.chmod(0o500)
    try:
        yield
    finally:
        folder.chmod(0o700)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_one_sentence(log: Path, tmp_path: Path) -> None:
    """It names the folder, and what to look at."""
    with _locked(tmp_path), pytest.raises(ActionError, match="cannot be written"):
        ingest_more(tmp_path / "facts", sources(log), UTC, processes=1)


def test_a_file_in_the_place_of_the_folder_is_one_sentence(log: Path, tmp_path: Path) -> None:
    """Whatever stands there already is left alone."""
    (tmp_path / "facts").write_text("mine")
    with pytest.raises(ActionError, match="cannot be written"):
        ingest_more(tmp_path / "facts", sources(log), UTC, processes=1)
    assert (tmp_path / "facts").read_text() == "mine"


def test_facts_of_a_newer_version_are_refused(log: Path, tmp_path: Path) -> None:
    """They are neither read nor written to."""
    (tmp_path / "version").write_text(f"{VERSION + 1}\n")
    with pytest.raises(UserError, match="Use a newer hiyari"):
        ingest_more(tmp_path, sources(log), UTC, processes=1)
    assert [one.name for one in tmp_path.iterdir()] == ["version"]


def test_facts_that_were_made_otherwise_are_not_taken_for_readings(log: Path, tmp_path: Path) -> None:
    """Nothing is removed from a folder that another command filled."""
    made = whole(tmp_path, log.read_bytes()[:5000])
    with pytest.raises(UserError, match="were not made by hiyari log ingest"):
        ingest_more(tmp_path / "facts", sources(log), UTC, processes=1)
    assert facts_in(tmp_path / "facts") == made


def _junk(content: str) -> st.SearchStrategy[str]:
    """What a damaged file holds: JSON of another shape, its values exchanged, or the half of it."""
    values = st.recursive(
        st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["places", "open", "x"]), inner),
        max_leaves=6,
    )
    document = json.loads(content)
    changed = st.builds(lambda key, value: json.dumps({**document, key: value}), st.sampled_from([*document]), values)
    return values.map(json.dumps) | changed | st.integers(0, len(content) - 1).map(lambda end: content[:end])


@pytest.fixture(scope="module")
def kept(log: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that remembers some open messages."""
    folder = tmp_path_factory.mktemp("kept")
    lines = log.read_bytes().splitlines(keepends=True)
    (folder / "mail.log").write_bytes(b"".join(lines[:200]))
    ingest_more(folder / "facts", sources(dated(folder / "mail.log")), UTC, processes=1)
    assert json.loads(next((folder / "facts").glob("sources-*.json")).read_text())["open"]
    return folder / "facts"


@given(data=st.data(), which=st.sampled_from(["parts.json", "sources-*.json"]))
@settings(max_examples=60, deadline=None)
def test_a_damaged_memory_is_one_sentence(kept: Path, data: st.DataObject, which: str) -> None:
    """Whatever stands in it: no traceback, and the sentence names the file."""
    with TemporaryDirectory() as name:
        facts = Path(shutil.copytree(kept, Path(name) / "facts"))
        (path,) = facts.glob(which)
        path.write_text(data.draw(_junk(path.read_text())))
        with suppress(_DamagedError), _damaged(path):
            ingest_more(facts, sources(kept.parent / "mail.log"), UTC, processes=1)


class _DamagedError(Exception):
    """The right sentence was said."""


@contextmanager
def _damaged(path: Path) -> Iterator[None]:
    try:
        yield
    except UserError as error:
        (problem,) = error.problems
        if "cannot be understood" in problem.message and problem.params["file"] == str(path):
            raise _DamagedError from None
        raise

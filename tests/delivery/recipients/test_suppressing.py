"""A suppression list grows by each address once, and loses none."""

from __future__ import annotations

import fcntl
import stat
from multiprocessing import get_context
from pathlib import Path

import pytest

from hiyari.carriers.knowledge import knowledge
from hiyari.delivery.recipients.suppressed import read_suppressed
from hiyari.delivery.recipients.suppressing import SuppressionFile
from hiyari.model.error import ActionError, UserError


def _entries(path: Path) -> list[str]:
    return [entry for _, entry in read_suppressed(path)]


def test_a_new_list_is_the_owners_alone(tmp_path: Path) -> None:
    """It is made at the first address, and each stands in it once, however it is written."""
    path = tmp_path / "list.txt"
    file = SuppressionFile(path, knowledge())
    assert not path.exists()
    assert file.add("a..b@docomo.ne.jp")
    assert not file.add('"A..B"@docomo.ne.jp')
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not SuppressionFile(path, knowledge()).add("a..b@docomo.ne.jp")
    assert _entries(path) == ["a..b@docomo.ne.jp"]


def test_what_others_write_meanwhile_counts(tmp_path: Path) -> None:
    """A line that another program added is seen; one without an end is not joined with the next."""
    path = tmp_path / "list.txt"
    path.write_bytes(b"# ours\na@example.jp")
    file = SuppressionFile(path, knowledge())
    assert file.add("b@example.jp")
    with path.open("a") as stream:
        stream.write("c@example.jp")
    assert not file.add("c@example.jp")
    assert file.add("d@example.jp")
    assert _entries(path) == [f"{letter}@example.jp" for letter in "abcd"]


def test_a_table_stays_one(tmp_path: Path) -> None:
    """In a CSV file an address with quotation marks is quoted."""
    path = tmp_path / "list.csv"
    path.write_text("address,reason\na@example.jp,asked\n")
    assert SuppressionFile(path, knowledge()).add('"x,y"@example.jp')
    assert _entries(path) == ["a@example.jp", '"x,y"@example.jp']


def test_a_list_that_is_broken_is_not_added_to(tmp_path: Path) -> None:
    """A line that is no entry is an error with its line; what cannot be written says so."""
    path = tmp_path / "list.txt"
    path.write_text("no address at all\n")
    with pytest.raises(UserError):
        SuppressionFile(path, knowledge())
    with pytest.raises(ActionError):
        SuppressionFile(tmp_path / "missing" / "list.txt", knowledge()).add("a@example.jp")


def _add(path: Path, first: int) -> None:
    file = SuppressionFile(path, knowledge())
    for number in range(first, first + 20):
        file.add(f"r{number}@example.jp")


def test_two_processes_add_to_one_list(tmp_path: Path) -> None:
    """Neither loses an address of the other's, and what both add stands there once."""
    path = tmp_path / "list.txt"
    context = get_context("spawn")
    both = [context.Process(target=_add, args=(path, first)) for first in (0, 10)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(_entries(path)) == sorted(f"r{number}@example.jp" for number in range(30))


def test_who_adds_waits_for_who_is_adding(tmp_path: Path) -> None:
    """An address that another process writes under the lock is not written twice."""
    path = tmp_path / "list.txt"
    with path.open("ab", buffering=0) as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        other = get_context("spawn").Process(target=_add, args=(path, 0))
        other.start()
        while other.is_alive() and not _waits(other.pid):
            other.join(0.01)
        stream.write(b"r0@example.jp\n")
    other.join()
    assert _entries(path).count("r0@example.jp") == 1


def _waits(pid: int | None) -> bool:
    """Whether a process is in the kernel's list of those who wait for a lock."""
    return any("->" in line and f" {pid} " in line for line in Path("/proc/locks").read_text("ascii").splitlines())

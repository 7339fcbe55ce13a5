"""The number beside the ledger: an older ledger is noticed, and what cannot be found out is not called fine."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from hiyari.delivery.ledger.mark import count_on, keep, look_at_mark, mark_file
from hiyari.model.error import ActionError, SafetyError


def begin(engine: sa.Engine, path: Path | None, *, take_over: bool = False) -> int:
    """What a run does first."""
    with engine.begin() as connection:
        look_at_mark(connection, path, take_over=take_over)
        number = count_on(connection, path)
    keep(path, number)
    return number


def put_back(engine: sa.Engine, number: int) -> None:
    """As if a copy of then had been restored."""
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE mark SET number = :number"), {"number": number})


def test_only_a_file_of_sqlite_has_one() -> None:
    """A server's database has no place beside it."""
    assert mark_file("sqlite:////var/lib/hiyari/state.db") == Path("/var/lib/hiyari/state.db.mark")
    assert mark_file("sqlite:///:memory:") is None
    assert mark_file("postgresql+psycopg://h/d") is None


def test_runs_that_follow_one_another_count_up(engine: sa.Engine, tmp_path: Path) -> None:
    """Nobody is disturbed by it, and the file is its owner's alone."""
    path = tmp_path / "state.db.mark"
    assert [begin(engine, path) for _ in range(3)] == [1, 2, 3]
    assert int(path.read_text()) == 3
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [begin(engine, None) for _ in range(2)] == [4, 5]


def test_an_older_ledger_is_refused_once_and_goes_on_when_a_person_says_so(engine: sa.Engine, tmp_path: Path) -> None:
    """After --take-over the ledger stands at a number that no earlier copy has."""
    path = tmp_path / "state.db.mark"
    for _ in range(5):
        begin(engine, path)
    put_back(engine, 3)
    with pytest.raises(SafetyError, match="--take-over"):
        begin(engine, path)
    assert begin(engine, path, take_over=True) == 6
    assert begin(engine, path) == 7


@pytest.mark.parametrize("damage", [None, b"", b"half a numb", b"-3\n", b"\xff\xfe"])
def test_a_lost_or_damaged_file_is_not_called_fine(engine: sa.Engine, tmp_path: Path, damage: bytes | None) -> None:
    """A ledger that was copied without it, or a file that holds no number, wants a person's word."""
    path = tmp_path / "state.db.mark"
    for _ in range(2):
        begin(engine, path)
    path.unlink()
    if damage is not None:
        path.write_bytes(damage)
    with pytest.raises(SafetyError, match="--take-over"):
        begin(engine, path)
    assert begin(engine, path, take_over=True) == 3
    assert begin(engine, path) == 4


def test_a_first_beginning_that_died_between_ledger_and_file_disturbs_nobody(engine: sa.Engine, tmp_path: Path) -> None:
    """Nothing was sent by it."""
    path = tmp_path / "state.db.mark"
    with engine.begin() as connection:
        count_on(connection, path)
    assert begin(engine, path) == 2


def test_the_file_never_goes_back(tmp_path: Path) -> None:
    """Of several campaigns that count at once, the highest number stays."""
    path = tmp_path / "state.db.mark"
    threads = [threading.Thread(target=keep, args=(path, number)) for number in range(1, 30)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    keep(path, 5)
    assert int(path.read_text()) == 29


def test_a_number_that_cannot_be_kept_ends_the_run(tmp_path: Path) -> None:
    """In one sentence: the path, why, and what to do."""
    with pytest.raises(ActionError, match="Nothing more is sent"):
        keep(tmp_path / "no folder" / "state.db.mark", 1)

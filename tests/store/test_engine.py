"""The state database: made once, private, its schema as declared, and refused in one sentence where it cannot be."""

from __future__ import annotations

import os
import re
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from hiyari.delivery.ledger.tables import METADATA
from hiyari.forms.watching import tables as watching
from hiyari.model.error import SafetyError, UserError
from hiyari.store.engine import HEAD, open_store

OPEN = """
import sys
from hiyari.store.engine import open_store
print("ready", flush=True)
sys.stdin.readline()
with open_store(sys.argv[1]).connect() as connection:
    print(connection.exec_driver_sql("SELECT count(*) FROM alembic_version").scalar())
"""


def _shape(engine: sa.Engine) -> dict[str, Any]:
    """Every table with its columns, keys and indexes, as the database tells them."""
    looked = sa.inspect(engine)
    shape: dict[str, Any] = {}
    for name in set(looked.get_table_names()) - {"alembic_version"}:
        shape[name] = (
            [(one["name"], repr(one["type"]), one["nullable"]) for one in looked.get_columns(name)],
            looked.get_pk_constraint(name)["constrained_columns"],
            sorted((one["column_names"] for one in looked.get_unique_constraints(name)), key=str),
            sorted(
                (
                    one["name"] or "",
                    one["column_names"],
                    re.sub(r"[()]|::text", "", str(_where(one, engine))),
                )
                for one in looked.get_indexes(name)
            ),
        )
    return shape


def _where(index: Any, engine: sa.Engine) -> str | None:
    options: dict[str, Any] = index.get("dialect_options", {})
    found = options.get(f"{engine.dialect.name}_where")
    return None if found is None else str(found)


def test_the_migrations_make_what_the_statements_are_written_for(url: str) -> None:
    """Tables, columns, keys and indexes (partial ones with their condition) are those of each room's `tables.py`."""
    engine = open_store(url)
    migrated = _shape(engine)
    with engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE alembic_version"))
        for declared in (METADATA, watching.METADATA):
            declared.drop_all(connection)
            declared.create_all(connection)
    assert migrated == _shape(engine)
    assert migrated["delivery"][3][-1] == ("delivery_sending", ["campaign"], "state = 'sending'")
    engine.dispose()


def test_opening_again_changes_nothing(url: str) -> None:
    """The second opening finds the schema, and what was written is there."""
    first = open_store(url)
    with first.begin() as connection:
        connection.execute(sa.text("INSERT INTO mark (name, number) VALUES ('x', 7)"))
    first.dispose()
    again = open_store(url)
    with again.connect() as connection:
        assert connection.execute(sa.text("SELECT number FROM mark")).scalar() == 7
    again.dispose()


@pytest.mark.parametrize("found", [f"{int(HEAD) + 1:04}", "9999", "0000", "5f3a\x1b[31m", ""])
def test_a_schema_that_is_not_ours_is_refused_and_left_alone(url: str, found: str) -> None:
    """A newer one, an unknown one, or that of another program: named, never "repaired"."""
    engine = open_store(url)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :found"), {"found": found})
    with pytest.raises(SafetyError, match="nothing was changed"):
        open_store(url)
    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar() == found
    engine.dispose()


def test_of_many_who_open_an_empty_database_none_fails(url: str) -> None:
    """Processes that find nothing at the same moment make it once."""
    with_input = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    several = [subprocess.Popen([sys.executable, "-c", OPEN, url], **with_input) for _ in range(4)]  # type: ignore[call-overload]  # noqa: S603
    assert [one.stdout.readline() for one in several] == [b"ready\n"] * 4
    for one in several:
        one.stdin.write(b"\n")
        one.stdin.flush()
    told = [one.communicate(timeout=120) for one in several]
    assert [out for out, _ in told] == [b"1\n"] * 4, told


def test_the_file_and_its_folder_are_closed_to_others(tmp_path: Path) -> None:
    """0600 and 0700, whatever the umask; SQLite's files beside it are like it."""
    before = os.umask(0)
    try:
        engine = open_store(f"sqlite:///{tmp_path / 'new' / 'state.db'}")
        with engine.begin() as connection:
            connection.execute(sa.text("INSERT INTO mark (name, number) VALUES ('x', 7)"))
            modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in (tmp_path / "new").iterdir()}
    finally:
        os.umask(before)
    engine.dispose()
    assert set(modes) >= {"state.db", "state.db-wal"}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


def test_every_connection_is_durable_and_waits(tmp_path: Path) -> None:
    """Each one of the pool has the log, full syncing and a time to wait for the lock."""
    engine = open_store(f"sqlite:///{tmp_path / 'state.db'}")
    with engine.connect() as first, engine.connect() as second:
        for one in (first, second):
            asked = [
                one.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "busy_timeout")
            ]
            assert asked == ["wal", 2, 10000]
            one.rollback()
    engine.dispose()


def _sentence(url: str) -> str:
    with pytest.raises(UserError) as refused:
        open_store(url)
    problem = refused.value.problems[0]
    return f"{problem.message} {dict(problem.params)}"


def test_a_place_that_cannot_be_used_is_told_in_a_sentence(tmp_path: Path) -> None:
    """A folder, a pipe, a file in the way, a path with NUL: what is wrong, where, and --state."""
    (tmp_path / "file").write_text("no folder")
    os.mkfifo(tmp_path / "pipe")
    for place in (tmp_path, tmp_path / "pipe", tmp_path / "file" / "state.db"):
        assert "--state" in _sentence(f"sqlite:///{place}")
    assert "is not one" in _sentence(f"sqlite:///{tmp_path}/a\0b")


def test_a_file_that_is_no_database_is_told_and_left_alone(tmp_path: Path) -> None:
    """Whatever it is, it is not written to."""
    path = tmp_path / "letter.txt"
    path.write_text("Dear reader, " * 100)
    assert "file is not a database" in _sentence(f"sqlite:///{path}")
    assert path.read_text() == "Dear reader, " * 100


@pytest.mark.parametrize("url", ["mysql://u:secret@h/d", "sqlite+pysqlcipher:///x", "nonsense", "://", "oracle://h"])
def test_another_kind_of_database_is_refused_without_repeating_its_password(url: str) -> None:
    """Only what was tested is opened, and a URL may hold a password."""
    told = _sentence(url)
    assert "is not one" in told
    assert "secret" not in told


def test_a_server_that_does_not_answer_is_told_in_a_sentence(tmp_path: Path) -> None:
    """The short form of the URL means the driver that is installed."""
    for scheme in ("postgresql", "postgresql+psycopg"):
        told = _sentence(f"{scheme}://u:secret@/d?host={tmp_path}")
        assert "cannot be opened" in told
        assert "secret" not in told


def test_a_missing_driver_names_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """One line that can be pasted."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert "pip install 'hiyari[postgres]'" in _sentence("postgresql://h/d")


def test_the_newest_schema_is_the_newest_file() -> None:
    """HEAD cannot be forgotten when a migration is added."""
    folder = Path(sys.modules[open_store.__module__].__file__ or "").parent / "migrations" / "versions"
    assert max(folder.glob("m*_*.py")).name.startswith(f"m{HEAD}_")


def test_a_reader_does_not_wait_for_a_writer(tmp_path: Path) -> None:
    """While a campaign's transaction is open, `ledger status` reads what was durable before it."""
    engine = open_store(f"sqlite:///{tmp_path / 'state.db'}")
    with engine.begin() as writer:
        writer.execute(sa.text("INSERT INTO mark (name, number) VALUES ('x', 7)"))
        with engine.connect().execution_options(reads_only=True) as reader, reader.begin():
            assert reader.execute(sa.text("SELECT count(*) FROM mark")).scalar() == 0
    engine.dispose()
    with closing(sqlite3.connect(tmp_path / "state.db")) as raw:
        assert raw.execute("SELECT count(*) FROM mark").fetchone() == (1,)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_ledger_in_memory_is_refused(url: str) -> None:
    """It would forget what was sent, and each connection would have one of its own."""
    assert "would forget" in _sentence(url)


def test_a_server_may_not_report_before_it_is_durable(url: str) -> None:
    """Where a database is set to commit asynchronously, or to another isolation, our sessions are not."""
    if url.startswith("sqlite"):
        return
    engine = open_store(url)
    name = sa.make_url(url).database
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text(f"ALTER DATABASE {name} SET synchronous_commit = off"))
        connection.execute(sa.text(f"ALTER DATABASE {name} SET default_transaction_isolation = 'serializable'"))
    engine.dispose()

    def ask(one: sa.Engine, setting: str) -> Any:
        with one.connect() as connection:
            return connection.execute(sa.text(f"SHOW {setting}")).scalar()

    raw, ours = sa.create_engine(url), open_store(url)
    assert (ask(raw, "synchronous_commit"), ask(raw, "transaction_isolation")) == ("off", "serializable")
    assert (ask(ours, "synchronous_commit"), ask(ours, "transaction_isolation")) == ("on", "read committed")
    raw.dispose()
    ours.dispose()


def test_an_older_schema_is_brought_up_to_date_with_what_is_in_it(url: str) -> None:
    """A ledger of the first schema keeps its rows, and gets the tables that came later."""
    engine = open_store(url)
    newest = set(sa.inspect(engine).get_table_names())
    later = newest - set(METADATA.tables) - {"alembic_version"}
    assert later
    with engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO mark (name, number) VALUES ('x', 7)"))
        for name in later:
            connection.execute(sa.text(f"DROP TABLE {name}"))
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
    engine.dispose()
    again = open_store(url)
    assert set(sa.inspect(again).get_table_names()) == newest
    with again.connect() as connection:
        assert connection.execute(sa.text("SELECT number FROM mark")).scalar() == 7
        assert connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar() == HEAD
    again.dispose()

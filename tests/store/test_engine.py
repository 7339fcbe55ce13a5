"""Opening the state database: made or brought up to date once, whoever comes; refused in a sentence otherwise."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import hiyari.store.engine
from hiyari.delivery.ledger.tables import METADATA
from hiyari.model.error import SafetyError, UserError
from hiyari.model.text import Remote
from hiyari.store.engine import HEAD, SCHEMAS, open_store

ROOT = Path(__file__).parents[2]
OPENS = """
import sys
from hiyari.store.engine import open_store
import alembic.command, alembic.config, psycopg
print("ready", flush=True)
sys.stdin.readline()
open_store(sys.argv[1]).dispose()
"""


def sentence(error: UserError) -> str:
    """As it is read."""
    problem = error.problems[0]
    return problem.message.format(**problem.params)


def set_schema(url: str, value: str) -> None:
    """Write another version into a database."""
    engine = open_store(url)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :value"), {"value": value})
    engine.dispose()


def test_the_tables_of_statements_are_those_of_the_migrations(engine: sa.Engine) -> None:
    """Columns, types, keys and indexes, the conditions of partial ones included, are the same on both engines."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
        found = sa.inspect(connection)
        for table in METADATA.sorted_tables:
            assert found.get_pk_constraint(table.name)["constrained_columns"] == [one.name for one in table.primary_key]
            assert {one["name"]: one["nullable"] for one in found.get_columns(table.name)} == {
                one.name: bool(one.nullable) for one in table.columns
            }
        if engine.dialect.name == "sqlite":
            made = connection.execute(sa.text("SELECT sql FROM sqlite_master WHERE name = 'delivery_sending'"))
            wanted = "WHERE state = 'sending'"
        else:
            made = connection.execute(sa.text("SELECT indexdef FROM pg_indexes WHERE indexname = 'delivery_sending'"))
            wanted = "WHERE (state = 'sending'::text)"
        assert str(made.scalar()).endswith(wanted)


def test_every_schema_has_its_migration() -> None:
    """What the program says that it knows is what stands in the folder, in its order."""
    scripts = ScriptDirectory(str(Path(hiyari.store.engine.__file__).parent / "migrations"))
    assert tuple(one.revision for one in reversed(list(scripts.walk_revisions()))) == SCHEMAS


def test_processes_that_open_a_new_database_at_once_all_get_it(url: str) -> None:
    """One of them makes the tables; nobody sees half of them, and nobody gets an error."""
    started = [
        subprocess.Popen(  # noqa: S603 - our own
            [sys.executable, "-c", OPENS, url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for _ in range(4)
    ]
    for one in started:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in started:
        assert one.stdin is not None
        one.stdin.write("\n")
        one.stdin.flush()
    ends = [one.communicate(timeout=60) for one in started]
    assert [one.returncode for one in started] == [0] * 4, ends
    engine = open_store(url)
    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalars().all() == [HEAD]
    engine.dispose()


@pytest.mark.parametrize("found", ["0002", "9999", "0000", "deadbeef"])
def test_another_schema_is_refused_and_left_alone(url: str, found: str) -> None:
    """A newer one, and one of another program, are named and not repaired."""
    set_schema(url, found)
    with pytest.raises(SafetyError) as refused:
        open_store(url)
    assert refused.value.problems[0].params["found"] == Remote(found)
    raw = sa.create_engine(url)
    with raw.connect() as connection:
        assert connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar() == found
    raw.dispose()


def test_a_migration_that_breaks_leaves_nothing(url: str) -> None:
    """It is one transaction: what stands in its way is named, and nothing of it stays."""
    raw = sa.create_engine(url)
    with raw.begin() as connection:
        connection.execute(sa.text("CREATE TABLE spent (other TEXT)"))
    with pytest.raises(UserError) as refused:
        open_store(url)
    assert "spent" in sentence(refused.value)
    assert sa.inspect(raw).get_table_names() == ["spent"]
    with raw.begin() as connection:
        connection.execute(sa.text("DROP TABLE spent"))
    open_store(url).dispose()
    raw.dispose()


def test_opening_again_changes_nothing(url: str) -> None:
    """A second opening finds the schema, and imports no tool of migrations."""
    open_store(url).dispose()
    program = (
        f"import sys; from hiyari.store.engine import open_store; open_store({url!r}); print('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)  # noqa: S603
    assert done.stdout == "False\n"


def test_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    """The folder is 0700, the database and its logs are 0600, whatever the umask allows."""
    before = os.umask(0)
    try:
        path = tmp_path / "new" / "state.db"
        engine = open_store(f"sqlite:///{path}")
        with engine.begin() as connection:
            connection.execute(sa.text("DELETE FROM spent"))
            found = {one.name: stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()}
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert found == {"state.db": 0o600, "state.db-wal": 0o600, "state.db-shm": 0o600}
        engine.dispose()
    finally:
        os.umask(before)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("sqlite://", "in memory would forget"),
        ("sqlite:///:memory:", "in memory would forget"),
        ("sqlite:////", "is not a file|cannot be opened"),
        ("nonsense", "is not one"),
        ("mysql://somebody:secret@127.0.0.1/x", "is not one"),
        ("oracle+nothing://somebody:secret@127.0.0.1/x", "is not one"),
        ("postgresql+nothing://somebody:secret@127.0.0.1/x", "is not one"),
        ("postgresql+psycopg://somebody:secret@127.0.0.1:1/x", "cannot be opened"),
    ],
)
def test_a_url_that_leads_nowhere_is_a_sentence(url: str, words: str) -> None:
    """It says what to write instead, and repeats no password."""
    with pytest.raises(UserError) as refused:
        open_store(url)
    told = sentence(refused.value)
    assert any(one in told for one in words.split("|")), told
    assert "secret" not in told


def test_a_place_that_cannot_be_used_is_a_sentence(tmp_path: Path) -> None:
    """A folder, a pipe, a file of something else, a file in place of the folder, one that is full of zeros."""
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "letter").write_text("Dear administrator, this is no database.\n" * 100)
    (tmp_path / "zeros").write_bytes(b"\0" * 8192)
    for name in ("folder", "pipe", "letter", "zeros", "letter/state.db", "x" * 300):
        with pytest.raises(UserError) as refused:
            open_store(f"sqlite:///{tmp_path / name}")
        assert "--state" in sentence(refused.value), name


def test_a_server_may_not_report_before_it_is_durable(engine: sa.Engine, url: str) -> None:
    """Where a database is set to commit asynchronously, or to another isolation, our sessions are not."""
    if engine.dialect.name != "postgresql":
        return
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

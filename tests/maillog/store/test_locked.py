"""A person's SQL reads the tables of facts and reaches nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hiyari.locale.translate import Translator
from hiyari.maillog.store.facts_folder import prepare, write_facts
from hiyari.maillog.store.locked import LockedFacts, open_locked
from hiyari.model.error import UserError
from tests.maillog.facts_of import row

secret_table = [1, 2, 3]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two failed logins."""
    here = tmp_path / "it's facts"
    prepare(here)
    write_facts(here, {"logins": [row("logins", at=at, host="h", account="太郎") for at in (1, 2)]})
    return here


@pytest.fixture
def locked(folder: Path) -> Iterator[LockedFacts]:
    """The same, opened."""
    with open_locked(folder) as facts:
        yield facts


def _refused(locked: LockedFacts, statement: str, **how: float) -> str:
    with pytest.raises(UserError) as caught:
        locked.run(statement, **({"limit": 10, "seconds": 20.0} | how))  # type: ignore[arg-type]
    (problem,) = caught.value.problems
    return Translator("en").render(problem)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_text('/etc/passwd')",
        "FROM '/etc/passwd'",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_json('/etc/passwd')",
        "SELECT * FROM read_blob('/proc/self/environ')",
        "SELECT * FROM sniff_csv('/etc/passwd')",
        "SELECT * FROM parquet_metadata('/etc/passwd')",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM read_parquet('{folder}/logins/*.parquet')",
        "SELECT * FROM read_text('{folder}/version')",
        "SELECT * FROM read_text('{folder}/logins/../../../../../../../../../etc/passwd')",
        "SELECT * FROM read_text('{file}/../../version')",
        "SELECT * FROM read_csv('https://127.0.0.1/x.csv')",
        "SELECT * FROM read_parquet('s3://bucket/x.parquet')",
        "SELECT * FROM sqlite_scan('/tmp/x.db', 'y')",
        "SELECT * FROM query('COPY logins TO ''{out}''')",
        "SELECT * FROM secret_table",
        "SELECT getenv('HOME')",
        "COPY logins TO '{out}'",
        "COPY (SELECT 1) TO '{file}'",
        "EXPORT DATABASE '{out}'",
        "IMPORT DATABASE '/tmp'",
        "ATTACH '{out}' AS x",
        "ATTACH ':memory:' AS x",
        "INSTALL httpfs",
        "LOAD httpfs",
        "LOAD '/tmp/x.so'",
        "SET enable_external_access = true",
        "RESET allowed_paths",
        "PRAGMA enable_profiling",
        "CREATE TABLE x AS SELECT 1",
        "CREATE OR REPLACE VIEW logins AS SELECT 1",
        "DROP VIEW logins",
        "INSERT INTO logins SELECT * FROM logins",
        "DELETE FROM logins",
        "CALL pragma_version()",
        "PREPARE a AS SELECT 1",
        "EXPLAIN ANALYZE COPY logins TO '{out}'",
        "SELECT 1; COPY logins TO '{out}'",
        "SELECT 1; SELECT 2",
        "CREATE SECRET x (TYPE s3)",
        "",
        "-- nothing",
        "SELECT",
        "SELECT no_such_column FROM logins",
        "SELECT * FROM no_such_table",
        "SELECT 1 / 'x'",
        "SELECT '\ud800'",
        "SELECT " + "(" * 5000 + "1" + ")" * 5000,
        "SELECT " + "x" * 200_000,
    ],
)
def test_nothing_but_the_facts_can_be_reached(statement: str, folder: Path, tmp_path: Path) -> None:
    """Files, network, extensions, settings and writing are refused, each in one sentence of one line."""
    file, out = folder / "logins" / "facts.parquet", tmp_path / "out"
    before = file.read_bytes()
    quoted = {name: str(path).replace("'", "''") for name, path in (("folder", folder), ("file", file), ("out", out))}
    for name, path in quoted.items():
        statement = statement.replace(f"{{{name}}}", path)
    with open_locked(folder) as locked:
        said = _refused(locked, statement)
        assert "\n" not in said
        assert "Traceback" not in said
        assert "root:" not in said
        assert locked.run("SELECT count(*) FROM logins", limit=1, seconds=20).rows == [(2,)]
    assert not out.exists()
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT l.at FROM logins AS l ORDER BY l.at",
        'SELECT "at" FROM logins ORDER BY "at" -- with a comment',
        "WITH a AS (SELECT l.at FROM logins AS l) SELECT * FROM a ORDER BY ALL;",
        "FROM (VALUES (1), (2)) AS v",
    ],
)
def test_what_selects_is_answered(statement: str, locked: LockedFacts) -> None:
    """In every form that selecting has."""
    assert locked.run(statement, limit=10, seconds=20).rows == [(1,), (2,)]


def test_no_variable_of_the_program_is_a_table(locked: LockedFacts) -> None:
    """DuckDB would look for one where a table is missing; here it is told not to, and that cannot be changed."""
    answer = locked.run("SELECT current_setting('python_enable_replacements')", limit=1, seconds=20)
    assert answer.rows == [(False,)]


def test_a_folder_may_be_named_from_here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relative path is locked as an absolute one is."""
    monkeypatch.chdir(folder.parent)
    with open_locked(Path(folder.name)) as locked:
        assert locked.run("SELECT count(*) FROM logins", limit=1, seconds=20).rows == [(2,)]
        assert "disabled by configuration" in _refused(locked, "SELECT * FROM read_text('/etc/passwd')")


def test_rows_beyond_the_limit_are_told_of(locked: LockedFacts) -> None:
    """As many as asked for, and whether there are more; what could not all be held is never made."""
    answer = locked.run("SELECT range AS n FROM range(100000000000)", limit=3, seconds=20)
    assert (answer.names, answer.rows, answer.more) == (("n",), [(0,), (1,), (2,)], True)
    assert not locked.run("SELECT 1", limit=1, seconds=20).more


def test_a_query_has_so_much_time(locked: LockedFacts) -> None:
    """One that would count for ever is stopped, and the next one works."""
    endless = "SELECT count(*) FROM range(1000000000) AS a, range(1000000000) AS b WHERE hash(a.range, b.range) = 1"
    assert "longer than" in _refused(locked, endless, seconds=0.3)
    assert locked.run("SELECT 1", limit=1, seconds=20).rows == [(1,)]


def test_a_query_has_so_much_memory(locked: LockedFacts) -> None:
    """One that would need more is refused, and nothing is written to a disk."""
    assert "memory" in _refused(locked, "SELECT list(range) FROM range(1000000000)", seconds=60)


def test_the_word_at_is_explained(locked: LockedFacts) -> None:
    """The commonest mistake has its own help."""
    assert "double quotes" in _refused(locked, "SELECT at FROM logins")
    assert "--tables" in _refused(locked, "SELECT nothing FROM logins")


def test_nothing_is_left_in_the_folder(folder: Path, locked: LockedFacts) -> None:
    """Asking makes no files."""
    locked.run("SELECT * FROM logins ORDER BY ALL", limit=10, seconds=20)
    assert sorted(one.name for one in folder.iterdir()) == ["logins", "version"]

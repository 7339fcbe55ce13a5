"""Parquet: columns of plain values come back as text, from this file only."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiyari.delivery.recipients.parquet import Parquet
from hiyari.delivery.recipients.read import columns
from hiyari.delivery.recipients.row import RecipientFormat
from tests.delivery.recipients.files import FIELD, complaints, read


def _write(path: Path, query: str, *parameters: object) -> Path:
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"CREATE TABLE t AS {query}", parameters)
        connection.table("t").write_parquet(str(path))
    return path


@settings(max_examples=20, deadline=None)
@given(st.lists(FIELD, min_size=1, max_size=8))
def test_what_was_written_comes_back(tmp_path_factory: pytest.TempPathFactory, values: list[str]) -> None:
    """Text without control characters comes back equal, numbered from 1."""
    path = _write(tmp_path_factory.mktemp("rows") / "a.parquet", "SELECT unnest(?::VARCHAR[]) AS address", values)
    assert [(row.number, row.values["address"]) for row in read(path)] == list(enumerate(values, 1))


def test_plain_values_are_text(tmp_path: Path) -> None:
    """Numbers, truth values and times are written out, and NULL is empty."""
    query = "SELECT 1 AS a, 1.50::DECIMAL(5,2) AS b, true AS c, NULL::VARCHAR AS d, DATE '2026-12-31' AS e"
    path = _write(tmp_path / "a.parquet", query)
    assert columns(path) == ("a", "b", "c", "d", "e")
    assert dict(read(path)[0].values) == {"a": "1", "b": "1.50", "c": "true", "d": "", "e": "2026-12-31"}


def test_rows_keep_their_numbers_over_batches(tmp_path: Path) -> None:
    """The rows come in the file's order, and the flawed one is named by its number."""
    path = _write(tmp_path / "a.parquet", "SELECT 'u' || i AS a, i AS n FROM range(5000) t(i)")
    assert [row.values["n"] for row in read(path)] == [str(number) for number in range(5000)]
    _write(path, "SELECT CASE i WHEN 4321 THEN 'a' || chr(10) || 'Bcc: x' ELSE 'a' END AS a FROM range(5000) t(i)")
    (said,) = complaints(path)
    assert said.startswith('a.parquet:4322: column "a" holds a line break')


@pytest.mark.parametrize("value", ["[1]", "{'x': 1}", "'a'::BLOB", "MAP {'a': 1}"])
def test_other_types_are_refused_by_column(tmp_path: Path, value: str) -> None:
    """Lists, structures and octets have no one way of being text."""
    path = _write(tmp_path / "a.parquet", f"SELECT 'a' AS address, {value} AS odd")
    (said,) = complaints(path)
    assert 'column "odd" is of type' in said


@pytest.mark.parametrize("name", ["a*.parquet", "a?b[c].parquet", "day=1.parquet", "https:x.parquet", "a'b.parquet"])
def test_a_name_is_never_a_pattern(tmp_path: Path, name: str) -> None:
    """A file whose name has a meaning to DuckDB is read alone and has its own columns."""
    _write(tmp_path / "ab.parquet", "SELECT 'other' AS address")
    (tmp_path / "ab.parquet").rename(tmp_path / "a-other.parquet")
    _write(tmp_path / "plain", "SELECT 'mine' AS address").rename(tmp_path / name)
    assert [dict(row.values) for row in read(tmp_path / name)] == [{"address": "mine"}]


def test_nothing_else_can_be_opened(tmp_path: Path) -> None:
    """DuckDB refuses any other file, and to be told otherwise."""
    path = _write(tmp_path / "a.parquet", "SELECT 'a' AS address")
    other = _write(tmp_path / "b.parquet", "SELECT 'b' AS address")
    with Parquet(path)._opened() as (connection, _place):
        with pytest.raises(duckdb.PermissionException):
            connection.execute("SELECT * FROM read_parquet(?)", [str(other)])
        with pytest.raises(duckdb.Error):
            connection.execute("SET enable_external_access = true")


def test_names_that_hide_each_other_are_refused(tmp_path: Path) -> None:
    """Two columns that differ in case only would be renamed by DuckDB in silence."""
    rows = tmp_path / "a.parquet"
    with duckdb.connect(":memory:") as connection:
        connection.sql("SELECT 1 AS mail, 2 AS mbil").write_parquet(str(rows))
    octets = rows.read_bytes()
    rows.write_bytes(octets.replace(b"mbil", b"MAIL"))
    assert "only in case" in complaints(rows)[0]
    rows.write_bytes(octets.replace(b"mbil", b"mail"))
    assert "are both named" in complaints(rows)[0]


def test_what_is_no_parquet_file_is_said(tmp_path: Path) -> None:
    """Rubbish, a cut file, a pipe and a folder each have a sentence."""
    path = _write(tmp_path / "a.parquet", "SELECT 'a' AS address")
    whole = path.read_bytes()
    for content in (b"", b"PAR1", b"address\na@example.jp\n", whole[:-5], whole[: len(whole) // 2]):
        path.write_bytes(content)
        assert "cannot be read as Parquet" in complaints(path)[0]
    os.mkfifo(tmp_path / "pipe.parquet")
    assert "is a pipe" in complaints(tmp_path / "pipe.parquet")[0]
    assert "is a folder" in complaints(tmp_path, RecipientFormat.PARQUET)[0]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 600), st.binary(min_size=1, max_size=6))
def test_damage_is_a_user_error(tmp_path_factory: pytest.TempPathFactory, place: int, octets: bytes) -> None:
    """A file with some octets overwritten is read or refused with a sentence."""
    path = _write(tmp_path_factory.mktemp("rows") / "a.parquet", "SELECT 'a' || i AS a, i AS n FROM range(9) t(i)")
    content = bytearray(path.read_bytes())
    place = min(place, len(content) - len(octets))
    content[place : place + len(octets)] = octets
    path.write_bytes(content)
    complaints(path)


def test_without_duckdb_the_command_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the extra is missing, the sentence names the one command that installs it."""
    monkeypatch.setitem(sys.modules, "duckdb", None)
    assert "pip install 'hiyari[parquet]'" in complaints(tmp_path / "a.parquet")[0]

"""Folders of facts: what is in them, what counts, and who is refused."""

from __future__ import annotations

import builtins
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from hiyari.maillog.facts import TABLES, VERSION
from hiyari.maillog.store.facts_folder import fact_files, open_facts, prepare, write_facts
from hiyari.maillog.store.parts import Parts, read_parts, write_parts
from hiyari.model.error import UserError

ROW = (1, "relay1", "smtpd", "warning", "something")


def said(folder: Path) -> list[str]:
    """What the notices of a folder say."""
    with open_facts(folder) as facts:
        return [row[0] for row in facts.engine.execute("SELECT said FROM notices ORDER BY said").fetchall()]


def test_a_table_without_files_is_empty(tmp_path: Path) -> None:
    """Every table of the schema can be asked, with its columns and types."""
    write_facts(tmp_path, {})
    with open_facts(tmp_path) as facts:
        for table in TABLES.values():
            assert facts.engine.execute(f"SELECT * FROM {table.name}").fetchall() == []  # noqa: S608
            names = [(one[0], one[1]) for one in facts.engine.execute(f"DESCRIBE {table.name}").fetchall()]
            assert names == [(column.name, column.type) for column in table.columns]


def test_a_file_of_the_same_name_is_replaced_and_others_are_added(tmp_path: Path) -> None:
    """Each name is one file; nothing else is left behind."""
    for name, word in (("a", "old"), ("b", "other"), ("a", "new")):
        write_facts(tmp_path, {"notices": [(*ROW[:4], word)]}, name=name)
    assert said(tmp_path) == ["new", "other"]
    assert sorted(one.name for one in tmp_path.rglob("*") if one.is_file()) == ["a.parquet", "b.parquet", "version"]


def test_only_readings_that_ended_count(tmp_path: Path) -> None:
    """Of a folder that grows: the readings that are named, and of their open messages the last one's."""
    for name in ("aa-0000", "aa-open", "bb-0000", "bb-open", "cc-0000", "cc-open", "facts"):
        write_facts(tmp_path, {"notices": [(*ROW[:4], name)]}, name=name)
    assert len(said(tmp_path)) == 7
    write_parts(tmp_path, Parts(names=("aa", "bb")))
    assert said(tmp_path) == ["aa-0000", "bb-0000", "bb-open"]
    write_parts(tmp_path, Parts())
    assert said(tmp_path) == []
    assert fact_files(tmp_path, TABLES["notices"], read_parts(tmp_path)) == []


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "{}", '{"readings": 1}', '{"readings": [1]}', "\ufeff{}", "[" * 99_999]
)
def test_damaged_parts_are_one_sentence(tmp_path: Path, content: str) -> None:
    """It names the file, and what to do."""
    write_facts(tmp_path, {"notices": [ROW]})
    (tmp_path / "parts.json").write_text(content)
    with pytest.raises(UserError, match="cannot be understood"), open_facts(tmp_path):
        pass


@pytest.mark.parametrize("name", ["it's", "a[b]", "a*", "a?b", "a{b,c}", "日本", "a b", "a\\b", 'a"b', "a;b", "a$x"])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    """No name is SQL, or a pattern."""
    (tmp_path / "ax").mkdir()
    write_facts(tmp_path / name, {"notices": [ROW]})
    assert said(tmp_path / name) == ["something"]


def test_facts_are_their_owners_alone(tmp_path: Path) -> None:
    """They hold who wrote to whom."""
    folder = tmp_path / "deep" / "facts"
    write_facts(folder, {"notices": [ROW]})
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "notices").stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("written", "words"),
    [(str(VERSION + 1), "Use a newer hiyari"), ("x", "is no version"), ("", "is no version"), ("²", "is no version")],
)
def test_a_folder_that_is_not_understood_is_refused(tmp_path: Path, written: str, words: str) -> None:
    """Neither read nor written."""
    (tmp_path / "version").write_text(written)
    with pytest.raises(UserError, match=words), open_facts(tmp_path):
        pass
    with pytest.raises(UserError, match=words):
        prepare(tmp_path)


def test_where_no_facts_are_the_command_that_makes_them_is_told(tmp_path: Path) -> None:
    """An empty folder and none at all."""
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(UserError, match="Make some: hiyari log ingest"), open_facts(folder):
            pass


def test_without_duckdb_the_command_that_installs_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an extra, and its absence is no traceback."""
    inner = builtins.__import__

    def without(name: str, *more: Any, **others: Any) -> Any:
        if name == "duckdb":
            raise ImportError(name)
        return inner(name, *more, **others)

    write_facts(tmp_path, {"notices": [ROW]})
    monkeypatch.delitem(sys.modules, "duckdb", raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UserError, match="needs DuckDB"), open_facts(tmp_path):
        pass
    with pytest.raises(UserError, match="needs DuckDB"):
        write_facts(tmp_path, {"notices": [ROW]}, name="more")
    assert not list(tmp_path.glob(".*"))


def test_nothing_is_drawn_among_the_rows(tmp_path: Path) -> None:
    """DuckDB's progress bar goes to standard output."""
    write_facts(tmp_path, {})
    with open_facts(tmp_path) as facts:
        assert facts.engine.execute("SELECT current_setting('enable_progress_bar')").fetchall() == [(False,)]


@pytest.mark.parametrize("length", [0, 3, 100])
def test_damaged_facts_are_one_sentence(tmp_path: Path, length: int) -> None:
    """It names the file, and says what to do."""
    write_facts(tmp_path, {"notices": [ROW]})
    file = tmp_path / "notices" / "facts.parquet"
    file.write_bytes(file.read_bytes()[:length])
    with pytest.raises(UserError, match="read the logs again") as told, open_facts(tmp_path):
        pass
    assert told.value.problems[0].params["file"] == str(file)

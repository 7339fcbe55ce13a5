"""Rows between the reader of logs and Parquet: every cell stays in its place and is what it was."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiyari.maillog.facts import NOTICES, READINGS, TABLES, Row
from hiyari.maillog.store.facts_folder import keep_rows, open_facts, prepare, write_facts
from hiyari.maillog.store.rows import RowFile, as_text

SHOWN = {"\x1f": "\\x1f", "\x1e": "\\x1e", "\n": "\\x0a", "\r": "\\x0d", "\x00": "\\x00"}
NASTY = st.sampled_from([*SHOWN, "", '"', "''", "\\", "\\N", "NULL", ",", "\t", "\x85", "\u2028", "\ufeff"])
CELLS = st.none() | st.text(max_size=8) | st.lists(NASTY, max_size=3).map("".join)
WHOLE = st.none() | st.integers(-(1 << 63), (1 << 63) - 1)


def shown(cell: Any) -> Any:
    """A cell as it comes back: five control characters, and halves of surrogate pairs, are made visible."""
    if not isinstance(cell, str):
        return cell
    return "".join(SHOWN.get(one, one) for one in cell).encode("utf-8", "backslashreplace").decode()


def through(rows: list[Row], table: str = "notices") -> list[Row]:
    """Rows written, and read again."""
    with TemporaryDirectory() as name:
        write_facts(Path(name), {table: rows})
        with open_facts(Path(name)) as facts:
            return facts.engine.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608


@given(rows=st.lists(st.tuples(WHOLE, CELLS, CELLS, CELLS, CELLS), min_size=1, max_size=12))
@settings(max_examples=80, deadline=None)
def test_every_cell_comes_back(rows: list[Row]) -> None:
    """Any text, empty text and nothing at all; only what would break a line is shown as hexadecimal."""
    assert through(rows) == [tuple(map(shown, row)) for row in rows]


@given(row=st.tuples(*[CELLS] * 3, *[WHOLE] * 6, CELLS))
@settings(max_examples=40, deadline=None)
def test_the_first_cell_of_a_file_comes_back(row: Row) -> None:
    """Nothing at the beginning of a file is taken for a mark of its encoding or for an empty line."""
    assert through([row], "readings") == [tuple(map(shown, row))]


@pytest.mark.parametrize("hostile", [*SHOWN, "\x1e\x1f", "x\x1fy", "\x1e", ""])
def test_what_a_cell_is_does_not_depend_on_its_neighbours(hostile: str) -> None:
    """A hostile cell reads the same alone and in a batch with another hostile one."""
    rows: list[Row] = [(1, "a", "b", "c", hostile), (2, "\n\x1f\r\x00\x1e", None, "", "x")]
    assert through(rows)[0] == through(rows[:1])[0] == (1, "a", "b", "c", shown(hostile))


@pytest.mark.parametrize("table", sorted(TABLES))
def test_the_widest_rows_are_kept(table: str) -> None:
    """Every text as long as a line may be, in the widest of characters."""
    columns = TABLES[table].columns
    wide: dict[str, Any] = {"VARCHAR": "\U0001f4e7" * 16_384, "BIGINT": -(1 << 63), "BOOLEAN": True}
    row = tuple(wide[column.type] for column in columns)
    assert through([row] * 3, table) == [row] * 3


def test_many_rows_are_one_line_each(tmp_path: Path) -> None:
    """More than one batch; and a file without a row is not made."""
    with RowFile(tmp_path / "none") as none:
        pass
    assert (none.count, none.path.exists()) == (0, False)
    with RowFile(tmp_path / "sub" / "rows") as file:
        for number in range(4567):
            file.add((number, "h", "p", "warning", f"said {number}"))
    assert file.count == 4567
    assert file.path.stat().st_mode & 0o77 == 0
    keep_rows(tmp_path, NOTICES, [file.path], "some")
    prepare(tmp_path)
    with open_facts(tmp_path) as facts:
        found = facts.engine.execute("SELECT count(*), sum(notices.at) FROM notices").fetchall()
    assert found == [(4567, sum(range(4567)))]


def test_rows_are_lines_of_cells() -> None:
    """The file itself: cells apart by the unit separator, nothing as the record separator."""
    assert as_text([(1, None, ""), (True, "a\nb", "c")]) == "1\x1f\x1e\x1f\nTrue\x1fa\\x0ab\x1fc\n"
    assert len(READINGS.columns) == 10

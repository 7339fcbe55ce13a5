"""Rows of a query are shown in every form, and NULL is never taken for an empty text or for zero."""

from __future__ import annotations

import csv
import io
import json
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from hiyari.cli.log.query import command
from hiyari.cli.log.query_form import as_csv, as_json, as_table, as_tsv
from hiyari.cli.render.fold import columns
from hiyari.maillog.facts import TABLES
from hiyari.maillog.store.locked import Answer
from hiyari.model.error import UserError
from tests.maillog.facts_of import row
from tests.maillog.summary.world import facts

_ANSWER = Answer(
    names=("name", "number", "yes"),
    rows=[("花子", 7, True), ("", None, False), (None, -12, None), ("=cmd()\x1b[2J\t", 2**70, True)],
    more=True,
)
_ENVELOPE = {"hiyari": 1, "command": "log query", "summary": {}, "findings": []}
_CELLS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=300), st.dates())


def _run(*arguments: str) -> str:
    done = CliRunner().invoke(command, arguments, standalone_mode=False)
    if done.exception is not None:
        raise done.exception
    assert done.return_value == 0
    return done.output


def test_a_table_tells_null_from_empty() -> None:
    """Numbers stand at the right, wide characters count as two, control characters are shown."""
    assert as_table(_ANSWER, 80).splitlines() == [
        "name                             number  yes",
        "---------------  ----------------------  -----",
        "花子                                  7  true",
        "                                   NULL  false",
        "NULL                                -12  NULL",
        r"=cmd()\x1b[2J\t  1180591620717411303424  true",
    ]


def test_csv_has_no_formula_and_an_empty_cell_for_null() -> None:
    """What a spreadsheet would run gets an apostrophe; a negative number stays a number."""
    rows = list(csv.reader(io.StringIO(as_csv(_ANSWER))))
    assert rows[1:] == [
        ["花子", "7", "true"],
        ["", "", "false"],
        ["", "-12", ""],
        [r"'=cmd()\x1b[2J\t", "1180591620717411303424", "true"],
    ]


def test_tsv_tells_null_from_empty() -> None:
    """NULL is written as databases do."""
    assert as_tsv(_ANSWER).splitlines()[1:4] == ["花子\t7\ttrue", "\t\\N\tfalse", "\\N\t-12\t\\N"]


def test_json_keeps_values() -> None:
    """Numbers, truth and null as they are; what JSON does not know as text, and no NaN."""
    answer = Answer(names=("a", "b"), rows=[(date(2026, 11, 26), float("nan")), (1.5, 2**62)], more=False)
    envelope = json.loads(as_json(answer, _ENVELOPE))
    assert envelope["rows"] == [["2026-11-26", None], [1.5, 2**62]]
    assert (envelope["columns"], envelope["summary"]) == (["a", "b"], {"rows": 2, "more": False})


@given(st.lists(st.tuples(_CELLS, _CELLS, _CELLS), max_size=5))
def test_no_value_breaks_a_form(rows: list[tuple[object, ...]]) -> None:
    """Whatever stands in a cell: a row is one line in every form, or a record where a table is too wide."""
    answer = Answer(names=("a", "b", "c"), rows=rows, more=False)
    assert len(as_tsv(answer).split("\n")) == len(rows) + 1
    assert len(list(csv.reader(io.StringIO(as_csv(answer))))) == len(rows) + 1
    assert len(json.loads(as_json(answer, _ENVELOPE))["rows"]) == len(rows)
    lines = as_table(answer, 80).split("\n")
    if not lines[0].startswith("["):
        assert len(lines) == len(rows) + 2
        assert all(columns(line) <= 80 for line in lines)
    else:
        assert len(lines) == len(rows) * 5 - 1


def test_what_can_be_used_again_is_never_cut() -> None:
    """Numbers and names are whole; only sentences are cut, and where that is not enough each column has a line."""
    key, reply = 9_223_372_036_854_775_807, "550 5.7.1 " + "no " * 60
    answer = Answer(names=("message", "queue_id", "reply"), rows=[(key, "4dXyZ1zzzz", reply)], more=False)
    shown = as_table(answer, 80)
    assert "…" in shown
    assert all(columns(line) <= 80 for line in shown.split("\n"))
    wide = replace(answer, names=(*answer.names, "a", "b"), rows=[(key, "4dXyZ1zzzz", reply, "x" * 40, "y" * 40)])
    records = as_table(wide, 80)
    assert records.split("\n")[0] == "[1]"
    assert "…" not in records
    for one in (shown, records):
        assert str(key) in one
        assert "4dXyZ1zzzz" in one


def test_a_moment_can_be_read_and_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """By its column's name, with the number that a query needs; another number of that size is a number."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    at = 1_795_000_000_000_000
    answer = Answer(names=("first_at", 'min(d."at")', "size"), rows=[(at, at, at)], more=False)
    assert as_table(answer, 120).split("\n")[2].split("  ") == [f"{at} = 2026-11-18 20:06:40"] * 2 + [str(at)]
    monkeypatch.undo()
    time.tzset()


def test_a_query_is_answered(tmp_path: Path) -> None:
    """From a folder of facts, cut at the limit, which is told on standard error only."""
    facts(tmp_path)
    statement = "SELECT d.recipient, d.provider FROM deliveries AS d ORDER BY ALL"
    assert _run("--facts", str(tmp_path), "--format", "tsv", "--limit", "2", statement).splitlines()[:3] == [
        "recipient\tprovider",
        "a@example.com\tgmail",
        "b@example.com\tgmail",
    ]


def test_a_query_is_needed() -> None:
    """Neither nothing nor a folder's absence is an empty answer."""
    for arguments in ((), ("SELECT 1", "--facts", "nowhere"), ("SELECT 1", "--since", "2 days")):
        with pytest.raises(UserError):
            _run(*arguments)


def test_a_wrong_query_is_no_traceback(tmp_path: Path) -> None:
    """It is one sentence for the reader."""
    facts(tmp_path, {"logins": [row("logins", at=1)]})
    with pytest.raises(UserError):
        _run("--facts", str(tmp_path), "SELECT * FROM '/etc/passwd'")


@pytest.mark.parametrize("form", ["text", "json", "csv", "tsv"])
def test_the_tables_are_shown_with_their_meanings(form: str) -> None:
    """Every table and every column, without any facts."""
    shown = " ".join(_run("--tables", "--format", form).replace('""', "").split())
    for table in TABLES.values():
        assert table.name in shown
        assert all(column.name in shown for column in table.columns)
    assert "RFC 3463" in shown

"""Rows of texts and rows of values are the same rows."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

import pytest

from hiyari.logfiles.stamps import Stamps
from hiyari.maillog.facts import MESSAGES, NULL, TABLES, Row, values_of
from hiyari.maillog.formats.finding import programs
from hiyari.maillog.formats.syslog import SyslogFront
from hiyari.maillog.history.history import History
from hiyari.maillog.history.seam import Joiner

_REAL = Path(__file__).parents[1] / "data" / "real"


def _rows(lines: list[str], *, texts: bool) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {table: [] for table in TABLES}
    emit = {table: some.append for table, some in rows.items()}
    joiner = Joiner(emit, texts=texts)
    stamps = Stamps(UTC, 2026)
    for piece in (lines[:100], lines[100:]):
        history = History(emit, "postfix", inside=piece is not lines[:100], texts=texts)
        SyslogFront(history, stamps, programs()).feed(piece)
        joiner.join(history.seam())
    joiner.finish()
    return rows


@pytest.mark.parametrize("log", ["mail.log", "relay1.log", "relay2.log"])
def test_texts_are_the_values_as_text(log: str) -> None:
    """Who asks for texts gets what who asks for values gets, cell by cell."""
    lines = (_REAL / log).read_text("utf-8").splitlines()
    texts, values = _rows(lines, texts=True), _rows(lines, texts=False)
    assert {len(row) for row in texts["messages"]} == {len(MESSAGES.columns)}
    for table in ("messages", "deliveries"):
        assert texts[table]
        assert all(isinstance(cell, str) for row in texts[table] for cell in row)
        assert [values_of(TABLES[table], row) for row in texts[table]] == values[table]  # type: ignore[arg-type]
    assert values["messages"][0][0] != NULL

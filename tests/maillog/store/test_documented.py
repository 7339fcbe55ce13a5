"""The page about the facts is the schema's."""

from __future__ import annotations

from pathlib import Path

from hiyari.maillog.facts import TABLES
from hiyari.maillog.store.documented import facts_page

_PAGE = Path(__file__).parents[3] / "docs" / "log-facts.md"


def test_the_page_is_what_the_schema_says() -> None:
    """Made anew, docs/log-facts.md is what it is; else write what `facts_page` gives into it."""
    assert _PAGE.read_text("utf-8") == facts_page()


def test_every_column_has_a_line_in_a_table() -> None:
    """None is missing, and no meaning breaks out of its cell."""
    lines = facts_page().splitlines()
    for table in TABLES.values():
        assert f"## {table.name}" in lines
        for column in table.columns:
            (line,) = [one for one in lines if one.startswith(f"| `{column.name}` | ") and column.meaning in one][:1]
            assert line.count("|") == 4

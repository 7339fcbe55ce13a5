"""Rows of facts by the names of their columns, for tests."""

from __future__ import annotations

from hiyari.maillog.facts import TABLES, Cell, Row

START = 1_795_000_000_000_000
SECOND = 1_000_000
HOUR = 3600 * SECOND


def row(table: str, **cells: Cell) -> Row:
    """One row; what is not named is not known."""
    names = TABLES[table].names
    unknown = set(cells) - set(names)
    assert not unknown, unknown
    return tuple(cells.get(name) for name in names)

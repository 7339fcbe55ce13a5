"""Queries by name, and the parts that they have in common."""

from __future__ import annotations

from importlib import resources

import pytest

from hiyari.maillog.store.asking import queries, sql

_FOLDER = resources.files("hiyari.maillog.store") / "sql"


def test_every_include_is_resolved() -> None:
    """No engine ever sees a line that asks for a part."""
    written = {query for query in queries() if "-- include " in (_FOLDER / f"{query}.sql").read_text("utf-8")}
    assert written
    assert not [query for query in queries() if "-- include " in sql(query)]


def test_a_part_takes_the_place_of_its_line() -> None:
    """What stands in the part stands in the query, and what stood around the line stands around it."""
    part = (_FOLDER / "parts" / "fate.sql").read_text("utf-8").rstrip()
    assert f"host, message,\n{part}\n        AS fate\n    FROM placed" in sql("compare_messages")


def test_parts_are_no_queries() -> None:
    """A part cannot be asked, and each is used by some query."""
    parts = [one.name.removesuffix(".sql") for one in (_FOLDER / "parts").iterdir()]
    assert not set(parts) & set(queries())
    written = "".join((_FOLDER / f"{query}.sql").read_text("utf-8") for query in queries())
    assert all(f"-- include {part}\n" in written for part in parts)


def test_a_query_or_part_that_is_not_there_is_an_error() -> None:
    """A name that is spelt wrongly never gives an empty query."""
    with pytest.raises(FileNotFoundError):
        sql("compare_nothing")

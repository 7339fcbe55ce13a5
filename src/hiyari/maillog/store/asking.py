"""Asking facts: a query is a file of SQL with named parameters, the same for every engine.

What a file may use is what DuckDB and ClickHouse understand alike after translation: no regular expressions, no
functions of time, no quantiles but ``median``.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any, Protocol, TypeAlias

Value: TypeAlias = "str | int | float | None"
"""What a parameter may be. A moment is an integer of microseconds."""


class Asker(Protocol):
    """Something that holds facts and answers queries about them."""

    def ask(self, query: str, **values: Value) -> list[tuple[Any, ...]]:
        """The rows of a query.

        Args:
            query: The name of a file in ``sql/``, without ``.sql``.
            values: Its parameters.
        """
        ...


@cache
def sql(query: str) -> str:
    """The statement of a query by its name."""
    return (resources.files("hiyari.maillog.store") / "sql" / f"{query}.sql").read_text("utf-8")


def queries() -> tuple[str, ...]:
    """The names of all queries."""
    folder = resources.files("hiyari.maillog.store") / "sql"
    return tuple(sorted(one.name.removesuffix(".sql") for one in folder.iterdir() if one.name.endswith(".sql")))

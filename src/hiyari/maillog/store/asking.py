"""Asking facts: a query is a file of SQL with named parameters, the same for every engine.

What a file may use is what DuckDB and ClickHouse understand alike after translation: no regular expressions, no
functions of time, no quantiles but ``median``.

What several queries have in common stands once, in ``sql/parts/NAME.sql``, and takes the place of a line
``-- include NAME`` before any engine sees the query. A part is a few common table expressions without the WITH and the
last comma, or one expression. Parts do not include one another.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Any, Final, Protocol, TypeAlias

Value: TypeAlias = "str | int | float | None"
"""What a parameter may be. A moment is an integer of microseconds."""
_INCLUDE: Final = re.compile(r"^[ ]*-- include ([a-z_]+)$", re.MULTILINE)


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
    """The statement of a query by its name, with the parts that it includes.

    Raises:
        FileNotFoundError: There is no such query, or no such part.
    """
    return _whole(_read(query))


def _whole(written: str) -> str:
    """A part may include parts itself."""
    return _INCLUDE.sub(lambda found: _whole(_read(f"parts/{found[1]}").rstrip()), written)


def queries() -> tuple[str, ...]:
    """The names of all queries; parts are none."""
    folder = resources.files("hiyari.maillog.store") / "sql"
    return tuple(sorted(one.name.removesuffix(".sql") for one in folder.iterdir() if one.name.endswith(".sql")))


def _read(name: str) -> str:
    return (resources.files("hiyari.maillog.store") / "sql" / f"{name}.sql").read_text("utf-8")

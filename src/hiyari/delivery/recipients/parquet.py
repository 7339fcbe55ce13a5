"""Parquet by way of DuckDB, which is an extra: columns of plain values, every one as text.

DuckDB sees the file through an open descriptor, so that a name with ``*``, ``?`` or ``=`` is never taken for a pattern
or for a partition, and is told to open nothing else: no other file, no network, no extension.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hiyari.delivery.recipients.complaints import Complaints
from hiyari.delivery.recipients.field import check_names, flaw, has_bad
from hiyari.delivery.recipients.row import LONGEST_FIELD, MOST_LINES, Row
from hiyari.delivery.recipients.source import open_regular
from hiyari.model.error import UserError
from hiyari.model.text import Remote, text

if TYPE_CHECKING:
    import duckdb

_BATCH: Final = 2048
"""Rows that are fetched at once: DuckDB's own vector."""
_CONFIG: Final[dict[str, str | bool | int | float | list[str]]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "threads": "1",
    "memory_limit": "256MB",
    "temp_directory": "",
}
_SCALAR: Final = re.compile(
    r"VARCHAR|BOOLEAN|U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|DECIMAL\([0-9]+,[0-9]+\)|DATE|TIME"
    r"|TIMESTAMP(_S|_MS|_NS)?|TIMESTAMP WITH TIME ZONE|UUID"
)
_NAMES: Final = "SELECT name FROM parquet_schema(?)"
_TYPES: Final = "DESCRIBE SELECT * FROM read_parquet(?, hive_partitioning = false)"
_ROWS: Final = "SELECT coalesce(CAST(COLUMNS(*) AS VARCHAR), '') FROM read_parquet(?, hive_partitioning = false)"


class Parquet:
    """One Parquet file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._complaints = Complaints(str(path))

    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        with self._opened() as (connection, place):
            return self._checked_names(connection, place)

    def rows(self) -> Iterator[Row]:
        """The rows, until something is wrong."""
        complaints = self._complaints
        with self._opened() as (connection, place):
            names = self._checked_names(connection, place)
            connection.execute(_ROWS, [place])
            number = 0
            while batch := connection.fetchmany(_BATCH):
                clean = _is_clean(batch)
                for number, fields in enumerate(batch, number + 1):  # noqa: B020 - goes on from the last batch
                    if not clean and not self._fits(number, names, fields):
                        continue
                    if not complaints:
                        yield Row(number, dict(zip(names, fields, strict=True)))
                if number > MOST_LINES:
                    raise complaints.fatal(
                        number,
                        text("the file has more than {most} rows. Split it into several campaigns.", most=MOST_LINES),
                    )
        complaints.settle()

    def _fits(self, number: int, names: tuple[str, ...], fields: tuple[str, ...]) -> bool:
        problems = [problem for problem in map(flaw, names, fields) if problem is not None]
        for problem in problems:
            self._complaints.add(number, problem)
        return not problems

    @contextmanager
    def _opened(self) -> Iterator[tuple[duckdb.DuckDBPyConnection, str]]:
        """A connection that can see this file and nothing else, and the file's name for it."""
        try:
            import duckdb  # noqa: PLC0415 - an extra, and slow to load
        except ImportError:
            raise UserError(
                text(
                    "{path}: Parquet files are read with DuckDB, which is not installed. Run: {command}",
                    path=str(self._path),
                    command="pip install 'hiyari[parquet]'",
                )
            ) from None
        try:
            with open_regular(self._path) as stream, closing(duckdb.connect(":memory:", config=_CONFIG)) as connection:
                place = f"/dev/fd/{stream.fileno()}"
                try:
                    connection.execute("SET allowed_paths = ?", [[place]])
                    connection.execute("SET enable_external_access = false")
                except duckdb.CatalogException:
                    # DuckDB before 1.2 cannot allow one file only. The statements here name no other anyway.
                    pass
                connection.execute("SET lock_configuration = true")
                yield connection, place
        except (duckdb.Error, RuntimeError, UnicodeError, OverflowError, MemoryError) as error:
            raise UserError(
                text(
                    "{path} cannot be read as Parquet: {reason}. Write it again, or as CSV.",
                    path=str(self._path),
                    reason=Remote(str(error).partition("\n")[0]),
                )
            ) from None

    def _checked_names(self, connection: duckdb.DuckDBPyConnection, place: str) -> tuple[str, ...]:
        described = connection.execute(_TYPES, [place]).fetchall()
        for name, kind, *_ in described:
            if not _SCALAR.fullmatch(kind):
                self._complaints.add(
                    1,
                    text(
                        "column {column} is of type {kind}. Write text, a number, a truth value or a time, or leave "
                        "the column out.",
                        column=Remote(name),
                        kind=Remote(kind),
                    ),
                )
        self._complaints.settle()
        names = tuple(name for name, *_ in described)
        # The schema begins with its root. DuckDB renames a column that another one's name hides.
        written = tuple(name for (name,) in connection.execute(_NAMES, [place]).fetchall()[1:])
        checked = check_names(written, 1, self._complaints)
        hidden = next((name for name, known in zip(written, names, strict=False) if name != known), None)
        if hidden is not None or len(written) != len(names):
            raise self._complaints.fatal(
                1,
                text(
                    "the name of column {column} differs from another only in case. Rename one.",
                    column=Remote(hidden or ""),
                ),
            )
        return checked


def _is_clean(batch: list[tuple[str, ...]]) -> bool:
    """Whether no value of the batch is too long or holds a control character."""
    together = "".join(map("".join, batch))
    if has_bad(together.replace("\t", "")):
        return False
    return len(together) <= LONGEST_FIELD or max(len(value) for fields in batch for value in fields) <= LONGEST_FIELD

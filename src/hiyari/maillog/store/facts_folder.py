"""A folder of facts: Parquet files by table, read and written by DuckDB.

::

    FOLDER/version                       the schema's version
    FOLDER/parts.json                    of a folder that grows: which files count (see `parts`)
    FOLDER/deliveries/NAME.parquet       any number of files for each table

A file is written under another name and renamed, so that a reader never sees half of one. DuckDB is an extra of
37 MB; who does not have it is told the command that installs it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from hiyari.maillog.facts import NULL, TABLES, VERSION, Row, Table
from hiyari.maillog.store.asking import Value, sql
from hiyari.maillog.store.parts import Parts, read_parts, sync_folder
from hiyari.maillog.store.rows import UNIT, RowFile
from hiyari.model.error import UserError
from hiyari.model.text import Remote, text

if TYPE_CHECKING:
    import duckdb

_VERSION_FILE: Final = "version"
_MEMORY: Final = "1GB"
"""That a query may use before it goes to disk."""
_WRITING: Final = "128MB"
"""That making a file may use: small groups of rows keep it at some 160 MB in all."""
_GROUP: Final = 20_480
_READ: Final = (
    f"delim = '{UNIT}', quote = '', escape = '', nullstr = '{NULL}', header = false, auto_detect = false, "
    "max_line_size = 4194304"
)
"""How DuckDB reads a file of rows."""
INSTALL: Final = "pip install 'hiyari[logs]'"
"""The command that brings what reading logs needs."""


class Facts:
    """An open folder of facts."""

    def __init__(self, engine: duckdb.DuckDBPyConnection) -> None:
        """Take a connection in which every table of the schema is a view."""
        self.engine = engine

    def ask(self, query: str, **values: Value) -> list[tuple[Any, ...]]:
        """The rows of a query by its name, see `Asker`."""
        return self.engine.execute(sql(query), values or None).fetchall()


@contextmanager
def open_facts(folder: Path) -> Iterator[Facts]:
    """Open a folder of facts for reading. A table without files is empty.

    Raises:
        UserError: DuckDB is not installed, the folder is not there, or it was written by a newer hiyari.
    """
    _check(folder)
    parts = read_parts(folder)
    with _duckdb() as engine:
        try:
            for table in TABLES.values():
                engine.execute(_view(fact_files(folder, table, parts), table))
            yield Facts(engine)
        except Exception as error:
            _refuse_damaged(folder, engine, error)
            raise


def write_facts(folder: Path, rows: Mapping[str, Iterable[Row]], name: str = "facts") -> None:
    """Write rows, in the schema's order of columns, as one Parquet file for each table; one of that name is replaced.

    Raises:
        UserError: DuckDB is not installed, or the folder is of a newer hiyari.
    """
    prepare(folder)
    for table_name, some in rows.items():
        table = TABLES[table_name]
        raw = folder / f".{table_name}-{name}.rows"
        try:
            with RowFile(raw) as lines:
                for row in some:
                    lines.add(row)
            if lines.count:
                keep_rows(folder, table, [raw], name)
        finally:
            raw.unlink(missing_ok=True)


def keep_rows(folder: Path, table: Table, files: Iterable[Path], name: str) -> None:
    """Make one Parquet file of files of rows (see `rows`)."""
    target = folder / table.name / f"{name}.parquet"
    target.parent.mkdir(mode=0o700, exist_ok=True)
    unfinished = target.with_name(f".{name}.unfinished")
    columns = ", ".join(f"'{column.name}': '{column.type}'" for column in table.columns)
    with _duckdb() as engine:
        engine.execute("SET threads = 1")
        engine.execute(f"SET memory_limit = '{_WRITING}'")
        engine.execute(
            # The names are the schema's own, and the files are parameters.
            f"COPY (SELECT * FROM read_csv($files, columns = {{{columns}}}, {_READ})) "  # noqa: S608
            f"TO '{_quoted(str(unfinished))}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_GROUP})",
            {"files": [str(one) for one in files]},
        )
    unfinished.chmod(0o600)
    with unfinished.open("rb") as written:
        os.fsync(written.fileno())
    unfinished.replace(target)
    sync_folder(target.parent)


def fact_files(folder: Path, table: Table, parts: Parts | None) -> list[Path]:
    """The Parquet files of a table that count.

    Args:
        folder: Of facts.
        table: Of the schema.
        parts: As `read_parts` gives them.
    """
    files = sorted((folder / table.name).glob("*.parquet"))
    return files if parts is None else [one for one in files if parts.hold(one)]


def prepare(folder: Path) -> None:
    """Make the folder, for its owner only, and mark it with the schema's version.

    Raises:
        UserError: It is of a newer hiyari.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    mark = folder / _VERSION_FILE
    if mark.exists():
        _check(folder)
        return
    new = mark.with_name(f".{_VERSION_FILE}.{os.getpid()}")
    new.write_text(f"{VERSION}\n", "ascii")
    new.replace(mark)


def _check(folder: Path) -> None:
    try:
        written = int((folder / _VERSION_FILE).read_text("ascii"))
    except FileNotFoundError:
        raise UserError(
            text("There are no facts in {folder}. Make some: hiyari log ingest FILE ...", folder=str(folder))
        ) from None
    except (OSError, ValueError):
        raise UserError(
            text("{file} cannot be read, or is no version. Name a folder of facts.", file=str(folder / _VERSION_FILE))
        ) from None
    if written > VERSION:
        raise UserError(
            text(
                "The facts in {folder} are of version {written}, and this hiyari knows {known}. Use a newer hiyari.",
                folder=str(folder),
                written=written,
                known=VERSION,
            )
        )


def _refuse_damaged(folder: Path, engine: duckdb.DuckDBPyConnection, error: Exception) -> None:
    """After an error: say which file of facts is damaged, where that is why.

    Raises:
        UserError: One is.
    """
    # Its errors cannot be named without importing it.
    if type(error).__module__.partition(".")[0] not in {"duckdb", "_duckdb"}:
        return
    for table in TABLES.values():
        every = ", ".join(f"max(f.{name})" for name in table.names)
        for file in sorted((folder / table.name).glob("*.parquet")):
            try:
                engine.execute(f"SELECT {every} FROM read_parquet('{_quoted(str(file))}') AS f")  # noqa: S608 - quoted
            except Exception as damage:  # noqa: BLE001 - whatever it says, it cannot be read
                raise UserError(
                    text(
                        "{file} is damaged: {reason}. Move the folder {folder} away, and read the logs again: "
                        "hiyari log ingest FILE ...",
                        file=str(file),
                        reason=Remote(" ".join(str(damage).partition("\n\nLINE ")[0].split())[:200]),
                        folder=str(folder),
                    )
                ) from None


def _view(files: Sequence[Path], table: Table) -> str:
    typed = ", ".join(f"CAST(NULL AS {column.type}) AS {column.name}" for column in table.columns)
    if not files:
        return f"CREATE VIEW {table.name} AS SELECT {typed} WHERE false"
    named = ", ".join(f"'{_quoted(str(one))}'" for one in files)
    return f"CREATE VIEW {table.name} AS SELECT * FROM read_parquet([{named}], union_by_name = true)"  # noqa: S608


def _quoted(path: str) -> str:
    return path.replace("'", "''")


@contextmanager
def _duckdb() -> Iterator[duckdb.DuckDBPyConnection]:
    try:
        import duckdb  # noqa: PLC0415 - an extra, and slow to import
    except ImportError:
        raise UserError(
            text("Reading logs needs DuckDB, which is not installed. Install it: {command}", command=INSTALL)
        ) from None
    with duckdb.connect(":memory:") as engine:
        engine.execute(f"SET memory_limit = '{_MEMORY}'")
        # It would be drawn into standard output, among the rows.
        engine.execute("SET enable_progress_bar = false")
        yield engine

"""Facts for a person's own SQL: it may read the tables of facts, and do nothing else.

DuckDB can read and write files, load extensions and fetch from the network. Here it is told, before the first word of
the person, which files exist for it (the Parquet files of the folder, by name), that nothing outside of them does, that
no Python variable is a table, and that none of this may be changed. Beside that only one statement that selects is
taken. A query has so much memory and time and no more.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from hiyari.maillog.store.facts_folder import open_facts
from hiyari.model.error import UserError
from hiyari.model.text import Duration, Remote, text

if TYPE_CHECKING:
    import duckdb

_SETTINGS: Final = (
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET python_enable_replacements = false",
    "SET temp_directory = ''",
    "SET enable_external_access = false",
    "SET lock_configuration = true",
)
_BARE_AT: Final = re.compile(r"(?<![.\"\w])at(?![\"\w])", re.IGNORECASE)
_LONGEST: Final = 100_000
"""Characters of a query."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a query gave."""

    names: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    more: bool
    """Whether there are more rows than were asked for."""


class LockedFacts:
    """An open folder of facts that nobody can leave."""

    def __init__(self, engine: duckdb.DuckDBPyConnection) -> None:
        """Take a connection that is locked already."""
        self._engine = engine

    def run(self, statement: str, *, limit: int, seconds: float) -> Answer:
        """The first rows of one SELECT.

        Args:
            statement: In DuckDB's dialect.
            limit: The most rows.
            seconds: The most time.

        Raises:
            UserError: It is not one SELECT, it is wrong, it wants what is locked away, or it takes too long.
        """
        import duckdb  # noqa: PLC0415 - an extra, and slow to import

        timer = threading.Timer(seconds, self._engine.interrupt)
        try:
            self._check(statement)
            timer.start()
            self._engine.execute(statement)
            names = tuple(str(one[0]) for one in self._engine.description or ())
            rows = self._engine.fetchmany(limit + 1)
        except duckdb.InterruptException:
            raise UserError(
                text(
                    "The query takes longer than {time}. Ask for less, or give it more: --timeout",
                    time=Duration(seconds),
                )
            ) from None
        except duckdb.OutOfMemoryException:
            raise UserError(text("The query needs more memory than it may have. Ask for less at a time.")) from None
        except (duckdb.Error, RuntimeError, UnicodeError, OverflowError) as error:
            raise _wrong(statement, error) from None
        finally:
            timer.cancel()
        return Answer(names=names, rows=rows[:limit], more=len(rows) > limit)

    def _check(self, statement: str) -> None:
        import duckdb  # noqa: PLC0415 - an extra, and slow to import

        if len(statement) > _LONGEST:
            raise UserError(text("The query is longer than {most} characters.", most=_LONGEST))
        if not statement.isascii() and statement != statement.encode("utf-8", "replace").decode():
            raise UserError(text("The query is not UTF-8."))
        kinds = [one.type for one in self._engine.extract_statements(statement)]
        if kinds not in ([duckdb.StatementType.SELECT], [duckdb.StatementType.EXPLAIN]):
            raise UserError(text("A query is one SELECT, and nothing else: the facts are only read."))


@contextmanager
def open_locked(folder: Path) -> Iterator[LockedFacts]:
    """Open a folder of facts for a person's SQL.

    Raises:
        UserError: See `open_facts`; or DuckDB is too old to be locked in.
    """
    import duckdb  # noqa: PLC0415 - an extra, and slow to import

    with open_facts(folder) as facts:
        files = [str(one) for one in sorted(folder.glob("*/*.parquet"))]
        try:
            facts.engine.execute("SET allowed_paths = ?", [files])
            _lock(facts.engine, _SETTINGS)
        except duckdb.CatalogException:
            sentence = text(
                "This DuckDB cannot be kept away from other files. Use 1.2 or newer: {command}", command=_UPGRADE
            )
            raise UserError(sentence) from None
        yield LockedFacts(facts.engine)


_UPGRADE: Final = "pip install --upgrade duckdb"


def _lock(engine: duckdb.DuckDBPyConnection, settings: Sequence[str]) -> None:
    for setting in settings:
        engine.execute(setting)


def _wrong(statement: str, error: Exception) -> UserError:
    whole = " ".join(str(error).partition("\n\nLINE ")[0].split())
    kind, _, rest = whole.partition(" Error: ")
    said = rest or whole
    if kind == "Parser" and _BARE_AT.search(statement):
        return UserError(
            text(
                'The query is wrong: {reason}. "at" is a word of SQL: write it in double quotes, or with its table as '
                "in deliveries.at.",
                reason=Remote(said[:300]),
            )
        )
    return UserError(
        text(
            "The query is wrong: {reason}. The tables and columns: hiyari log query --tables", reason=Remote(said[:300])
        )
    )

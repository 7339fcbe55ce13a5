"""Opens the state database, and brings its schema up to date."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from hiyari.model.error import SafetyError, UserError
from hiyari.model.text import Remote, text
from hiyari.store.place import make_private, sqlite_file

_BACKENDS: Final = frozenset({"sqlite", "postgresql"})
SCHEMAS: Final = ("0001",)
"""The schemas that this program knows, the newest last; it brings the older ones up to date."""
HEAD: Final = SCHEMAS[-1]
_MIGRATING: Final = 4_938_271
"""The number of the lock that a migration holds in PostgreSQL."""
_PRAGMAS: Final = (
    # First: the next one already may have to wait for another process.
    "PRAGMA busy_timeout=10000",
    "PRAGMA journal_mode=WAL",
    # A commit that was reported survives a power failure.
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA cache_size=-32768",
    # A checkpoint writes what is in the log once more, and is worth waiting for: 32 MiB of it.
    "PRAGMA wal_autocheckpoint=8192",
    "PRAGMA journal_size_limit=67108864",
)


def open_store(url: str) -> sa.Engine:
    """The database at this URL, made or migrated when it has to be.

    Raises:
        SafetyError: Its schema is newer than this program.
        UserError: It cannot be opened.
    """
    try:
        made = sa.make_url(url)
        if made.get_backend_name() not in _BACKENDS:
            raise _no_url()
        if made.get_backend_name() == "sqlite":
            _prepare_file(sqlite_file(url))
        engine = sa.create_engine(made, **_options(made))
    except ModuleNotFoundError:
        sentence = text(
            "The state is in PostgreSQL, whose driver is not installed. Run: pip install 'hiyari[postgres]'"
        )
        raise UserError(sentence) from None
    except (ArgumentError, NoSuchModuleError):
        raise _no_url() from None
    if engine.dialect.name == "postgresql":
        sa.event.listen(engine, "connect", _wait_for_the_disk)
    else:
        sa.event.listen(engine, "connect", _tune)
        sa.event.listen(engine, "begin", _begin)
    try:
        _migrate(engine)
    except UserError:
        engine.dispose()
        raise
    except SQLAlchemyError as error:
        engine.dispose()
        sentence = text(
            "The state database cannot be opened: {reason}. Look at its place and rights, or name another with "
            "--state.",
            reason=Remote(str(getattr(error, "orig", error)).splitlines()[0]),
        )
        raise UserError(sentence) from None
    return engine


def _no_url() -> UserError:
    # It may hold a password, and is not repeated.
    return UserError(
        text("The URL of the state database is not one. Write a path, sqlite:////path or postgresql+psycopg://...")
    )


def _options(url: sa.URL) -> dict[str, Any]:
    if url.get_backend_name() != "sqlite":
        # Who waits for a lock has to see afterwards what the other one did, whatever the server's default is.
        return {"pool_pre_ping": True, "isolation_level": "READ COMMITTED"}
    # The driver's own transactions begin too late for us; see `_begin`.
    return {"connect_args": {"isolation_level": None, "check_same_thread": False}}


def _tune(connection: sqlite3.Connection, _: object) -> None:
    with closing(connection.cursor()) as cursor:
        for pragma in _PRAGMAS:
            cursor.execute(pragma)


def _wait_for_the_disk(connection: Any, _: object) -> None:  # noqa: ANN401 - of whatever driver
    """A server can be set to report commits before they are durable; what is promised before the dot must be."""
    with closing(connection.cursor()) as cursor:
        cursor.execute(
            "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
        )
    connection.commit()


def _begin(connection: sa.Connection) -> None:
    # Taking the write lock at once: a transaction that reads first cannot fail later for having read (SQLITE_BUSY).
    mode = "DEFERRED" if connection.get_execution_options().get("reads_only") else "IMMEDIATE"
    connection.exec_driver_sql(f"BEGIN {mode}")


def _prepare_file(path: Path | None) -> None:
    if path is None:
        raise UserError(text("A ledger in memory would forget what was sent. Name a file with --state FILE."))
    make_private(path.parent)
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "rb") as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise UserError(text("{path} is not a file. Name another place with --state FILE.", path=str(path)))
    except OSError as error:
        sentence = text(
            "{path} cannot be opened: {reason}. Name another place with --state FILE.",
            path=str(path),
            reason=error.strerror or "input/output error",
        )
        raise UserError(sentence) from None


def _migrate(engine: sa.Engine) -> None:
    with engine.connect().execution_options(reads_only=True) as connection, connection.begin():
        if _is_current(_version(connection)):
            return
    # Importing Alembic costs a fifth of a second, which only the first run pays.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    # Alembic's settings know %(names)s.
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            # SQLite's transaction has locked the others out by itself.
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATING)))
        if not _is_current(_version(connection)):
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def _is_current(found: str | None) -> bool:
    """Whether the schema is this program's; false where it is older or there is none.

    Raises:
        SafetyError: It is newer, or none of ours.
    """
    if found is not None and found not in SCHEMAS:
        sentence = text(
            "The state database has schema {found}, and this hiyari knows {known}. Update hiyari; nothing was changed.",
            found=Remote(found),
            known=HEAD,
        )
        raise SafetyError(sentence)
    return found == HEAD


def _version(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()

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
from hiyari.store.place import make_private

HEAD: Final = "0003"
"""The newest schema that this program knows."""
_MIGRATIONS: Final = Path(__file__).parent / "migrations"
_LOCK: Final = 0x68697961
"""Who holds this advisory lock of PostgreSQL, makes the tables ("hiya")."""
_PRAGMAS: Final = (
    # First, because the others wait by it.
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
        made = _known(sa.make_url(url))
        if made.get_backend_name() == "sqlite":
            _prepare_file(made.database)
        engine = sa.create_engine(made, **_options(made))
    except ModuleNotFoundError:
        sentence = text(
            "The state is in PostgreSQL, whose driver is not installed. Run: pip install 'hiyari[postgres]'"
        )
        raise UserError(sentence) from None
    except (ArgumentError, NoSuchModuleError, ValueError):
        # The URL may hold a password, and is not repeated.
        sentence = text(
            "The URL of the state database is not one. Write a path, sqlite:////path or postgresql+psycopg://..."
        )
        raise UserError(sentence) from None
    if engine.dialect.name == "postgresql":
        sa.event.listen(engine, "connect", _wait_for_the_disk)
    else:
        sa.event.listen(engine, "connect", _tune)
        sa.event.listen(engine, "begin", _begin)
    try:
        _migrate(engine)
    except SafetyError:
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


def _known(url: sa.URL) -> sa.URL:
    """The URL with the driver that is used.

    Raises:
        ValueError: It is of another kind of database, in which nothing here was ever tried.
    """
    match url.drivername:
        case "sqlite" | "postgresql+psycopg":
            return url
        case "postgresql" | "postgres":
            return url.set(drivername="postgresql+psycopg")
        case _:
            raise ValueError(url.drivername)


def _options(url: sa.URL) -> dict[str, Any]:
    if url.get_backend_name() != "sqlite":
        # Who has waited for a lock sees what the other one did, whatever the server's default is.
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


def _prepare_file(name: str | None) -> None:
    if not name or name == ":memory:":
        raise UserError(text("A ledger in memory would forget what was sent. Name a file with --state FILE."))
    if "\0" in name:
        raise ValueError("a path has no NUL")
    path = Path(name)
    make_private(path.parent)
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "rb") as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise UserError(text("{path} is not a file. Name another place with --state FILE.", path=name))
    except OSError as error:
        sentence = text(
            "{path} cannot be opened: {reason}. Name another place with --state FILE.",
            path=name,
            reason=error.strerror or "input/output error",
        )
        raise UserError(sentence) from None


def _migrate(engine: sa.Engine) -> None:
    if _version(engine) == HEAD:
        return
    # Importing Alembic costs a fifth of a second, which only the first run pays.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    # Alembic's settings know %(names)s.
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            # Of two that find an empty database the second waits here; SQLite's transaction has locked the file.
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        _refuse_other_schemas(_version_in(connection))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _refuse_other_schemas(found: str | None) -> None:
    """Only what this program has written is brought up to date: a later one's, or a stranger's, is left alone."""
    if found is None or (found.isdecimal() and any((_MIGRATIONS / "versions").glob(f"m{found}_*.py"))):
        return
    sentence = text(
        "The state database has schema {found}, and this hiyari knows {known}. Update hiyari; nothing was changed.",
        found=found if found.isdecimal() else Remote(found),
        known=HEAD,
    )
    raise SafetyError(sentence)


def _version(engine: sa.Engine) -> str | None:
    with engine.connect().execution_options(reads_only=True) as connection:
        return _version_in(connection)


def _version_in(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if found is None else str(found)

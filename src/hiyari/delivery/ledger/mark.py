"""Notices a ledger that was put back from a copy: a number that stands in it, and in a file beside it.

The number grows at each beginning and every few seconds while the ledger is sent with. When the file knows a higher
one than the ledger, mail has gone out since the copy was made that the ledger knows nothing of, and all of it would be
sent again. A copy that was put back together with the file cannot be noticed so.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from hiyari.delivery.ledger.tables import MARK
from hiyari.model.error import ActionError, SafetyError
from hiyari.model.text import text
from hiyari.store.place import sqlite_file

_NAME: Final = "sent with"
_MOST: Final = 18
"""Digits, which fit a column."""


def mark_file(url: str) -> Path | None:
    """Beside a file of SQLite; a database on a server has none."""
    path = sqlite_file(url)
    return path.with_name(f"{path.name}.mark") if path is not None else None


def look_at_mark(connection: sa.Connection, path: Path | None, *, take_over: bool) -> None:
    """Refuse a ledger that is older than what was sent with it.

    Args:
        connection: To the ledger.
        path: The file beside it.
        take_over: Whether a person says that it may be used all the same.

    Raises:
        SafetyError: It is older, or that cannot be told.
    """
    kept, known = _kept(path), _known(connection)
    if take_over:
        return
    if kept is None:
        sentence = text(
            "{path} cannot be read, so that nobody knows whether the ledger is older than what was sent with it. Give "
            "the file to the user who runs hiyari; or, if you know that the ledger is the newest, add --take-over.",
            path=str(path),
        )
        raise SafetyError(sentence)
    if kept > known:
        sentence = text(
            "The ledger is older than what was sent with it: {path} stands at {kept}, and the ledger at {known}. It "
            "was put back from a copy, and whoever got mail since then would get it again. Put the newest ledger back; "
            "or, if you know that nothing was sent since the copy, add --take-over.",
            path=str(path),
            kept=kept,
            known=known,
        )
        raise SafetyError(sentence)


def count_on(connection: sa.Connection, path: Path | None) -> int:
    """The next number, written into the ledger; `keep` writes it beside it once this is durable."""
    number = max(_kept(path) or 0, _known(connection)) + 1
    connection.execute(sa.delete(MARK).where(MARK.c.name == _NAME))
    connection.execute(sa.insert(MARK), {"name": _NAME, "number": number})
    return number


def keep(path: Path | None, number: int) -> None:
    """Write the number into the file, durably and whole.

    Raises:
        ActionError: It cannot be written.
    """
    if path is None:
        return
    fresh = path.with_name(f"{path.name}.new")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(b"%d\n" % number)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(path)
    except OSError as error:
        sentence = text(
            "{path} cannot be written: {reason}. Nothing more is sent. Mend that, and run the same command again.",
            path=str(path),
            reason=error.strerror or "input/output error",
        )
        raise ActionError(sentence) from None


def _known(connection: sa.Connection) -> int:
    found: int | None = connection.execute(sa.select(MARK.c.number).where(MARK.c.name == _NAME)).scalar()
    return found or 0


def _kept(path: Path | None) -> int | None:
    """The number in the file, 0 where there is no file; None where it cannot be read."""
    try:
        written = path.read_bytes()[: _MOST + 1].strip() if path is not None else b"0"
    except FileNotFoundError:
        return 0
    except OSError:
        return None
    return int(written) if written.isdigit() and len(written) <= _MOST else None

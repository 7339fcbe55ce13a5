"""Notices a ledger that was put back from a copy: a number that stands in it, and in a file beside it.

The number grows at each beginning and every few seconds while the ledger is sent with. When the file knows a higher
one than the ledger, mail has gone out since the copy was made that the ledger knows nothing of, and all of it would be
sent again. A copy that was put back together with the file cannot be noticed so.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from hiyari.delivery.ledger.tables import MARK
from hiyari.model.error import ActionError, SafetyError
from hiyari.model.text import text
from hiyari.store.place import sqlite_file, sync_folder

_NAME: Final = "sent with"
_WIDTH: Final = 18
"""Digits, so that one number overwrites another whole, within a sector of the disk."""


def mark_file(url: str) -> Path | None:
    """Beside a file of SQLite; a database on a server has none."""
    path = sqlite_file(url)
    return path.with_name(f"{path.name}.mark") if path is not None else None


def mark_file_of(engine: sa.Engine) -> Path | None:
    """The file of an open ledger."""
    return mark_file(engine.url.render_as_string(hide_password=True))


def look_at_mark(connection: sa.Connection, path: Path | None, *, take_over: bool) -> None:
    """Refuse a ledger that is older than what was sent with it.

    Args:
        connection: To the ledger.
        path: The file beside it; None where there can be none.
        take_over: Whether a person says that it may be used all the same.

    Raises:
        SafetyError: It is older, or it cannot be found out whether it is.
    """
    if path is None or take_over:
        return
    kept, known = _kept(path), _known(connection)
    # One beginning may have died between the ledger and its file: nothing was sent by it.
    if kept is None and known > 1:
        sentence = text(
            "The ledger has been sent with, and {path}, which tells how far, is not beside it or holds no number. If "
            "this is a copy, use the newest ledger instead; if you know that nothing was sent since it was made, add "
            "--take-over.",
            path=str(path),
        )
        raise SafetyError(sentence)
    if kept is not None and kept > known:
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
    """Write the number into the file, durably. One that is higher already stays: two campaigns may count at once.

    Raises:
        ActionError: It cannot be written.
    """
    if path is None:
        return
    try:
        with _locked(path) as descriptor:
            written = _number(os.pread(descriptor, _WIDTH, 0))
            if written is None or written < number:
                os.pwrite(descriptor, f"{number:0{_WIDTH}d}\n".encode("ascii"), 0)
                os.fsync(descriptor)
        if written is None:
            sync_folder(path.parent)
    except OSError as error:
        sentence = text(
            "{path} cannot be written: {reason}. Nothing more is sent. Mend that, and run the same command again.",
            path=str(path),
            reason=error.strerror or "input/output error",
        )
        raise ActionError(sentence) from None


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def _known(connection: sa.Connection) -> int:
    found: int | None = connection.execute(sa.select(MARK.c.number).where(MARK.c.name == _NAME)).scalar()
    return found or 0


def _kept(path: Path | None) -> int | None:
    """The number in the file; None where there is none, or none that can be read."""
    if path is None:
        return None
    try:
        with path.open("rb") as stream:
            return _number(stream.read(_WIDTH))
    except OSError:
        return None


def _number(octets: bytes) -> int | None:
    written = octets.strip()
    return int(written) if written.isdigit() else None

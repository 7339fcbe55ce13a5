"""Where the state lies: ``--state``, else HIYARI_STATE, else ``[state] url``, else a file of SQLite."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from hiyari.model.error import UserError
from hiyari.model.text import text

_KEY: Final = "site.key"
_KEY_SIZE: Final = 32


def state_folder(environment: Mapping[str, str], *, root: bool) -> Path:
    """``/var/lib/hiyari`` for root, else ``$XDG_STATE_HOME/hiyari`` or ``~/.local/state/hiyari``."""
    if root:
        return Path("/var/lib/hiyari")
    base = environment.get("XDG_STATE_HOME") or str(Path(environment.get("HOME", "/")) / ".local/state")
    return Path(base) / "hiyari"


def named_state(asked: str | None, declared: str | None, environment: Mapping[str, str], *, root: bool) -> str:
    """Where the state is said to lie: a URL, or the path of a file of SQLite."""
    return (
        asked or environment.get("HIYARI_STATE") or declared or str(state_folder(environment, root=root) / "state.db")
    )


def state_url(asked: str | None, declared: str | None, environment: Mapping[str, str], *, root: bool) -> str:
    """The database's URL; a path is taken for a file of SQLite."""
    named = named_state(asked, declared, environment, root=root)
    if "://" in named:
        return named
    import sqlalchemy as sa  # noqa: PLC0415 - whoever only asks whether a file is there need not wait for it

    # A name may hold what means something in a URL.
    return sa.URL.create("sqlite", database=str(Path(named).absolute())).render_as_string()


def sqlite_file(url: str) -> Path | None:
    """The file of a database of SQLite; None for a database on a server, in memory, and for what is no URL."""
    import sqlalchemy as sa  # noqa: PLC0415 - see above
    from sqlalchemy.exc import ArgumentError  # noqa: PLC0415

    try:
        made = sa.make_url(url)
    except (ArgumentError, ValueError):
        return None
    if made.get_backend_name() != "sqlite" or not made.database or made.database == ":memory:":
        return None
    return Path(made.database)


def key_folder(url: str, environment: Mapping[str, str], *, root: bool) -> Path:
    """Where the site's key lies: beside a file of SQLite, else in the state folder of this machine."""
    path = sqlite_file(url)
    return path.parent if path is not None else state_folder(environment, root=root)


def make_private(folder: Path) -> None:
    """Make the folder, closed to others.

    Raises:
        UserError: It cannot be made.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        sentence = text(
            "The state folder {path} cannot be made: {reason}. Name another place with --state FILE.",
            path=str(folder),
            reason=error.strerror or "input/output error",
        )
        raise UserError(sentence) from None


def site_key(folder: Path) -> bytes:
    """The site's secret, made on first use and readable by its owner alone.

    Raises:
        UserError: It cannot be read or made, or others may read it.
    """
    path = folder / _KEY
    try:
        if not path.exists():
            _make_key(path)
        return _read_key(path)
    except OSError as error:
        sentence = text(
            "{path} cannot be read or made: {reason}. Give it to the user who runs hiyari.",
            path=str(path),
            reason=error.strerror or "input/output error",
        )
        raise UserError(sentence) from None


def _make_key(path: Path) -> None:
    """Make it whole under another name first: who asks at the same moment gets this key or makes the one that stays."""
    with NamedTemporaryFile(dir=path.parent, prefix=f"{_KEY}.") as fresh:
        fresh.write(secrets.token_bytes(_KEY_SIZE))
        fresh.flush()
        os.fsync(fresh.fileno())
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(fresh.name)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """So that a new file's name is as durable as what stands in it.

    Raises:
        OSError: It cannot be done.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read_key(path: Path) -> bytes:
    with path.open("rb") as stream:
        if os.fstat(stream.fileno()).st_mode & 0o077:
            raise UserError(text("{path} can be read by others. Run: chmod 600 {path}", path=str(path)))
        key = stream.read(_KEY_SIZE + 1)
    if len(key) != _KEY_SIZE:
        sentence = text(
            "{path} is not a key of {count} octets. Put the right one back from the backup: with another key, bounces "
            "of mail that is out are not recognised.",
            path=str(path),
            count=_KEY_SIZE,
        )
        raise UserError(sentence)
    return key

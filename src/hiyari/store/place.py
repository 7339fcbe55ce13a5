"""Where the state lies: ``--state``, else HIYARI_STATE, else ``[state] url``, else a file of SQLite."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
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


def state_url(asked: str | None, declared: str | None, environment: Mapping[str, str], *, root: bool) -> str:
    """The database's URL; a path is taken for a file of SQLite."""
    named = asked or environment.get("HIYARI_STATE") or declared
    if named is None:
        named = str(state_folder(environment, root=root) / "state.db")
    return named if "://" in named else f"sqlite:///{Path(named).absolute()}"


def key_folder(url: str, environment: Mapping[str, str], *, root: bool) -> Path:
    """Where the site's key lies: beside a file of SQLite, else in the state folder of this machine."""
    scheme, _, path = url.partition(":///")
    if scheme == "sqlite" and path and path != ":memory:":
        return Path(path).parent
    return state_folder(environment, root=root)


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
    """Make a key where there is none, whole and durable or not at all: whoever is killed here leaves no half of one."""
    draft = path.with_name(f".{_KEY}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(secrets.token_bytes(_KEY_SIZE))
            stream.flush()
            os.fsync(stream.fileno())
        # Unlike a rename, a link does not replace the key of somebody who was faster.
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


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

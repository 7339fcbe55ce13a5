"""The baseline and the state of the watch, each a file of JSON in the state folder.

A file is written whole under another name, made durable and renamed: a crash leaves the old one or the new one. It
holds accounts and networks, so that only its owner may read it. A newer version is refused, never guessed at.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final

from hiyari.maillog.baseline.site import Site
from hiyari.maillog.baseline.values import read_site, site_values
from hiyari.model.error import UserError
from hiyari.model.text import text
from hiyari.store.place import sync_folder

VERSION: Final = 2
BASELINE: Final = "baseline.json"
WATCH: Final = "watch.json"
_MOST_OCTETS: Final = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a file holds."""

    site: Site
    since: int
    """The first hour that was learned."""
    until: int
    """The hour after the last."""
    learned_us: int
    """When it was learned, in microseconds: tells one baseline from another."""
    more: dict[str, Any] = field(default_factory=dict)
    """What the watch keeps beside it: places in files, what was told."""


def keep(path: Path, kept: Kept) -> None:
    """Write a file, in the place of an older one.

    Raises:
        UserError: It cannot be written.
    """
    values = {
        "hiyari_baseline": VERSION,
        "since": kept.since,
        "until": kept.until,
        "learned_us": kept.learned_us,
        "site": site_values(kept.site),
        "more": kept.more,
    }
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _replace(path, json.dumps(values, ensure_ascii=True, separators=(",", ":")).encode("ascii"))
    except OSError as error:
        raise _unwritable(path, error) from None


def put_aside(path: Path) -> None:
    """Keep a copy of a file that will be replaced, under its name and ``.old``, in the place of an older copy.

    Raises:
        UserError: It cannot be copied.
    """
    try:
        if path.exists():
            _replace(path.with_name(f"{path.name}.old"), path.read_bytes())
    except OSError as error:
        raise _unwritable(path.with_name(f"{path.name}.old"), error) from None


def _unwritable(path: Path, error: OSError) -> UserError:
    return UserError(
        text(
            "{path} cannot be written: {reason}. Give the folder to the user who runs hiyari.",
            path=str(path),
            reason=error.strerror or "input/output error",
        )
    )


def _replace(path: Path, content: bytes) -> None:
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as fresh:  # made with mode 0600
        try:
            fresh.write(content)
            fresh.flush()
            os.fsync(fresh.fileno())
            Path(fresh.name).replace(path)
        except OSError:
            Path(fresh.name).unlink(missing_ok=True)
            raise
    sync_folder(path.parent)


def read_kept(path: Path) -> Kept | None:
    """What a file holds; None where there is none.

    Raises:
        UserError: It cannot be read, is damaged, or was written by a newer hiyari.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(_MOST_OCTETS)
    except FileNotFoundError:
        return None
    except OSError as error:
        sentence = text(
            "{path} cannot be read: {reason}. Give it to the user who runs hiyari.",
            path=str(path),
            reason=error.strerror or "input/output error",
        )
        raise UserError(sentence) from None
    try:
        return _read(path, json.loads(content))
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError, OverflowError):
        sentence = text(
            "{path} is damaged, or not written by hiyari. Remove it, and learn anew: hiyari log baseline learn",
            path=str(path),
        )
        raise UserError(sentence) from None


def _read(path: Path, values: Any) -> Kept:  # noqa: ANN401 - what JSON holds
    version = int(values["hiyari_baseline"])
    if version > VERSION:
        sentence = text(
            "{path} is of version {written}, and this hiyari knows {known}. Use a newer hiyari.",
            path=str(path),
            written=version,
            known=VERSION,
        )
        raise UserError(sentence)
    return Kept(
        site=read_site(values["site"]),
        since=int(values["since"]),
        until=int(values["until"]),
        learned_us=int(values["learned_us"]),
        more=dict(values["more"]),
    )

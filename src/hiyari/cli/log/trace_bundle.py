"""Writes the files of an evidence bundle: a ZIP file or a folder, readable by its owner only, never over another."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from hiyari.cli.messages import say
from hiyari.model.error import UserError
from hiyari.model.text import text

_TIME: Final = (1980, 1, 1, 0, 0, 0)
"""Of every file in the ZIP: the same evidence gives the same octets."""


def write_bundle(place: Path, files: Mapping[str, bytes], *, redacted: bool) -> None:
    """Write them.

    Raises:
        UserError: Something of that name is there, or cannot be written.
    """
    try:
        if place.suffix.lower() == ".zip":
            _zip(place, files)
        else:
            _folder(place, files)
    except FileExistsError:
        raise UserError(text("{path} is there already. Name another file for the bundle.", path=str(place))) from None
    except OSError as error:
        reason = error.strerror or "input/output error"
        raise UserError(
            text(
                "{path} cannot be written: {reason}. Name another place for the bundle.", path=str(place), reason=reason
            )
        ) from None
    if redacted:
        say(text("Wrote {path}; local parts of addresses are tokens in it.", path=str(place)))
    else:
        say(text("Wrote {path}; it holds addresses of people.", path=str(place)))


def _zip(place: Path, files: Mapping[str, bytes]) -> None:
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, octets in files.items():
            entry = zipfile.ZipInfo(name, _TIME)
            entry.external_attr = 0o600 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, octets)


def _folder(place: Path, files: Mapping[str, bytes]) -> None:
    place.mkdir(mode=0o700)
    for name, octets in files.items():
        handle = os.open(place / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(octets)

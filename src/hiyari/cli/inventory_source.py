"""Finds and reads the inventory: ``--config``, else HIYARI_CONFIG, else ./hiyari.toml, else /etc/hiyari/hiyari.toml."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import click

from hiyari.model.error import UserError
from hiyari.model.inventory import Inventory
from hiyari.model.inventory_file import parse_inventory
from hiyari.model.text import text

_PLACES: Final = (Path("hiyari.toml"), Path("/etc/hiyari/hiyari.toml"))
_MOST: Final = 2 * 1024 * 1024
_READ: Final = "hiyari.inventory"
"""Where a run keeps which one it has read."""


def load_inventory(named: str | None) -> Inventory | None:
    """The inventory, or None where no file is named and none lies in the usual places.

    Raises:
        UserError: The named file cannot be read, or a file has problems.
    """
    asked = named or os.environ.get("HIYARI_CONFIG")
    path = Path(asked) if asked else next((place for place in _PLACES if place.exists()), None)
    if path is None:
        return None
    try:
        with path.open("rb") as stream:
            octets = stream.read(_MOST)
    except OSError as error:
        reason = error.strerror or "input/output error"
        sentence = text(
            "{path} cannot be read: {reason}. Name another inventory with --config FILE.", path=str(path), reason=reason
        )
        raise UserError(sentence) from None
    try:
        source = octets.decode("utf-8")
    except UnicodeDecodeError as error:
        line = octets.count(b"\n", 0, error.start) + 1
        sentence = text("{path}:{line}: this is not UTF-8. Save the file as UTF-8.", path=str(path), line=line)
        raise UserError(sentence) from None
    inventory = parse_inventory(source, str(path))
    context = click.get_current_context(silent=True)
    if context is not None:
        context.meta[_READ] = str(path.absolute())
    return inventory


def inventory_read() -> str | None:
    """The whole path of the inventory that this run has read: commands tell it, since nobody may have named it."""
    context = click.get_current_context(silent=True)
    return None if context is None else context.meta.get(_READ)

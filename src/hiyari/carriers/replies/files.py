"""The data files about replies, as TOML documents."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Any


class SignError(ValueError):
    """A data file about replies is malformed; says which and where."""


def document(name: str) -> Mapping[str, Any]:
    """One file of the folder ``data``."""
    return tomllib.loads((resources.files("hiyari.carriers.replies") / "data" / name).read_text("utf-8"))


def documents() -> Mapping[str, Mapping[str, Any]]:
    """Every file by its name, without the one of the blocklists."""
    folder = resources.files("hiyari.carriers.replies") / "data"
    names = sorted(one.name for one in folder.iterdir() if one.name.endswith(".toml") and one.name != "lists.toml")
    return {name: document(name) for name in names}


def known_keys(table: Mapping[str, Any], keys: set[str], name: str) -> None:
    """Refuse a table with a key that nobody reads.

    Raises:
        SignError: There is one.
    """
    if strange := set(table) - keys:
        raise SignError(f"{name}: unknown keys {sorted(strange)}")

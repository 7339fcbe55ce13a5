"""The state database, as commands open it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click
import sqlalchemy as sa

from hiyari.cli.inventory_source import load_inventory
from hiyari.model.error import UserError
from hiyari.model.inventory import Inventory
from hiyari.model.text import text
from hiyari.store.engine import open_store
from hiyari.store.place import key_folder, make_private, site_key, sqlite_file, state_url

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The database and what belongs to it."""

    engine: sa.Engine
    url: str
    inventory: Inventory | None

    def key(self) -> bytes:
        """The site's key, made on first use."""
        folder = key_folder(self.url, os.environ, root=os.geteuid() == 0)
        make_private(folder)
        return site_key(folder)


def state_options(command: F) -> F:
    """Add ``--state`` and ``--config`` to a command."""
    for option in (
        click.option("--config", metavar="FILE", help="The inventory; else ./hiyari.toml or /etc/hiyari/hiyari.toml."),
        click.option(
            "--state", metavar="FILE|URL", help="The ledger; else HIYARI_STATE, [state] url, or the usual place."
        ),
    ):
        command = option(command)
    return command


def open_state(state: str | None, config: str | None, *, must_exist: bool = False) -> Opened:
    """Open the state database.

    Args:
        state: What ``--state`` said.
        config: What ``--config`` said.
        must_exist: Whether a database that is not there is an error, instead of being made.

    Raises:
        UserError: It cannot be opened, or is not there.
    """
    inventory = load_inventory(config)
    url = _url(state, inventory)
    if must_exist and not _is_there(url):
        raise _missing(url)
    return Opened(engine=open_store(url), url=url, inventory=inventory)


def open_state_if_there(
    state: str | None, config: str | None, *, needed: bool = True
) -> tuple[Opened | None, Inventory | None]:
    """Open the state database for a command that does without one, and read the inventory; makes none.

    Args:
        state: What ``--state`` said.
        config: What ``--config`` said.
        needed: Whether one that ``--state`` names has to be there.

    Raises:
        UserError: It cannot be opened, or ``--state`` names one that is needed and not there.
    """
    inventory = load_inventory(config)
    url = _url(state, inventory)
    if _is_there(url):
        return Opened(engine=open_store(url), url=url, inventory=inventory), inventory
    if needed and state is not None:
        raise _missing(url)
    return None, inventory


def state_place(state: str | None, config: str | None) -> Path:
    """The folder that the state lies in, or would; for what is kept beside it. Opens nothing, makes nothing.

    Raises:
        UserError: The inventory cannot be read.
    """
    return key_folder(_url(state, load_inventory(config)), os.environ, root=os.geteuid() == 0)


def _url(state: str | None, inventory: Inventory | None) -> str:
    return state_url(state, inventory.state_url if inventory else None, os.environ, root=os.geteuid() == 0)


def _is_there(url: str) -> bool:
    path = sqlite_file(url)
    try:
        return path is None or path.exists()
    except OSError as error:
        sentence = text(
            "{path} cannot be opened: {reason}. Name another place with --state FILE.",
            path=str(path),
            reason=error.strerror or "input/output error",
        )
        raise UserError(sentence) from None


def _missing(url: str) -> UserError:
    sentence = text(
        "There is no ledger at {path}: nothing was ever sent with it. Name the right one with --state.",
        path=str(sqlite_file(url)),
    )
    return UserError(sentence)

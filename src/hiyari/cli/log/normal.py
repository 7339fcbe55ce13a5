"""What the commands about the baseline share: where it lies, whose clock counts, and in which zone."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

import click

from hiyari.cli.inventory_source import load_inventory
from hiyari.cli.log.when import zone_of
from hiyari.maillog.baseline.keep import BASELINE, WATCH, Kept, read_kept
from hiyari.model.error import UserError
from hiyari.model.inventory import Inventory
from hiyari.model.text import text
from hiyari.store.place import key_folder, sqlite_file, state_url

_USUAL: Final = "state.db"
F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where things lie."""

    folder: Path
    inventory: Inventory | None
    state: Path | None = None
    """The state database, where it is a file."""

    @property
    def baseline(self) -> Path:
        """What was learned."""
        return self.folder / f"{self._of_state}{BASELINE}"

    @property
    def watch(self) -> Path:
        """What the watch knows."""
        return self.folder / f"{self._of_state}{WATCH}"

    @property
    def _of_state(self) -> str:
        """What tells the files of one state from those of another in its folder; those of state.db have plain names."""
        if self.state is None or self.state.name == _USUAL:
            return ""
        return f"{self.state.stem if self.state.suffix == '.db' else self.state.name}."

    def groups(self) -> tuple[tuple[str, ...], ...]:
        """Hosts that should look alike to receivers, as the inventory has them."""
        found: dict[str, list[str]] = {}
        for host in self.inventory.hosts if self.inventory else ():
            if host.peer_group is not None:
                found.setdefault(host.peer_group, []).append(host.name)
        return tuple(tuple(sorted(hosts)) for _, hosts in sorted(found.items()) if len(hosts) > 1)

    def learned(self) -> Kept:
        """The baseline.

        Raises:
            UserError: There is none yet, or it cannot be read.
        """
        kept = read_kept(self.baseline)
        if kept is None:
            sentence = text(
                "There is no baseline {path}. Learn one from old logs: hiyari log baseline learn FILE ...",
                path=str(self.baseline),
            )
            raise UserError(sentence)
        return kept


def place_options(command: F) -> F:
    """Add ``--config`` and ``--state`` to a command."""
    for option in (
        click.option("--config", metavar="FILE", help="The inventory; else ./hiyari.toml or /etc/hiyari/hiyari.toml."),
        click.option("--state", metavar="FILE|URL", help="The state database; the baseline lies beside it."),
    ):
        command = option(command)
    return command


def place(state: str | None, config: str | None) -> Place:
    """Where things lie, by the options.

    Raises:
        UserError: The inventory cannot be read.
    """
    inventory = load_inventory(config)
    root = os.geteuid() == 0
    url = state_url(state, inventory.state_url if inventory else None, os.environ, root=root)
    return Place(folder=key_folder(url, os.environ, root=root), inventory=inventory, state=sqlite_file(url))


def zone_name(asked: str | None) -> str:
    """The name of the time zone that people live in: what was asked for, else this machine's.

    Raises:
        UserError: There is none of this name.
    """
    found = zone_of(asked)
    return found.key if isinstance(found, ZoneInfo) else "UTC"

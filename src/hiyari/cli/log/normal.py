"""What the commands about the baseline share: where it lies, whose clock counts, and the facts at hand."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, TypeVar

import click

from hiyari.cli.inventory_source import load_inventory
from hiyari.logfiles.files import log_files
from hiyari.maillog.baseline.keep import BASELINE, WATCH, Kept, read_kept
from hiyari.maillog.baseline.week import zone as find_zone
from hiyari.maillog.ingest.ingest import ingest_once
from hiyari.maillog.ingest.pieces import Source
from hiyari.maillog.store.asking import Asker
from hiyari.maillog.store.facts_folder import open_facts
from hiyari.model.error import UserError
from hiyari.model.inventory import Inventory
from hiyari.model.text import text
from hiyari.store.place import key_folder, state_url

F = TypeVar("F", bound=Callable[..., Any])
_FACTS: Final = "facts"
_ZONES: Final = "/zoneinfo/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where things lie."""

    folder: Path
    inventory: Inventory | None

    @property
    def baseline(self) -> Path:
        """What was learned."""
        return self.folder / BASELINE

    @property
    def watch(self) -> Path:
        """What the watch knows."""
        return self.folder / WATCH

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
                "There is no baseline in {folder}. Learn one from old logs: hiyari log baseline learn FILE ...",
                folder=str(self.folder),
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


def facts_options(command: F) -> F:
    """Add FILE and what says which facts are meant."""
    for option in (
        click.argument("files", nargs=-1, metavar="[FILE ...]"),
        click.option("--facts", metavar="FOLDER", help="Facts that hiyari log ingest keeps, in place of FILE."),
        click.option("--zone", metavar="NAME", help="The time zone that people live in; else this machine's."),
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
    return Place(folder=key_folder(url, os.environ, root=root), inventory=inventory)


def zone_name(asked: str | None) -> str:
    """The name of the time zone: what was asked for, else TZ, else what /etc/localtime means, else UTC.

    Raises:
        UserError: There is none of this name.
    """
    named = asked or os.environ.get("TZ", "").lstrip(":")
    if not named:
        meant = os.path.realpath("/etc/localtime")
        named = meant.partition(_ZONES)[2] or "UTC"
    find_zone(named)
    return named


@contextmanager
def facts_at_hand(files: Sequence[str], facts: str | None, zone: str, place: Place) -> Iterator[Asker]:
    """The facts of files, which are thrown away afterwards; else those of a folder that is kept.

    Raises:
        UserError: They cannot be read.
    """
    if not files:
        with open_facts(Path(facts) if facts else place.folder / _FACTS) as found:
            yield found
        return
    where = find_zone(zone)
    with TemporaryDirectory(prefix="hiyari-") as folder:
        ingest_once(Path(folder), [Source(file=one, host="") for one in log_files(files, where)], where)
        with open_facts(Path(folder)) as found:
            yield found

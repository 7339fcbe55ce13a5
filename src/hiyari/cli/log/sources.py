"""The logs that a command is about: files named on the command line, or the facts that ``hiyari log ingest`` keeps."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import click

from hiyari.cli.inventory_source import load_inventory
from hiyari.cli.log.reading import Progress
from hiyari.cli.log.redacting import redactor_of
from hiyari.cli.log.when import moment_of, zone_of
from hiyari.logfiles.files import log_files
from hiyari.maillog.formats.finding import AUTO, names
from hiyari.maillog.ingest.ingest import ingest_once
from hiyari.maillog.ingest.judging import FOREVER, judge_reading
from hiyari.maillog.ingest.pieces import Source
from hiyari.maillog.ingest.result import Result
from hiyari.maillog.redact import Redactor
from hiyari.maillog.store.facts_folder import Facts, open_facts
from hiyari.model.clock import system_clock
from hiyari.model.error import UserError
from hiyari.model.finding import Finding
from hiyari.model.inventory import Inventory
from hiyari.model.text import text
from hiyari.store.place import key_folder, state_url

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class LogOptions:
    """What the options that these commands share said."""

    files: tuple[str, ...] = ()
    facts: Path | None = None
    since: str | None = None
    until: str | None = None
    zone: str | None = None
    host: str | None = None
    config: str | None = None
    state: str | None = None
    redact: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedLogs:
    """Facts, and what is known around them."""

    facts: Facts
    folder: Path
    inventory: Inventory | None
    since: int
    """Microseconds; 0 for the beginning."""
    until: int
    read: tuple[Finding, ...]
    """What has to be said about the logs themselves (LOG001, LOG002)."""
    redactor: Redactor | None = None
    """What takes the people out of the output, where that is wanted."""


def log_options(command: F) -> F:
    """Add the options and FILE arguments that every command about logs has; they arrive as ``options``."""

    def called(**given: Any) -> Any:  # noqa: ANN401 - click's own
        own = {one.name: given.pop(one.name) for one in fields(LogOptions)}
        return command(LogOptions(**own), **given)

    called.__name__, called.__doc__ = command.__name__, command.__doc__
    called.__click_params__ = getattr(command, "__click_params__", [])  # type: ignore[attr-defined]
    decorated: Any = called
    for option in (
        click.option("--redact", is_flag=True, help="Show tokens for the local parts of addresses."),
        click.option("--state", metavar="FILE|URL", help="The state database; kept facts lie beside it."),
        click.option("--config", metavar="FILE", help="The inventory; else ./hiyari.toml or /etc/hiyari/hiyari.toml."),
        click.option("--host", metavar="NAME", help="Whose FILEs are that do not say; else this machine's."),
        click.option("--zone", metavar="NAME", help="The time zone of stamps that name none; else this machine's."),
        click.option("--until", metavar="WHEN", help="Only what was before: '2026-11-26 19:00', '2 days'."),
        click.option("--since", metavar="WHEN", help="Only what was from then on: '2026-11-26 19:00', '2 days'."),
        click.option(
            "--facts",
            type=click.Path(path_type=Path),
            metavar="FOLDER",
            help="Where hiyari log ingest keeps facts; else HIYARI_FACTS, else beside the state database.",
        ),
        click.argument("files", nargs=-1, metavar="[FILE ...]"),
    ):
        decorated = option(decorated)
    return decorated  # type: ignore[no-any-return]


@contextmanager
def open_logs(options: LogOptions) -> Iterator[OpenedLogs]:
    """Open the facts of the files that are named, else those that are kept.

    Raises:
        UserError: Files cannot be read, there are no facts, or an option is wrong.
    """
    inventory = load_inventory(options.config)
    since, until = span_of(options)
    redactor = redactor_of(options.state, inventory) if options.redact else None
    if options.files:
        with TemporaryDirectory(prefix="hiyari-facts-") as made:
            folder = Path(made) / "facts"
            result = read_once(folder, options, inventory)
            with open_facts(folder) as facts:
                yield OpenedLogs(
                    facts=facts,
                    folder=folder,
                    inventory=inventory,
                    since=since,
                    until=until,
                    read=judge_reading(facts, result.problems, since, until),
                    redactor=redactor,
                )
        return
    folder = kept_folder(options, inventory)
    with open_facts(folder) as facts:
        yield OpenedLogs(
            facts=facts,
            folder=folder,
            inventory=inventory,
            since=since,
            until=until,
            read=judge_reading(facts, (), since, until),
            redactor=redactor,
        )


def span_of(options: LogOptions) -> tuple[int, int]:
    """The span that ``--since`` and ``--until`` name, in microseconds.

    Raises:
        UserError: One is no moment, or the span is empty.
    """
    zone, now = zone_of(options.zone), system_clock()
    since = 0 if options.since is None else moment_of(options.since, zone, now, "--since")
    until = FOREVER if options.until is None else moment_of(options.until, zone, now, "--until")
    if since >= until:
        raise UserError(text("--since is not before --until. Nothing lies between them."))
    return since, until


def read_once(folder: Path, options: LogOptions, inventory: Inventory | None) -> Result:
    """Read the named files into a folder.

    Raises:
        UserError: A file cannot be read.
    """
    zone = zone_of(options.zone)
    found = sources_of(options.files, options, inventory)
    with Progress(found) as progress:
        return ingest_once(folder, found, zone, watch=progress.at)


def sources_of(files: Sequence[str], options: LogOptions, inventory: Inventory | None) -> list[Source]:
    """The files that are meant, with what the inventory says of them.

    Raises:
        UserError: A file cannot be read, or the inventory names a format that there is none of.
    """
    found = log_files(files, zone_of(options.zone))
    known = declared(inventory)
    here = options.host or socket.gethostname()
    sources = []
    for file in found:
        host, log_format = _of(file.path, known)
        sources.append(Source(file=file, host=options.host or host or here, format=log_format))
    return sources


def declared(inventory: Inventory | None) -> list[tuple[str, str, str]]:
    """Patterns of the inventory's logs, with host and format.

    Raises:
        UserError: A format is unknown.
    """
    if inventory is None:
        return []
    problems = [
        text(
            '{file}:{line}: there is no log format "{format}". Write one of {known}.',
            file=inventory.path,
            line=one.line,
            format=one.format,
            known=names(),
        )
        for one in inventory.logs
        if one.format not in names()
    ]
    if problems:
        raise UserError(*problems)
    logs = [(one.path, one.host, one.format) for one in inventory.logs]
    return logs + [(one.access_log, one.host, "access") for one in inventory.webroots if one.access_log is not None]


def _of(path: Path, known: Sequence[tuple[str, str, str]]) -> tuple[str | None, str]:
    """Host and format of a file: a log that was rotated is still the log that the inventory names."""
    whole = path.absolute()
    for pattern, host, log_format in known:
        meant = str(Path(pattern).absolute())
        if whole.match(meant) or whole.match(f"{meant}[.-]*"):
            return host, log_format
    return None, AUTO


def kept_folder(options: LogOptions, inventory: Inventory | None) -> Path:
    """Where facts are kept."""
    asked = options.facts or os.environ.get("HIYARI_FACTS")
    if asked:
        return Path(asked)
    root = os.geteuid() == 0
    url = state_url(options.state, inventory.state_url if inventory is not None else None, os.environ, root=root)
    return key_folder(url, os.environ, root=root) / "facts"

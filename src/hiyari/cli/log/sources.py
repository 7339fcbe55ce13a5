"""The logs that a command is about: files named on the command line, or the facts that ``hiyari log ingest`` keeps."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import click

from hiyari.cli.inventory_source import load_inventory
from hiyari.cli.log.reading import Progress
from hiyari.cli.log.redacting import redacted, redactor_of
from hiyari.cli.log.when import moment_of, zone_of
from hiyari.cli.log.whose import declared, whose
from hiyari.cli.messages import say
from hiyari.logfiles.files import find_logs
from hiyari.logfiles.skipped import Skipped
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
from hiyari.model.text import Text, text
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
    """What has to be said about the logs themselves (LOG001, LOG002, LOG003)."""
    skipped: tuple[Skipped, ...] = ()
    """Files of named folders that were passed over."""
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
        click.option(
            "--host",
            metavar="NAME",
            help="Whose FILEs are that do not say; else this machine's below /var/log.",
        ),
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
            result, skipped = read_once(folder, options, inventory)
            wanted = [(one.path, one.why) for one in skipped if one.wanted]
            with open_facts(folder) as facts:
                yield OpenedLogs(
                    facts=facts,
                    folder=folder,
                    inventory=inventory,
                    since=since,
                    until=until,
                    read=redacted(judge_reading(facts, result.problems, since, until, wanted), redactor),
                    skipped=skipped,
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
            read=redacted(judge_reading(facts, (), since, until), redactor),
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


def read_once(folder: Path, options: LogOptions, inventory: Inventory | None) -> tuple[Result, tuple[Skipped, ...]]:
    """Read the named files into a folder; the files of named folders that were passed over are told.

    Raises:
        UserError: A file cannot be read.
    """
    zone = zone_of(options.zone)
    found, skipped = sources_of(options.files, options, inventory)
    with Progress(found) as progress:
        return ingest_once(folder, found, zone, watch=progress.at), skipped


def sources_of(
    files: Sequence[str], options: LogOptions, inventory: Inventory | None
) -> tuple[list[Source], tuple[Skipped, ...]]:
    """The files that are meant, with what the inventory says of them, and those that were passed over.

    Raises:
        UserError: A file cannot be read, or the inventory names a format that there is none of.
    """
    found = find_logs(files, zone_of(options.zone))
    known = declared(inventory)
    sources = []
    for file in found.files:
        host, log_format = whose(file, known, options.host)
        sources.append(Source(file=file, host=host, format=log_format))
    _tell(found.skipped)
    return sources, found.skipped


def _tell(skipped: Sequence[Skipped]) -> None:
    """Say which files were passed over. Those that look like mail logs become findings."""
    reasons: dict[Text, list[str]] = {}
    for one in skipped:
        if not one.wanted:
            reasons.setdefault(one.why, []).append(one.path)
    for why, paths in reasons.items():
        say(text("Not read, as {why}: {files}", why=why, files=tuple(paths)))


def kept_folder(options: LogOptions, inventory: Inventory | None) -> Path:
    """Where facts are kept."""
    asked = options.facts or os.environ.get("HIYARI_FACTS")
    if asked:
        return Path(asked)
    root = os.geteuid() == 0
    url = state_url(options.state, inventory.state_url if inventory is not None else None, os.environ, root=root)
    return key_folder(url, os.environ, root=root) / "facts"

"""``hiyari log ingest``: reads logs into facts that are kept, going on where the last reading ended."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from hiyari.cli.exit import ExitCode
from hiyari.cli.inventory_source import load_inventory
from hiyari.cli.log.reading import Progress
from hiyari.cli.log.sources import LogOptions, declared, kept_folder, log_options, sources_of
from hiyari.cli.log.when import zone_of
from hiyari.cli.messages import say
from hiyari.cli.paper import FORMS, Paper
from hiyari.maillog.ingest.ingest import ingest_more
from hiyari.maillog.ingest.judging import ENOUGH
from hiyari.maillog.ingest.result import Result
from hiyari.model.error import UserError
from hiyari.model.text import ntext, text


@click.command("ingest")
@click.option("--to", metavar="clickhouse://HOST/DB", help="Send the facts to ClickHouse too, for a fleet of hosts.")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", help="How to show it.")
@log_options
def command(options: LogOptions, to: str | None, form: str) -> int:
    """Read logs into facts, and keep them; what was read before is not read again.

    Without FILE, the logs that the inventory names. A file is known by its first line, so that rotation and
    compression change nothing. Exit code 3 when too little of the lines about mail was understood.
    """
    inventory = load_inventory(options.config)
    files = options.files or tuple(pattern for pattern, _, _ in declared(inventory))
    if not files:
        raise UserError(text("There is nothing to read. Name a log: hiyari log ingest /var/log/mail.log"))
    if options.since or options.until:
        raise UserError(text("A log is kept whole: --since and --until belong to the commands that ask."))
    folder = kept_folder(options, inventory)
    sources = sources_of(files, options, inventory)
    with Progress(sources) as progress:
        result = ingest_more(folder, sources, zone_of(options.zone), watch=progress.at)
    if to is not None:
        _send(folder, to)
    for _, sentence in result.problems:
        say(sentence)
    _show(folder, result, form)
    total = result.total()
    poor = total.mail > 0 and total.understood < total.mail * ENOUGH
    return ExitCode.UNKNOWN if poor or result.problems or (total.lines and not total.mail) else ExitCode.FINE


def _send(folder: Path, to: str) -> None:
    from hiyari.maillog.store.clickhouse import send_facts  # noqa: PLC0415 - only a fleet pays for it

    send_facts(folder, to)


def _show(folder: Path, result: Result, form: str) -> None:
    total = result.total()
    if form == "json":
        click.echo(json.dumps(_value(folder, result), ensure_ascii=False, indent=2))
        return
    paper = Paper()
    paper.say(
        ntext(
            "{count} line read: {understood} of {mail} understood, {other} about other things.",
            "{count} lines read: {understood} of {mail} understood, {other} about other things.",
            total.lines,
            mail=total.mail,
            understood=total.understood,
            other=total.other,
        )
    )
    if result.skipped:
        paper.say(ntext("{count} file holds nothing new.", "{count} files hold nothing new.", result.skipped))
    for line in total.strange[:3]:
        paper.say(text("Not understood: {line}", line=line), 2)
    paper.say(text("The facts are in {folder}. Ask them: hiyari log summary", folder=str(folder)))
    paper.write()


def _value(folder: Path, result: Result) -> dict[str, Any]:
    total = result.total()
    summary = {
        "lines": total.lines,
        "other": total.other,
        "mail": total.mail,
        "understood": total.understood,
        "skipped": result.skipped,
        "facts": str(folder),
        "strange": total.strange,
    }
    return {"hiyari": 1, "command": "log ingest", "summary": summary, "findings": []}

"""``hiyari log ingest``: reads logs into facts that are kept, going on where the last reading ended."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import click

from hiyari.cli.exit import ExitCode
from hiyari.cli.inventory_source import load_inventory
from hiyari.cli.log.reading import Progress
from hiyari.cli.log.redacting import redacted, redactor_of
from hiyari.cli.log.sources import LogOptions, declared, kept_folder, log_options, sources_of
from hiyari.cli.log.when import zone_of
from hiyari.cli.messages import translator
from hiyari.cli.paper import FORMS, Paper
from hiyari.cli.render import RENDERERS
from hiyari.cli.report import Report
from hiyari.maillog.ingest.ingest import ingest_more
from hiyari.maillog.ingest.judging import judge_reading
from hiyari.maillog.ingest.result import Result
from hiyari.maillog.store.facts_folder import open_facts
from hiyari.model.error import UserError
from hiyari.model.finding import Finding
from hiyari.model.text import ntext, text

_SHOWN: Final = 3
_DAYS: Final = 7 * 86_400_000_000
"""Microseconds."""


@click.command("ingest")
@click.option("--to", metavar="clickhouse://HOST/DB", help="Send the facts to ClickHouse too, for a fleet of hosts.")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", help="How to show it.")
@log_options
def command(options: LogOptions, to: str | None, form: str) -> int:
    """Read logs into facts, and keep them; what was read before is not read again.

    Without FILE, the logs that the inventory names. A file is known by how it begins, so that rotation and
    compression change nothing. Exit code 3 when too little of the lines about mail was understood.
    """
    inventory = load_inventory(options.config)
    files = options.files or tuple(pattern for pattern, _, _ in declared(inventory))
    if not files:
        raise UserError(text("There is nothing to read. Name a log: hiyari log ingest /var/log/mail.log"))
    if options.since or options.until:
        raise UserError(text("A log is kept whole: --since and --until belong to the commands that ask."))
    folder = kept_folder(options, inventory)
    redactor = redactor_of(options.state, inventory) if options.redact else None
    sources = sources_of(files, options, inventory)
    with Progress(sources) as progress:
        result = ingest_more(folder, sources, zone_of(options.zone), watch=progress.at)
    if to is not None:
        _send(folder, to)
    report = Report(command="log ingest", findings=redacted(_judged(folder, result), redactor))
    strange = [line if redactor is None else redactor.words(line) for line in result.total().strange]
    _show(folder, result, report, strange, form)
    return ExitCode.UNKNOWN if report.findings else ExitCode.FINE


def _judged(folder: Path, result: Result) -> tuple[Finding, ...]:
    """What has to be said about the files of which something was read: these lines, and those of some days before.

    A few new lines are no share of anything.
    """
    if not result.counts:
        return ()
    with open_facts(folder) as facts:
        findings = judge_reading(facts, result.problems, since=(result.total().first_at or 0) - _DAYS)
    return tuple(one for one in findings if one.object in result.names)


def _send(folder: Path, to: str) -> None:
    from hiyari.maillog.store.clickhouse import send_facts  # noqa: PLC0415 - only a fleet pays for it

    send_facts(folder, to)


def _show(folder: Path, result: Result, report: Report, strange: Sequence[str], form: str) -> None:
    total = result.total()
    if form == "json":
        envelope = json.loads(RENDERERS["json"](report, translator()))
        envelope["summary"] |= _summary(folder, result, strange)
        click.echo(json.dumps(envelope, ensure_ascii=False, indent=2))
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
    if result.unfinished:
        paper.say(
            ntext(
                "{count} file ends within a line, which is read when it is whole.",
                "{count} files end within a line, which is read when it is whole.",
                result.unfinished,
            )
        )
    for line in strange[:_SHOWN]:
        paper.say(text("Not understood: {line}", line=line), 2)
    paper.say(text("The facts are in {folder}. Ask them: hiyari log summary", folder=str(folder)))
    if report.findings:
        paper.gap()
        paper.lines.append(RENDERERS["text"](report, translator()))
    paper.write()


def _summary(folder: Path, result: Result, strange: Sequence[str]) -> dict[str, Any]:
    total = result.total()
    return {
        "lines": total.lines,
        "other": total.other,
        "mail": total.mail,
        "understood": total.understood,
        "skipped": result.skipped,
        "unfinished": result.unfinished,
        "facts": str(folder),
        "strange": list(strange),
    }

"""``hiyari log ingest``: reads logs into facts that are kept, going on where the last reading ended."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click

from hiyari.cli.exit import ExitCode
from hiyari.cli.inventory_source import load_inventory
from hiyari.cli.log.reading import Progress
from hiyari.cli.log.redacting import redacted, redactor_of
from hiyari.cli.log.sources import LogOptions, kept_folder, log_options, sources_of
from hiyari.cli.log.when import zone_of
from hiyari.cli.log.whose import declared
from hiyari.cli.messages import translator
from hiyari.cli.paper import FORMS, Paper
from hiyari.cli.render import RENDERERS
from hiyari.cli.report import Report
from hiyari.logfiles.skipped import Skipped
from hiyari.maillog.ingest.ingest import ingest_more
from hiyari.maillog.ingest.judging import judge_reading
from hiyari.maillog.ingest.result import Result
from hiyari.maillog.store.facts_folder import open_facts
from hiyari.model.error import UserError
from hiyari.model.finding import Finding
from hiyari.model.text import Remote, Text, ntext, text

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
    files = options.files or tuple(one.pattern for one in declared(inventory))
    if not files:
        raise UserError(text("There is nothing to read. Name a log: hiyari log ingest /var/log/mail.log"))
    if options.since or options.until:
        raise UserError(text("A log is kept whole: --since and --until belong to the commands that ask."))
    folder = kept_folder(options, inventory)
    redactor = redactor_of(options.state, inventory) if options.redact else None
    sources, skipped = sources_of(files, options, inventory)
    with Progress(sources) as progress:
        result = ingest_more(folder, sources, zone_of(options.zone), watch=progress.at)
    if to is not None:
        _send(folder, to)
    findings, messages = _judged(folder, result, skipped)
    done = Done(
        folder=folder,
        result=result,
        skipped=skipped,
        messages=messages,
        ask=_hint(options),
        strange=tuple(line if redactor is None else redactor.words(line) for line in result.total().strange),
    )
    report = Report(command="log ingest", findings=redacted(findings, redactor))
    _show(done, report, form)
    return ExitCode.UNKNOWN if report.findings else ExitCode.FINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was read into which facts."""

    folder: Path
    result: Result
    skipped: tuple[Skipped, ...]
    messages: int
    """In the facts altogether."""
    ask: str
    """The command that asks them."""
    strange: tuple[str, ...]
    """The first lines that were not understood."""


def _hint(options: LogOptions) -> str:
    """The command that finds these facts again: what was said about their place is said again."""
    given = (("--facts", options.facts), ("--state", options.state), ("--config", options.config))
    said = [f"{name} {shlex.quote(str(value))}" for name, value in given if value is not None]
    return " ".join(["hiyari log summary", *(said[:1] if options.facts is not None else said)])


def _judged(folder: Path, result: Result, skipped: Sequence[Skipped]) -> tuple[tuple[Finding, ...], int]:
    """What has to be said about the files of which something was read: these lines, and those of some days before.

    A few new lines are no share of anything. Beside it the number of messages that are kept.
    """
    wanted = [(one.path, one.why) for one in skipped if one.wanted]
    with open_facts(folder) as facts:
        since = (result.total().first_at or 0) - _DAYS
        findings = judge_reading(facts, result.problems, since=since, skipped=wanted)
        ((messages,),) = facts.ask("ingest_messages")
    told = {*result.names, *(path for path, _ in wanted)}
    return tuple(one for one in findings if one.object in told), messages


def _send(folder: Path, to: str) -> None:
    from hiyari.maillog.store.clickhouse import send_facts  # noqa: PLC0415 - only a fleet pays for it

    send_facts(folder, to)


def _show(done: Done, report: Report, form: str) -> None:
    if form == "json":
        envelope = json.loads(RENDERERS["json"](report, translator()))
        envelope["summary"] |= _summary(done)
        click.echo(json.dumps(envelope, ensure_ascii=False, indent=2))
        return
    paper = Paper()
    for sentence in _sentences(done):
        paper.say(sentence)
    for line in () if report.findings else done.strange[:_SHOWN]:
        paper.say(text("Not understood: {line}", line=Remote(line)), 2)
    if report.findings:
        # Which show the strange lines.
        paper.gap()
        paper.lines.append(RENDERERS["text"](report, translator()))
    paper.write()


def _sentences(done: Done) -> Iterator[Text]:
    result, total = done.result, done.result.total()
    yield ntext(
        "{count} line read: {understood} of {mail} understood, {other} about other things.",
        "{count} lines read: {understood} of {mail} understood, {other} about other things.",
        total.lines,
        mail=total.mail,
        understood=total.understood,
        other=total.other,
    )
    if result.skipped:
        yield ntext("{count} file holds nothing new.", "{count} files hold nothing new.", result.skipped)
    if result.unfinished:
        yield ntext(
            "{count} file ends within a line, which is read when it is whole.",
            "{count} files end within a line, which is read when it is whole.",
            result.unfinished,
        )
    if done.messages:
        yield ntext(
            "The facts in {folder} tell of {count} message. Ask them: {command}",
            "The facts in {folder} tell of {count} messages. Ask them: {command}",
            done.messages,
            folder=str(done.folder),
            command=done.ask,
        )
    else:
        yield text("The facts in {folder} tell of no message yet.", folder=str(done.folder))


def _summary(done: Done) -> dict[str, Any]:
    total = done.result.total()
    words = translator()
    return {
        "lines": total.lines,
        "other": total.other,
        "mail": total.mail,
        "understood": total.understood,
        "messages": done.messages,
        "nothing_new": done.result.skipped,
        "unfinished": done.result.unfinished,
        "skipped": [{"file": one.path, "why": words.render(one.why)} for one in done.skipped],
        "facts": str(done.folder),
        "strange": list(done.strange),
    }

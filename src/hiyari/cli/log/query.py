"""``hiyari log query``: one's own SQL on the facts, which can read them and nothing else."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import click

from hiyari.cli.exit import ExitCode
from hiyari.cli.log.clock import zone_sentence
from hiyari.cli.log.query_form import FORMS, as_csv, as_json, as_table, as_tsv, has_moments
from hiyari.cli.log.reading import Waiting
from hiyari.cli.log.sources import LogOptions, log_options, open_logs
from hiyari.cli.messages import say, translator
from hiyari.cli.paper import Paper
from hiyari.cli.render import RENDERERS
from hiyari.cli.render.fold import columns, width
from hiyari.cli.report import Report
from hiyari.maillog.facts import TABLES, VERSION
from hiyari.maillog.redact import Redactor
from hiyari.maillog.store.locked import Answer, open_locked
from hiyari.model.clock import system_clock
from hiyari.model.error import UserError
from hiyari.model.finding import Finding
from hiyari.model.text import Text, ntext, text
from hiyari.model.verdict import Unknown

_LIMIT: Final = 1000
_SECONDS: Final = 60


@click.command("query")
@click.argument("statement", required=False, metavar="[SQL]")
@click.option("--tables", is_flag=True, help="Show the tables and what their columns mean.")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", help="How to show the rows.")
@click.option("--limit", type=click.IntRange(1, 10_000_000), default=_LIMIT, show_default=True, help="The most rows.")
@click.option("--timeout", type=click.IntRange(1, 86400), default=_SECONDS, show_default=True, help="The most seconds.")
@log_options
def command(options: LogOptions, statement: str | None, form: str, limit: int, timeout: int, *, tables: bool) -> int:
    """Run one SELECT on the facts of the logs.

    The SQL is DuckDB's. It can read the tables of facts and nothing else: no other file, no network. NULL is what the
    log does not tell; a moment is a whole number of microseconds since 1970 in UTC.

    Exit code 3 when too little of the logs was understood.
    """
    if tables:
        return show_tables(form)
    if statement is None:
        raise UserError(text("Write a query, for example: {query}", query='"SELECT count(*) FROM deliveries"'))
    if options.since or options.until:
        raise UserError(text("The query itself says which time it is about: WHERE d.at >= ..."))
    with open_logs(options) as opened:
        asked = Asked(statement=statement, form=form, limit=limit, seconds=timeout)
        return run(opened.folder, asked, redactor=opened.redactor, read=opened.read)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked for on the command line."""

    statement: str
    form: str
    limit: int
    seconds: float


def finding_words(finding: Finding) -> Text:
    """What a finding says about the reading of the logs."""
    match finding.verdict:
        case Unknown(cause=cause):
            return text("{object}: {cause}", object=finding.object, cause=cause.describe())
        case _:
            return finding.title


def run(folder: Path, asked: Asked, *, redactor: Redactor | None = None, read: tuple[Finding, ...] = ()) -> int:
    """Ask a folder of facts, and show the rows.

    Args:
        folder: Of facts.
        asked: The query, and how.
        redactor: What takes the people out.
        read: Findings about the logs themselves.

    Raises:
        UserError: The query is refused or wrong, see `LockedFacts.run`.
    """
    with open_locked(folder) as facts, Waiting():
        answer = facts.run(asked.statement, limit=asked.limit, seconds=asked.seconds)
    if redactor is not None:
        answer = replace(answer, rows=[_redacted(row, redactor) for row in answer.rows])
    report = Report(command="log query", findings=read)
    click.echo(_shown(answer, asked.form, report))
    if asked.form == "text" and has_moments(answer):
        say(zone_sentence(system_clock()))
    if answer.more:
        say(
            ntext("There are more rows than {count}: --limit", "There are more rows than {count}: --limit", asked.limit)
        )
    if asked.form != "json":
        _say_read(read)
    return ExitCode.UNKNOWN if report.unknowns else ExitCode.FINE


def _say_read(read: tuple[Finding, ...]) -> None:
    for finding in read:
        say(text("{rule}: {what}", rule=finding.rule.id, what=finding_words(finding)))
        for detail in finding.details:
            say(detail)


def _redacted(row: tuple[Any, ...], redactor: Redactor) -> tuple[Any, ...]:
    """Addresses in a row as tokens. Accounts without an ``@`` cannot be told from other words."""
    return tuple(redactor.words(one) if isinstance(one, str) else one for one in row)


def _shown(answer: Answer, form: str, report: Report) -> str:
    match form:
        case "json":
            return as_json(answer, json.loads(RENDERERS["json"](report, translator())))
        case "csv":
            return as_csv(answer)
        case "tsv":
            return as_tsv(answer)
        case _:
            return as_table(answer, width())


def show_tables(form: str) -> int:
    """Show the schema with the meaning of each column, in the schema's own words."""
    if form == "json":
        click.echo(json.dumps(_schema(), ensure_ascii=False, indent=2))
        return ExitCode.FINE
    if form in {"csv", "tsv"}:
        names = ("table", "column", "type", "meaning")
        rows = [
            (table.name, column.name, column.type.value, column.meaning)
            for table in TABLES.values()
            for column in table.columns
        ]
        click.echo((as_csv if form == "csv" else as_tsv)(Answer(names=names, rows=list(rows), more=False)))
        return ExitCode.FINE
    paper = Paper(translator())
    for table in TABLES.values():
        paper.gap()
        paper.lines.append(table.name)
        paper.say(text("{meaning}", meaning=table.row), 2)
        room = max(columns(column.name) for column in table.columns)
        for column in table.columns:
            paper.beside(f"{column.name:<{room}}  {column.type.value:<7}", text("{meaning}", meaning=column.meaning), 4)
    paper.write()
    return ExitCode.FINE


def _schema() -> dict[str, object]:
    tables = [
        {
            "name": table.name,
            "row": table.row,
            "columns": [
                {"name": column.name, "type": column.type.value, "meaning": column.meaning} for column in table.columns
            ],
        }
        for table in TABLES.values()
    ]
    return {"hiyari": 1, "command": "log query", "summary": {"version": VERSION}, "tables": tables, "findings": []}

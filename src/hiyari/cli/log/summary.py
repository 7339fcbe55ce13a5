"""``hiyari log summary``: what the mail of a day was like, for each host, and whether anything is unusual."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import click

from hiyari.cli.exit import ExitCode
from hiyari.cli.log.sources import LogOptions, log_options, open_logs
from hiyari.cli.log.summary_markdown import as_markdown
from hiyari.cli.log.summary_parts import blocks
from hiyari.cli.log.summary_text import as_text
from hiyari.cli.log.summary_value import value
from hiyari.cli.messages import translator
from hiyari.cli.render import RENDERERS
from hiyari.cli.render.fold import width
from hiyari.cli.report import Report
from hiyari.maillog.store.asking import Asker
from hiyari.maillog.summary.gather import FOREVER, summarise
from hiyari.maillog.summary.question import Redacts
from hiyari.maillog.summary.unusual import unknown
from hiyari.maillog.summary.whole import Summary
from hiyari.model.finding import Finding

FORMS: Final = ("text", "json", "markdown")
_SECOND: Final = 1_000_000
_LAST: Final = datetime(9999, 12, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was asked for on the command line."""

    since: int = 0
    until: int = FOREVER
    top: int = 10
    together: bool = False
    form: str = "text"
    redact: Redacts | None = None


@click.command("summary")
@click.option("--top", type=click.IntRange(1, 1000), default=10, show_default=True, help="How long lists are.")
@click.option("--all-hosts", is_flag=True, help="Add all hosts up, instead of one part for each.")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", help="How to show it.")
@log_options
def command(options: LogOptions, top: int, form: str, *, all_hosts: bool) -> int:
    """Sum up mail logs: what came, what became of it, why not, and whether anything is unusual.

    Each host has a part of its own; they are never mixed unless --all-hosts adds them up. Limits for what is unusual
    are fixed ones; what is usual at your place is learnt by hiyari log baseline.

    Exit code 0 is a summary, 3 where too little of the logs was understood or they tell of no mail.
    """
    with open_logs(options) as opened:
        wanted = Wanted(
            since=opened.since,
            until=opened.until,
            top=top,
            together=all_hosts,
            form=form,
            redact=opened.redactor,
        )
        return run(opened.facts, wanted, opened.read)


def run(facts: Asker, wanted: Wanted, read: tuple[Finding, ...] = ()) -> int:
    """Ask, show, and say whether enough is known.

    Args:
        facts: What the logs say.
        wanted: What was asked for.
        read: Findings about the logs themselves (LOG001), which come first.
    """
    summary = summarise(
        facts,
        since=wanted.since,
        until=wanted.until,
        top=wanted.top,
        together=wanted.together,
        redact=wanted.redact,
    )
    report = Report(command="log summary", findings=read)
    click.echo(_shown(summary, report, wanted.form))
    if report.unknowns or unknown(summary) is not None:
        return ExitCode.UNKNOWN
    return ExitCode.FINE


def _shown(summary: Summary, report: Report, form: str) -> str:
    words = translator()
    if form == "json":
        envelope = json.loads(RENDERERS["json"](report, words))
        return json.dumps(envelope | value(summary, words, _clock), ensure_ascii=False, indent=2)
    parts = list(blocks(summary, _clock, believed=not report.unknowns))
    shown = as_markdown(parts, words) if form == "markdown" else as_text(parts, words, width())
    if report.near_misses or report.unknowns:
        return f"{RENDERERS[form](report, words)}\n\n{shown}"
    return shown


def _clock(at_us: int) -> datetime:
    """The reader's time; a moment that no calendar has is the nearest that it has."""
    seconds = max(0, min(at_us // _SECOND, int(_LAST.timestamp())))
    return datetime.fromtimestamp(seconds, UTC).astimezone()

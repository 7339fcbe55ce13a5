"""``hiyari log summary``: what the mail of a day was like, for each host, and whether anything is unusual."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import click

from hiyari.cli.exit import ExitCode
from hiyari.cli.log.reading import Waiting
from hiyari.cli.log.sources import LogOptions, log_options, open_logs
from hiyari.cli.log.summary_brief import brief
from hiyari.cli.log.summary_markdown import as_markdown
from hiyari.cli.log.summary_parts import blocks
from hiyari.cli.log.summary_text import as_text
from hiyari.cli.log.summary_value import value
from hiyari.cli.messages import translator
from hiyari.cli.render import RENDERERS
from hiyari.cli.render.fold import width
from hiyari.cli.report import Report
from hiyari.logfiles.skipped import Skipped
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
    full: bool = False
    """Every list, hour and day; else what fits on a screen or two."""
    together: bool = False
    form: str = "text"
    redact: Redacts | None = None


@click.command("summary")
@click.option("--top", type=click.IntRange(1, 1000), default=10, show_default=True, help="How long lists are.")
@click.option("--full", is_flag=True, help="Show hours, days and every list of each host.")
@click.option("--all-hosts", is_flag=True, help="Add all hosts up, instead of one part for each.")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", help="How to show it.")
@log_options
def command(options: LogOptions, top: int, form: str, *, full: bool, all_hosts: bool) -> int:
    """Sum up mail logs: what came, what became of it, why not, and whether anything is unusual.

    What is unusual comes first, then one line for each host and the first of each list; --full shows all of it. Hosts
    are never mixed unless --all-hosts adds them up. Limits for what is unusual are fixed ones; what is usual at your
    place is learnt by hiyari log baseline.

    Exit code 0 is a summary, 3 where too little of the logs was understood or they tell of no mail.
    """
    with open_logs(options) as opened:
        wanted = Wanted(
            since=opened.since,
            until=opened.until,
            top=top,
            full=full,
            together=all_hosts,
            form=form,
            redact=opened.redactor,
        )
        return run(opened.facts, wanted, opened.read, opened.skipped)


def run(facts: Asker, wanted: Wanted, read: tuple[Finding, ...] = (), skipped: tuple[Skipped, ...] = ()) -> int:
    """Ask, show, and say whether enough is known.

    Args:
        facts: What the logs say.
        wanted: What was asked for.
        read: Findings about the logs themselves (LOG001), which come first.
        skipped: Files that were passed over.
    """
    with Waiting():
        summary = summarise(
            facts,
            since=wanted.since,
            until=wanted.until,
            top=wanted.top,
            together=wanted.together,
            redact=wanted.redact,
        )
    report = Report(command="log summary", findings=read)
    click.echo(_shown(summary, report, wanted, skipped))
    if report.unknowns or unknown(summary) is not None:
        return ExitCode.UNKNOWN
    return ExitCode.FINE


def _shown(summary: Summary, report: Report, wanted: Wanted, skipped: tuple[Skipped, ...]) -> str:
    words, form = translator(), wanted.form
    if form == "json":
        envelope = json.loads(RENDERERS["json"](report, words))
        passed_over = [{"file": one.path, "why": words.render(one.why)} for one in skipped]
        figures = value(summary, words, _clock)
        figures["summary"] = envelope["summary"] | figures["summary"] | {"skipped": passed_over}
        return json.dumps(envelope | figures, ensure_ascii=False, indent=2)
    made = blocks if wanted.full else brief
    parts = list(made(summary, _clock, believed=not report.unknowns))
    shown = as_markdown(parts, words) if form == "markdown" else as_text(parts, words, width())
    if report.near_misses or report.unknowns:
        return f"{RENDERERS[form](report, words)}\n\n{shown.lstrip()}"
    return shown


def _clock(at_us: int) -> datetime:
    """The reader's time; a moment that no calendar has is the nearest that it has."""
    seconds = max(0, min(at_us // _SECOND, int(_LAST.timestamp())))
    return datetime.fromtimestamp(seconds, UTC).astimezone()

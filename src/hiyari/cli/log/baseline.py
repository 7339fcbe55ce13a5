"""``hiyari log baseline``: learns what is normal for the mail of this site, shows it, and judges logs by it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from hiyari.cli.exit import ExitCode
from hiyari.cli.ignoring import unignored
from hiyari.cli.log.apart import say_apart
from hiyari.cli.log.baseline_words import (
    now_us,
    ordered,
    ready,
    say_head,
    say_learned,
    say_table,
    say_week,
    summary_of,
    value_of,
    write_json,
)
from hiyari.cli.log.normal import place, place_options, zone_name
from hiyari.cli.log.redacting import redacted
from hiyari.cli.log.sources import LogOptions, log_options, open_logs
from hiyari.cli.messages import say, translator
from hiyari.cli.paper import FORMS, SHOWN, Paper
from hiyari.cli.render.json import as_json
from hiyari.cli.render.text import as_text
from hiyari.cli.report import Report
from hiyari.maillog.baseline.batch import Batch
from hiyari.maillog.baseline.examples import exemplified
from hiyari.maillog.baseline.history import Past, feed, learn, read_past, rewound
from hiyari.maillog.baseline.keep import Kept, keep, put_aside, read_kept
from hiyari.maillog.baseline.reviewing import facts_of, findings
from hiyari.maillog.baseline.week import DAY, WEEK, hour_of
from hiyari.model.clock import system_clock
from hiyari.model.error import UserError
from hiyari.model.rule import Severity
from hiyari.model.text import text
from hiyari.model.verdict import Unknown

_LONG: Final = 8 * WEEK


@click.group("baseline")
def command() -> None:
    """Learn what mail is normal here, show it, and judge logs by it."""


@command.command("learn")
@click.option("--replace", is_flag=True, help="Learn it even in the place of a baseline of a much longer history.")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", help="How to show it.")
@log_options
def learn_command(options: LogOptions, form: str, *, replace: bool) -> int:
    """Learn what is normal from old logs: four weeks or more, at least two. The baseline before is kept as .old.

    Exit code 3 when the history is too short to judge anything by, or too little of the logs was understood.
    """
    where, name, now = place(options.state, options.config), zone_name(options.zone), now_us()
    with open_logs(options) as opened:
        past = read_past(opened.facts, opened.since, opened.until)
    if any(isinstance(one.verdict, Unknown) for one in opened.read):
        # What is missing from a log would become normal.
        click.echo(_shown(Report(command="log baseline learn", findings=opened.read), form))
        say(text("Nothing was learned. A baseline of half a log would call the other half an alarm."))
        return ExitCode.UNKNOWN
    _needed(past)
    site = learn(past, name, where.groups(), now)
    since, until = min(one[0] for one in past.spans.values()), max(one[1] for one in past.spans.values())
    kept = Kept(site=site, since=hour_of(since), until=hour_of(until) + 1, learned_us=now)
    if not replace:
        _not_less(where.baseline, kept)
    put_aside(where.baseline)
    keep(where.baseline, kept)
    say_apart(site, past.spans)
    if form == "json":
        write_json("log baseline learn", summary_of(kept), series=[value_of(*one) for one in ordered(site)])
    else:
        say_learned(kept, where)
    return ExitCode.FINE if ready(site) else ExitCode.UNKNOWN


@command.command("show")
@click.argument("words", nargs=-1, metavar="[WORD ...]")
@click.option("--all", "everything", is_flag=True, help="Show every series.")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", help="How to show it.")
@place_options
def show(words: tuple[str, ...], *, everything: bool, form: str, state: str | None, config: str | None) -> int:
    """Show what is normal: the day of each series, and what counts as normal now.

    With WORDs only the series whose names hold all of them, each with its whole week.
    """
    kept = place(state, config).learned()
    found = [one for one in ordered(kept.site) if all(word in str(one[0]) for word in words)]
    if words and not found:
        raise UserError(text("No series is called so. See all of them: hiyari log baseline show --all"))
    if form == "json":
        write_json("log baseline show", summary_of(kept), series=[value_of(*one) for one in found])
        return ExitCode.FINE if ready(kept.site) else ExitCode.UNKNOWN
    paper = Paper()
    say_head(paper, kept)
    shown = found if everything or words else found[:SHOWN]
    if words:
        for series, profile in shown:
            say_week(paper, kept.site, series, profile)
    else:
        say_table(paper, kept.site, shown)
    if len(shown) < len(found):
        paper.say(text("{count} more: hiyari log baseline show --all", count=len(found) - len(shown)))
    paper.write()
    return ExitCode.FINE if ready(kept.site) else ExitCode.UNKNOWN


@command.command("test")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", help="How to show it.")
@log_options
def test(options: LogOptions, form: str) -> int:
    """Judge logs by what is normal. Exit code 1 for an alarm, 3 while nothing can be judged."""
    where = place(options.state, options.config)
    site = rewound(where.learned().site)
    site.groups, site.frozen, site.batch = where.groups() or site.groups, True, Batch(on=True)
    with open_logs(options) as opened:
        past = read_past(opened.facts, opened.since, opened.until)
        raised = list(feed(site, past))
        alarms = list(exemplified(opened.facts, site, site.batch.settled(raised, site.clocks)))
    _needed(past)
    hosts = set(past.spans)
    say_apart(site, hosts)
    site.tracks = {series: track for series, track in site.tracks.items() if series.host in hosts}
    told = unignored(findings(facts_of(site, alarms)), where.inventory, system_clock().date())
    found = redacted((*opened.read, *told), opened.redactor)
    report = Report(command="log baseline test", findings=found)
    click.echo(_shown(report, form))
    return report.exit_code(Severity.NOTICE)


def _not_less(path: Path, fresh: Kept) -> None:
    """Refuse to lose a long history to a short one. Weeks beyond the eighth have faded by half, and count no more."""
    old = read_kept(path)
    if old is None or 2 * (fresh.until - fresh.since) >= min(old.until - old.since, _LONG):
        return
    raise UserError(
        text(
            "{path} was learned from {old} days, and these logs have {days} days and {hours} hours. "
            "Name more logs, or give it up for them with --replace.",
            path=str(path),
            old=(old.until - old.since) // DAY,
            days=(fresh.until - fresh.since) // DAY,
            hours=(fresh.until - fresh.since) % DAY,
        )
    )


def _shown(report: Report, form: str) -> str:
    return (as_json if form == "json" else as_text)(report, translator())


def _needed(past: Past) -> None:
    if not past.spans:
        raise UserError(text("There is no mail in what was read. Name the logs of a mail server."))

"""``hiyari forms watch``: what has changed among the files that can send mail since the last run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import click

from hiyari.cli.forms.confirmations import kept_confirmations
from hiyari.cli.forms.hints import hint_all
from hiyari.cli.forms.looking import scan
from hiyari.cli.forms.sources import FormOptions, form_options, sources_of
from hiyari.cli.ignoring import unignored
from hiyari.cli.messages import translator
from hiyari.cli.paper import Paper
from hiyari.cli.render import RENDERERS
from hiyari.cli.render.nagios import nagios_code
from hiyari.cli.report import Report
from hiyari.cli.state import open_state
from hiyari.forms.evidence import Scan
from hiyari.forms.rules import web110 as not_read
from hiyari.forms.watching.compare import Bounds, Change, Compared
from hiyari.forms.watching.keeping import watch
from hiyari.forms.watching.seen import sights_of
from hiyari.forms.watching.telling import Watched, judge_watched
from hiyari.model.clock import system_clock
from hiyari.model.finding import Finding
from hiyari.model.rule import Severity
from hiyari.model.text import ntext, text


@click.command("watch")
@click.option("--format", "form", type=click.Choice(list(RENDERERS)), default="text", help="How to show it.")
@click.option(
    "--fail-on",
    type=click.Choice([severity.name.lower() for severity in Severity]),
    default="warning",
    help="The least severity that makes the exit code 1.",
)
@click.option(
    "--probes",
    type=click.IntRange(1),
    default=Bounds().probes,
    metavar="NUMBER",
    help="So many probes since the last run are told of although there were some before.",
)
@form_options()
def command(options: FormOptions, form: str, fail_on: str, probes: int) -> int:
    """Say what is new since the last run: files that can send mail, what they allow, and forms that are probed.

    The first run remembers, and says so. Exit code 1 when something has changed, 0 when nothing has, 3 when something
    could not be looked at.
    """
    begun = system_clock()
    sources = sources_of(options)
    roots = [root.path for root in sources.site.roots]
    # Opened first: nobody waits for a scan whose outcome cannot be kept.
    opened = open_state(options.state, options.config)
    try:
        found, _ = scan(sources, kept_confirmations(options))
        compared = watch(
            opened.engine, sights_of(roots, found.files, found.skipped, begun), replace(Bounds(), probes=probes)
        )
    finally:
        opened.engine.dispose()
    told = (*judge_watched(Watched(compared=compared)), *unread(found, compared))
    findings = hint_all(unignored(told, sources.inventory, begun.date()), options)
    report = Report(command="forms watch", findings=findings)
    if form == "text":
        _write(report, compared)
    else:
        click.echo(RENDERERS[form](report, translator()))
    if form == "nagios":
        return nagios_code(report)
    return report.exit_code(Severity[fail_on.upper()])


def unread(found: Scan, compared: Iterable[Compared]) -> Iterator[Finding]:
    """What was not read may hide a new form; what is told as hidden already is not told again."""
    hidden = {one.path for each in compared for one in each.changes if one.change is Change.HIDDEN}
    return (one for one in not_read.judge(found) if one.object not in hidden)


def _write(report: Report, compared: tuple[Compared, ...]) -> None:
    paper = Paper()
    for one in compared:
        if one.baseline:
            files = ntext("{count} file that can send mail", "{count} files that can send mail", len(one.now.files))
            paper.say(text("{root} is watched from now on: {files}.", root=one.root, files=files))
        gone = [change.path for change in one.changes if change.change is Change.GONE]
        for path in gone:
            paper.say(text("{path} is gone.", path=path))
    if report.near_misses or report.unknowns:
        paper.gap()
        paper.lines.append(RENDERERS["text"](report, paper.words))
    elif not any(one.baseline or one.changes for one in compared):
        paper.say(text("Nothing has changed since the last run."))
    paper.inventory()
    paper.write()

"""``hiyari forms scan``: every file of a web site that can send mail, and what ought to be done with it."""

from __future__ import annotations

from dataclasses import replace

import click

from hiyari.cli.exit import ExitCode
from hiyari.cli.forms.confirmations import kept_confirmations
from hiyari.cli.forms.found import around, one_file
from hiyari.cli.forms.hints import hint_all
from hiyari.cli.forms.looking import scan
from hiyari.cli.forms.scan_files import as_scan_json, as_scan_markdown, as_scan_sarif
from hiyari.cli.forms.scan_text import show_scan
from hiyari.cli.forms.show import show_file
from hiyari.cli.forms.sources import FormOptions, form_options, sources_of
from hiyari.cli.forms.value import judged_value
from hiyari.cli.forms.written import write_envelope
from hiyari.cli.ignoring import unignored
from hiyari.cli.messages import translator
from hiyari.cli.paper import Paper
from hiyari.cli.render import RENDERERS
from hiyari.cli.render.nagios import nagios_code
from hiyari.cli.report import Report
from hiyari.forms.evidence import Judged, Scan
from hiyari.forms.judging import judge_scan
from hiyari.forms.scanning import Found
from hiyari.model.rule import Severity


@click.command("scan")
@click.option("--show", metavar="FILE", help="Everything that is known of one file.")
@click.option("--all", "everything", is_flag=True, help="List files too that only define mail functions for others.")
@click.option("--format", "form", type=click.Choice(list(RENDERERS)), default="text", help="How to show it.")
@click.option(
    "--fail-on",
    type=click.Choice([severity.name.lower() for severity in Severity]),
    default="warning",
    help="The least severity that makes the exit code 1.",
)
@click.option("--exit-zero", is_flag=True, help="Exit 0 whatever is found.")
@form_options()
def command(
    options: FormOptions, show: str | None, form: str, fail_on: str, *, everything: bool, exit_zero: bool
) -> int:
    """Find every file below DIR, or below the inventory's web roots, that can send mail, and say what to do with it.

    REMOVE: nobody needs it. FIX: strangers can abuse it. WATCH: not certain. KEEP: needed, and no fault was found. No
    request is sent to any web site. Exit code 1 when something is to be removed or mended, 3 when something is unknown.
    """
    if show is not None:
        options = around(options, [show])
    sources = sources_of(options)
    found, files = scan(sources, kept_confirmations(options))
    findings = hint_all(unignored(judge_scan(found), sources.inventory, found.at.date()), options)
    # No file that can send mail is the best of answers, unless there was nothing to look at.
    report = Report(command="forms scan", findings=findings, sure=found.looked > 0)
    if show is not None:
        judged = _one(found, files, show)
        report = replace(report, findings=tuple(one for one in findings if one.object == judged.evidence.file.path))
        _show(found, judged, form, options)
    else:
        _write(found, report, form, options, everything=everything)
    if exit_zero:
        return ExitCode.FINE
    return nagios_code(report) if form == "nagios" else report.exit_code(Severity[fail_on.upper()])


def _one(found: Scan, files: Found, path: str) -> Judged:
    wanted = one_file(files, path).path
    return next(one for one in found.files if one.evidence.file.path == wanted)


def _show(found: Scan, judged: Judged, form: str, options: FormOptions) -> None:
    match form:
        case "text":
            paper = Paper()
            show_file(paper, judged, options)
            paper.write()
        case "json":
            write_envelope("forms scan", {judged.action.value: 1}, file=judged_value(judged, translator()))
        case _:
            only = replace(found, files=(judged,), skipped=())
            report = Report(command="forms scan", findings=hint_all(judge_scan(only), options))
            _write(only, report, form, options, everything=True)


def _write(found: Scan, report: Report, form: str, options: FormOptions, *, everything: bool) -> None:
    words = translator()
    match form:
        case "text":
            paper = Paper(words)
            show_scan(paper, found, options, everything=everything)
            paper.write()
        case "json":
            click.echo(as_scan_json(found, report, words))
        case "markdown":
            click.echo(as_scan_markdown(found, words, everything=everything))
        case "sarif":
            click.echo(as_scan_sarif(found, report, words))
        case _:
            click.echo(RENDERERS[form](report, words))

"""``hiyari log compare``: what a destination refuses or puts off from one relay, and takes from another."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

import click

from hiyari.carriers.knowledge import knowledge
from hiyari.cli.exit import ExitCode
from hiyari.cli.log.compare_known import known_of
from hiyari.cli.log.compare_table import destinations_value, needs, summary, table
from hiyari.cli.log.redacting import redacted
from hiyari.cli.log.sources import LogOptions, log_options, open_logs
from hiyari.cli.messages import say, translator
from hiyari.cli.paper import Paper
from hiyari.cli.render import RENDERERS
from hiyari.cli.render.nagios import nagios_code
from hiyari.cli.report import Report
from hiyari.cli.sources import SourceOptions, resolver_options
from hiyari.maillog.compare.asked import Span
from hiyari.maillog.compare.comparison import Comparison, compare, joined
from hiyari.maillog.compare.deciding import Answer
from hiyari.maillog.compare.judging import judge_comparison
from hiyari.maillog.redact import Redactor
from hiyari.maillog.store.asking import Asker
from hiyari.model.error import UserError
from hiyari.model.finding import Finding
from hiyari.model.inventory import Inventory
from hiyari.model.rule import Severity
from hiyari.model.verdict import Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was asked for on the command line."""

    hosts: tuple[str, ...] = ()
    form: str = "text"
    fail_on: Severity = Severity.WARNING
    everything: bool = False
    """Whether all destinations are shown, not only those that differ."""
    asks: bool = True
    """Whether ``hiyari check`` is asked about relays that differ."""
    exit_zero: bool = False
    verbose: bool = False
    sources: SourceOptions
    redactor: Redactor | None = None


@click.command("compare")
@click.option("--hosts", metavar="A,B", help="The relays to compare; else those of one peer group, or all.")
@click.option("--all", "everything", is_flag=True, help="Show every destination, not only those that differ.")
@click.option("--no-check", is_flag=True, help="Do not ask DNS what hiyari check knows of a relay that differs.")
@click.option("--format", "form", type=click.Choice(list(RENDERERS)), default="text", help="How to show it.")
@click.option(
    "--fail-on",
    type=click.Choice([severity.name.lower() for severity in Severity]),
    default="warning",
    help="The least severity that makes the exit code 1.",
)
@click.option("--exit-zero", is_flag=True, help="Exit 0 whatever is found.")
@click.option("-v", "--verbose", is_flag=True, help="Name what passes too.")
@resolver_options
@log_options
def command(
    options: LogOptions,
    hosts: str | None,
    form: str,
    fail_on: str,
    *,
    everything: bool,
    no_check: bool,
    exit_zero: bool,
    verbose: bool,
    **others: object,
) -> int:
    """Compare relays at every destination: who is refused, or put off, where its peer is welcome.

    FILEs are logs of two relays or more; without them, the facts that log ingest keeps. Exit code 0 is fine, 1 a near
    miss, 3 where no destination has had enough mail to compare.
    """
    wanted = Wanted(
        hosts=split_hosts(hosts),
        form=form,
        fail_on=Severity[fail_on.upper()],
        everything=everything,
        asks=not no_check,
        exit_zero=exit_zero,
        verbose=verbose,
        sources=SourceOptions(**others),  # type: ignore[arg-type]
    )
    with open_logs(options) as opened:
        span = Span(since=opened.since, until=opened.until)
        return run(opened.facts, opened.inventory, span, replace(wanted, redactor=opened.redactor), opened.read)


def split_hosts(written: str | None) -> tuple[str, ...]:
    """The names of ``--hosts``."""
    return tuple(name.strip() for name in (written or "").split(",") if name.strip())


def run(facts: Asker, inventory: Inventory | None, span: Span, wanted: Wanted, read: tuple[Finding, ...] = ()) -> int:
    """Compare, show, and say how it ended.

    Args:
        facts: What the logs say.
        inventory: What is declared, if anything is.
        span: The time that is looked at.
        wanted: How.
        read: Findings about the logs themselves (LOG001), which come first.

    Raises:
        UserError: There are no two relays to compare.
    """
    declared = inventory.hosts if inventory is not None else ()
    try:
        comparison = compare(facts, span, declared=declared, named=wanted.hosts, names=provider_name)
    except UserError as error:
        if not any(isinstance(one.verdict, Unknown) for one in read):
            raise
        # What was not understood may be the relay that is missed.
        report = Report(command="log compare", findings=redacted(read, wanted.redactor))
        click.echo(RENDERERS[wanted.form](report, translator()))
        for problem in error.problems:
            say(problem)
        return ExitCode.UNKNOWN
    if comparison.differences and wanted.asks and inventory is not None:
        hosts = dict.fromkeys(one.contrast.host for one in comparison.differences)
        comparison = joined(comparison, known_of(inventory, hosts, wanted.sources))
    found = redacted((*read, *judge_comparison(comparison)), wanted.redactor)
    report = Report(command="log compare", findings=found, verbose=wanted.verbose)
    _show(report, comparison, wanted)
    if wanted.exit_zero:
        return ExitCode.FINE
    return nagios_code(report) if wanted.form == "nagios" else report.exit_code(wanted.fail_on)


def provider_name(provider: str) -> str:
    """A destination as a person knows it."""
    found = knowledge().providers.get(provider)
    return found.name if found is not None else provider


def _show(report: Report, comparison: Comparison, wanted: Wanted) -> None:
    words = translator()
    rendered = RENDERERS[wanted.form](report, words)
    match wanted.form:
        case "text":
            paper = Paper()
            for sentence in summary(comparison):
                paper.say(sentence)
            for sentence in needs(comparison):
                paper.say(sentence)
            paper.gap()
            paper.lines.append(rendered)
            if wanted.everything:
                table(paper, comparison)
            paper.write()
        case "json":
            envelope = json.loads(rendered)
            envelope["summary"] |= {answer.value.replace(" ", "_"): comparison.count(answer) for answer in Answer}
            if wanted.everything:
                envelope["destinations"] = destinations_value(comparison, words)
            click.echo(json.dumps(envelope, ensure_ascii=False, indent=2))
        case _:
            click.echo(rendered)

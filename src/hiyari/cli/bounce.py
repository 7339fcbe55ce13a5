"""``hiyari bounce``: reads mail that came back, and makes the ledger know what it says."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from hiyari.carriers.knowledge import knowledge
from hiyari.cli.bouncing.intake import Intake, Outcome
from hiyari.cli.bouncing.render import as_json, lines, summary_json, summary_line
from hiyari.cli.bouncing.serve import parse_place, serve
from hiyari.cli.exit import ExitCode
from hiyari.cli.messages import translator
from hiyari.cli.state import open_state, state_options
from hiyari.delivery.bouncing import Bounces
from hiyari.delivery.ledger.node import this_node
from hiyari.delivery.recipients.suppressing import SuppressionFile
from hiyari.delivery.returned_mail import Found, find_messages, read_stream
from hiyari.model.clock import system_clock
from hiyari.model.error import UserError
from hiyari.model.text import text


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH...]")
@click.option(
    "--lmtp", metavar="unix:PATH|127.0.0.1:PORT", help="Take mail by LMTP from this machine until interrupted."
)
@click.option("--suppress", type=click.Path(path_type=Path), metavar="FILE", help="Add who unsubscribes by mail here.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to show it.")
@click.option("--dry-run", is_flag=True, help="Only show what would be done; nothing is changed.")
@state_options
def command(
    paths: tuple[str, ...],
    *,
    lmtp: str | None,
    suppress: Path | None,
    form: str,
    dry_run: bool,
    state: str | None,
    config: str | None,
) -> int:
    """Read mail that came back: bounces, delay warnings, unsubscribe mails; the ledger learns what it proves.

    PATH is a message, - for standard input, an mbox, a Maildir, or a folder of .eml files. Nothing is ever sent again
    by it, and the same mail read twice changes nothing the second time. Exit code 3: something could not be understood
    or matched.
    """
    if bool(paths) == (lmtp is not None):
        raise UserError(text("Name the mail to read (a file, a folder, or -), or --lmtp to wait for it; not both."))
    if lmtp is not None and dry_run:
        # Whoever hands in mail forgets it once it is taken.
        raise UserError(text("--dry-run would take mail by LMTP and lose it. Try it with a file of mail instead."))
    for path in paths:
        if path != "-" and not Path(path).exists():
            raise UserError(text("{path} does not exist. Name a message, an mbox, a Maildir or a folder.", path=path))
    place = parse_place(lmtp) if lmtp is not None else None
    opened = open_state(state, config, must_exist=True)
    known = knowledge()
    intake = Intake(
        bounces=Bounces(key=opened.key(), known=known, node=this_node().name, writes=not dry_run),
        engine=opened.engine,
        clock=system_clock,
        suppression=SuppressionFile(suppress, known) if suppress is not None else None,
    )
    words = translator()

    def show(outcome: Outcome) -> None:
        click.echo(as_json(outcome) if form == "json" else "\n".join(lines(outcome, words, dry=dry_run)))

    try:
        if place is not None:
            asyncio.run(serve(place, intake, show))
        else:
            for found in _messages(paths):
                show(intake.take(found))
    finally:
        # What was done until an error is worth knowing most of all.
        if form == "json":
            click.echo(summary_json(intake.counts, dry=dry_run))
        else:
            click.echo(words.render(summary_line(intake.counts)))
    # A server that was stopped has done its work; what it could not match was said when it came.
    return ExitCode.UNKNOWN if place is None and intake.counts.get("unknown") else ExitCode.FINE


def _messages(paths: tuple[str, ...]) -> Iterator[Found]:
    for path in paths:
        if path == "-":
            yield from read_stream(sys.stdin.buffer, "-")
        else:
            yield from find_messages(Path(path))

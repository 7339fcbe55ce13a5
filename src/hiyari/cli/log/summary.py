"""``hiyari log summary``: what the mail of a day was like, for each host, and whether anything is unusual."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click

from hiyari.cli.exit import ExitCode
from hiyari.cli.log.summary_markdown import as_markdown
from hiyari.cli.log.summary_parts import blocks
from hiyari.cli.log.summary_text import as_text
from hiyari.cli.log.summary_value import as_json
from hiyari.cli.messages import translator
from hiyari.cli.render.fold import width
from hiyari.maillog.store.asking import Asker
from hiyari.maillog.store.facts_folder import open_facts
from hiyari.maillog.summary.gather import FOREVER, summarise
from hiyari.maillog.summary.unusual import unknown

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
    redact: Callable[[str], str] = str


@click.command("summary")
@click.option("--facts", "folder", type=click.Path(path_type=Path), required=True, metavar="FOLDER", help="The facts.")
@click.option("--top", type=click.IntRange(1, 1000), default=10, show_default=True, help="How long lists are.")
@click.option("--all-hosts", is_flag=True, help="Add all hosts up, instead of one part for each.")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", help="How to show it.")
def command(folder: Path, top: int, form: str, *, all_hosts: bool) -> int:
    """Sum up mail logs: what came, what became of it, why not, and whether anything is unusual.

    Each host has a part of its own; they are never mixed unless --all-hosts adds them up. Limits for what is unusual
    are fixed ones; what is usual at your place is learnt by hiyari log baseline.

    Exit code 0 is a summary, 3 where too little of the logs was understood or they tell of no mail.
    """
    with open_facts(folder) as facts:
        return run(facts, Wanted(top=top, together=all_hosts, form=form))


def run(facts: Asker, wanted: Wanted) -> int:
    """Ask, show, and say whether enough is known."""
    summary = summarise(
        facts,
        since=wanted.since,
        until=wanted.until,
        top=wanted.top,
        together=wanted.together,
        redact=wanted.redact,
    )
    words = translator()
    match wanted.form:
        case "json":
            shown = as_json(summary, words, _clock)
        case "markdown":
            shown = as_markdown(blocks(summary, _clock), words)
        case _:
            shown = as_text(blocks(summary, _clock), words, width())
    click.echo(shown)
    return ExitCode.UNKNOWN if unknown(summary) is not None else ExitCode.FINE


def _clock(at_us: int) -> datetime:
    """The reader's time; a moment that no calendar has is the nearest that it has."""
    seconds = max(0, min(at_us // _SECOND, int(_LAST.timestamp())))
    return datetime.fromtimestamp(seconds, UTC).astimezone()

"""``hiyari send``: shows what a campaign would do; with its digest, does it, and goes on where it stopped."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from hiyari.carriers.knowledge import knowledge
from hiyari.cli.messages import say, translator
from hiyari.cli.progress import run_patiently
from hiyari.cli.sending.bench import Bench
from hiyari.cli.sending.files import read_campaign
from hiyari.cli.sending.going import go
from hiyari.cli.sending.loading import Counting
from hiyari.cli.sources import SourceOptions, source_options
from hiyari.cli.state import open_state, state_options
from hiyari.delivery.ledger.book import CampaignState
from hiyari.delivery.prepare import Desk, Prepared, prepare
from hiyari.delivery.preview import SHORTEST_DIGEST
from hiyari.model.clock import system_clock
from hiyari.model.error import SafetyError, UserError
from hiyari.model.text import text

_FORMS: Final = ("text", "json")


@click.command()
@click.argument("campaign", type=click.Path(path_type=Path), metavar="CAMPAIGN.toml")
@click.option("--digest", help="Send what was shown with this digest; without it nothing is sent.")
@click.option("--dry-run", is_flag=True, help="Only show what would be sent, also where a digest is given.")
@click.option("--test-to", metavar="ADDRESS", help="Send some examples to this address, marked and outside the ledger.")
@click.option("--take-over", is_flag=True, help="Go on with what another machine began, which sends no more.")
@click.option("--alongside", is_flag=True, help="Send although another campaign is being sent from here.")
@click.option("--format", "form", type=click.Choice(_FORMS), default="text", help="How to show what would be sent.")
@state_options
@source_options
def command(
    campaign: Path,
    digest: str | None,
    *,
    dry_run: bool,
    test_to: str | None,
    take_over: bool,
    alongside: bool,
    form: str,
    state: str | None,
    config: str | None,
    **others: object,
) -> int:
    """Send a campaign so that nobody gets it twice.

    Without --digest it is only loaded and shown: counts, time, examples, and a digest. With it, it is sent; Ctrl-C and
    a crash are safe at any moment, and the same command goes on.
    """
    options = SourceOptions(**others)  # type: ignore[arg-type]
    known = knowledge()
    parsed = read_campaign(campaign, known)
    opened = open_state(state, config)
    wanted = _digest(digest) if digest and not dry_run else None
    bench = Bench(campaign=parsed, opened=opened, options=options)
    if test_to is not None:
        from hiyari.cli.sending.trial import send_examples  # noqa: PLC0415 - only a trial pays for it

        return send_examples(bench, test_to)
    prepared = run_patiently(_prepare(bench, wanted, take_over=take_over))
    if wanted is None:
        return _show(bench, prepared, form)
    if not prepared.row.digest.startswith(wanted):
        _refuse(prepared, campaign)
    return go(bench, prepared, take_over=take_over, alongside=alongside)


async def _prepare(bench: Bench, digest: str | None, *, take_over: bool) -> Prepared:
    with Counting(translator()) as counting:
        desk = Desk(
            engine=bench.opened.engine,
            known=knowledge(),
            source=bench.source(),
            key=bench.opened.key(),
            now=system_clock(),
            progress=counting.tell,
            take_over=take_over,
        )
        return await prepare(bench.campaign, desk, digest)


def _show(bench: Bench, prepared: Prepared, form: str) -> int:
    if prepared.preview is None:
        from hiyari.cli.sending.begun import show_begun  # noqa: PLC0415 - only a campaign that has begun pays for it

        return show_begun(bench.opened.engine, prepared.row, bench.campaign, form)
    from hiyari.cli.sending.preview import show_preview  # noqa: PLC0415

    return show_preview(bench, prepared, prepared.preview, form)


def _digest(written: str) -> str:
    digest = written.strip().lower()
    if len(digest) < SHORTEST_DIGEST or not set(digest) <= set("0123456789abcdef"):
        sentence = text(
            '--digest: "{written}" is no digest. Copy the one that hiyari send shows, {count} digits of it at least.',
            written=written,
            count=SHORTEST_DIGEST,
        )
        raise UserError(sentence)
    return digest


def _refuse(prepared: Prepared, path: Path) -> None:
    if prepared.row.state is CampaignState.BEGUN:
        sentence = text(
            "{campaign} was begun by another digest, {digest}. To go on: hiyari send {path} --digest {digest}",
            campaign=prepared.row.name,
            digest=prepared.row.digest[:SHORTEST_DIGEST],
            path=str(path),
        )
        raise SafetyError(sentence)
    say(text("What would be sent is no longer what was shown: a file, the ledger or DNS has changed."))
    raise SafetyError(text("Nothing was sent. Look again: hiyari send {path}", path=str(path)))

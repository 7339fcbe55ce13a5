"""``hiyari ledger cancel``: what is left of a campaign is not sent; shown first, done by its digest."""

from __future__ import annotations

from typing import Final

import click

from hiyari.cli.acting import read_digest
from hiyari.cli.ledger.deciding import read_reason, show_or_do
from hiyari.cli.paper import FORMS, needed_campaign, reading
from hiyari.cli.state import open_state, state_options
from hiyari.delivery.deciding.choose import ByState, draft_by_state
from hiyari.delivery.deciding.decision import Decision
from hiyari.delivery.ledger.book import CampaignState
from hiyari.delivery.ledger.states import State
from hiyari.model.error import UserError
from hiyari.model.text import text

_LEFT: Final = ByState(states=frozenset({State.WAITING, State.DEFERRED}))


@click.command()
@click.argument("campaign", metavar="CAMPAIGN")
@click.option("--reason", required=True, metavar="TEXT", help="Why; kept in the ledger.")
@click.option("--digest", help="Do what was shown with this digest; without it nothing is done.")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", help="How to show it.")
@state_options
def cancel(campaign: str, reason: str, digest: str | None, form: str, state: str | None, config: str | None) -> int:
    """Send nothing more of CAMPAIGN: what is waiting or deferred is cancelled.

    Without --digest it is only shown. What is on its way arrives or not, and what was sent stays sent.
    """
    why = read_reason(reason)
    asked = read_digest(digest) if digest is not None else None
    opened = open_state(state, config, must_exist=True)
    with reading(opened) as connection:
        row = needed_campaign(connection, campaign)
        if row.state is CampaignState.LOADING:
            sentence = text(
                "{campaign} has not begun: nothing of it is sent before somebody gives its digest, and there is "
                "nothing to cancel.",
                campaign=campaign,
            )
            raise UserError(sentence)
        draft = draft_by_state(connection, campaign, _LEFT, Decision.NEVER, why)
    return show_or_do(opened.engine, row, draft, asked, form=form)

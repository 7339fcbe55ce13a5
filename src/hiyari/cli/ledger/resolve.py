"""``hiyari ledger resolve``: a person decides about deliveries, with a reason; shown first, done by its digest."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click
import sqlalchemy as sa

from hiyari.cli.acting import read_digest
from hiyari.cli.ledger.deciding import read_reason, show_or_do
from hiyari.cli.ledger.recipient import recipient_of
from hiyari.cli.paper import FORMS, needed_campaign, reading
from hiyari.cli.state import open_state, state_options
from hiyari.delivery.deciding.choose import ByState, draft_by_name, draft_by_state
from hiyari.delivery.deciding.decision import Decision, Draft, possible
from hiyari.delivery.ledger import book
from hiyari.delivery.ledger.book import CampaignState
from hiyari.delivery.ledger.states import State
from hiyari.delivery.recipients.suppressed import read_suppressed
from hiyari.model.error import UserError
from hiyari.model.text import text

_STATES: Final = (State.DOUBTED, State.UNCERTAIN, State.REFUSED, State.EXPIRED)
_MOST_NAMED: Final = 100_000
_SHOWN: Final = 5
_SECOND: Final = 1_000_000


@click.command()
@click.argument("campaign", metavar="CAMPAIGN")
@click.option("--address", "addresses", multiple=True, metavar="ADDRESS", help="This recipient; may be repeated.")
@click.option(
    "--may-be-delivered",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The recipients in this file, an address on each line, although they may have it.",
)
@click.option("--in", "standing", type=click.Choice([one.value for one in _STATES]), help="All that are in this state.")
@click.option("--lane", metavar="LANE", help="With --in: only this provider's.")
@click.option(
    "--as",
    "decision",
    type=click.Choice([one.value for one in Decision]),
    required=True,
    help="What shall become of them.",
)
@click.option("--reason", required=True, metavar="TEXT", help="Why; kept in the ledger.")
@click.option("--digest", help="Do what was shown with this digest; without it nothing is done.")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", help="How to show it.")
@state_options
def resolve(
    campaign: str,
    *,
    addresses: tuple[str, ...],
    file: Path | None,
    standing: str | None,
    lane: str | None,
    decision: str,
    reason: str,
    digest: str | None,
    form: str,
    state: str | None,
    config: str | None,
) -> int:
    """Decide about deliveries of CAMPAIGN: they were sent, are sent again, or never.

    Without --digest it is only shown. What may have been delivered is sent again only by name, never by its state.
    """
    wanted, why = Decision(decision), read_reason(reason)
    asked = read_digest(digest) if digest is not None else None
    names = _names(addresses, file)
    by_state = _by_state(standing, lane, wanted, named=bool(names))
    opened = open_state(state, config, must_exist=True)
    with reading(opened) as connection:
        row = needed_campaign(connection, campaign)
        if row.state is CampaignState.LOADING:
            # Loading it again would forget the decision.
            sentence = text(
                "{campaign} has not begun: nothing of it was sent, and there is nothing to decide.", campaign=campaign
            )
            raise UserError(sentence)
        if by_state is not None:
            _known_lane(connection, campaign, lane)
            draft = draft_by_state(connection, campaign, by_state, wanted, why)
        else:
            draft = _by_name(connection, campaign, names, wanted, why)
    return show_or_do(opened.engine, row, draft, asked, form=form)


def _known_lane(connection: sa.Connection, campaign: str, lane: str | None) -> None:
    """A lane that is misspelt has nothing in any state, and would look like good news."""
    if lane is None:
        return
    lanes = {name for name, _ in book.counts(connection, campaign)}
    if lane not in lanes:
        sentence = text(
            '--lane: {campaign} has no lane "{lane}". It has {lanes}.',
            campaign=campaign,
            lane=lane,
            lanes=tuple(sorted(lanes))[:50],
        )
        raise UserError(sentence)


def _names(addresses: tuple[str, ...], file: Path | None) -> dict[str, str]:
    """Recipient keys with the addresses as they were written."""
    names = {recipient_of(one): one for one in addresses}
    for line, entry in read_suppressed(file) if file is not None else ():
        if entry.startswith("@"):
            sentence = text(
                "{path}:{line}: {entry} is a whole domain. Write the addresses of those who may get it twice, one on "
                "each line.",
                path=str(file),
                line=line,
                entry=entry,
            )
            raise UserError(sentence)
        names.setdefault(recipient_of(entry), entry)
        if len(names) > _MOST_NAMED:
            raise UserError(text("More than {most} recipients are named. Split the file.", most=_MOST_NAMED))
    if file is not None and not names:
        raise UserError(text("{path} names nobody. Write an address on each line.", path=str(file)))
    return names


def _by_state(standing: str | None, lane: str | None, decision: Decision, *, named: bool) -> ByState | None:
    if named == (standing is not None):
        sentence = text(
            "Say whom it is about: --address ADDRESS or --may-be-delivered FILE for recipients, or --in STATE for all "
            "that are in a state."
        )
        raise UserError(sentence)
    if standing is None:
        if lane is not None:
            raise UserError(text("--lane goes with --in STATE; recipients that are named need none."))
        return None
    chosen = State(standing)
    if not possible(decision, chosen):
        states = tuple(one.value for one in _STATES if possible(decision, one))
        sentence = text(
            "--as {decision} cannot be decided about what is {state}; it can about {states}.",
            decision=decision.value,
            state=chosen.value,
            states=states,
        )
        raise UserError(sentence)
    return ByState(states=frozenset({chosen}), lane=lane)


def _by_name(connection: sa.Connection, campaign: str, names: dict[str, str], decision: Decision, reason: str) -> Draft:
    draft, missing = draft_by_name(connection, campaign, names, decision, reason)
    if missing:
        sentence = text(
            "{count} of the named are not in {campaign}: {addresses}. Nothing was done. Look at their spelling, or at "
            "the campaign: hiyari ledger show ADDRESS",
            count=len(missing),
            campaign=campaign,
            addresses=tuple(names[key] for key in missing[:_SHOWN]),
        )
        raise UserError(sentence)
    return draft

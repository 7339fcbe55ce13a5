"""``hiyari ledger show``: every delivery of one recipient, with every event as it was written."""

from __future__ import annotations

import click

from hiyari.cli.ledger.recipient import case_value, exit_code, find_cases, nothing_known, recipient_of
from hiyari.cli.paper import FORMS, Paper, reading, write_json
from hiyari.cli.state import open_state, state_options
from hiyari.delivery.ledger.book import EventRow
from hiyari.delivery.telling.case import Case
from hiyari.delivery.telling.happened import moment
from hiyari.delivery.telling.words import delivered_word, phase_words, reply_of, standing_word, state_word
from hiyari.model.text import Text, ntext, text


@click.command()
@click.argument("address", metavar="ADDRESS")
@click.option("--campaign", metavar="NAME", help="Only this campaign.")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", help="How to show it.")
@state_options
def show(address: str, campaign: str | None, form: str, state: str | None, config: str | None) -> int:
    """Show every event of ADDRESS: when, where, in which phase, and the literal reply.

    Exit code 1 when a person has to decide about it, 3 when nothing is known of it.
    """
    recipient = recipient_of(address)
    with reading(open_state(state, config, must_exist=True)) as connection:
        found = find_cases(connection, recipient, campaign)
    if form == "json":
        summary = {"recipient": recipient, "known": bool(found)}
        write_json("show", summary, deliveries=[case_value(one) for one in found])
        return exit_code(found)
    paper = Paper()
    for sentence in () if found else nothing_known(address, recipient, campaign):
        paper.say(sentence)
    for case in found:
        paper.gap()
        _show(paper, case)
    paper.write()
    return exit_code(found)


def _show(paper: Paper, case: Case) -> None:
    delivery = case.delivery
    head = text(
        "{address} in {campaign} (row {row}, lane {lane})",
        address=delivery.address,
        campaign=delivery.campaign,
        row=delivery.number,
        lane=delivery.lane,
    )
    paper.say(head)
    standing = text(
        "{state}; delivered: {delivered}; address: {standing}; {attempts}",
        state=state_word(delivery.state),
        delivered=delivered_word(delivery.delivered),
        standing=standing_word(delivery.standing),
        attempts=ntext("{count} attempt", "{count} attempts", delivery.attempts),
    )
    paper.say(standing, 2)
    if delivery.reason:
        paper.say(text("Reason: {reason}", reason=delivery.reason), 2)
    if not case.events:
        paper.say(text("Nothing has happened yet."), 2)
    for event in case.events:
        paper.say(text("{at}  {number}. {move}", at=moment(event.at_us), number=event.number, move=event.move.value), 2)
        for line in _details(event):
            paper.say(line, 6)


def _details(event: EventRow) -> list[Text]:
    where = phase_words(event.phase)
    lines = [
        text("node {node}", node=event.node) if event.node else None,
        text("from {egress} to {server}", egress=event.egress or "?", server=event.mx) if event.mx else None,
        text("{where}", where=where) if where is not None else None,
        text("{reply}", reply=reply_of(event)) if event.code is not None or event.said else None,
        text("enhanced code {code}", code=event.enhanced) if event.enhanced else None,
        text("understood as {reason}", reason=event.reason) if event.reason and event.code is not None else None,
    ]
    return [one for one in lines if one is not None]

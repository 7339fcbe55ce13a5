"""``hiyari ledger why``: what happened to one recipient, what that proves and what not, and what can be done."""

from __future__ import annotations

import click

from hiyari.cli.ledger.recipient import case_value, exit_code, find_cases, nothing_known, recipient_of
from hiyari.cli.paper import FORMS, Paper, reading, write_json
from hiyari.cli.state import open_state, state_options
from hiyari.delivery.ledger.states import Move
from hiyari.delivery.telling.case import Case
from hiyari.delivery.telling.following import choices, following
from hiyari.delivery.telling.happened import happened, moment
from hiyari.delivery.telling.proof import proof
from hiyari.delivery.telling.words import state_word
from hiyari.model.text import text


@click.command()
@click.argument("address", metavar="ADDRESS")
@click.option("--campaign", metavar="NAME", help="Only this campaign.")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", help="How to show it.")
@state_options
def why(address: str, campaign: str | None, form: str, state: str | None, config: str | None) -> int:
    """Explain what happened to ADDRESS.

    Exit code 1 when a person has to decide about it, 3 when nothing is known of it.
    """
    recipient = recipient_of(address)
    with reading(open_state(state, config, must_exist=True)) as connection:
        found = find_cases(connection, recipient, campaign)
    paper = Paper()
    if form == "json":
        _as_json(paper, recipient, found)
        return exit_code(found)
    for sentence in () if found else nothing_known(address, recipient, campaign):
        paper.say(sentence)
    for case in found:
        paper.gap()
        explain(paper, case)
    paper.write()
    return exit_code(found)


def explain(paper: Paper, case: Case) -> None:
    """One delivery."""
    delivery = case.delivery
    head = text(
        "{address} in {campaign} (row {row}, lane {lane}): {state}",
        address=delivery.address,
        campaign=delivery.campaign,
        row=delivery.number,
        lane=delivery.lane,
        state=state_word(delivery.state),
    )
    paper.say(head)
    paper.gap()
    paper.say(text("What happened:"))
    told = [one for one in case.events if one.move is not Move.INTENDED or one is case.last]
    for event in told:
        paper.beside(paper.words.parameter(moment(event.at_us)), happened(event))
    if not told:
        paper.say(text("Nothing yet."), 2)
    paper.gap()
    paper.say(text("What that proves:"))
    for sentence in proof(case):
        paper.say(sentence, 2)
    paper.gap()
    paper.say(text("What comes next:"))
    paper.say(following(case), 2)
    for sentence, command in choices(case):
        paper.say(sentence, 2)
        paper.command(command)


def _as_json(paper: Paper, recipient: str, found: list[Case]) -> None:
    words = paper.words
    deliveries = [
        {
            **case_value(case),
            "happened": [words.render(happened(one)) for one in case.events],
            "proves": [words.render(one) for one in proof(case)],
            "next": words.render(following(case)),
            "choices": [{"text": words.render(sentence), "command": line} for sentence, line in choices(case)],
        }
        for case in found
    ]
    write_json("why", {"recipient": recipient, "known": bool(found)}, deliveries=deliveries)

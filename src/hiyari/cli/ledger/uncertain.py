"""``hiyari ledger uncertain``: what a person has to look at, by cause, with the evidence and the ways to settle it."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import click
import sqlalchemy as sa

from hiyari.cli.exit import ExitCode
from hiyari.cli.paper import FORMS, SHOWN, Paper, needed_campaign, reading, write_json
from hiyari.cli.state import open_state, state_options
from hiyari.delivery.ledger import book
from hiyari.delivery.ledger.change import Delivery
from hiyari.delivery.ledger.look import Group, alarm_rows, groups, members
from hiyari.delivery.ledger.states import Delivered, State
from hiyari.delivery.telling.case import AlarmRow, Case
from hiyari.delivery.telling.causes import cause_words
from hiyari.delivery.telling.happened import happened
from hiyari.delivery.telling.proof import alarm_words
from hiyari.delivery.telling.words import command_line
from hiyari.model.text import Text, ntext, text

_EXAMPLES = 3


@click.command()
@click.argument("campaign", required=False, metavar="[CAMPAIGN]")
@click.option("--all", "everything", is_flag=True, help="Show every group and every recipient in it.")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", help="How to show it.")
@state_options
def uncertain(campaign: str | None, *, everything: bool, form: str, state: str | None, config: str | None) -> int:
    """Show who may or may not have CAMPAIGN's mail, and whose refusal is not believed.

    Exit code 1 when there is anybody.
    """
    with reading(open_state(state, config, must_exist=True)) as connection:
        if campaign is not None:
            needed_campaign(connection, campaign)
        found = groups(connection, campaign)
        alarms = alarm_rows(connection, campaign)
        if form == "json":
            write_json("uncertain", {"count": sum(one.count for one in found)}, groups=_values(connection, found))
        else:
            _text(connection, found, alarms, everything=everything)
    return ExitCode.NEAR_MISS if found else ExitCode.FINE


def _text(connection: sa.Connection, found: list[Group], alarms: list[AlarmRow], *, everything: bool) -> None:
    paper = Paper()
    if not found:
        paper.say(text("Nothing is uncertain, and nothing is doubted."))
    shown = found if everything else found[:SHOWN]
    for _, alike in groupby(shown, key=lambda one: (one.campaign, one.lane, one.state, one.delivered)):
        for group in alike:
            paper.gap()
            _group(paper, connection, group, alarms, everything=everything)
        for sentence, command in _ways(group):
            paper.say(sentence, 2)
            paper.command(command)
    if len(found) > len(shown):
        paper.gap()
        rest = len(found) - len(shown)
        paper.say(ntext("and {count} more group: --all", "and {count} more groups: --all", rest))
    if found:
        paper.gap()
        paper.say(text("Each command first shows what it would do. What happened to one recipient:"))
        paper.command("hiyari ledger why ADDRESS")
    paper.write()


def _group(paper: Paper, connection: sa.Connection, group: Group, alarms: list[AlarmRow], *, everything: bool) -> None:
    head = ntext(
        "{campaign}, {lane}: {count} recipient: {cause}",
        "{campaign}, {lane}: {count} recipients: {cause}",
        group.count,
        campaign=group.campaign,
        lane=group.lane,
        cause=cause_words(group.cause),
    )
    paper.say(head)
    its = [one for one in alarms if (one.campaign, one.lane) == (group.campaign, group.lane)]
    for alarm in its[-1:] if group.state is State.DOUBTED else ():
        for sentence in alarm_words(alarm):
            paper.say(sentence, 2)
    for one in members(connection, group, None if everything else _EXAMPLES):
        paper.say(text("{address}: {evidence}", address=one.address, evidence=_evidence(connection, one)), 2)
        if everything:
            # A group may have a million members: nothing is kept that can be given out.
            paper.write()
    if not everything and group.count > _EXAMPLES:
        rest = group.count - _EXAMPLES
        paper.say(ntext("and {count} more: --all", "and {count} more: --all", rest), 2)


def _evidence(connection: sa.Connection, delivery: Delivery) -> Text:
    events = book.events(connection, delivery.recipient, delivery.campaign)
    known = Case(delivery=delivery, events=tuple(events))
    event = known.refusal if delivery.state is State.DOUBTED else known.last
    return happened(event) if event is not None else text("nothing is written down")


def _ways(group: Group) -> list[tuple[Text, str]]:
    bulk = ("--in", group.state.value, "--lane", group.lane)
    recorded = (
        text("To record that they have it, or shall be taken to have it:"),
        _resolve(group, *bulk, "--as", "sent"),
    )
    if group.delivered is Delivered.NO:
        return [
            (
                text("To send to all of them again, which gives it to nobody twice:"),
                _resolve(group, *bulk, "--as", "again"),
            )
        ]
    again = text("To send to one again at the risk of giving it twice, each by name:")
    return [recorded, (again, _resolve(group, "--address", "ADDRESS", "--as", "again"))]


def _resolve(group: Group, *words: str) -> str:
    return command_line("hiyari", "ledger", "resolve", group.campaign, *words, "--reason", "WHY")


def _values(connection: sa.Connection, found: list[Group]) -> list[dict[str, Any]]:
    return [
        {
            "campaign": one.campaign,
            "lane": one.lane,
            "cause": one.cause.value,
            "state": one.state.value,
            "delivered": one.delivered.value,
            "count": one.count,
            "examples": [member.address for member in members(connection, one, _EXAMPLES)],
            "may_be_sent_again_in_bulk": one.delivered is Delivered.NO,
        }
        for one in found
    ]

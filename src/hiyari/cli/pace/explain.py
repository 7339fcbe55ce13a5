"""``hiyari pace explain``: one lane with every limit, where it comes from, and what the ledger knows about it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click

from hiyari.carriers.knowledge import knowledge
from hiyari.carriers.provider import Limits, Provider
from hiyari.cli.exit import ExitCode
from hiyari.cli.pace.value import limit_values
from hiyari.cli.paper import FORMS, Paper, reading, stamp
from hiyari.cli.progress import run_patiently
from hiyari.cli.sending.files import read_campaign
from hiyari.cli.sources import SourceOptions, make_source, source_options
from hiyari.cli.state import Opened, open_state_if_there, state_options
from hiyari.delivery.address import parse_address
from hiyari.delivery.campaign import Campaign, RouteKind
from hiyari.delivery.exchangers import find_names
from hiyari.delivery.ledger.look import LaneHistory, lane_history
from hiyari.delivery.pacing.explain import door_words, hours_words, limit_lines
from hiyari.delivery.pacing.limits import effective
from hiyari.delivery.recognition import Recognised, recognise
from hiyari.delivery.telling.proof import alarm_words
from hiyari.dns.drive import arun
from hiyari.model.clock import system_clock
from hiyari.model.error import UserError
from hiyari.model.inventory import Inventory
from hiyari.model.text import Remote, Text, ntext, text
from hiyari.model.written import parse_name

_DAY: Final = 86400


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One lane."""

    target: str
    lane: str
    provider: Provider
    limits: Limits
    campaign: Campaign | None
    recognised: Recognised | None
    """None where a provider was named."""
    history: LaneHistory | None
    """None where there is no ledger."""


@click.command()
@click.argument("target", metavar="ADDRESS|DOMAIN|PROVIDER")
@click.option(
    "--campaign-file",
    type=click.Path(path_type=Path),
    metavar="CAMPAIGN.toml",
    help="With the limits and hours of this campaign.",
)
@click.option("--format", "form", type=click.Choice(FORMS), default="text", help="How to show it.")
@state_options
@source_options
def explain(
    target: str, campaign_file: Path | None, form: str, state: str | None, config: str | None, **others: object
) -> int:
    """Explain how fast ADDRESS is sent to: its lane, every limit, and where it comes from.

    Exit code 3 when it could not be found out who takes its mail.
    """
    options = SourceOptions(**others)  # type: ignore[arg-type]
    known = knowledge()
    campaign = read_campaign(campaign_file, known) if campaign_file is not None else None
    opened, inventory = open_state_if_there(state, config)
    recognised = None if target in known.providers else _recognise(_domain(target), campaign, options, inventory)
    lane = target if recognised is None else recognised.lane
    provider = known.provider(lane)
    explained = Explained(
        target=target,
        lane=lane,
        provider=provider,
        limits=effective(provider, campaign.pace if campaign is not None else {}),
        campaign=campaign,
        recognised=recognised,
        history=_history(opened, lane),
    )
    if form == "json":
        _as_json(explained)
    else:
        paper = Paper()
        _text(paper, explained)
        paper.write()
    return ExitCode.UNKNOWN if recognised is not None and not recognised.known else ExitCode.FINE


def _domain(target: str) -> str:
    address = parse_address(target.strip())
    name = address.domain if address is not None else parse_name(target.strip()) if "@" not in target else None
    if name is None or "." not in name:
        sentence = text(
            "{target} is no address, no domain, and no provider. Write taro@example.jp, example.jp, or one of: {known}",
            target=Remote(target),
            known=tuple(sorted(knowledge().providers)),
        )
        raise UserError(sentence)
    return name


def _recognise(
    domain: str, campaign: Campaign | None, options: SourceOptions, inventory: Inventory | None
) -> Recognised:
    if campaign is not None and campaign.route.kind is RouteKind.SMART_HOST:
        # As the sender itself does: a smart host asks DNS, and here only the lists of domains count.
        return recognise(domain, (), knowledge())

    async def ask() -> Recognised:
        return recognise(domain, await arun(find_names(domain), make_source(options, inventory)), knowledge())

    return run_patiently(ask())


def _history(opened: Opened | None, lane: str) -> LaneHistory | None:
    if opened is None:
        return None
    with reading(opened) as connection:
        return lane_history(connection, lane, int(system_clock().timestamp() // _DAY))


def _text(paper: Paper, one: Explained) -> None:
    paper.say(text("{target}: lane {lane} ({provider})", target=one.target, lane=one.lane, provider=one.provider.name))
    if one.recognised is not None:
        paper.say(one.recognised.how, 2)
    if one.provider.carrier:
        paper.say(text("A mobile carrier: each message has one recipient, whatever else is configured."), 2)
    paper.gap()
    paper.say(text("Limits, for each egress address:"))
    for line in limit_lines(one.limits):
        paper.say(text("{label}: {value}", label=line.label, value=line.value), 2)
        paper.say(text("source: {source}", source=line.source), 6)
    if one.campaign is not None:
        _part(paper, text("Hours of {campaign}:", campaign=one.campaign.name), _hours(one.campaign))
    _part(paper, text("What closes it, and what opens it:"), list(door_words(one.limits)))
    _part(paper, text("What the ledger knows:"), _knows(one))


def _part(paper: Paper, heading: Text, sentences: Sequence[Text]) -> None:
    paper.gap()
    paper.say(heading)
    for sentence in sentences:
        paper.say(sentence, 2)


def _hours(campaign: Campaign) -> list[Text]:
    found = list(hours_words(campaign.hours))
    if campaign.route.kind is RouteKind.SMART_HOST:
        found.append(text("Through a smart host: hiyari keeps the pace to that host, which has a pace of its own."))
    return found or [text("At any time.")]


def _knows(one: Explained) -> list[Text]:
    history = one.history
    if history is None:
        return [text("There is no ledger yet: nothing was sent with it, and the limit stands for what is usual.")]
    found = [
        text("{answered} answers, {unknown} of them user unknown.", answered=history.answered, unknown=history.unknown)
        if history.answered
        else text("No answer of this lane yet.")
    ]
    found += [
        ntext(
            "{egress}: {count} message today (UTC), day {day} of its use here.",
            "{egress}: {count} messages today (UTC), day {day} of its use here.",
            past.today,
            egress=egress or "?",
            day=past.days + 1,
        )
        for egress, past in sorted(history.pasts.items())
    ]
    if history.alarm is None:
        found.append(text("Its answers were always believed."))
    else:
        found.append(text("The last time that its answers were not believed:"))
        found += alarm_words(history.alarm)
    return found


def _as_json(one: Explained) -> None:
    summary = {
        "target": one.target,
        "lane": one.lane,
        "provider": one.provider.id,
        "name": one.provider.name,
        "recognised_by": "name" if one.recognised is None else one.recognised.by,
        "exchangers_known": one.recognised is None or one.recognised.known,
        "takes_mail": one.recognised is None or one.recognised.takes_mail,
    }
    envelope: dict[str, Any] = {
        "hiyari": 1,
        "command": "pace explain",
        "summary": summary,
        "limits": limit_values(one.limits),
        "ledger": None if one.history is None else _history_value(one.history),
        "findings": [],
    }
    click.echo(json.dumps(envelope, ensure_ascii=False, indent=2))


def _history_value(history: LaneHistory) -> dict[str, Any]:
    alarm = history.alarm
    return {
        "answered": history.answered,
        "unknown": history.unknown,
        "egress": {egress: {"today": past.today, "days": past.days} for egress, past in sorted(history.pasts.items())},
        "last_alarm": None
        if alarm is None
        else {
            "campaign": alarm.campaign,
            "at": stamp(alarm.at_us),
            "results": alarm.results,
            "unknown": alarm.unknown,
            "known_good": alarm.known_good,
            "expected": alarm.expected,
        },
    }

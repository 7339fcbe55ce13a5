"""Shows a campaign that has begun: what became of it so far, and how to go on."""

from __future__ import annotations

import json
from typing import Any

import click
import sqlalchemy as sa

from hiyari.cli.exit import ExitCode
from hiyari.cli.messages import translator
from hiyari.cli.sending.outcome import Ended, after, state_words
from hiyari.delivery.campaign import Campaign
from hiyari.delivery.ledger.book import CampaignRow
from hiyari.delivery.preview import SHORTEST_DIGEST
from hiyari.model.text import text


def show_begun(engine: sa.Engine, row: CampaignRow, campaign: Campaign, form: str) -> int:
    """Say where it stands; exit code 1 when a person has to look at something."""
    with engine.connect().execution_options(reads_only=True) as connection, connection.begin():
        ended = after(connection, row.name)
    code = ExitCode.NEAR_MISS if ended.near_misses else ExitCode.FINE
    if form == "json":
        click.echo(json.dumps(_as_value(row, ended), ensure_ascii=False, indent=2))
        return code
    lines = [text("{campaign} has begun: {states}", campaign=row.name, states=state_words(ended.counts))]
    if ended.left:
        command = f"hiyari send {campaign.path} --digest {row.digest[:SHORTEST_DIGEST]}"
        lines.append(text("To go on: {command}", command=command))
    if ended.near_misses:
        lines.append(text("To be looked at: hiyari ledger uncertain {campaign}", campaign=row.name))
    words = translator()
    for line in lines:
        click.echo(words.render(line))
    return code


def _as_value(row: CampaignRow, ended: Ended) -> dict[str, Any]:
    """The envelope of JSON; what only a campaign has that has not begun is empty."""
    states = {state.value: count for state, count in sorted(ended.counts.items()) if count}
    return {
        "hiyari": 1,
        "command": "send",
        "summary": {"campaign": row.name, "digest": row.digest, "begun": True, "states": states},
        "lanes": [],
        "examples": [],
        "findings": [],
    }

"""``hiyari pace list``: every provider with its main limits."""

from __future__ import annotations

import json
from typing import Final

import click

from hiyari.carriers.knowledge import knowledge
from hiyari.carriers.provider import Provider
from hiyari.cli.pace.value import limit_values
from hiyari.cli.paper import FORMS, Paper
from hiyari.cli.render.fold import columns
from hiyari.delivery.pacing.explain import limit_lines
from hiyari.model.text import Text, text

_SHOWN: Final = ("connections", "interval", "per_minute", "warm_up", "closed_for")


@click.command("list")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", help="How to show it.")
def providers(form: str) -> None:
    """List every provider that is known, with its main limits for each egress address."""
    found = sorted(knowledge().providers.values(), key=lambda one: (one.id == knowledge().other.id, one.id))
    if form == "json":
        rows = [
            {"id": one.id, "name": one.name, "carrier": one.carrier, "limits": limit_values(one.limits)}
            for one in found
        ]
        envelope = {"hiyari": 1, "command": "pace list", "summary": {"providers": len(rows)}, "providers": rows}
        click.echo(json.dumps({**envelope, "findings": []}, ensure_ascii=False, indent=2))
        return
    paper = Paper()
    _table(paper, found)
    paper.gap()
    paper.say(text("At once: parallel connections. Pause: the least time between two messages. Closed: for how long."))
    paper.say(text("Limits are for each egress address; none is known where none is shown."))
    paper.say(text("All limits of one, and where they come from:"))
    paper.command("hiyari pace explain PROVIDER")
    paper.write()


def _table(paper: Paper, found: list[Provider]) -> None:
    heads: tuple[Text, ...] = (
        text("provider"),
        text("at once"),
        text("pause"),
        text("per min"),
        text("first day"),
        text("closed"),
    )
    rows = [[paper.words.render(one) for one in heads], *(_row(paper, one) for one in found)]
    widths = [max(columns(row[place]) for row in rows) for place in range(len(heads))]
    for row in rows:
        cells = [
            row[0] + " " * (widths[0] - columns(row[0])),
            *(" " * (width - columns(cell)) + cell for cell, width in zip(row[1:], widths[1:], strict=True)),
        ]
        paper.lines.append("  ".join(cells).rstrip())


def _row(paper: Paper, provider: Provider) -> list[str]:
    values = {one.key: one for one in limit_lines(provider.limits)}
    cells = (values[key] for key in _SHOWN)
    return [
        f"{provider.id} ({provider.name})",
        *(paper.words.render(one.value) if one.number else "-" for one in cells),
    ]

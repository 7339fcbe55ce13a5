"""``hiyari rules``: every near miss that hiyari knows."""

from __future__ import annotations

import json

import click

from hiyari.cli.messages import translator
from hiyari.cli.rulebook import all_rules


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to show them.")
def command(form: str) -> int:
    """List the rules; explain tells more about each."""
    words = translator()
    rules = all_rules()
    if form == "json":
        rows = [
            {
                "id": rule.id,
                "severity": rule.severity.name.lower(),
                "title": words.message(rule.title),
                "references": [str(reference) for reference in rule.references],
            }
            for rule in rules
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return 0
    for rule in rules:
        click.echo(f"{rule.id:<7} {rule.severity.name.lower():<8} {words.message(rule.title)}")
    return 0

"""``hiyari config check``: reads the inventory and says what it declares, or everything that is wrong with it."""

from __future__ import annotations

import click

from hiyari.cli.inventory_source import load_inventory
from hiyari.cli.messages import translator
from hiyari.model.error import UserError
from hiyari.model.text import text


@click.group()
def command() -> None:
    """Look after the inventory, hiyari.toml."""


@command.command()
@click.option("--config", metavar="FILE", help="The inventory; else ./hiyari.toml or /etc/hiyari/hiyari.toml.")
def check(config: str | None) -> int:
    """Read the inventory: exit code 0 when it is right, 2 with every problem and its line when it is not."""
    inventory = load_inventory(config)
    if inventory is None:
        raise UserError(text("There is no hiyari.toml here or in /etc/hiyari. Name one with --config FILE."))
    counts = text(
        "{path}: {domains} domains, {hosts} hosts, {addresses} egress addresses",
        path=inventory.path,
        domains=len(inventory.domains),
        hosts=len(inventory.hosts),
        addresses=sum(len(host.egress) for host in inventory.hosts),
    )
    click.echo(translator().render(counts))
    return 0

"""Makes the plan that ``plan`` shows and ``apply`` does: the same questions, the same digest."""

from __future__ import annotations

from hiyari.cli.inventory_source import load_inventory
from hiyari.cli.sources import SourceOptions, make_planning_source
from hiyari.dns.settle import settle
from hiyari.model.clock import system_clock
from hiyari.model.error import UserError
from hiyari.model.inventory import Inventory
from hiyari.model.plan import Plan
from hiyari.model.text import text
from hiyari.preflight.planning.draft import make_plan


def needed_inventory(named: str | None) -> Inventory:
    """The inventory, which a plan cannot do without.

    Raises:
        UserError: There is none, or it declares too little to plan anything.
    """
    inventory = load_inventory(named)
    if inventory is None:
        sentence = text(
            "A plan needs an inventory, and there is no hiyari.toml here or in /etc/hiyari. Write one with "
            "hiyari init, or name one with --config FILE."
        )
        raise UserError(sentence)
    if not inventory.domains or not any(host.sends_outside for host in inventory.hosts):
        sentence = text(
            "{path} declares no domain, or no host with egress addresses. Add a [[domain]] and a [[host]].",
            path=inventory.path,
        )
        raise UserError(sentence)
    return inventory


async def draw_plan(inventory: Inventory, options: SourceOptions) -> Plan:
    """The plan against what DNS says now."""
    source = make_planning_source(options, inventory)
    return await settle(lambda known: make_plan(inventory, known), source, system_clock())

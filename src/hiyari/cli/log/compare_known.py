"""What ``hiyari check`` knows of relays that differ: one sentence for each relay and kind of cause.

It is asked only about relays for which a difference was found. Whatever goes wrong on the way to DNS is said in one
sentence, and the comparison stands without it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from hiyari.cli.messages import say
from hiyari.cli.progress import run_patiently
from hiyari.cli.sources import SourceOptions, make_source
from hiyari.maillog.compare.lineup import find
from hiyari.model.clock import system_clock
from hiyari.model.error import UserError
from hiyari.model.finding import Finding
from hiyari.model.inventory import Inventory
from hiyari.model.text import Text, text
from hiyari.model.verdict import NearMiss
from hiyari.preflight.check import judge_all
from hiyari.preflight.collect import collect

_KINDS: Final = {"SPF101": "spf", "RLY201": "ptr", "RLY202": "ptr", "RLY203": "ptr", "RLY204": "ptr"}
"""Rules about one relay, and the cause in replies that each explains."""
_PATIENCE: Final = 20.0
"""Seconds."""


def known_of(inventory: Inventory, hosts: Iterable[str], options: SourceOptions) -> Mapping[tuple[str, str], Text]:
    """What is wrong with these hosts, by their name in the inventory and the kind of cause; the worst of each kind."""
    wanted = tuple(hosts)
    declared = tuple(host for host in inventory.hosts if find(host.name, wanted) is not None)
    if not declared or not inventory.domains:
        return {}
    try:
        found = run_patiently(_found(replace(inventory, hosts=declared), options))
    except (OSError, UserError, TimeoutError):
        say(text("hiyari check could not ask DNS; the relays are compared without it."))
        return {}
    known: dict[tuple[str, str], Text] = {}
    for one in found:
        kind, host = _KINDS.get(one.rule.id), one.params.get("host")
        if kind is not None and isinstance(one.verdict, NearMiss):
            known.setdefault((str(host or one.object.partition(" ")[0]), kind), one.title)
    return known


async def _found(inventory: Inventory, options: SourceOptions) -> tuple[Finding, ...]:
    async with asyncio.timeout(_PATIENCE):
        source = make_source(options, inventory)
        return judge_all(await collect(inventory, source, system_clock))

"""Where answers come from, by options that commands share: zone files, live DNS, or the one over the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from hiyari.dns.authority import Authorities
from hiyari.dns.cache import Cache
from hiyari.dns.drive import Source
from hiyari.dns.live import Live
from hiyari.dns.system import parse_server, system_resolvers
from hiyari.dns.zone import Layered, Only, Zones
from hiyari.dns.zonefile import read_zone_file
from hiyari.model.clock import Clock, system_clock
from hiyari.model.error import UserError
from hiyari.model.inventory import Inventory
from hiyari.model.text import text

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceOptions:
    """What was asked for on the command line."""

    resolvers: tuple[str, ...]
    timeout: float
    zones: tuple[str, ...] = ()
    offline: bool = False
    mixed_case: bool = False


def resolver_options(command: F) -> F:
    """Add ``--resolver`` and ``--timeout`` to a command."""
    for option in (
        click.option("--mixed-case", is_flag=True, help="Ask in random case, against forged answers (0x20)."),
        click.option("--timeout", type=click.FloatRange(0.1, 60), default=2.0, help="Seconds to wait for one server."),
        click.option("--resolver", "resolvers", multiple=True, metavar="ADDRESS[:PORT]", help="Ask this resolver."),
    ):
        command = option(command)
    return command


def source_options(command: F) -> F:
    """Add ``--zone`` and ``--offline`` to those of `resolver_options`."""
    for option in (
        click.option("--offline", is_flag=True, help="Ask nobody: only the zone files count."),
        click.option("--zone", "zones", multiple=True, metavar="FILE", help="Lay a zone file over live DNS."),
    ):
        command = option(command)
    return resolver_options(command)


def make_source(options: SourceOptions, inventory: Inventory | None = None, clock: Clock = system_clock) -> Source:
    """The source that the options describe; to be made inside a running event loop.

    Raises:
        UserError: A zone file or an address cannot be used, or ``--offline`` leaves nobody to ask.
    """
    zones = _zones(options, clock)
    if options.offline:
        return Only(zones, clock())
    live = make_resolver(options, inventory, clock)
    return Layered(zones, live) if options.zones else live


def make_planning_source(options: SourceOptions, inventory: Inventory, clock: Clock = system_clock) -> Source:
    """As `make_source`, but names of the declared domains and zones are asked of their own servers.

    A resolver's TTLs run down, and it may hold an old answer: a plan rests on what is published.
    """
    zones = _zones(options, clock)
    if options.offline:
        return Only(zones, clock())
    authorities = make_authorities(options, inventory, clock)
    live = Cache(authorities, clock)
    return Layered(zones, live) if options.zones else live


def make_authorities(options: SourceOptions, inventory: Inventory, clock: Clock = system_clock) -> Authorities:
    """The authoritative servers of the declared domains and zones, over the resolver."""
    names = (*(domain.name for domain in inventory.domains), *(zone.name for zone in inventory.zones))
    return Authorities(
        make_resolver(options, inventory, clock),
        clock,
        zones=frozenset(names),
        declared={zone.name: zone.servers for zone in inventory.zones if zone.servers},
        timeout=options.timeout,
    )


def _zones(options: SourceOptions, clock: Clock) -> Zones:
    if options.offline and not options.zones:
        raise UserError(text("--offline leaves nobody to ask. Give zone files with --zone FILE."))
    return Zones((read_zone_file(Path(name)) for name in options.zones), clock())


def make_resolver(options: SourceOptions, inventory: Inventory | None, clock: Clock = system_clock) -> Cache:
    """The resolver that the options name, else the inventory, else the system.

    Raises:
        UserError: An address cannot be used, or the system names none.
    """
    servers = tuple(parse_server(written, "--resolver") for written in options.resolvers)
    servers = servers or (inventory.resolvers if inventory else ()) or system_resolvers()
    return Cache(Live(servers, clock=clock, timeout=options.timeout, mixed_case=options.mixed_case), clock)

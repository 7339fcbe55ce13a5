"""``hiyari check``: what receivers will say about every way that mail leaves."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address

import click

from hiyari.cli.exit import ExitCode
from hiyari.cli.inventory_source import load_inventory
from hiyari.cli.messages import translator
from hiyari.cli.progress import run_patiently
from hiyari.cli.render import RENDERERS
from hiyari.cli.render.nagios import nagios_code
from hiyari.cli.report import Report
from hiyari.cli.sources import SourceOptions, make_authorities, make_source, source_options
from hiyari.dns.names import parse_domain
from hiyari.model.clock import system_clock
from hiyari.model.error import UserError
from hiyari.model.inventory import Domain, Host, Inventory, Role
from hiyari.model.rule import Severity
from hiyari.model.text import text
from hiyari.preflight.check import judge_all
from hiyari.preflight.collect import collect
from hiyari.preflight.connect import Caller
from hiyari.preflight.facts import Facts


@click.command()
@click.argument("domains", nargs=-1, metavar="[DOMAIN]...")
@click.option("--relay", "relays", multiple=True, metavar="NAME=IP[,IP]", help="A host that sends, and its addresses.")
@click.option("--config", metavar="FILE", help="The inventory; else ./hiyari.toml or /etc/hiyari/hiyari.toml.")
@click.option("--format", "form", type=click.Choice(list(RENDERERS)), default="text", help="How to show it.")
@click.option(
    "--fail-on",
    type=click.Choice([severity.name.lower() for severity in Severity]),
    default="warning",
    help="The least severity that makes the exit code 1.",
)
@click.option("--connect", is_flag=True, help="Call each MX on port 25 and hear its greeting.")
@click.option("--exit-zero", is_flag=True, help="Exit 0 whatever is found.")
@click.option("-v", "--verbose", is_flag=True, help="Name what passes too.")
@source_options
def command(
    domains: tuple[str, ...],
    relays: tuple[str, ...],
    config: str | None,
    form: str,
    fail_on: str,
    *,
    connect: bool,
    exit_zero: bool,
    verbose: bool,
    **others: object,
) -> int:
    """Check DOMAINs, or those of the inventory, and every address of every relay that sends for them.

    Exit code 0 is fine, 1 a near miss, 3 unknown.
    """
    inventory = _inventory(domains, relays, config)
    options = SourceOptions(**others)  # type: ignore[arg-type]
    facts = run_patiently(_collect(inventory, options, connect=connect))
    report = Report(command="check", findings=judge_all(facts), verbose=verbose)
    click.echo(RENDERERS[form](report, translator()))
    if exit_zero:
        return ExitCode.FINE
    return nagios_code(report) if form == "nagios" else report.exit_code(Severity[fail_on.upper()])


async def _collect(inventory: Inventory, options: SourceOptions, *, connect: bool) -> Facts:
    """Authoritative servers are asked only where the answers come from live DNS and from nothing laid over it."""
    source = make_source(options, inventory)
    asked = None if options.zones else make_authorities(options, inventory)
    return await collect(inventory, source, system_clock, asked, Caller() if connect else None)


def _inventory(domains: tuple[str, ...], relays: tuple[str, ...], config: str | None) -> Inventory:
    """What is declared in the file; domains and relays on the command line stand in for the declared ones."""
    inventory = load_inventory(config) or Inventory(path="")
    if domains:
        names = dict.fromkeys(parse_domain(written) for written in domains)
        inventory = replace(inventory, domains=tuple(Domain(name=name) for name in names))
    if relays:
        inventory = replace(inventory, hosts=tuple(_host(written) for written in relays))
    if not inventory.domains:
        raise UserError(text("There is nothing to check. Name a domain: hiyari check example.jp"))
    return inventory


def _host(written: str) -> Host:
    """A relay from the command line: ``relay2.example.jp=203.0.113.12,2001:db8::12``."""
    name, equals, addresses = written.partition("=")
    try:
        egress = tuple(ip_address(address.strip()) for address in addresses.split(","))
    except ValueError:
        egress = ()
    if not equals or not egress:
        sentence = text(
            '--relay: "{written}" is no host with its addresses. Write relay2.example.jp=203.0.113.12.', written=written
        )
        raise UserError(sentence)
    helo = parse_domain(name)
    return Host(name=helo, role=Role.RELAY, egress=egress, helo=helo)

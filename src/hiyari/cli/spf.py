"""``hiyari spf``: the verdict on one sender and the whole way to it."""

from __future__ import annotations

from dataclasses import fields, replace
from ipaddress import ip_address
from typing import Final

import click

from hiyari.auth.spf.evaluate import check_host
from hiyari.auth.spf.result import Identity, IdentityKind, IPAddress, Result, SpfResult
from hiyari.cli.exit import ExitCode
from hiyari.cli.inventory_source import load_inventory
from hiyari.cli.messages import translator
from hiyari.cli.planning import draw_plan, needed_inventory
from hiyari.cli.progress import run_patiently
from hiyari.cli.sources import SourceOptions, make_planning_source, make_source, source_options
from hiyari.cli.spf_trace import as_json, as_text
from hiyari.dns.change import Changed, change_of
from hiyari.dns.drive import Lookup, arun, overlaid
from hiyari.dns.names import parse_domain
from hiyari.model.error import UserError
from hiyari.model.inventory import Domain, Inventory
from hiyari.model.plan import Stage
from hiyari.model.text import text

_EXIT: Final = {Result.PASS: ExitCode.FINE, Result.TEMPERROR: ExitCode.UNKNOWN}


@click.command()
@click.argument("domain")
@click.option("--ip", "address", required=True, metavar="IP", help="The address that the mail comes from.")
@click.option("--mail-from", metavar="ADDRESS", help="The reverse-path; else postmaster@DOMAIN.")
@click.option("--helo", metavar="NAME", help="The HELO name; with an empty --mail-from it is the identity.")
@click.option("--header-from", metavar="DOMAIN", help="Evaluate this domain as some carriers do: the one in From:.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to show it.")
@click.option("--authoritative", is_flag=True, help="Ask the authoritative servers of DOMAIN, without any cache.")
@click.option("--planned", is_flag=True, help="Evaluate as if everything that hiyari plan adds were published.")
@click.option("--config", metavar="FILE", help="The inventory; else ./hiyari.toml or /etc/hiyari/hiyari.toml.")
@source_options
def command(
    domain: str, address: str, form: str, *, authoritative: bool, planned: bool, config: str | None, **others: object
) -> int:
    """Say whether mail for DOMAIN may come from an address, and every step to that answer.

    Exit code 0 is pass, 3 is temperror (not known), 1 is any other result.
    """
    ip = _address(address)
    options = SourceOptions(**{field.name: others[field.name] for field in fields(SourceOptions)})  # type: ignore[arg-type]
    identity = _identity(parse_domain(domain), others)
    lookup = check_host(identity, ip)
    declared = needed_inventory(config) if planned else load_inventory(config) or Inventory(path="")
    names = {domain.name for domain in declared.domains}
    own = () if identity.domain in names else (Domain(name=identity.domain),)
    inventory = declared if planned else replace(declared, domains=(*declared.domains, *own))
    result = run_patiently(_evaluate(lookup, options, inventory, authoritative=authoritative, planned=planned))
    click.echo(as_json(result) if form == "json" else as_text(result, translator()))
    return _EXIT.get(result.result, ExitCode.NEAR_MISS)


async def _evaluate(
    lookup: Lookup[SpfResult], options: SourceOptions, inventory: Inventory, *, authoritative: bool, planned: bool
) -> SpfResult:
    own = authoritative or planned
    source = make_planning_source(options, inventory) if own else make_source(options, inventory)
    if planned:
        plan = await draw_plan(inventory, options)
        added = (change_of(edit) for stage, edit in plan.edits if stage in {Stage.PREPARE, Stage.OPEN})
        lookup = overlaid(lookup, Changed(added, plan.at))
    return await arun(lookup, source)


def _address(written: str) -> IPAddress:
    try:
        return ip_address(written)
    except ValueError:
        sentence = text(
            '--ip: "{written}" is not an IP address. Write the address that the mail comes from, '
            "for example 203.0.113.12.",
            written=written,
        )
        raise UserError(sentence) from None


def _identity(domain: str, others: dict[str, object]) -> Identity:
    """Whom to evaluate: From: before the reverse-path, and HELO where the reverse-path is empty (section 2.4)."""
    helo, mail_from, header = others["helo"], others["mail_from"], others["header_from"]
    name = parse_domain(str(helo)) if helo else domain
    if header:
        return Identity(kind=IdentityKind.HEADER_FROM, domain=parse_domain(str(header)), helo=name)
    if mail_from in {"", "<>"}:
        return Identity(kind=IdentityKind.HELO, domain=name, helo=name)
    if mail_from:
        local, at, host = str(mail_from).strip("<>").rpartition("@")
        sender = parse_domain(host)
        return Identity(
            kind=IdentityKind.MAIL_FROM, domain=sender, local_part=local if at and local else "postmaster", helo=name
        )
    return Identity(kind=IdentityKind.MAIL_FROM, domain=domain, helo=name)

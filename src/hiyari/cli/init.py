"""``hiyari init``: writes a first inventory from what this machine and DNS show."""

from __future__ import annotations

import asyncio
import os
from ipaddress import ip_address
from pathlib import Path

import click

from hiyari.auth.spf.lint import Lint, lint
from hiyari.auth.spf.record import Network
from hiyari.cli.messages import say
from hiyari.cli.progress import run_patiently
from hiyari.cli.sources import SourceOptions, make_source, source_options
from hiyari.cli.this_machine import postfix_settings, source_addresses
from hiyari.dns.answer import Answer, Question
from hiyari.dns.drive import Source, arun
from hiyari.dns.names import parse_domain
from hiyari.dns.records import Address, Mx, RdType
from hiyari.model.error import ActionError, UserError
from hiyari.model.inventory import IPAddress
from hiyari.model.inventory_file import parse_inventory
from hiyari.model.text import text
from hiyari.model.written import parse_duration, parse_name
from hiyari.preflight.first_inventory import Seen, SeenHost, first_inventory

MAX_EXCHANGES = 20


@click.command()
@click.argument("domains", nargs=-1, metavar="[DOMAIN]...")
@click.option("--write", metavar="FILE", help="Write it there; a file that exists is never overwritten.")
@source_options
def command(domains: tuple[str, ...], write: str | None, **others: object) -> int:
    """Write a first inventory from what can be seen: Postfix, this machine's addresses, MX and SPF of DOMAINs.

    It goes to standard output unless --write names a file. Look at every line: what nobody publishes cannot be seen.
    """
    settings = postfix_settings()
    named = {parse_domain(written): "named on the command line" for written in domains}
    if not named and parse_name(settings.get("mydomain", "")):
        named = {settings["mydomain"].lower(): "Postfix: mydomain"}
    if not named:
        raise UserError(text("There is no domain to begin with. Name one: hiyari init example.jp"))
    seen = run_patiently(_look(named, settings, SourceOptions(**others)))  # type: ignore[arg-type]
    written = first_inventory(seen)
    parse_inventory(written, "hiyari.toml")
    if write is None:
        click.echo(written, nl=False)
        return 0
    _create(Path(write), written)
    say(text("{path} is written. Look at every line, then run: hiyari config check --config {path}", path=write))
    return 0


def _create(path: Path, written: str) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    except FileExistsError:
        sentence = text(
            "{path} exists already and is left as it is. Move it away, or name another file.", path=str(path)
        )
        raise UserError(sentence) from None
    except OSError as error:
        reason = error.strerror or "input/output error"
        sentence = text("{path} cannot be written: {reason}. Name another file.", path=str(path), reason=reason)
        raise ActionError(sentence) from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(written)


async def _look(named: dict[str, str], settings: dict[str, str], options: SourceOptions) -> Seen:
    source = make_source(options)
    hosts = _this_host(settings)
    walked = await asyncio.gather(*(arun(lint(name), source) for name in named))
    answers: list[Answer] = []
    for name in named:
        hosts.extend(await _exchanges(name, source, answers))
    known = {address for host in hosts for address in host.egress}
    lost = [str(answer.question) for answer in answers if answer.lost is not None]
    lost += [str(loss.question) for one in walked for loss in one.losses]
    return Seen(
        domains=tuple(named.items()),
        hosts=tuple(hosts),
        loose=tuple(dict.fromkeys(term for one in walked for term in _loose(one, known))),
        lost=tuple(dict.fromkeys(lost)),
        queue_lifetime=parse_duration(settings.get("maximal_queue_lifetime", "")),
    )


def _this_host(settings: dict[str, str]) -> list[SeenHost]:
    """This machine as a relay, where Postfix says its name."""
    name = parse_name(settings.get("myhostname", ""))
    if name is None:
        return []
    bound = [settings.get(key, "").strip("[]") for key in ("smtp_bind_address", "smtp_bind_address6")]
    fixed = tuple(ip_address(one) for one in bound if _is_address(one))
    public = tuple(address for address in fixed or source_addresses() if address.is_global)
    where = "Postfix: myhostname; " + ("smtp_bind_address" if fixed else "the kernel's source addresses")
    if not public:
        where += ": private, so write the public address that NAT gives it"
    return [
        SeenHost(
            name=name, role="relay", egress=public, source=where, helo=parse_name(settings.get("smtp_helo_name", ""))
        )
    ]


def _is_address(written: str) -> bool:
    try:
        ip_address(written)
    except ValueError:
        return False
    return True


async def _exchanges(domain: str, source: Source, answers: list[Answer]) -> list[SeenHost]:
    mx = await source.ask(Question(domain, RdType.MX))
    answers.append(mx)
    found = []
    for record in sorted(record for record in mx.records if isinstance(record, Mx))[:MAX_EXCHANGES]:
        name = parse_name(record.exchange)
        if name is None:
            continue
        egress: list[IPAddress] = []
        for rdtype in (RdType.A, RdType.AAAA):
            answer = await source.ask(Question(name, rdtype))
            answers.append(answer)
            egress.extend(one.address for one in answer.records if isinstance(one, Address))
        where = f"MX of {domain}; does mail leave from these addresses?"
        found.append(SeenHost(name=name, role="mx", egress=tuple(egress), source=where))
    return found


def _loose(walked: Lint, known: set[IPAddress]) -> list[str]:
    """The networks of the domain's own record that no host stands for; included records belong to others."""
    record = walked.branches[0].record if walked.branches else None
    networks = (term for term in (record.directives if record else ()) if isinstance(term, Network))
    return [f"{term.source} ({walked.domain})" for term in networks if not any(_holds(term, one) for one in known)]


def _holds(term: Network, address: IPAddress) -> bool:
    return address.version == term.version and int(address) >> _shift(term) == term.base >> _shift(term)


def _shift(term: Network) -> int:
    return (32 if term.version == 4 else 128) - term.bits

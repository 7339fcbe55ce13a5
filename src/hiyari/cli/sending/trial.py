"""``--test-to``: some rendered examples to the administrator, marked in the subject and outside the ledger's rows."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Final

import click
import sqlalchemy as sa

from hiyari.carriers.knowledge import knowledge
from hiyari.cli.exit import ExitCode
from hiyari.cli.messages import translator
from hiyari.cli.progress import run_patiently
from hiyari.cli.sending.bench import Bench
from hiyari.delivery.address import Address, parse_address
from hiyari.delivery.campaign import Campaign
from hiyari.delivery.exchangers import Exchangers
from hiyari.delivery.ledger.change import Delivery
from hiyari.delivery.materials import Materials, read_materials
from hiyari.delivery.message.compose import Composer
from hiyari.delivery.message.dkim import make_signer
from hiyari.delivery.message.tokens import campaign_token
from hiyari.delivery.node.assemble import read_credentials
from hiyari.delivery.node.destinations import Direct, SmartHost
from hiyari.delivery.node.lines import Lines, NoLine
from hiyari.delivery.pacing.lane import Lane
from hiyari.delivery.prepare import Desk, prepare
from hiyari.delivery.preview import choose
from hiyari.model.clock import system_clock
from hiyari.model.error import ActionError, UserError
from hiyari.model.text import Remote, text
from hiyari.smtp.connection import Transaction
from hiyari.smtp.events import Envelope

_MARK: Final = "[test]"


def send_examples(bench: Bench, written: str) -> int:
    """Send them over the campaign's own route.

    Raises:
        UserError: The address is none.
        ActionError: One of them was not taken.
    """
    address = parse_address(written)
    if address is None:
        sentence = text('--test-to: "{written}" is no address. Write one such as you@example.jp.', written=written)
        raise UserError(sentence)
    sent = run_patiently(_send(bench, address))
    sentence = text("{count} examples went to {address}. Nobody else got anything.", count=sent, address=address.wire)
    click.echo(translator().render(sentence))
    return ExitCode.FINE


async def _send(bench: Bench, address: Address) -> int:
    campaign = bench.campaign
    desk = Desk(
        engine=bench.opened.engine,
        known=knowledge(),
        source=bench.source(),
        key=bench.opened.key(),
        now=system_clock(),
        progress=lambda _: None,
    )
    prepared = await prepare(campaign, desk, None)
    with _reading(bench.opened.engine) as connection, connection.begin():
        rows = choose(connection, prepared.row.name)
    if not rows:
        raise UserError(text("{campaign} has nobody left whose message could be shown.", campaign=prepared.row.name))
    materials = read_materials(campaign)
    lines = Lines(campaign.route, read_credentials(campaign.route))
    destinations = SmartHost(campaign.route) if desk.source is None else _direct(bench, desk)
    found = await destinations.find(address.domain)
    if not isinstance(found, Exchangers):
        sentence = text(
            "There is no way to {address}: its domain has no exchanger, or DNS does not say which. Nothing was sent. "
            "Look at the address, or name another.",
            address=address.wire,
        )
        raise ActionError(sentence)
    lane = Lane("test", str(next(iter(campaign.route.egress), "")), knowledge().other.limits)
    envelopes = _envelopes(campaign, materials, rows, address, desk.key)
    try:
        for count, envelope in enumerate(envelopes):
            line = await lines.take(lane, found.hosts, destinations.port, answers_end=False)
            if isinstance(line, NoLine):
                raise _not_taken(count, str(line.reply or line.said), line.server)
            done = await line.connection.transact(envelope, _always)
            lines.give_back(line, lane)
            if done.final is None or not done.final.positive:
                raise _not_taken(count, _refusal(done), line.server)
    finally:
        await lines.close()
    return len(envelopes)


def _direct(bench: Bench, desk: Desk) -> Direct:
    assert desk.source is not None  # noqa: S101 - the caller looked
    return Direct(desk.source, lambda: system_clock().timestamp(), bench.campaign.route.port)


def _envelopes(
    campaign: Campaign, materials: Materials, rows: list[Delivery], address: Address, key: bytes
) -> list[Envelope]:
    """Marked, with the campaign's own reverse-path: a trial's bounce belongs to no delivery."""
    signer = make_signer(campaign.dkim) if campaign.dkim is not None else None
    plain = replace(campaign, verp=False)
    composer = Composer(plain, materials.attachments, key, campaign_token(key, f"{campaign.name} test"), signer)
    now = system_clock().astimezone()
    found = []
    for row in rows:
        rendered = materials.templates.render(json.loads(row.variables), row.address)
        marked = replace(rendered, subject=f"{_MARK} {rendered.subject}")
        content = composer.compose(marked, address.wire, row.number, now)
        found.append(Envelope(reverse_path=campaign.reverse_path, recipients=(address.wire,), content=content))
    return found


def _refusal(done: Transaction) -> str:
    """Why it was not taken, in the server's words where there are any."""
    if done.obstacle is not None:
        return done.obstacle.value
    return next((str(one.reply) for one in done.replies if not one.reply.positive), "no answer")


def _not_taken(count: int, said: str, server: str) -> ActionError:
    sentence = text(
        "The test was not taken by {server}: {said}. {count} examples went out before it. Mend that before the "
        "campaign.",
        server=server or "nobody",
        said=Remote(said),
        count=count,
    )
    return ActionError(sentence)


def _reading(engine: sa.Engine) -> sa.Connection:
    return engine.connect().execution_options(reads_only=True)


async def _always(_: tuple[str, ...]) -> bool:
    return True

"""Sends a campaign in one call, without a person who looks at it first: for the demo and for tests."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import sqlalchemy as sa

from hiyari.carriers.knowledge import knowledge
from hiyari.delivery.campaign import Campaign
from hiyari.delivery.campaign_file import parse_campaign
from hiyari.delivery.ledger.claim import release
from hiyari.delivery.ledger.node import alive, this_node
from hiyari.delivery.ledger.scribe import Scribe
from hiyari.delivery.node.assemble import begin, make_letters, make_runner
from hiyari.delivery.prepare import Desk, prepare
from hiyari.dns.drive import Source
from hiyari.model.clock import Clock

_SECOND: Final = 1_000_000


async def send(
    path: Path,
    engine: sa.Engine,
    source: Source | None,
    key: bytes,
    clock: Clock,
    *,
    longest: float = 600,
    alongside: bool = False,
) -> Campaign:
    """Load the campaign of this file, and send until nothing is left.

    Args:
        path: The campaign's file.
        engine: The ledger.
        source: DNS; None for a smart host.
        key: The site's.
        clock: The present.
        longest: Seconds that cap the time-outs of RFC 5321.
        alongside: Send although another campaign is being sent.

    Raises:
        UserError: A file is wrong.
        SafetyError: Somebody else sends it.
        ActionError: It stopped in the middle.
    """
    known = knowledge()
    with path.open(encoding="utf-8") as stream:
        campaign = parse_campaign(stream.read(), path, known)
    desk = Desk(engine=engine, known=known, source=source, key=key, now=clock(), progress=lambda _: None)
    prepared = await prepare(campaign, desk, None)
    letters = make_letters(campaign, prepared.materials, key, prepared.row.token)
    node = this_node()
    now_us = int(clock().timestamp() * _SECOND)
    begun = begin(engine, prepared.row, node, now_us, alive=alive, alongside=alongside)
    async with Scribe(engine) as scribe:
        runner = make_runner(
            campaign, known, letters, begun, scribe=scribe, node=node, source=source, clock=clock, longest=longest
        )
        try:
            await runner.run()
        finally:
            await scribe.ask(lambda connection: release(connection, campaign.name, node))
    return campaign

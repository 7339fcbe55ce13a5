"""Puts a node together for one campaign: lanes with their past, connections, messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from hiyari.carriers.knowledge import Knowledge
from hiyari.delivery.campaign import Campaign, Route, RouteKind
from hiyari.delivery.ledger import book
from hiyari.delivery.ledger.answers import Answer, answers
from hiyari.delivery.ledger.book import CampaignRow
from hiyari.delivery.ledger.claim import Node, claim
from hiyari.delivery.ledger.mark import count_on, keep, look_at_mark, mark_file_of
from hiyari.delivery.ledger.scribe import Scribe
from hiyari.delivery.ledger.spent import SECONDS_OF_A_DAY, Past, pasts
from hiyari.delivery.materials import Materials
from hiyari.delivery.message.compose import Composer
from hiyari.delivery.message.dkim import make_signer
from hiyari.delivery.node.destinations import Destinations, Direct, SmartHost
from hiyari.delivery.node.doubting import Doubting
from hiyari.delivery.node.letters import Letters
from hiyari.delivery.node.lines import Lines
from hiyari.delivery.node.progress import Progress
from hiyari.delivery.node.runner import Runner
from hiyari.delivery.node.trial import Trials
from hiyari.delivery.pacing.lane import Lane
from hiyari.delivery.pacing.limits import effective
from hiyari.delivery.recipients.source import open_regular
from hiyari.dns.drive import Source
from hiyari.model.clock import Clock
from hiyari.model.error import UserError
from hiyari.model.text import text
from hiyari.smtp.events import Credentials

_SECOND: Final = 1_000_000
_REMEMBERED: Final = 86400.0
"""Seconds after its closing that a doubted lane still begins by probing: a run that starts anew must not start at the
pace that brought the storm."""
_MOST_SECRET: Final = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A campaign that this node has claimed."""

    left: Mapping[str, int]
    """By lane: what may still be sent."""
    pasts: Mapping[tuple[str, str], Past]
    history: Mapping[str, tuple[int, int]]
    earlier: Mapping[tuple[str, str], Sequence[Answer]]
    """By lane and egress: what providers answered this campaign since an alarm, in its earlier runs."""
    begun_us: int
    uncertain: int
    """Deliveries that the last run left between intent and outcome."""
    mark: Path | None
    """The file beside the ledger by which an old copy of it is noticed."""


def begin(
    engine: sa.Engine,
    row: CampaignRow,
    node: Node,
    now_us: int,
    *,
    alive: Callable[[str], bool],
    take_over: bool = False,
    alongside: bool = False,
) -> Begun:
    """Claim the campaign, and begin it where it has not begun.

    Args:
        engine: The ledger.
        row: The campaign, loaded.
        node: This process.
        now_us: The present.
        alive: Whether a process of this machine still runs.
        take_over: As for `claim`, and for a ledger that was put back from a copy.
        alongside: As for `claim`.

    Raises:
        SafetyError: Somebody else sends it, or the ledger is an old copy.
    """
    path = mark_file_of(engine)
    with engine.begin() as connection:
        look_at_mark(connection, path, take_over=take_over)
        uncertain = claim(connection, row.name, node, now_us, alive=alive, take_over=take_over, alongside=alongside)
        number = count_on(connection, path)
        if row.begun_us is None:
            book.set_begun(connection, row.name, row.digest, now_us)
        before = pasts(connection, now_us // _SECOND // SECONDS_OF_A_DAY)
        earlier = _earlier(connection, row, before)
        begun = Begun(
            # A lane with nothing left is one all the same where its last answers may have been a storm's.
            left={**{lane: 0 for lane, _ in earlier}, **book.left(connection, row.name)},
            pasts=before,
            history=book.history(connection, row.name),
            earlier=earlier,
            begun_us=row.begun_us or now_us,
            uncertain=uncertain,
            mark=path,
        )
    keep(path, number)
    return begun


def _earlier(
    connection: sa.Connection, row: CampaignRow, before: Mapping[tuple[str, str], Past]
) -> dict[tuple[str, str], list[Answer]]:
    if row.begun_us is None:
        return {}
    return answers(connection, row.name, {place: past.doubted_us or -1 for place, past in before.items()})


def make_lanes(campaign: Campaign, known: Knowledge, begun: Begun, now: float) -> tuple[Lane, ...]:
    """A lane for each provider and egress; what was closed by doubt stays closed for its time, and is probed then."""
    lanes = []
    # Of a smart host's answers nothing is believed or doubted.
    direct = campaign.route.kind is RouteKind.DIRECT
    for name in begun.left:
        limits = effective(known.provider(name), campaign.pace)
        for egress in campaign.route.egress or ("",):
            past = begun.pasts.get((name, str(egress)), Past(today=0, days=0, doubted_us=None))
            lane = Lane(name, str(egress), limits, spent_today=past.today, days=past.days)
            doubted = (past.doubted_us or 0) / _SECOND
            if direct and past.doubted_us is not None and now < doubted + limits.closed_for.value + _REMEMBERED:
                lane.doubt(doubted, "its answers were not believed")
            lanes.append(lane)
    return tuple(lanes)


def make_letters(campaign: Campaign, materials: Materials, key: bytes, token: str) -> Letters:
    """The messages of a campaign.

    Raises:
        UserError: The DKIM key cannot be used.
    """
    signer = make_signer(campaign.dkim) if campaign.dkim is not None else None
    return Letters(materials, Composer(campaign, materials.attachments, key, token, signer))


def _destinations(route: Route, source: Source | None, clock: Clock) -> Destinations:
    if route.kind is RouteKind.SMART_HOST or source is None:
        return SmartHost(route)
    return Direct(source, lambda: clock().timestamp(), route.port)


def make_runner(
    campaign: Campaign,
    known: Knowledge,
    letters: Letters,
    begun: Begun,
    *,
    scribe: Scribe,
    node: Node,
    source: Source | None,
    clock: Clock,
    longest: float = 600,
) -> Runner:
    """The node that sends it.

    Args:
        campaign: What is sent.
        known: The providers.
        letters: Its messages.
        begun: What the ledger said when it was claimed.
        scribe: Who writes.
        node: This process.
        source: DNS; None only for a smart host.
        clock: The present.
        longest: Seconds that cap the time-outs of RFC 5321, for the lab.
    """
    trials = Trials(
        campaign=campaign,
        known=known,
        scribe=scribe,
        node=node,
        letters=letters,
        destinations=_destinations(campaign.route, source, clock),
        lines=Lines(campaign.route, read_credentials(campaign.route), longest),
        clock=clock,
    )
    progress = Progress()
    doubting = Doubting(
        progress=progress,
        campaign=campaign.name,
        scribe=scribe,
        node=node,
        clock=clock,
        history=begun.history,
        earlier=begun.earlier,
        believes=campaign.route.kind is RouteKind.DIRECT,
    )
    return Runner(
        campaign=campaign,
        scribe=scribe,
        node=node,
        trials=trials,
        lanes=make_lanes(campaign, known, begun, clock().timestamp()),
        left=begun.left,
        doubting=doubting,
        progress=progress,
        clock=clock,
        mark=begun.mark,
    )


def read_credentials(route: Route) -> Credentials | None:
    """For AUTH, where the route has a user.

    Raises:
        UserError: The password's file cannot be read, or others may read it.
    """
    if route.user is None or route.password_file is None:
        return None
    return Credentials(user=route.user, password=_secret(route.password_file))


def _secret(path: Path) -> str:
    with open_regular(path) as stream:
        if path.stat().st_mode & 0o077:
            raise UserError(text("{path} can be read by others. Run: chmod 600 {path}", path=str(path)))
        octets = stream.read(_MOST_SECRET)
    try:
        return octets.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        raise UserError(text("{path} holds no password in UTF-8.", path=str(path))) from None

"""Brings a campaign into the ledger and says what it would do; or finds it there, begun, and says that it goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, TypeVar

import sqlalchemy as sa

from hiyari.carriers.knowledge import Knowledge
from hiyari.delivery.campaign import Campaign, RouteKind
from hiyari.delivery.ledger import book
from hiyari.delivery.ledger.book import CampaignRow, CampaignState
from hiyari.delivery.ledger.loaded import case_twins, conflicts
from hiyari.delivery.ledger.mark import look_at_mark, mark_file_of
from hiyari.delivery.ledger.spent import SECONDS_OF_A_DAY, Past, pasts
from hiyari.delivery.loading import Loaded, Loader
from hiyari.delivery.materials import Materials, read_materials
from hiyari.delivery.message.tokens import campaign_token
from hiyari.delivery.node.destinations import Lost, find_lanes
from hiyari.delivery.preview import LaneForecast, Preview, choose, digest_of, example, forecasts, hindrances
from hiyari.delivery.survey import Survey, survey
from hiyari.dns.drive import Source
from hiyari.model.error import SafetyError, UserError
from hiyari.model.text import text

T = TypeVar("T")
_SECOND: Final = 1_000_000
_FRESH: Final = 86400 * _SECOND
"""Microseconds that a loading stays good for its digest: lanes rest on DNS answers of its time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What preparing needs besides the campaign."""

    engine: sa.Engine
    known: Knowledge
    source: Source | None
    """DNS; None for a smart host."""
    key: bytes
    """The site's."""
    now: datetime
    progress: Callable[[int], None]
    take_over: bool = False
    """Whether a ledger that was put back from an old copy is used all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A campaign in the ledger."""

    row: CampaignRow
    materials: Materials
    preview: Preview | None
    """None where it has begun, or where a digest led to what was loaded before."""


async def prepare(campaign: Campaign, desk: Desk, digest: str | None) -> Prepared:
    """Load the campaign unless it has begun, or was loaded for this digest and nothing has changed since.

    Raises:
        UserError: A file is wrong.
        SafetyError: It has begun, and its files are no longer those that were approved; or the ledger is an old copy.
    """
    materials = read_materials(campaign)
    with desk.engine.connect().execution_options(reads_only=True) as connection, connection.begin():
        # An old copy shows people as waiting who have the mail: it is refused before anybody trusts its preview.
        look_at_mark(connection, mark_file_of(desk.engine), take_over=desk.take_over)
        row = book.find_campaign(connection, campaign.name)
        fresh = row is not None and digest is not None and _is_fresh(connection, row, campaign, materials, desk, digest)
    if row is not None and row.state is CampaignState.BEGUN:
        if row.source != materials.source:
            sentence = text(
                "{campaign} has begun, and a file of it has changed since: {path}, a template, an attachment, the "
                "recipients or a suppression list. Put the old files back to go on; other content or recipients are "
                "another campaign with another name.",
                campaign=campaign.name,
                path=str(campaign.path),
            )
            raise SafetyError(sentence)
        return Prepared(row=row, materials=materials, preview=None)
    if row is not None and fresh:
        return Prepared(row=row, materials=materials, preview=None)
    return await _load(campaign, materials, desk)


def _is_fresh(
    connection: sa.Connection, row: CampaignRow, campaign: Campaign, materials: Materials, desk: Desk, digest: str
) -> bool:
    return (
        row.state is CampaignState.LOADING
        and row.source == materials.source
        and row.digest.startswith(digest)
        and _now_us(desk) - row.loaded_us < _FRESH
        and not conflicts(connection, row.name, horizon_us(campaign, desk.now))
    )


async def _load(campaign: Campaign, materials: Materials, desk: Desk) -> Prepared:
    read = survey(campaign.recipients)
    lost = Lost()
    lanes = await find_lanes(read.domains, campaign.route, desk.source, desk.known, lost)
    row = CampaignRow(
        name=campaign.name,
        token=campaign_token(desk.key, campaign.name),
        state=CampaignState.LOADING,
        digest="",
        source=materials.source,
        consent=campaign.consent,
        loaded_us=_now_us(desk),
        begun_us=None,
    )
    loader = Loader(
        campaign=campaign,
        materials=materials,
        known=desk.known,
        lanes=lanes,
        now_us=row.loaded_us,
        horizon_us=horizon_us(campaign, desk.now),
    )
    loaded = loader.load(desk.engine, row, desk.progress)
    return _show(campaign, materials, desk, row, read, loaded, lost)


def _show(
    campaign: Campaign, materials: Materials, desk: Desk, row: CampaignRow, read: Survey, loaded: Loaded, lost: Lost
) -> Prepared:
    with desk.engine.begin() as connection:
        book.check_loading(connection, row)
        counts = book.counts(connection, row.name)
        digest = digest_of(row.name, row.source, read, loaded, counts)
        book.set_digest(connection, row.name, digest)
        day = int(desk.now.timestamp() // SECONDS_OF_A_DAY)
        behind = pasts(connection, day)
        days = {lane: past.days for (lane, _), past in behind.items()}
        lanes = forecasts(campaign, desk.known, counts, days, _doubted(campaign, behind, desk.now))
        for lane in lanes:
            _opens(campaign, lane, desk.now)
        preview = Preview(
            campaign=campaign,
            at=desk.now,
            digest=digest,
            survey=read,
            loaded=loaded,
            lanes=lanes,
            hindrances=hindrances(connection, row.name),
            case_twins=case_twins(connection, row.name),
            no_mail={name: (read.domains[name], found.why) for name, found in _first(lost.no_mail, read.domains)},
            not_known={name: (read.domains[name], cause) for name, cause in _first(lost.not_known, read.domains)},
            examples=tuple(example(one, campaign, materials) for one in choose(connection, row.name)),
        )
    return Prepared(row=replace(row, digest=digest), materials=materials, preview=preview)


def _opens(campaign: Campaign, lane: LaneForecast, now: datetime) -> None:
    """A lane whose hours and avoided minutes leave nothing would wait for ever.

    Raises:
        UserError: There is no moment at which it may send.
    """
    limits = lane.limits
    opening = campaign.hours.opening(now, limits.avoid_before.value, limits.avoid_after.value)
    if opening is None and lane.waiting and not campaign.hours.over(now):
        sentence = text(
            "{path}: the hours of [window] and the minutes that {lane} avoids around each full hour leave no time to "
            "send. Widen hours, or set avoid_before and avoid_after in [pace.{lane}].",
            path=str(campaign.path),
            lane=lane.lane.partition(":")[0],
        )
        raise UserError(sentence)


def _doubted(campaign: Campaign, behind: Mapping[tuple[str, str], Past], now: datetime) -> dict[str, float]:
    """By lane: seconds since its answers were last not believed; a smart host's lanes are never doubted."""
    if campaign.route.kind is RouteKind.SMART_HOST:
        return {}
    return {
        lane: now.timestamp() - past.doubted_us / _SECOND
        for (lane, _), past in sorted(behind.items(), key=lambda one: one[1].doubted_us or 0)
        if past.doubted_us is not None
    }


def _first(found: dict[str, T], domains: Counter[str]) -> list[tuple[str, T]]:
    return sorted(found.items(), key=lambda one: (-domains[one[0]], one[0]))


def horizon_us(campaign: Campaign, now: datetime) -> int:
    """The moment before which promises hold no longer."""
    return int(now.timestamp() * _SECOND) - campaign.repeat_window * _SECOND


def _now_us(desk: Desk) -> int:
    return int(desk.now.timestamp() * _SECOND)

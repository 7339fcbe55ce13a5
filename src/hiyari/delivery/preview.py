"""What a campaign would do, before it does it: the dry run, made from what the ledger has loaded.

The digest is taken over the files and over what became of their rows, lane by lane. When either has changed, it is
another digest, and nothing is sent by the old one.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from hiyari.carriers.knowledge import Knowledge
from hiyari.carriers.provider import Limits
from hiyari.delivery.campaign import Campaign, Mailbox, RouteKind
from hiyari.delivery.ledger import book
from hiyari.delivery.ledger.change import Delivery
from hiyari.delivery.ledger.hindrance import HindranceKind, read_hindrance
from hiyari.delivery.ledger.loaded import reasons, spread
from hiyari.delivery.ledger.states import State
from hiyari.delivery.loading import Loaded
from hiyari.delivery.materials import Materials
from hiyari.delivery.message.templates import Rendered
from hiyari.delivery.pacing.forecast import seconds_needed
from hiyari.delivery.pacing.limits import effective
from hiyari.delivery.survey import Survey
from hiyari.model.cause import Cause
from hiyari.model.text import Text

EXAMPLES: Final = 5
SHORTEST_DIGEST: Final = 12
"""Hexadecimal digits by which a campaign may be named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneForecast:
    """One lane."""

    lane: str
    provider: str
    """Its name, for a person."""
    waiting: int
    suppressed: int
    limits: Limits
    seconds: float | None
    """At the allowed pace, until it is done; None where no limit is known."""
    closed: float = 0.0
    """Seconds that it is still closed, because its answers were not believed lately."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One message as its recipient will see it."""

    line: int
    address: str
    sender: Mailbox
    rendered: Rendered


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """All of it."""

    campaign: Campaign
    at: datetime
    digest: str
    survey: Survey
    loaded: Loaded
    lanes: tuple[LaneForecast, ...]
    """The largest first."""
    hindrances: Mapping[HindranceKind, int]
    case_twins: int
    """Recipients who differ from another one only in case, at providers that are not known to fold it."""
    no_mail: Mapping[str, tuple[int, Text]]
    """Domains that take no mail: how many recipients, and why."""
    not_known: Mapping[str, tuple[int, Cause]]
    """Domains whose exchangers could not be found out."""
    examples: tuple[Example, ...]

    @property
    def waiting(self) -> int:
        """Messages that would be sent."""
        return sum(lane.waiting for lane in self.lanes)

    @property
    def seconds(self) -> float | None:
        """Until the slowest lane is done; None where no lane has a limit."""
        known = [lane.seconds for lane in self.lanes if lane.seconds is not None]
        return max(known, default=None)


def digest_of(name: str, source: str, survey: Survey, loaded: Loaded, counts: Counter[tuple[str, State]]) -> str:
    """SHA-256 over the canonical JSON of what was read and what became of it, in hexadecimal."""
    value = {
        "campaign": name,
        "source": source,
        "rows": [survey.rows, survey.malformed, loaded.duplicates],
        "counts": sorted([lane, state.value, count] for (lane, state), count in counts.items()),
    }
    return hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode("utf-8")).hexdigest()


def forecasts(
    campaign: Campaign,
    known: Knowledge,
    counts: Counter[tuple[str, State]],
    days: Mapping[str, int],
    doubted: Mapping[str, float],
) -> tuple[LaneForecast, ...]:
    """The lanes of a campaign, the largest first.

    Args:
        campaign: Its limits, hours and egress addresses.
        known: The providers.
        counts: Deliveries by lane and state.
        days: By lane: days since the first message of its youngest egress, for the warm-up.
        doubted: By lane: seconds since its answers were last not believed.
    """
    egresses = max(len(campaign.route.egress), 1)
    found = []
    for lane in {lane for lane, _ in counts}:
        provider = known.provider(lane)
        limits = effective(provider, campaign.pace)
        waiting = counts[lane, State.WAITING]
        closed = max(limits.closed_for.value - doubted[lane], 0.0) if lane in doubted else 0.0
        needed = seconds_needed(waiting, limits, campaign.hours, egresses, days.get(lane, 0))
        found.append(
            LaneForecast(
                lane=lane,
                provider=provider.name,
                waiting=waiting,
                suppressed=counts[lane, State.SUPPRESSED],
                limits=limits,
                seconds=needed if needed is None else needed + closed,
                closed=closed,
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.waiting, one.lane)))


def hindrances(connection: sa.Connection, campaign: str) -> Counter[HindranceKind]:
    """Why deliveries of the campaign are suppressed."""
    found: Counter[HindranceKind] = Counter()
    for reason, count in reasons(connection, campaign, State.SUPPRESSED):
        hindrance = read_hindrance(reason)
        if hindrance is not None:
            found[hindrance.kind] += count
    return found


def choose(connection: sa.Connection, campaign: str) -> list[Delivery]:
    """Rows to show: spread over the file, because winners and losers rarely stand at its beginning."""
    numbers = spread(connection, campaign, EXAMPLES)
    found = (book.by_number(connection, campaign, number) for number in numbers)
    return [one for one in found if one is not None]


def example(delivery: Delivery, campaign: Campaign, materials: Materials) -> Example:
    """A row as its recipient will see it."""
    rendered = materials.templates.render(json.loads(delivery.variables), delivery.address)
    return Example(line=delivery.number, address=delivery.address, sender=campaign.message.sender, rendered=rendered)


def is_handed_over(campaign: Campaign) -> bool:
    """Whether a smart host's acceptance is all that will be known at first."""
    return campaign.route.kind is RouteKind.SMART_HOST

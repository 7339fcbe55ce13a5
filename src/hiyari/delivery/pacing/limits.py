"""The limits of a lane: what is shipped, changed by what a campaign says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from hiyari.carriers.provider import Limit, Limits, Provider

CHANGEABLE: Final[Mapping[str, tuple[float, float]]] = {
    "connections": (1, 1000),
    "messages": (1, 100_000),
    "interval": (0, 86400),
    "per_minute": (0, 1_000_000),
    "per_hour": (0, 10_000_000),
    "per_day": (0, 100_000_000),
    "warm_up": (0, 10_000_000),
    "unknown_budget": (0, 1),
    "probe_interval": (0.01, 86400),
    "closed_for": (0.1, 7 * 86400),
    "avoid_before": (0, 29),
    "avoid_after": (0, 29),
    "retry": (0.1, 86400),
}
"""What a campaign may change, with its bounds. Not the recipients of a transaction: each has a message of its own."""


def effective(provider: Provider, changed: Mapping[str, Mapping[str, Limit]]) -> Limits:
    """The provider's limits as this campaign has them; each keeps its source."""
    return replace(provider.limits, **changed.get(provider.id, {}))

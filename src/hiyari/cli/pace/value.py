"""Limits as JSON has them."""

from __future__ import annotations

from typing import Any

from hiyari.carriers.provider import Limits
from hiyari.delivery.pacing.explain import limit_lines


def limit_values(limits: Limits) -> dict[str, dict[str, Any]]:
    """By name: value, unit, source, and whether it is folklore. 0 messages mean that no limit is known."""
    return {
        one.key: {"value": one.number, "unit": one.unit, "source": one.source, "folklore": one.folklore}
        for one in limit_lines(limits)
    }

"""Time as a value: a clock is passed in, and nothing in a pure room asks for the time of day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias

Clock: TypeAlias = Callable[[], datetime]
"""Returns the present moment as an aware UTC `datetime`."""


def system_clock() -> datetime:
    """The machine's own clock; for the shell around the pure rooms only."""
    return datetime.now(UTC)

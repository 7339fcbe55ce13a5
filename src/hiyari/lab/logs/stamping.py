"""Time stamps of logs, written the way each daemon writes them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias

Stamping: TypeAlias = Callable[[float], str]
"""The stamp of a moment in seconds since 1970."""


class Classic:
    """``Nov  2 00:00:00``; the last second is remembered."""

    def __init__(self) -> None:
        """Begin with nothing remembered."""
        self._second = -1
        self._text = ""

    def __call__(self, at: float) -> str:
        """The stamp."""
        second = int(at)
        if second != self._second:
            self._second = second
            when = datetime.fromtimestamp(second, UTC)
            self._text = f"{when:%b} {when.day:2} {when:%H:%M:%S}"
        return self._text


def rfc3339(at: float) -> str:
    """``2026-11-02T00:00:00.000000+00:00``."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="microseconds")


def apache(at: float) -> str:
    """``02/Nov/2026:00:00:00 +0000``."""
    return f"{datetime.fromtimestamp(int(at), UTC):%d/%b/%Y:%H:%M:%S +0000}"

"""A limit of messages in any span of time of a given length, wherever the span begins.

A counter that starts anew each hour lets twice the limit pass around the full hour. This one counts in slices of a
sixtieth and forgets a slice when its last moment has left the span, so that the limit holds in every span; the price is
that up to a sixtieth of the span is waited longer than needed.
"""

from __future__ import annotations

import math
from collections import deque
from typing import Final

_SLICES: Final = 60


class Window:
    """Counts messages of the last span."""

    def __init__(self, span: float, most: float, spent: int = 0) -> None:
        """Begin empty, or with messages whose moments are not known: they count as sent when it is first asked.

        Args:
            span: Seconds.
            most: Messages in them; 0 for no limit. Less than one stands for one message in a longer span.
            spent: Messages sent before.
        """
        self._span = span / most if 0 < most < 1 else span
        self._slice = self._span / _SLICES
        self._most = 0
        self._taken: deque[tuple[float, int]] = deque()
        self._count = 0
        self._spent = spent
        self.allow(most)

    def allow(self, most: float) -> None:
        """Change the limit; what was taken stays counted."""
        self._most = max(math.floor(most), 1) if most else 0

    def wait(self, now: float) -> float:
        """Seconds until one more may go; 0 when it may now."""
        if not self._most:
            return 0.0
        self._begin(now)
        while self._taken and now >= self._leaves(self._taken[0]):
            self._count -= self._taken.popleft()[1]
        return max(self._leaves(self._taken[0]) - now, 0.0) if self._count >= self._most else 0.0

    def take(self, now: float) -> None:
        """Count one."""
        self._begin(now)
        self._add(now, 1)

    def _begin(self, now: float) -> None:
        spent, self._spent = self._spent, 0
        if spent:
            self._add(now, spent)

    def _add(self, now: float, count: int) -> None:
        if not self._most:
            return
        if self._taken and now < self._taken[-1][0] + self._slice:
            begin, before = self._taken.pop()
            self._taken.append((begin, before + count))
        else:
            self._taken.append((now, count))
        self._count += count

    def _leaves(self, taken: tuple[float, int]) -> float:
        return taken[0] + self._slice + self._span

"""How far a campaign is: numbers that a node keeps and somebody else shows."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Final

from hiyari.delivery.ledger.states import State

_SPAN: Final = 30.0
"""Seconds over which the rate is taken."""


@dataclass(slots=True)
class Progress:
    """Counts since the node began; times are the caller's, in seconds."""

    left: Counter[str] = field(default_factory=Counter)
    """By lane: what may still be sent."""
    ended: Counter[tuple[str, State]] = field(default_factory=Counter)
    """By lane and state: what was settled by this node, deferrals included."""
    _marks: deque[tuple[float, int]] = field(default_factory=deque)

    def note(self, lane: str, state: State) -> None:
        """A delivery was settled."""
        self.ended[lane, state] += 1
        if state is not State.DEFERRED:
            self.left[lane] -= 1

    def doubt(self, lane: str) -> None:
        """A refusal is no longer believed."""
        self.ended[lane, State.REFUSED] -= 1
        self.ended[lane, State.DOUBTED] += 1

    @property
    def total(self) -> int:
        """Deliveries that reached an end."""
        return sum(count for (_, state), count in self.ended.items() if state is not State.DEFERRED)

    def rate(self, now: float) -> float:
        """Deliveries per second that reached an end lately."""
        self._marks.append((now, self.total))
        while len(self._marks) > 2 and now - self._marks[0][0] > _SPAN:
            self._marks.popleft()
        first, count = self._marks[0]
        return (self.total - count) / (now - first) if now > first else 0.0

"""Deliveries at hand: a page of each lane in memory, the rest in the ledger."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Final

import sqlalchemy as sa

from hiyari.delivery.ledger import book
from hiyari.delivery.ledger.change import Delivery

_IN_MEMORY: Final = 20_000
"""Deliveries of all lanes together."""
_MOST: Final = 500
"""Of one lane."""


@dataclass(slots=True)
class Shelf:
    """One lane's deliveries."""

    name: str
    ready: deque[Delivery] = field(default_factory=deque)
    out: set[str] = field(default_factory=set)
    """Recipient keys that are at hand or on their way: the ledger may still show them as due."""
    next_due_us: int | None = 0
    """When the next one in the ledger is due; None when none ever is."""
    filling: bool = False
    deferred_us: int | None = None
    """The earliest moment for which something was deferred since the last look into the ledger began."""

    @property
    def finished(self) -> bool:
        """Whether nothing of the lane is left."""
        return not self.out and self.next_due_us is None and not self.filling


@dataclass(frozen=True, slots=True)
class Page:
    """What a look into the ledger brought."""

    due: list[Delivery]
    next_due_us: int | None


def page_size(lanes: int) -> int:
    """How many deliveries each of so many lanes holds."""
    return max(1, min(_MOST, _IN_MEMORY // max(lanes, 1)))


def look(connection: sa.Connection, campaign: str, shelf: Shelf, now_us: int, size: int) -> Page:
    """The next page of a lane."""
    wanted = size + len(shelf.out)
    rows = book.page(connection, campaign, shelf.name, now_us, wanted)
    # A full page may hide others that are due; else only later ones and those on their way are left.
    following = now_us if len(rows) == wanted else book.next_due(connection, campaign, shelf.name, now_us)
    return Page([row for row in rows if row.recipient not in shelf.out], following)

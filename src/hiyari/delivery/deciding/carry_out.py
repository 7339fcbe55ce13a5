"""Does what was decided: in batches, each in a transaction of its own, each row only as it was shown.

A crash leaves whole batches. The same decision, looked at again, is then about what is left.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import sqlalchemy as sa

from hiyari.delivery.deciding.decision import Draft, decided
from hiyari.delivery.ledger import book
from hiyari.delivery.ledger.change import Change, Source
from hiyari.delivery.ledger.tables import DELIVERY
from hiyari.delivery.ledger.writing import ConflictError, write

_BATCH: Final = 500
_SHOWN: Final = 10


@dataclass(slots=True)
class Done:
    """What became of it."""

    written: int = 0
    moved: int = 0
    """Rows that were no longer as they had been shown; they stay as they are."""
    examples: list[int] = field(default_factory=list)
    """Row numbers of the first that had moved."""

    def miss(self, number: int) -> None:
        """This row has moved."""
        self.moved += 1
        if len(self.examples) < _SHOWN:
            self.examples.append(number)


def carry_out(engine: sa.Engine, draft: Draft, source: Source) -> Done:
    """Write the decision; ``source.said`` holds its reason."""
    done = Done()
    for batch in _batches(draft):
        try:
            _write(engine, draft, batch, source, done)
        except ConflictError:
            # Somebody else wrote one of them in between: one by one, so that only that one is left out.
            for number, events in batch.items():
                try:
                    _write(engine, draft, {number: events}, source, done)
                except ConflictError:
                    done.miss(number)
    return done


def _batches(draft: Draft) -> Iterator[dict[int, int]]:
    for first in range(0, len(draft.numbers), _BATCH):
        numbers, events = draft.numbers[first : first + _BATCH], draft.events[first : first + _BATCH]
        yield dict(zip(numbers, events, strict=True))


def _write(engine: sa.Engine, draft: Draft, batch: dict[int, int], source: Source, done: Done) -> None:
    changes: list[Change] = []
    with engine.begin() as connection:
        statement = sa.select(*DELIVERY.c).where(
            DELIVERY.c.campaign == draft.campaign, DELIVERY.c.number.in_(list(batch))
        )
        found = [book.delivery(row) for row in connection.execute(statement).mappings()]
        changes = [decided(one, draft.decision, source) for one in found if one.events == batch[one.number]]
        write(connection, changes, 0)
    done.written += len(changes)
    for number in batch.keys() - {one.delivery.number for one in changes}:
        done.miss(number)

"""Lines of logs that are followed, into rows of facts: batch by batch, with what is open between two of them.

Each batch is read as a piece of its log and joined to what the earlier ones left open, as `ingest` does it with large
pieces. So a message that is still in the queue can be looked up, and a restart goes on with the open ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any, Final

from hiyari.logfiles.stamps import Stamps
from hiyari.maillog.facts import TABLES, Row
from hiyari.maillog.formats.counts import Counts
from hiyari.maillog.formats.finding import AUTO, make_front, recognise
from hiyari.maillog.history.history import History
from hiyari.maillog.history.life import Life, message_row
from hiyari.maillog.history.seam import Joiner

MOST_OPEN: Final = 60_000
"""Messages of one log that may be open at once; of more, the oldest is given as it is."""


@dataclass(slots=True, kw_only=True)
class Log:
    """One log that is followed."""

    format: str = AUTO
    at: int | None = None
    """The moment of its last line."""
    open: dict[tuple[str, str], Life] = field(default_factory=dict)
    """Messages in the queue, by host and queue id."""


class Reading:
    """All logs that are followed; answers `Told.look`."""

    def __init__(self, zone: tzinfo, logs: dict[str, Log] | None = None) -> None:
        """Begin, or go on with logs as an earlier run left them."""
        self.logs: dict[str, Log] = {} if logs is None else logs
        self.counts = Counts()
        self._zone = zone
        self._stamps: dict[str, Stamps] = {}

    def read(self, name: str, lines: Sequence[str], *, host: str, year: int) -> list[tuple[str, Row]]:
        """The rows of some more lines of a log.

        Args:
            name: Of the log: its path.
            lines: In their order.
            host: Whose they are, where they do not say.
            year: In which the first line of all lies, where its stamp does not say.
        """
        log = self.logs.setdefault(name, Log())
        if log.format == AUTO:
            log.format = recognise(lines)
        stamps = self._stamps.get(name)
        if stamps is None:
            stamps = self._stamps[name] = Stamps(self._zone, year, log.at)
        rows: list[tuple[str, Row]] = []
        emit = {table: _Into(table, rows).add for table in TABLES}
        history = History(emit, log.format, inside=True)
        front = make_front(log.format, history, emit, host, stamps)
        front.feed(lines)
        joiner = Joiner(emit, log.open)
        joiner.join(history.seam())
        log.open = joiner.carry
        while len(log.open) > MOST_OPEN:
            oldest = next(iter(log.open))
            rows.append(("messages", message_row(log.open.pop(oldest), oldest[0])))
        log.at = front.counts.last_at if front.counts.last_at is not None else log.at
        self.counts.add(front.counts)
        return rows

    def look(self, host: str, queue_id: str) -> Row | None:
        """The row of a message that has not left the queue."""
        for log in self.logs.values():
            life = log.open.get((host, queue_id))
            if life is not None:
                return message_row(life, host)
        return None

    def values(self) -> dict[str, Any]:
        """What must be kept for the next run, as JSON has it."""
        return {
            name: {
                "format": log.format,
                "at": log.at,
                "open": [[host, life.__dict__] for (host, _), life in log.open.items()],
            }
            for name, log in self.logs.items()
        }


class _Into:
    """Adds rows of one table to the list of all."""

    def __init__(self, table: str, rows: list[tuple[str, Row]]) -> None:
        self._table = table
        self._rows = rows

    def add(self, row: Row) -> None:
        self._rows.append((self._table, row))


def read_logs(values: Mapping[str, Any]) -> dict[str, Log]:
    """The logs of such values.

    Raises:
        KeyError, TypeError, ValueError: They are not such values.
    """
    return {
        name: Log(
            format=str(one["format"]),
            at=None if one["at"] is None else int(one["at"]),
            open={(str(host), str(life["queue_id"])): _life(life) for host, life in one["open"]},
        )
        for name, one in values.items()
    }


def _life(values: dict[str, Any]) -> Life:
    life = Life(str(values["queue_id"]), int(values["first_at"]), str(values["format"]))
    life.__dict__.update(values)
    return life

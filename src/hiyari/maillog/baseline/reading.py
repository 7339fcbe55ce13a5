"""Lines of logs that are followed, into rows of facts: batch by batch, with what is open between two of them.

Each batch is read as a piece of its log and joined to what the earlier ones left open, as `ingest` does it with large
pieces. So a message that is still in the queue can be looked up, and a restart goes on with the open ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any, Final

from hiyari.logfiles.peek import Form, first_seen
from hiyari.logfiles.stamps import Stamps, first_year
from hiyari.maillog.baseline.site import AHEAD
from hiyari.maillog.facts import TABLES, Row
from hiyari.maillog.formats.counts import Counts
from hiyari.maillog.formats.finding import AUTO, make_front, recognise
from hiyari.maillog.history.history import History
from hiyari.maillog.history.life import Life, message_row
from hiyari.maillog.history.seam import Joiner

MOST_OPEN: Final = 60_000
"""Messages of one log that may be open at once; of more, the oldest is given as it is."""

_HALF_YEAR: Final = 180 * 86_400 * 1_000_000
"""Microseconds. A classic stamp is read in the year that lies nearest to the line before; beyond this there are two."""


@dataclass(slots=True, kw_only=True)
class Log:
    """One log that is followed."""

    format: str = AUTO
    at: int | None = None
    """The moment of its last line, where that is believed."""
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

    def read(self, name: str, lines: Sequence[str], *, host: str, now: int) -> list[tuple[str, Row]]:
        """The rows of some more lines of a log.

        Args:
            name: Of the log: its path.
            lines: In their order.
            host: Whose they are, where they do not say.
            now: The moment (microseconds UTC): stamps without a year are of the last one.
        """
        log = self.logs.setdefault(name, Log())
        if log.format == AUTO:
            log.format = recognise(lines)
        stamps = self._stamps_of(name, log, lines, now)
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
        last = front.counts.last_at
        if last is not None and last <= now + AHEAD:
            log.at = last
        elif last is not None:
            # A wrong clock wrote it, or another year was meant: the next line must not be read by it.
            log.at = None
        self.counts.add(front.counts)
        return rows

    def _stamps_of(self, name: str, log: Log, lines: Sequence[str], now: int) -> Stamps:
        """What reads the stamps of the next lines: as the lines before have it, if these can be believed."""
        stamps = self._stamps.get(name)
        known = log.at is not None and now - _HALF_YEAR <= log.at <= now + AHEAD
        if stamps is None or not known:
            year = _year_of(lines, now, self._zone)
            stamps = self._stamps[name] = Stamps(self._zone, year, log.at if known else None)
        return stamps

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


def _year_of(lines: Sequence[str], now: int, zone: tzinfo) -> int:
    """The year of the first classic stamp: the last in which it is not to come. Lines without one have that of now."""
    first = first_seen(lines)
    if first is not None and first.form is Form.CLASSIC:
        return first_year(first.stamp, None, now)
    return datetime.fromtimestamp(now / 1_000_000, UTC).astimezone(zone).year


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

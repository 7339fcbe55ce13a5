"""Exchange's message tracking log: CSV with a ``#Fields:`` line, since Exchange 2007.

The internal message id is the queue id: it is what Exchange names to the server before it (``[InternalId=...]``).
Columns are found by their names; of a piece without that line, by how many there are. One row may name several
recipients, and their states, parted by semicolons; when the numbers differ (a state has semicolons of its own) each is
given the whole.

Exchange logs no end of a message, so its messages stay open. Source: Microsoft, "Message tracking" (Exchange Server).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, Final, Protocol

from hiyari.maillog.formats.counts import Counts
from hiyari.maillog.formats.exchange_events import EVENTS, QUIET, Row
from hiyari.maillog.formats.told import Hosts

_BASE: Final = (
    "date-time,client-ip,client-hostname,server-ip,server-hostname,source-context,connector-id,source,event-id,"
    "internal-message-id,message-id,"
)
_REST: Final = (
    "recipient-address,recipient-status,total-bytes,recipient-count,related-recipient-address,reference,"
    "message-subject,sender-address,return-path,message-info"
)
_SINCE_2010: Final = ",directionality,tenant-id,original-client-ip,original-server-ip,custom-data"
_NETWORK: Final = "network-message-id,"
_LAYOUTS: Final = {
    len(names): names
    for names in (
        layout.split(",")
        for layout in (
            _BASE + _REST,
            _BASE + _REST + _SINCE_2010,
            _BASE + _NETWORK + _REST + _SINCE_2010,
            _BASE + _NETWORK + _REST + _SINCE_2010 + ",transport-traffic-type",
            _BASE + _NETWORK + _REST + _SINCE_2010 + ",transport-traffic-type,log-id,schema-version",
        )
    )
}
"""The columns of 2007, 2010, 2013, 2016 and later, by their number."""
_NEEDED: Final = frozenset({"date-time", "event-id", "source", "internal-message-id", "recipient-address"})
_FIELDS: Final = "#Fields: "
_NAME: Final = re.compile(r"[a-z-]{1,40}")


class Clock(Protocol):
    """Reads stamps; see ``logfiles.stamps``."""

    def iso(self, stamp: str, /) -> int:
        """Microseconds, UTC. Raises ValueError for what is no stamp."""


class ExchangeFront:
    """Reads one server's message tracking log."""

    NAME: ClassVar[str] = "exchange"

    def __init__(self, history: Hosts, host: str, stamps: Clock) -> None:
        self.counts = Counts()
        self._told = history.host(host)
        self._stamps = stamps
        self._columns: Mapping[str, int] | None = None

    @staticmethod
    def recognise(sample: Sequence[str]) -> bool:
        """Whether one of the first lines says what log it is, or names the columns of one."""
        return any(
            line.startswith("#Log-type: Message Tracking Log")
            or (line.startswith(_FIELDS) and _columns(line.removeprefix(_FIELDS).split(",")) is not None)
            for line in (one.lstrip("\ufeff") for one in sample)
        )

    def feed(self, lines: Iterable[str]) -> None:
        """Tell the history what the lines say."""
        counts = self.counts
        for line in lines:
            counts.lines += 1
            if line.startswith(("#", "\ufeff#")) or not line.strip():
                counts.other += 1
                self._header(line.lstrip("\ufeff"))
            elif not self._row(line):
                counts.miss(line)

    def _header(self, line: str) -> None:
        if line.startswith(_FIELDS):
            self._columns = _columns(line.removeprefix(_FIELDS).strip().split(","))

    def _row(self, line: str) -> bool:
        try:
            cells = next(csv.reader((line,)))
            at = self._stamps.iso(cells[0])
        except (csv.Error, ValueError, IndexError, StopIteration):
            return False
        columns = self._columns or _columns(_LAYOUTS.get(len(cells), []))
        if columns is None or len(cells) < len(columns):
            return False
        counts = self.counts
        counts.first_at = at if counts.first_at is None else min(counts.first_at, at)
        counts.last_at = at if counts.last_at is None else max(counts.last_at, at)
        row = Row(cells, columns, self._arrived_at, line)
        tell = EVENTS.get(row["event-id"])
        if tell is None:
            return row["event-id"] in QUIET
        # Without an id it is told of no message of this server: the mailbox services log so, beside the transport.
        return not row["internal-message-id"] or tell(self._told, at, row["internal-message-id"], row)

    def _arrived_at(self, stamp: str) -> int | None:
        try:
            return self._stamps.iso(stamp)
        except ValueError:
            return None


def _columns(names: Sequence[str]) -> Mapping[str, int] | None:
    """Where each column stands; None when the needed ones are not all there."""
    places = {name: place for place, name in enumerate(names) if _NAME.fullmatch(name)}
    return places if places.keys() >= _NEEDED else None

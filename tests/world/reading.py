"""Reads logs of the world into facts: by the shortest way (one process, no store), and by the way that users go."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from hiyari.logfiles.files import log_files
from hiyari.maillog.facts import TABLES, Cell, Row
from hiyari.maillog.formats.finding import programs
from hiyari.maillog.formats.syslog import SyslogFront
from hiyari.maillog.history.history import History
from hiyari.maillog.history.seam import Joiner
from hiyari.maillog.ingest.ingest import ingest_once
from hiyari.maillog.ingest.pieces import Source
from hiyari.maillog.store.facts_folder import open_facts

_ZONE: Final = ZoneInfo("Asia/Tokyo")
_MICRO: Final = timedelta(microseconds=1)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class _Stamps:
    """The plainest reader of stamps, so that a fault of the real one shows."""

    def __init__(self, year: int) -> None:
        self._year = year

    def classic(self, stamp: str) -> int:
        """Of ``Nov 26 19:48:25``."""
        return (
            datetime.strptime(f"{self._year} {stamp}", "%Y %b %d %H:%M:%S").replace(tzinfo=_ZONE) - _EPOCH
        ) // _MICRO

    def rfc3339(self, stamp: str) -> int:
        """Of a stamp with its zone."""
        return (datetime.fromisoformat(stamp) - _EPOCH) // _MICRO


@dataclass(slots=True, kw_only=True)
class Facts:
    """Rows by table, each with its columns' names."""

    rows: dict[str, list[dict[str, Cell]]] = field(default_factory=lambda: {name: [] for name in TABLES})
    lines: int = 0
    strange: list[str] = field(default_factory=list)
    missed: int = 0
    other: int = 0

    def take(self, table: str, row: Row) -> None:
        """Keep a row."""
        self.rows[table].append(dict(zip(TABLES[table].names, row, strict=True)))


def read_lines(lines: Iterable[str], facts: Facts, year: int) -> None:
    """Add what these lines tell."""

    def emit(table: str) -> object:
        return lambda row: facts.take(table, row)

    takers = {name: emit(name) for name in TABLES}
    history = History(takers, "syslog")  # type: ignore[arg-type]  # each takes one row
    front = SyslogFront(history, _Stamps(year), programs())
    front.feed(lines)
    joiner = Joiner(takers)  # type: ignore[arg-type]
    joiner.join(history.seam())
    joiner.finish()
    facts.lines += front.counts.lines
    facts.missed += front.counts.missed
    facts.other += front.counts.other
    facts.strange += front.counts.strange


def read_files(paths: Iterable[Path], year: int) -> Facts:
    """The facts of several hosts' logs."""
    facts = Facts()
    for path in paths:
        read_lines(lines_of(path), facts, year)
    return facts


def read_into(folder: Path, paths: Iterable[Path], *, size: int) -> Facts:
    """The facts that the product's own reading leaves in a folder, when it cuts logs into pieces of this many bytes."""
    files = log_files([str(path) for path in paths], _ZONE)
    result = ingest_once(folder, [Source(file=file, host="") for file in files], _ZONE, processes=2, size=size)
    counts = result.total()
    facts = Facts(lines=counts.lines, missed=counts.missed, other=counts.other, strange=list(counts.strange))
    with open_facts(folder) as store:
        for name in TABLES:
            for row in store.engine.execute(f"SELECT * FROM {name}").fetchall():  # noqa: S608 - our own names
                facts.take(name, row)
    return facts


def lines_of(path: Path) -> Iterator[str]:
    """Lines of a log; of a journal's entries the lines that rsyslog would have written."""
    with path.open(encoding="utf-8", errors="backslashreplace", newline="\n") as file:
        for line in file:
            if path.suffix != ".json":
                yield line.rstrip("\n")
                continue
            entry = json.loads(line)
            at = _EPOCH + int(entry["__REALTIME_TIMESTAMP"]) * _MICRO
            tag = entry["SYSLOG_IDENTIFIER"] + (f"[{entry['SYSLOG_PID']}]" if "SYSLOG_PID" in entry else "")
            yield f"{at.isoformat()} {entry['_HOSTNAME']} {tag}: {entry['MESSAGE']}"

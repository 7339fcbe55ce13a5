"""However fast reading becomes, the facts of a log stay what they were, to the last byte."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime, tzinfo
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hiyari.lab.logs.plan import LogPlan
from hiyari.lab.logs.write import write_logs
from hiyari.logfiles.files import log_files
from hiyari.maillog.facts import TABLES
from hiyari.maillog.formats.counts import Counts
from hiyari.maillog.history.seam import Joiner
from hiyari.maillog.ingest.pieces import Source, pieces
from hiyari.maillog.ingest.reading import read_all
from hiyari.maillog.ingest.worker import take_seam
from hiyari.maillog.store.rows import UNIT, RowFile

_REAL = Path(__file__).parents[1] / "data" / "real"
_WRITTEN = datetime(2026, 11, 28, tzinfo=UTC).timestamp()
_KNOWLEDGE = {"cause", "blocklist", "provider"}
_PLANS = {
    "short ids": LogPlan(seed=7, messages=1500, hours=3),
    "long ids": LogPlan(seed=8, messages=1500, hours=30, long_ids=True, rfc3339=True),
}


def rows_of(logs: list[Path], zone: tzinfo, folder: Path, size: int) -> list[str]:
    """What was counted, and every row that reading leaves as a line with its table's name, sorted."""
    folder.mkdir()
    for log in logs:
        # A file's time tells the year of its classic stamps.
        os.utime(log, (_WRITTEN, _WRITTEN))
    files = [RowFile(folder / f"joined-{table}.rows") for table in ("messages", "deliveries")]
    joiner = Joiner(
        {table: file.add for table, file in zip(("messages", "deliveries"), files, strict=True)}, texts=True
    )
    paths, counts = [], Counts()
    sources = [Source(file=file, host="here") for file in log_files([str(log) for log in logs], zone)]
    for read in read_all(pieces(sources, zone, size=size), zone, folder, processes=1):
        for seam in read.seams:
            joiner.join(take_seam(seam))
        paths += read.rows.values()
        counts.add(read.counts)
    joiner.finish()
    for file in files:
        file.close()
        paths += [file.path] if file.count else []
    return [repr(counts), *sorted(_plain(path, line) for path in paths for line in _lines(path))]


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8-sig").removesuffix("\n").split("\n")


def _plain(path: Path, line: str) -> str:
    """A row without what hiyari's knowledge of replies and providers adds, which grows."""
    table = path.stem.rpartition("-")[2]
    cells = zip(TABLES[table].names, line.split(UNIT), strict=True)
    return UNIT.join((table, *(cell for name, cell in cells if name not in _KNOWLEDGE)))


def _digest(rows: list[str]) -> str:
    """What all rows together come to."""
    return sha256("\n".join(rows).encode()).hexdigest()[:16]


@pytest.mark.parametrize("size", [1 << 30, 70_000])
@pytest.mark.parametrize(("name", "expected"), [("short ids", "c6ec3422ebdfb3c5"), ("long ids", "4170e6de8e4cbf58")])
def test_a_made_log_tells_the_same_as_ever(name: str, expected: str, size: int, tmp_path: Path) -> None:
    """The facts of a fixed plan's log are the ones that were once checked against its truth."""
    log = write_logs(_PLANS[name], tmp_path).mail_log
    assert _digest(rows_of([log], UTC, tmp_path / "rows", size)) == expected


@pytest.mark.parametrize("size", [1 << 30, 4_000])
def test_real_logs_tell_the_same_as_ever(size: int, tmp_path: Path) -> None:
    """The facts of what real servers wrote are the ones that were once checked against what was sent."""
    logs = [Path(shutil.copy(_REAL / name, tmp_path)) for name in ("mail.log", "relay1.log", "relay2.log")]
    assert _digest(rows_of(logs, ZoneInfo("Asia/Tokyo"), tmp_path / "rows", size)) == "3dd167295537e3e1"

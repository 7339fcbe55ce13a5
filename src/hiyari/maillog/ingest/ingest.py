"""Making facts of logs: once, into a folder that is thrown away, or again and again, into one that is kept.

A folder that is kept knows how far each file was read and which messages were open, so that tomorrow's reading goes on
where today's ended, whatever the files are called by then. Its ``sources.json`` is written last: a reading that was
killed has left files that it does not name, and the next one removes them and begins at the same place.
"""

from __future__ import annotations

import fcntl
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path
from typing import Final

from hiyari.maillog.facts import TABLES, Row
from hiyari.maillog.formats.counts import Counts
from hiyari.maillog.history.life import Life
from hiyari.maillog.history.seam import Joiner, Name
from hiyari.maillog.ingest.kept import Kept, mark_of
from hiyari.maillog.ingest.pieces import PIECE, Source, pieces
from hiyari.maillog.ingest.reading import read_all
from hiyari.maillog.ingest.worker import Read, take_seam
from hiyari.maillog.store.facts_folder import keep_rows, prepare, write_facts
from hiyari.maillog.store.rows import RowFile
from hiyari.model.error import UserError
from hiyari.model.text import Text, text

_BATCH: Final = 64 << 20
"""Bytes of rows that wait before they become Parquet: few enough that this happens while other pieces are read."""
_MOST_WAITING: Final = 2
"""Batches that may wait for that before reading waits for them: they take room on the disk."""
_OPEN: Final = "open"
"""The name of the file of messages that are still in a queue."""


@dataclass(slots=True, kw_only=True)
class Result:
    """What was read."""

    counts: dict[str, Counts] = field(default_factory=dict)
    """By file."""
    formats: dict[str, str] = field(default_factory=dict)
    problems: list[tuple[str, Text]] = field(default_factory=list)
    """Files that could not be read to their end, and why."""
    octets: int = 0
    skipped: int = 0
    """Files that hold nothing new."""

    def total(self) -> Counts:
        """Of all files."""
        counts = Counts()
        for one in self.counts.values():
            counts.add(one)
        return counts


def ingest_once(
    folder: Path,
    sources: Sequence[Source],
    zone: tzinfo,
    *,
    watch: Callable[[int], None] = lambda _: None,
    processes: int | None = None,
    size: int = PIECE,
) -> Result:
    """Read logs into an empty folder; what is open at their end is given as it is.

    Args:
        folder: Is made.
        sources: The files in the order of their time.
        zone: Of stamps that name none.
        watch: Told how many bytes were read so far.
        processes: How many; None means one for each processor.
        size: Bytes of a piece.

    Raises:
        UserError: Something that reading needs is not installed.
    """
    prepare(folder)
    work = _Work(folder=folder, name="facts", carry=None)
    result = work.read(sources, zone, watch, processes, size)
    work.joiner.finish()
    work.close()
    _note(folder, result, "facts")
    return result


def ingest_more(
    folder: Path,
    sources: Sequence[Source],
    zone: tzinfo,
    *,
    watch: Callable[[int], None] = lambda _: None,
    processes: int | None = None,
    size: int = PIECE,
) -> Result:
    """Read what is new in logs into a folder that is kept.

    Arguments are those of `ingest_once`.

    Raises:
        UserError: Another reading goes on, or the folder is of a newer hiyari.
    """
    prepare(folder)
    with _alone(folder):
        kept = Kept.load(folder)
        _clean(folder, kept)
        fresh = [source for source in map(kept.go_on, sources) if source is not None]
        name = secrets.token_hex(6)
        work = _Work(folder=folder, name=name, carry=kept.carry)
        result = work.read(fresh, zone, watch, processes, size)
        result.skipped = len(sources) - len(fresh)
        work.close()
        _note(folder, result, name)
        kept.parts.append(name)
        kept.carry = work.joiner.carry
        for source in fresh:
            counts = result.counts[source.file.name]
            mark = mark_of(source.file)
            if mark is not None:
                kept.place(mark, work.octets[source.file.name], counts.last_at)
        write_facts(folder, {"messages": work.joiner.rows()}, name=_OPEN)
        kept.save(folder)
    return result


class _Work:
    """One reading."""

    def __init__(self, *, folder: Path, name: str, carry: dict[Name, Life] | None) -> None:
        self.folder = folder
        self.octets: dict[str, int] = {}
        self._name = name
        self._continued = bool(carry)
        self._raw = folder / ".rows"
        shutil.rmtree(self._raw, ignore_errors=True)
        self._raw.mkdir(mode=0o700)
        self._joined = {table: RowFile(self._raw / f"joined-{table}.rows") for table in ("messages", "deliveries")}
        self.joiner = Joiner({table: file.add for table, file in self._joined.items()}, carry, texts=True)
        self._waiting: dict[str, list[Path]] = {table: [] for table in TABLES}
        self._size = 0
        self._parts = 0
        # DuckDB works without holding the interpreter, so beside the reading there need be no further process.
        self._beside = ThreadPoolExecutor(1)
        self._kept: list[Future[None]] = []

    def read(
        self,
        sources: Sequence[Source],
        zone: tzinfo,
        watch: Callable[[int], None],
        processes: int | None,
        size: int,
    ) -> Result:
        """Read every file."""
        result = Result()
        some = pieces(sources, zone, continued=self._continued, size=size)
        for read in read_all(some, zone, self._raw, processes):
            for seam in read.seams:
                self.joiner.join(take_seam(seam))
            self._take(read)
            _count(result, read, self.octets)
            watch(result.octets)
        return result

    def close(self) -> None:
        """Make Parquet of what is left."""
        for table, file in self._joined.items():
            file.close()
            if file.count:
                self._waiting[table].append(file.path)
        self._keep()
        self._beside.shutdown()
        for one in self._kept:
            one.result()
        shutil.rmtree(self._raw, ignore_errors=True)

    def _take(self, read: Read) -> None:
        for table, path in read.rows.items():
            self._waiting[table].append(path)
            self._size += path.stat().st_size
        if self._size > _BATCH:
            self._keep()

    def _keep(self) -> None:
        """Have files of rows become Parquet, and go on at once."""
        self._kept.append(self._beside.submit(_keep, self.folder, f"{self._name}-{self._parts:04}", self._waiting))
        self._waiting = {table: [] for table in TABLES}
        self._parts += 1
        self._size = 0
        if len(self._kept) > _MOST_WAITING:
            self._kept.pop(0).result()


def _keep(folder: Path, name: str, rows: dict[str, list[Path]]) -> None:
    for table, paths in rows.items():
        if paths:
            keep_rows(folder, TABLES[table], paths, name)
            for path in paths:
                path.unlink()


def _count(result: Result, read: Read, octets: dict[str, int]) -> None:
    name = read.piece.source.file.name
    result.counts.setdefault(name, Counts()).add(read.counts)
    result.formats[name] = read.piece.format
    result.octets += read.octets
    octets[name] = max(octets.get(name, 0), read.piece.start + read.octets)
    if read.damage is not None:
        result.problems.append((name, read.damage.sentence))


def _note(folder: Path, result: Result, name: str) -> None:
    """The readings themselves are facts."""
    rows: list[Row] = [
        (
            source,
            None,
            result.formats[source],
            one.lines,
            one.other,
            one.mail,
            one.understood,
            one.first_at,
            one.last_at,
            "\n".join(one.strange) or None,
        )
        for source, one in result.counts.items()
    ]
    write_facts(folder, {"readings": rows}, name=f"{name}-readings")


def _clean(folder: Path, kept: Kept) -> None:
    """Remove what a reading left that did not end."""
    for table in TABLES:
        for path in (folder / table).glob("*.parquet"):
            if path.stem != _OPEN and path.stem.partition("-")[0] not in kept.parts:
                path.unlink()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UserError(
                text("Another hiyari reads logs into {folder}. Wait until it has ended.", folder=str(folder))
            ) from None
        yield

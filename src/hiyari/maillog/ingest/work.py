"""One reading: pieces are read, their edges joined, and the rows become Parquet files under the reading's name."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from datetime import tzinfo
from pathlib import Path
from typing import Final

from hiyari.maillog.facts import TABLES
from hiyari.maillog.history.life import Life
from hiyari.maillog.history.seam import Joiner, Name
from hiyari.maillog.ingest.pieces import Source, pieces
from hiyari.maillog.ingest.reading import read_all
from hiyari.maillog.ingest.result import Result
from hiyari.maillog.ingest.worker import Read, take_seam
from hiyari.maillog.store.facts_folder import keep_rows
from hiyari.maillog.store.rows import RowFile
from hiyari.model.error import ActionError
from hiyari.model.text import Remote, text

RAW: Final = ".rows-"
"""Begins the name of a folder of what is not Parquet yet. Each reading has its own: what a killed one left running may
still write into its folder."""
_BATCH: Final = 64 << 20
"""Bytes of rows that wait before they become Parquet: few enough that this happens while other pieces are read."""
_MOST_WAITING: Final = 2
"""Batches that may wait for that before reading waits for them: they take room on the disk."""


class Work:
    """One reading."""

    def __init__(self, *, folder: Path, name: str, carry: dict[Name, Life] | None) -> None:
        """Begin with what an earlier reading left open."""
        self.folder = folder
        self._name = name
        self._continued = bool(carry)
        self._raw = folder / f"{RAW}{name}"
        self._raw.mkdir(mode=0o700)
        self._joined = {table: RowFile(self._raw / f"joined-{table}.rows") for table in ("messages", "deliveries")}
        self.joiner = Joiner({table: file.add for table, file in self._joined.items()}, carry, texts=True)
        self._waiting: dict[str, list[Path]] = {table: [] for table in TABLES}
        self._size = 0
        self._parts = 0
        # DuckDB works without holding the interpreter, so beside the reading there need be no further process.
        self._beside = ThreadPoolExecutor(1)
        self._making: list[Future[None]] = []

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
        try:
            for read in read_all(some, zone, self._raw, processes):
                for seam in read.seams:
                    self.joiner.join(take_seam(seam))
                self._take(read)
                result.take(read)
                watch(result.octets)
        except BaseException:
            self._beside.shutdown(cancel_futures=True)
            raise
        return result

    def close(self) -> None:
        """Make Parquet of what is left."""
        for table, file in self._joined.items():
            file.close()
            if file.count:
                self._waiting[table].append(file.path)
        self._keep()
        self._beside.shutdown()
        for one in self._making:
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
        name = f"{self._name}-{self._parts:04}"
        self._making.append(self._beside.submit(_make, self.folder, name, self._waiting))
        self._waiting = {table: [] for table in TABLES}
        self._parts += 1
        self._size = 0
        if len(self._making) > _MOST_WAITING:
            self._making.pop(0).result()


def _make(folder: Path, name: str, rows: dict[str, list[Path]]) -> None:
    for table, paths in rows.items():
        if paths:
            keep_rows(folder, TABLES[table], paths, name)
            for path in paths:
                path.unlink()


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Let what the system refuses end in a sentence.

    Raises:
        ActionError: The folder cannot be written, or a process was killed.
    """
    try:
        yield
    except BrokenProcessPool:
        raise ActionError(
            text(
                "A process that read logs was killed, most often for want of memory. What {folder} held before is "
                "kept. Run the same command again.",
                folder=str(folder),
            )
        ) from None
    except Exception as error:
        # DuckDB's own errors, which cannot be named without importing it.
        if not isinstance(error, OSError) and type(error).__module__.partition(".")[0] not in {"duckdb", "_duckdb"}:
            raise
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error).splitlines()[0]
        raise ActionError(
            text(
                "The facts in {folder} cannot be written: {reason}. What it held before is kept. Look at the room on "
                "its disk and at its rights, and run the same command again.",
                folder=str(folder),
                reason=Remote(reason),
            )
        ) from None

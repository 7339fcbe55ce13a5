"""Making facts of logs: once, into a folder that is thrown away, or again and again, into one that is kept.

A folder that is kept knows how far each file was read and which messages were open, so that tomorrow's reading goes on
where today's ended, whatever the files are called by then. A reading counts when its name is written into
``parts.json``, and not before: one that was killed is nobody's, and the next one begins at the same place.
"""

from __future__ import annotations

import fcntl
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import tzinfo
from pathlib import Path

from hiyari.maillog.facts import TABLES
from hiyari.maillog.ingest.kept import Fresh, Kept, memory
from hiyari.maillog.ingest.pieces import PIECE, Source
from hiyari.maillog.ingest.result import Result
from hiyari.maillog.ingest.work import RAW, Work, writing
from hiyari.maillog.store.facts_folder import prepare, write_facts
from hiyari.maillog.store.parts import OPEN, Parts, read_parts, write_parts
from hiyari.model.error import UserError
from hiyari.model.text import text


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
        ActionError: The folder cannot be written.
    """
    with writing(folder):
        prepare(folder)
        work = Work(folder=folder, name="facts", carry=None)
        result = work.read(sources, zone, watch, processes, size)
        work.joiner.finish()
        work.close()
        write_facts(folder, {"readings": result.rows({})}, name="facts-readings")
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

    Of a file that may grow, a last line without its newline is left to the next reading. Arguments are those of
    `ingest_once`.

    Raises:
        UserError: Another reading goes on, the folder is of a newer hiyari, or its memory cannot be understood.
        ActionError: The folder cannot be written; it holds what it held before.
    """
    with writing(folder):
        prepare(folder)
        with _alone(folder):
            parts = _parts(folder)
            kept = Kept.load(folder, parts.last)
            _clean(folder, parts)
            fresh = list(kept.fresh(sources))
            if not fresh:
                return Result(skipped=len(sources))
            reading = secrets.token_hex(6)
            work = Work(folder=folder, name=reading, carry=kept.carry)
            result = work.read([one.source for one in fresh], zone, watch, processes, size)
            result.skipped = len(sources) - len(fresh)
            work.close()
            _remember(folder, reading, kept, fresh, result, work)
            write_parts(folder, Parts(names=(*parts.names, reading)))
            # What a killed reading left running has ended meanwhile, and may have written until then.
            _clear(folder)
    return result


def _remember(folder: Path, reading: str, kept: Kept, fresh: Sequence[Fresh], result: Result, work: Work) -> None:
    """All that belongs to a reading beside its rows."""
    names = {one.source.file.name: one.name for one in fresh}
    write_facts(folder, {"readings": result.rows(names)}, name=f"{reading}-readings")
    write_facts(folder, {"messages": work.joiner.rows()}, name=f"{reading}-{OPEN}")
    kept.carry = work.joiner.carry
    for one in fresh:
        name = one.source.file.name
        kept.put(one, result.ends[name], result.counts[name].last_at)
    kept.save(folder, reading)


def _parts(folder: Path) -> Parts:
    """What counts in the folder; from now on nothing else does."""
    parts = read_parts(folder)
    if parts is None:
        if any(any((folder / table).glob("*.parquet")) for table in TABLES):
            raise UserError(
                text(
                    "The facts in {folder} were not made by hiyari log ingest. Keep facts in another folder: --facts",
                    folder=str(folder),
                )
            )
        parts = Parts()
        write_parts(folder, parts)
    return parts


def _clean(folder: Path, parts: Parts) -> None:
    """Remove what readings left that did not end, and what only those before the last needed."""
    _clear(folder)
    for table in TABLES:
        for path in (folder / table).glob("*.parquet"):
            if not parts.hold(path):
                path.unlink()
        for path in (folder / table).glob(".*.unfinished"):
            path.unlink()
    for path in (*folder.glob(".*.rows"), *folder.glob(".*.json")):
        path.unlink(missing_ok=True)
    for path in folder.glob("sources-*.json"):
        if parts.last is None or path != memory(folder, parts.last):
            path.unlink()


def _clear(folder: Path) -> None:
    """Remove rows that will not become Parquet any more."""
    for path in folder.glob(f"{RAW}*"):
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UserError(
                text("Another hiyari reads logs into {folder}. Wait until it has ended.", folder=str(folder))
            ) from None
        yield

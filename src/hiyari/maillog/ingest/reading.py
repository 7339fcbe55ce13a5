"""Reading many pieces, by as many processes as there are processors, in the order of the pieces."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import closing
from datetime import tzinfo
from itertools import islice
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread
from typing import Final

from hiyari.maillog.ingest.pieces import Piece
from hiyari.maillog.ingest.worker import Read, read_piece

_AHEAD: Final = 2
"""Pieces for each process that may be read before the oldest is joined."""


def read_all(some: Iterable[Piece], zone: tzinfo, folder: Path, processes: int | None = None) -> Iterator[Read]:
    """Read pieces and give the results in the order of the pieces.

    Args:
        some: The pieces.
        zone: Of stamps that name none.
        folder: Where rows and seams are left.
        processes: How many; None means one for each processor.
    """
    wanted = processes or len(os.sched_getaffinity(0))
    source = iter(some)
    first = list(islice(source, 2))
    if wanted == 1 or len(first) == 1:
        for piece in (*first, *source):
            yield read_piece(piece, zone, folder)
        return
    with closing(_parallel(_chained(first, source), zone, folder, wanted)) as results:
        yield from results


def _chained(first: list[Piece], rest: Iterator[Piece]) -> Iterator[Piece]:
    yield from first
    yield from rest


def _parallel(source: Iterator[Piece], zone: tzinfo, folder: Path, processes: int) -> Generator[Read, None, None]:
    waiting: deque[Future[Read]] = deque()
    # A fresh interpreter shares no locks or database with this one.
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_quiet) as pool:
        try:
            for piece in source:
                waiting.append(_submitted(pool, piece, zone, folder))
                if len(waiting) >= processes * _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)


def _submitted(pool: ProcessPoolExecutor, piece: Piece, zone: tzinfo, folder: Path) -> Future[Read]:
    if not piece.source.file.standard_input:
        return pool.submit(read_piece, piece, zone, folder)
    # No other process has this one's standard input.
    future: Future[Read] = Future()
    future.set_result(read_piece(piece, zone, folder))
    return future


def _quiet() -> None:
    """Ctrl-C is the first process's business; when that is gone, nobody waits for this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        # A worker that waits for work holds both ends of its queue, so it would wait for ever.
        os._exit(1)

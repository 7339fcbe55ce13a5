"""Reading one piece: lines in, files of rows and seams out. Runs in a process of its own where there are several.

What the piece leaves open is written to disk and read back one by one, so that memory does not grow with the log.
"""

from __future__ import annotations

import gc
import pickle
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import Final

from hiyari.logfiles.blocks import Block, Damage, placed_blocks
from hiyari.logfiles.decode import decode
from hiyari.logfiles.stamps import Stamps
from hiyari.maillog.facts import TABLES
from hiyari.maillog.formats.counts import Counts
from hiyari.maillog.formats.finding import make_front
from hiyari.maillog.formats.program import Front
from hiyari.maillog.history.history import History
from hiyari.maillog.history.seam import Seam
from hiyari.maillog.ingest.pieces import Piece
from hiyari.maillog.store.rows import RowFile

_BLOCK: Final = 1 << 17
"""Bytes that are read at once: their lines, and all that is made of them, stay in a processor's cache."""
_QUIET: Final = 100_000
WINDOW: Final = 64 << 20
"""Bytes after which a piece that could not be cut gives what is open, as if it had been."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What came of a piece."""

    piece: Piece
    counts: Counts
    seams: tuple[Path, ...]
    rows: dict[str, Path]
    """Files of rows by table."""
    octets: int
    """How much of the content was read."""
    end: int
    """Where in the content that ended; 0 where nothing was read."""
    unfinished: bool
    """Whether a last line was left to a later reading."""
    damage: Damage | None


def read_piece(piece: Piece, zone: tzinfo, folder: Path) -> Read:
    """Read a piece, and leave its rows and seams as files in a folder."""
    usual = gc.get_threshold()
    # Rows and lives are many, die young and never point in a circle: looking for circles among them is lost time.
    gc.set_threshold(_QUIET, *usual[1:])
    try:
        return _read_piece(piece, zone, folder)
    finally:
        gc.set_threshold(*usual)


def _read_piece(piece: Piece, zone: tzinfo, folder: Path) -> Read:
    files = {name: RowFile(folder / f"{piece.number:06}-{name}.rows") for name in TABLES}
    emit = {name: one.gather for name, one in files.items()}
    counts, seams = Counts(), []
    octets, end, unfinished, damage = 0, 0, False, None
    stamps = Stamps(zone, piece.source.file.year, piece.after)
    for number, window in enumerate(_windows(piece)):
        history = History(emit, piece.format, inside=piece.inside or number > 0, texts=True)
        front = make_front(piece.format, history, emit, piece.source.host, stamps)
        for block in window:
            if isinstance(block, Damage):
                damage = block
            elif piece.source.unfinished and not block.content.endswith(b"\n"):
                unfinished = True
            else:
                octets, end = octets + len(block.content), block.end
                _feed(front, block.content)
                for one in files.values():
                    one.flush()
        counts.add(front.counts)
        seams.append(_put(history.seam(), folder / f"{piece.number:06}-{number:06}.seam"))
    for one in files.values():
        one.close()
    rows = {name: one.path for name, one in files.items() if one.count}
    return Read(
        piece=piece,
        counts=counts,
        seams=tuple(seams),
        rows=rows,
        octets=octets,
        end=end,
        unfinished=unfinished,
        damage=damage,
    )


def take_seam(path: Path) -> Seam:
    """Read a seam, and forget it."""
    with path.open("rb") as file:
        seam: Seam = pickle.load(file)  # noqa: S301 - this program wrote it, into a folder of its own
    path.unlink()
    return seam


def _feed(front: Front, block: bytes) -> None:
    front.feed(decode(block))


def _windows(piece: Piece) -> Iterator[Iterator[Block | Damage]]:
    source = placed_blocks(piece.source.file, start=piece.start, end=piece.end, size=_BLOCK)
    ended = False

    def window() -> Iterator[Block | Damage]:
        nonlocal ended
        octets = 0
        for block in source:
            yield block
            octets += 0 if isinstance(block, Damage) else len(block.content)
            if octets >= WINDOW:
                return
        ended = True

    while not ended:
        yield window()


def _put(seam: Seam, path: Path) -> Path:
    with path.open("wb") as file:
        pickle.dump(seam, file, protocol=pickle.HIGHEST_PROTOCOL)
    return path

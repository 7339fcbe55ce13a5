r"""Files of rows between the reader of logs and Parquet: one line a row, cells apart by the unit separator.

DuckDB reads such a file at hundreds of megabytes a second, and its Python binding takes rows one by one some hundred
times slower. No cell can break out of its place: the three control characters that mean something here are shown as
``\xNN`` in whatever holds them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

from hiyari.maillog.facts import NULL, Row

UNIT: Final = "\x1f"
"""Between two cells."""
_BATCH: Final = 2000
_MEANS: Final = {"\x1f": "\\x1f", "\x1e": "\\x1e", "\n": "\\x0a", "\r": "\\x0d", "\x00": "\\x00"}
_TABLE: Final = str.maketrans(_MEANS)


def _line(row: Row) -> str:
    """A row whose cells are harmless, as a line."""
    return UNIT.join([one if one.__class__ is str else NULL if one is None else str(one) for one in row])


def _safe(row: Row) -> Row:
    """A row whose cells break nothing. In a row of texts, the whole cell that means "not known" means that."""
    known = NULL if all(isinstance(one, str) for one in row) else None
    return tuple(one.translate(_TABLE) if isinstance(one, str) and one != known else one for one in row)


def as_text(rows: list[Row]) -> str:
    """Rows as lines. Hostile cells are rare, and seen by what they do to the counts of the whole batch."""
    texts = True
    try:
        lines = "\n".join(map(UNIT.join, rows)) + "\n"  # type: ignore[arg-type] # most rows are texts already
    except TypeError:
        texts = False
        lines = "\n".join(map(_line, rows)) + "\n"
    if _is_whole(lines, rows) and (texts or lines.count(NULL) == sum(row.count(None) for row in rows)):
        return lines
    return "\n".join(_line(_safe(row)) for row in rows) + "\n"


def _is_whole(lines: str, rows: list[Row]) -> bool:
    """Whether nothing in a cell passes for what stands between cells."""
    return (
        lines.count(UNIT) == sum(map(len, rows)) - len(rows)
        and lines.count("\n") == len(rows)
        and "\r" not in lines
        and "\x00" not in lines
    )


class RowFile:
    """Writes rows to a file, some thousand at a time."""

    def __init__(self, path: Path) -> None:
        """Open the file for writing, readable by its owner only."""
        self.count = 0
        """Rows so far."""
        self.path = path
        self._waiting: list[Row] = []
        self._file: IO[str] | None = None

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Write what waits, and close."""
        self.close()

    def add(self, row: Row) -> None:
        """Take one row, in the schema's order."""
        self._waiting.append(row)
        if len(self._waiting) >= _BATCH:
            self._write()

    @property
    def gather(self) -> Callable[[Row], None]:
        """Takes one row and writes nothing, which is quicker: who uses it says `flush` now and then."""
        return self._waiting.append

    def flush(self) -> None:
        """Write what waits, if that is many rows."""
        if len(self._waiting) >= _BATCH:
            self._write()

    def close(self) -> None:
        """Write what waits."""
        self._write()
        if self._file is not None:
            self._file.close()

    def _write(self) -> None:
        if not self._waiting:
            return
        if self._file is None:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = self.path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n")
            self.path.chmod(0o600)
            # DuckDB takes one away from the beginning: this one, and not a cell's.
            self._file.write("\ufeff")
        self._file.write(as_text(self._waiting))
        self.count += len(self._waiting)
        self._waiting.clear()

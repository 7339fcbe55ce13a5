"""Rows of a query as a table, JSON, CSV or TSV, a control character in none of them."""

from __future__ import annotations

import csv
import io
import json
from typing import Any, Final

from hiyari.cli.render.fold import columns
from hiyari.locale.translate import printable
from hiyari.maillog.store.locked import Answer

FORMS: Final = ("text", "json", "csv", "tsv")
_NULL: Final = "NULL"
_MOST_CELL: Final = 100_000
_SHOWN_CELL: Final = 200
"""Characters of a cell in a table for a person."""
_LEAST: Final = 8
"""Columns that a cut cell keeps."""
_FORMULA: Final = frozenset("=+-@")
"""With these a spreadsheet takes a cell for a formula, which may run a program."""


def as_table(answer: Answer, most: int) -> str:
    """For a person; cells are cut so that a line fits. NULL is told from an empty text."""
    rows = [list(answer.names), *([_shown(cell) for cell in row] for row in answer.rows)]
    sizes = _sizes([max(columns(row[index]) for row in rows) for index in range(len(answer.names))], most)
    numeric = [_is_numeric(answer, index) for index in range(len(answer.names))]
    lines = []
    for row in rows:
        cells = [_fit(cell, size, right=right) for cell, size, right in zip(row, sizes, numeric, strict=True)]
        lines.append("  ".join(cells).rstrip())
    lines.insert(1, "  ".join("-" * size for size in sizes))
    return "\n".join(lines)


def as_json(answer: Answer) -> str:
    """The one envelope; rows as lists in the order of the columns."""
    envelope = {
        "hiyari": 1,
        "command": "log query",
        "summary": {"rows": len(answer.rows), "more": answer.more},
        "columns": list(answer.names),
        "rows": [[_value(cell) for cell in row] for row in answer.rows],
        "findings": [],
    }
    return json.dumps(envelope, ensure_ascii=False, indent=2)


def as_csv(answer: Answer) -> str:
    """For a spreadsheet: NULL is an empty cell, and no cell is a formula."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(answer.names)
    writer.writerows([_harmless(cell) for cell in row] for row in answer.rows)
    return stream.getvalue().rstrip("\n")


def as_tsv(answer: Answer) -> str:
    r"""For a shell: NULL is ``\N``, and a tab in a cell is ``\t``."""
    rows = [list(answer.names), *([r"\N" if cell is None else _plain(cell) for cell in row] for row in answer.rows)]
    return "\n".join("\t".join(row) for row in rows)


def _plain(cell: object) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case _:
            return printable(str(cell), _MOST_CELL)


def _harmless(cell: object) -> str:
    plain = _plain(cell)
    return f"'{plain}" if isinstance(cell, str) and plain[:1] in _FORMULA else plain


def _value(cell: object) -> Any:  # noqa: ANN401 - the boundary to JSON
    if cell is None or isinstance(cell, bool | int | str):
        return cell
    if isinstance(cell, float):
        # JSON knows neither.
        return cell if cell == cell and abs(cell) != float("inf") else None  # noqa: PLR0124 - NaN
    return str(cell)


def _shown(cell: object) -> str:
    return _NULL if cell is None else printable(_plain(cell), _SHOWN_CELL)


def _is_numeric(answer: Answer, index: int) -> bool:
    cells = [row[index] for row in answer.rows if row[index] is not None]
    return bool(cells) and all(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in cells)


def _sizes(wanted: list[int], most: int) -> list[int]:
    """Take from the widest columns until a line fits, or all are narrow."""
    sizes = list(wanted)
    while sizes and sum(sizes) + 2 * (len(sizes) - 1) > most and max(sizes) > _LEAST:
        sizes[sizes.index(max(sizes))] -= 1
    return sizes


def _fit(cell: str, size: int, *, right: bool) -> str:
    if columns(cell) > size:
        while columns(cell) > size - 1:
            cell = cell[:-1]
        cell += "…"
    blank = " " * (size - columns(cell))
    return blank + cell if right else cell + blank

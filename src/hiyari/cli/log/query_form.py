"""Rows of a query as a table, JSON, CSV or TSV, a control character in none of them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from hiyari.cli.render.fold import columns
from hiyari.locale.translate import printable
from hiyari.maillog.store.locked import Answer

FORMS: Final = ("text", "json", "csv", "tsv")
_NULL: Final = "NULL"
_MOST_CELL: Final = 100_000
_SHOWN_CELL: Final = 200
"""Characters of a cell in a table for a person."""
_RECORD_CELL: Final = 2000
_LEAST: Final = 24
"""Columns that a sentence keeps."""
_IS_MOMENT: Final = re.compile(r'(?:^|[^a-zA-Z])at"?\)?$')
"""``at``, ``first_at``, ``min(d.at)``."""
_MOMENTS: Final = 1_000_000_000_000_000
"""Microseconds from 2001 to 2033 begin with a one."""
_FORMULA: Final = frozenset("=+-@")
"""With these a spreadsheet takes a cell for a formula, which may run a program."""


def as_table(answer: Answer, most: int) -> str:
    """For a person. NULL is told from an empty text, and a moment is shown as a time, too.

    Only sentences are cut so that a line fits: a number or a name that is cut is of no use in the next query. Where
    that is not enough, each column has a line of its own.
    """
    rows = [[_shown(cell, name) for cell, name in zip(row, answer.names, strict=True)] for row in answer.rows]
    table = [[printable(name, _SHOWN_CELL) for name in answer.names], *rows]
    wanted = [max(columns(row[index]) for row in table) for index in range(len(answer.names))]
    least = [_least(answer, index, size) for index, size in enumerate(wanted)]
    if _together(least) > most:
        return "\n".join(_records(answer))
    sizes = _sizes(wanted, least, most)
    numeric = [_is_numeric(answer, index) for index in range(len(answer.names))]
    lines = []
    for row in table:
        cells = [_fit(cell, size, right=right) for cell, size, right in zip(row, sizes, numeric, strict=True)]
        lines.append("  ".join(cells).rstrip())
    lines.insert(1, "  ".join("-" * size for size in sizes))
    return "\n".join(lines)


def _records(answer: Answer) -> Iterator[str]:
    """One column in a line, and nothing of it cut but what no screen holds."""
    names = [printable(name, _SHOWN_CELL) for name in answer.names]
    room = max(map(columns, names), default=0)
    for number, row in enumerate(answer.rows, start=1):
        yield f"{'' if number == 1 else chr(10)}[{number}]"
        for shown, name, cell in zip(names, answer.names, row, strict=True):
            yield f"{shown}{' ' * (room - columns(shown))}  {_shown(cell, name, _RECORD_CELL)}".rstrip()


def has_moments(answer: Answer) -> bool:
    """Whether a time is shown in it."""
    return any(_moment(cell, name) for row in answer.rows for cell, name in zip(row, answer.names, strict=True))


def as_json(answer: Answer, envelope: Mapping[str, Any]) -> str:
    """The one envelope; rows as lists in the order of the columns.

    Args:
        answer: The rows.
        envelope: With what is said about the logs.
    """
    figures = {
        "summary": envelope["summary"] | {"rows": len(answer.rows), "more": answer.more},
        "columns": list(answer.names),
        "rows": [[_value(cell) for cell in row] for row in answer.rows],
    }
    return json.dumps({**envelope, **figures}, ensure_ascii=False, indent=2)


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


def _shown(cell: object, name: str = "", most: int = _SHOWN_CELL) -> str:
    moment = _moment(cell, name)
    if moment is not None:
        return f"{cell} = {moment:%Y-%m-%d %H:%M:%S}"
    return _NULL if cell is None else printable(_plain(cell), most)


def _moment(cell: object, name: str) -> datetime | None:
    """The reader's time of a moment, which is told by its column's name and size."""
    if not isinstance(cell, int) or isinstance(cell, bool) or not _IS_MOMENT.search(name) or cell // _MOMENTS != 1:
        return None
    return datetime.fromtimestamp(cell // 1_000_000, UTC).astimezone()


def _least(answer: Answer, index: int, size: int) -> int:
    """The columns that it needs: all of it, but of sentences the beginning."""
    if not any(isinstance(row[index], str) and " " in row[index] for row in answer.rows):
        return size
    return min(size, max(_LEAST, columns(printable(answer.names[index], _SHOWN_CELL))))


def _is_numeric(answer: Answer, index: int) -> bool:
    cells = [row[index] for row in answer.rows if row[index] is not None]
    return bool(cells) and all(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in cells)


def _sizes(wanted: list[int], least: list[int], most: int) -> list[int]:
    """Take from the widest columns that may be cut until a line fits."""
    sizes = list(wanted)
    while _together(sizes) > most:
        widest = max((index for index in range(len(sizes)) if sizes[index] > least[index]), key=sizes.__getitem__)
        sizes[widest] -= 1
    return sizes


def _together(sizes: list[int]) -> int:
    return sum(sizes) + 2 * (len(sizes) - 1)


def _fit(cell: str, size: int, *, right: bool) -> str:
    if columns(cell) > size:
        while columns(cell) > size - 1:
            cell = cell[:-1]
        cell += "…"
    blank = " " * (size - columns(cell))
    return blank + cell if right else cell + blank

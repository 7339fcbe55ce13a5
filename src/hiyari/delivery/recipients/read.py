"""Reads a recipients file: rows out, one at a time, or one `UserError` with a sentence for each problem.

A row that was given out is right, but the file may not be: the error comes at its end. Whoever acts on the rows reads
all of them once before acting on the first.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, TypeAlias, assert_never

from hiyari.delivery.recipients.delimited import Delimited
from hiyari.delivery.recipients.encoding import decoder_of
from hiyari.delivery.recipients.ndjson import Ndjson
from hiyari.delivery.recipients.parquet import Parquet
from hiyari.delivery.recipients.row import RecipientFormat, Row
from hiyari.model.error import UserError
from hiyari.model.text import text

_Reader: TypeAlias = Delimited | Ndjson | Parquet

_SUFFIXES: Final = {
    ".csv": RecipientFormat.CSV,
    ".tsv": RecipientFormat.TSV,
    ".ndjson": RecipientFormat.NDJSON,
    ".jsonl": RecipientFormat.NDJSON,
    ".parquet": RecipientFormat.PARQUET,
}


def read_rows(path: Path, form: RecipientFormat | None = None, encoding: str | None = None) -> Iterator[Row]:
    """The rows of a file, in its order. The first problem ends them; what else is wrong is collected from there on.

    Args:
        path: A regular file. The forms of text may be compressed with gzip.
        form: Its form; None to tell it from the name.
        encoding: The encoding of a form of text; None for UTF-8.

    Raises:
        UserError: The form or the encoding is not known (at once), or the file is wrong (from the iterator).
    """
    return _reader(path, form, encoding).rows()


def columns(path: Path, form: RecipientFormat | None = None, encoding: str | None = None) -> tuple[str, ...]:
    """The names of the columns, in the file's order.

    Raises:
        UserError: They cannot be read.
    """
    return _reader(path, form, encoding).names()


def form_of(path: Path) -> RecipientFormat:
    """The form that a file's name tells.

    Raises:
        UserError: It tells none.
    """
    name = path.name.lower()
    suffix = Path(name.removesuffix(".gz")).suffix
    form = _SUFFIXES.get(suffix)
    if suffix == ".txt":
        raise UserError(
            text(
                "{path}: a .txt file has no columns. Save it as .csv, with a first row that names its column: address",
                path=str(path),
            )
        )
    if form is None or (form is RecipientFormat.PARQUET and name.endswith(".gz")):
        raise UserError(
            text(
                "{path}: the name does not tell what the file is. Name it .csv, .tsv, .ndjson, .jsonl (each also with "
                ".gz) or .parquet, and write it so.",
                path=str(path),
            )
        )
    return form


def _reader(path: Path, form: RecipientFormat | None, encoding: str | None) -> _Reader:
    # A wrong name of an encoding is said before anything is opened.
    decoder_of(encoding)
    known = form or form_of(path)
    match known:
        case RecipientFormat.CSV:
            return Delimited(path, ",", encoding)
        case RecipientFormat.TSV:
            return Delimited(path, "\t", encoding)
        case RecipientFormat.NDJSON:
            return Ndjson(path, encoding)
        case RecipientFormat.PARQUET:
            return Parquet(path)
        case _:
            assert_never(known)

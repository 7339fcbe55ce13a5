"""What a recipients file holds: rows of named text, and the bounds of what is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MOST_COLUMNS: Final = 200
LONGEST_FIELD: Final = 64 * 1024
"""Characters of one field; more is a quotation mark that was never closed, or no list of recipients."""
LONGEST_LINE: Final = 1024 * 1024
"""Characters of one line, so that a file without line ends cannot fill the memory."""
MOST_LINES: Final = 10_000_000
"""Lines or rows of one file: ten times the largest campaign, and the end of a decompression bomb."""


class RecipientFormat(StrEnum):
    """The form of a recipients file."""

    CSV = "csv"
    TSV = "tsv"
    NDJSON = "ndjson"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True)
class Row:
    """One recipient as the file has it."""

    number: int
    """The line on which the row begins; in Parquet the row, counted from 1."""
    values: Mapping[str, str]
    """Every column as text, without control characters other than TAB."""

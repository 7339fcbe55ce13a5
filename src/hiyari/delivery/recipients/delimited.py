"""CSV (RFC 4180) and TSV: a header row, then rows of as many fields.

How it fails: a row that does not fit is noted with its line and reading goes on; after the first one no row is given
out. A quoted field may not span lines, because a line break in a field is refused anyway.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import closing
from io import StringIO
from itertools import chain
from pathlib import Path
from typing import Final

from hiyari.delivery.recipients.complaints import Complaints
from hiyari.delivery.recipients.field import check_names, flaw
from hiyari.delivery.recipients.row import LONGEST_LINE, Row
from hiyari.delivery.recipients.source import Block, read_blocks
from hiyari.model.error import UserError
from hiyari.model.text import Remote, Text, ntext, text

_SIGNS: Final = (",", ";", "\t")
_SPACES: Final = " \t\xa0\u3000"
"""What people put around the names of columns; control characters are not among it, since they are refused."""


class Delimited:
    """One file whose fields are kept apart by a sign."""

    def __init__(self, path: Path, delimiter: str, encoding: str | None) -> None:
        self._path = path
        self._delimiter = delimiter
        self._encoding = encoding
        self._complaints = Complaints(str(path))
        self._careful = False
        """Whether fields must be looked at one by one. Once set it stays: a row may have begun in an earlier block."""
        self._line = 0
        """The last line of the last row."""

    def names(self) -> tuple[str, ...]:
        """The names of the columns, with no spaces around them."""
        with closing(read_blocks(self._path, self._encoding, self._complaints)) as blocks:
            return self._header(csv.reader(self._lines(blocks), delimiter=self._delimiter, strict=True))

    def rows(self) -> Iterator[Row]:
        """The rows below the header, until something is wrong."""
        complaints = self._complaints
        with closing(read_blocks(self._path, self._encoding, complaints)) as blocks:
            reader = csv.reader(self._lines(blocks), delimiter=self._delimiter, strict=True)
            names = self._header(reader)
            width = len(names)
            while True:
                try:
                    for fields in reader:
                        begun, ended = self._line + 1, reader.line_num
                        self._line = ended
                        suspect = self._careful or begun != ended or len(fields) != width
                        if suspect and not (fields and self._fits(names, fields, begun)):
                            continue
                        if not complaints:
                            yield Row(begun, dict(zip(names, fields, strict=True)))
                    break
                except csv.Error as error:
                    complaints.add(self._line + 1, _syntax(error))
                    self._line = reader.line_num
        complaints.settle()

    def _lines(self, blocks: Iterator[Block]) -> Iterator[str]:
        """The lines for the csv module, which takes them from here without Python in between."""
        return chain.from_iterable(self._watched(blocks))

    def _watched(self, blocks: Iterator[Block]) -> Iterator[StringIO]:
        """Blocks as iterators of lines; keeps a row that never ends from filling the memory."""
        seen, pending = -1, 0
        for block in blocks:
            self._careful = self._careful or not block.clean
            pending = pending + len(block.text) if seen == self._line else 0
            seen = self._line
            if pending > LONGEST_LINE:
                raise self._complaints.fatal(self._line + 1, _open_quotation())
            yield StringIO(block.text, newline="\n")

    def _header(self, reader: Iterator[list[str]]) -> tuple[str, ...]:
        complaints = self._complaints
        try:
            fields = next(filter(None, reader), None)
        except csv.Error as error:
            raise complaints.fatal(self._line + 1, _syntax(error)) from None
        if fields is None:
            raise UserError(
                text(
                    "{path} is empty. Write the names of the columns in the first row, then one recipient in each row.",
                    path=complaints.path,
                )
            )
        self._line = line = reader.line_num  # type: ignore[attr-defined]
        other = next((sign for sign in _SIGNS if sign in fields[0] and sign != self._delimiter), None)
        if len(fields) == 1 and other is not None:
            raise complaints.fatal(line, _other_sign(other))
        address = next((field for field in fields if "@" in field), None)
        if address is not None:
            # Else the first recipient would be taken for the header, and get no mail.
            raise complaints.fatal(
                line,
                text(
                    "the first row must name the columns, and {field} looks like an address. Put a row of names above "
                    "it, for example: {example}",
                    field=Remote(address),
                    example=self._delimiter.join(("address", "name")[: len(fields)]),
                ),
            )
        return check_names((field.strip(_SPACES) for field in fields), line, complaints)

    def _fits(self, names: tuple[str, ...], fields: list[str], line: int) -> bool:
        """Whether a row may be given out; what is wrong with it is noted."""
        problems: list[Text] = []
        if len(fields) != len(names):
            problems.append(
                ntext(
                    "the row has {count} field, and the header names {columns} columns. A field that holds the "
                    "delimiter needs quotation marks around it.",
                    "the row has {count} fields, and the header names {columns} columns. A field that holds the "
                    "delimiter needs quotation marks around it.",
                    len(fields),
                    columns=len(names),
                )
            )
        else:
            problems.extend(filter(None, map(flaw, names, fields)))
        for problem in problems:
            self._complaints.add(line, problem)
        return not problems


def _other_sign(sign: str) -> Text:
    if sign == "\t":
        return text("the columns are kept apart by tabs. Name the file .tsv.")
    if sign == ",":
        return text("the columns are kept apart by commas. Name the file .csv.")
    return text("the columns are kept apart by semicolons. Save the file with commas.")


def _open_quotation() -> Text:
    return text("a quotation mark is opened in this row and not closed. Close it, or write it twice.")


def _syntax(error: csv.Error) -> Text:
    """The csv module's words in ours; it tells its errors apart by their text only."""
    said = str(error)
    if said.startswith("new-line character"):
        return text("a carriage return stands within the line. Save the file with LF or CR LF at the ends of lines.")
    if "end of data" in said or "larger than" in said:
        return _open_quotation()
    if "expected after" in said:
        return text(
            "text follows a closing quotation mark. Write a quotation mark within a field twice: {example}",
            example='"""a..b""@example.jp"',
        )
    return text("this is no row of CSV: {reason}. Mend the line.", reason=Remote(said))

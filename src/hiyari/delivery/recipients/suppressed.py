"""Reads a suppression list: addresses and domains that get no mail, whatever a recipients file says.

Rules for this file: no line is passed over that is not blank or a comment. A list that loses a line in silence mails to
somebody who opted out, so anything that is not shaped like an address or a domain is an error.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from hiyari.delivery.recipients.complaints import Complaints
from hiyari.delivery.recipients.field import has_bad
from hiyari.delivery.recipients.source import read_blocks
from hiyari.model.text import Remote, text
from hiyari.model.written import parse_name

HEADERS: Final = frozenset({"address", "email", "mail"})
_LOCAL: Final = re.compile(r'"(?:[^"\\]|\\.)+"|[^\s"(),:;<>@\[\\\]]+')
"""A local part as mailboxes have it, also where RFC 5321 forbids it (dots in a row or at an end)."""
_LITERAL: Final = re.compile(r"\[[0-9A-Za-z:.-]+\]")


def read_suppressed(path: Path) -> Iterator[tuple[int, str]]:
    """The entries of a list with their lines: addresses as they are written, and whole domains as ``@example.jp``.

    One entry stands on each line, or in the first column of a CSV file whose first line begins with ``address``,
    ``email`` or ``mail``. Blank lines and lines that begin with ``#`` are comments. As with recipients, nothing is
    given out after the first problem, and the error comes at the end.

    Raises:
        UserError: The file cannot be read, or an entry is neither an address nor a domain.
    """
    complaints = Complaints(str(path))
    table: bool | None = None
    for number, line in _lines(path, complaints):
        try:
            entry = _first_field(line) if table or table is None else line
        except csv.Error:
            entry = line
        if table is None:
            table = entry.strip().lower() in HEADERS
            if table:
                continue
            entry = line
        found = _entry(entry.strip())
        if found is None or has_bad(line.replace("\t", "")):
            complaints.add(
                number,
                text(
                    "{entry} is neither an address nor a domain. Write one of them on the line, or # before a comment; "
                    "a file with more columns needs a first line that begins with address.",
                    entry=Remote(line),
                ),
            )
        elif not complaints:
            yield number, found
    complaints.settle()


def _lines(path: Path, complaints: Complaints) -> Generator[tuple[int, str], None, None]:
    """Lines that are neither blank nor a comment. What holds a control character is neither: it may hide an entry."""
    with closing(read_blocks(path, None, complaints)) as blocks:
        for block in blocks:
            for number, line in enumerate(block.text.split("\n"), block.first):
                whole = line.removesuffix("\r")
                stripped = whole.strip()
                if has_bad(whole.replace("\t", "")) or (stripped and not stripped.startswith("#")):
                    yield number, whole


def _first_field(line: str) -> str:
    return next(csv.reader([line], strict=True), [""])[0]


def _entry(written: str) -> str | None:
    """An address as it is written, or a domain behind an @; None where it is neither."""
    local, at, domain = written.rpartition("@")
    name = parse_name(domain, underscore=True)
    if not local:
        # One label is more likely a word than a domain that gets mail.
        return f"@{name}" if name and "." in name else None
    if not _LOCAL.fullmatch(local) or not (name or _LITERAL.fullmatch(domain)):
        return None
    return f"{local}{at}{domain}"

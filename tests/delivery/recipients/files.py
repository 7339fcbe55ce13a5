"""Writes recipients files for the tests, and reads what the readers say of them."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

from hypothesis import strategies as st

from hiyari.delivery.recipients.read import read_rows
from hiyari.delivery.recipients.row import RecipientFormat, Row
from hiyari.locale.translate import Translator
from hiyari.model.error import UserError

FIELD = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")) | st.just("\t"), max_size=30)
"""Whatever a field may hold."""
NAMES = st.lists(
    st.text(st.characters(categories=("L", "N", "P", "S"), exclude_characters="@,;"), min_size=1, max_size=12),
    min_size=1,
    max_size=6,
    unique=True,
)
"""Names of columns that cannot be taken for addresses or for a wrong delimiter."""


def as_csv(rows: Sequence[Sequence[str]], delimiter: str = ",", end: str = "\r\n") -> str:
    """The rows as Python's own writer puts them."""
    out = StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(rows)
    return out.getvalue()


def read(path: Path, form: RecipientFormat | None = None, encoding: str | None = None) -> list[Row]:
    """Every row."""
    return list(read_rows(path, form, encoding))


def complaints(path: Path, form: RecipientFormat | None = None, encoding: str | None = None) -> list[str]:
    """The English sentences of the error that the file raises, without its folder; none where it is right."""
    try:
        read(path, form, encoding)
    except UserError as error:
        return [Translator("en").render(problem).replace(f"{path.parent}/", "") for problem in error.problems]
    return []

"""The form of a file is told by its name, or by whoever reads it."""

from __future__ import annotations

from pathlib import Path

import pytest

from hiyari.delivery.recipients.read import columns, form_of, read_rows
from hiyari.delivery.recipients.row import RecipientFormat
from hiyari.model.error import UserError


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.csv", RecipientFormat.CSV),
        ("A.CSV", RecipientFormat.CSV),
        ("a.tsv.gz", RecipientFormat.TSV),
        ("a.ndjson", RecipientFormat.NDJSON),
        ("a.jsonl.gz", RecipientFormat.NDJSON),
        ("a.parquet", RecipientFormat.PARQUET),
    ],
)
def test_the_name_tells_the_form(name: str, form: RecipientFormat) -> None:
    """Each known suffix has its form, with .gz behind those of text."""
    assert form_of(Path(name)) is form


@pytest.mark.parametrize("name", ["a", "a.txt", "a.txt.gz", "a.xlsx", "a.gz", ".csv", "a.parquet.gz", "a.csv.bak"])
def test_a_name_that_tells_nothing_is_refused_at_once(name: str) -> None:
    """An unknown suffix is an error before the file is opened."""
    with pytest.raises(UserError):
        read_rows(Path(name))


def test_a_stated_form_counts_more_than_the_name(tmp_path: Path) -> None:
    """A text file is read as CSV when the caller says so; its columns are named in order."""
    path = tmp_path / "list.txt"
    path.write_text("\ufeffaddress, name\na@example.jp,A\n", encoding="utf-8")
    assert columns(path, RecipientFormat.CSV) == ("address", "name")
    assert dict(next(read_rows(path, RecipientFormat.CSV)).values) == {"address": "a@example.jp", "name": "A"}

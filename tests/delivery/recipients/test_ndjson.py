"""NDJSON: plain objects with the same keys come back equal as text, and everything else is said with its line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.delivery.recipients.read import columns
from hiyari.delivery.recipients.row import Row
from tests.delivery.recipients.files import FIELD, NAMES, complaints, read


@given(st.data(), NAMES, st.booleans())
def test_what_was_written_comes_back(
    tmp_path_factory: pytest.TempPathFactory,
    data: st.DataObject,
    names: list[str],
    ascii_only: bool,
) -> None:
    """Objects of any text without control characters survive json.dumps and the reader, escaped or not."""
    rows = data.draw(st.lists(st.fixed_dictionaries(dict.fromkeys(names, FIELD)), min_size=1, max_size=8))
    path = tmp_path_factory.mktemp("rows") / "recipients.ndjson"
    path.write_text("".join(json.dumps(row, ensure_ascii=ascii_only) + "\n" for row in rows), encoding="utf-8")
    assert read(path) == [Row(line, row) for line, row in enumerate(rows, 1)]
    assert columns(path) == tuple(rows[0])


def test_plain_values_are_text(tmp_path: Path) -> None:
    """Numbers stay as written, truth values are words, null is empty; the order of the keys does not matter."""
    path = tmp_path / "a.jsonl"
    path.write_text('{"a": 1, "b": 1.50, "c": true, "d": null}\n\n{"d": false, "c": -0, "b": 1E400, "a": "x"}\r\n')
    assert [(row.number, dict(row.values)) for row in read(path)] == [
        (1, {"a": "1", "b": "1.50", "c": "true", "d": ""}),
        (3, {"a": "x", "b": "1E400", "c": "-0", "d": "false"}),
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"a": 1}', 'key "b" of the first object is missing'),
        ('{"a": 1, "b": 2, "c": 3}', 'key "c" is not in the first'),
        ('{"a": 1, "b": 2, "b": 3}', 'key "b" is written twice'),
        ('{"a": 1, "b": [2]}', 'key "b" holds a list'),
        ('{"a": 1, "b": {"c": 2}}', 'key "b" holds a list'),
        ('{"a": 1, "b": {}}', 'key "b" holds a list'),
        ('{"a": 1, "b": NaN}', "this is no JSON"),
        ('{"a": 1, "b": "x\\r\\nBcc: y"}', 'column "b" holds a line break (U+000D)'),
        ('{"a": 1, "b": "\\u0000"}', 'column "b" holds the control character U+0000'),
        ('{"a": 1, "b": "\\ud800"}', 'column "b" holds half a character (U+D800)'),
        ('{"a": 1, "b": "\u2028"}', 'column "b" holds a line break (U+2028)'),
        ('{"a": 1, "b": "\x7f"}', 'column "b" holds the control character U+007F'),
        ('{"a": 1, "b": 2', "this is no JSON"),
        ('"text"', "no JSON object"),
        ("17", "no JSON object"),
        ("[1]", "no JSON object"),
        ("[" * 500000, "no JSON object"),
    ],
)
def test_each_flaw_has_its_sentence(tmp_path: Path, line: str, said: str) -> None:
    """A line that is no object of the same plain values is refused with its number."""
    path = tmp_path / "flaw.ndjson"
    path.write_text(f'{{"a": "x", "b": "y"}}\n{{"a": "x", "b": "y"}}\n{line}\n', encoding="utf-8")
    (sentence,) = complaints(path)
    assert sentence.startswith("flaw.ndjson:3: ")
    assert said in sentence


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty"),
        ("{}\n", "no JSON object"),
        ('{"": 1}\n', "column 1 has no name"),
        ('{"a\\n": 1}\n', "line break"),
        ('[{"a": 1},\n', "JSON array"),
        ('[{"a": 1}]\n', "JSON array"),
    ],
)
def test_a_wrong_first_object_is_said(tmp_path: Path, content: str, said: str) -> None:
    """What the columns are named after must have names."""
    path = tmp_path / "flaw.ndjson"
    path.write_text(content)
    assert said in complaints(path)[0]

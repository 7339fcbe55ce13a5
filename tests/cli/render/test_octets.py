"""JSON about files with names of any octets is read by any program, and the octets are found again."""

from __future__ import annotations

import json
import os
from typing import Any
from urllib.parse import unquote_to_bytes

from hypothesis import given
from hypothesis import strategies as st

from hiyari.cli.render.octets import with_octets, without_octets

NAMES = st.binary(max_size=20).map(os.fsdecode) | st.text(st.characters(), max_size=5)
VALUES = st.recursive(
    NAMES | st.none() | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(("a", "b")), inner, max_size=2),
    max_leaves=8,
)


@given(VALUES)
def test_any_value_becomes_utf8(value: Any) -> None:
    """Nothing is left that UTF-8 has no form for."""
    for written in (with_octets(value), without_octets(value)):
        json.dumps(written, ensure_ascii=False).encode("utf-8")


@given(st.binary(min_size=1, max_size=20))
def test_the_octets_are_found_again(name: bytes) -> None:
    """From the second key where there is one, else from the name itself."""
    value = with_octets({"path": os.fsdecode(name)})
    told = unquote_to_bytes(value["path_octets"]) if "path_octets" in value else value["path"].encode()
    assert told == name


def test_lists_keep_their_places() -> None:
    """A list of names gets a list of the same length beside it."""
    value = with_octets({"files": ["a b", "\udcff"], "other": ["c"]})
    assert value == {"files": ["a b", "\\udcff"], "files_octets": ["a%20b", "%FF"], "other": ["c"]}
    assert without_octets({"files": ["\udcff"]}) == {"files": ["\\udcff"]}

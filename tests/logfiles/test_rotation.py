"""What a file was called before it was rotated."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.logfiles.rotation import first_name, names_before


@pytest.mark.parametrize(
    "rotated",
    [
        "access.log",
        "access.log.1",
        "access.log.12.gz",
        "access.log.1.zst",
        "access.log-20261126",
        "access.log-20261126.gz",
        "access.log-2026-11-26.xz",
        "access.log.20261126",
        "access.log-20261126-1764120000",
        "access.log-1764120000",
        "access.log.old",
        "access.log.gz",
        "access-20261126.log",
        "access-20261126.log.bz2",
    ],
)
def test_every_scheme_of_rotation_is_undone(rotated: str) -> None:
    """By number, by date before or behind the ending, packed or not."""
    assert first_name(rotated) == "access.log"
    assert next(iter(names_before(rotated))) == rotated


@pytest.mark.parametrize("name", ["mail.logs", "mail", "192.0.2.1x", "log", ".gz", "relay1"])
def test_other_names_stay(name: str) -> None:
    """A number within a name is no rotation."""
    assert first_name(name) == name


@given(st.text(max_size=300))
def test_any_name_has_a_first_name(name: str) -> None:
    """Whatever a file is called."""
    assert next(iter(names_before(name))) == name
    assert first_name(name) or not name

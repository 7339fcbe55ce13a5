"""Pieces that lines of several products have in common."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.maillog.formats.words import ADDRESS, bare, clock, duration, next_hop, number, outcome_of, pid_of


@pytest.mark.parametrize(
    ("text", "name", "address"),
    [
        ("mx.example.com. [192.0.2.25]", "mx.example.com", "192.0.2.25"),
        ("MX.Example.com.", "mx.example.com", None),
        ("[192.0.2.25]", None, "192.0.2.25"),
        ("[192.0.2.25] [192.0.2.25]", None, "192.0.2.25"),
        ("mx.example.com. [IPv6:2001:db8::25]", "mx.example.com", "2001:db8::25"),
        ("", None, None),
    ],
)
def test_next_hop(text: str, name: str | None, address: str | None) -> None:
    """A next hop is a name, an address, both or nothing."""
    assert next_hop(text) == (name, address)


@given(st.integers(0, 400), st.integers(0, 23), st.integers(0, 59), st.integers(0, 59))
def test_clock(days: int, hours: int, minutes: int, seconds: int) -> None:
    """Every duration that sendmail writes is read as what it is."""
    text = f"{days}+" * bool(days) + f"{hours:02}:{minutes:02}:{seconds:02}"
    assert clock(text) == (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1h2m3s", 3_723_000), ("0.120s", 120), ("5d", 432_000_000), ("", None), ("3", None), ("1s x", None), ("s", None)],
)
def test_duration(text: str, expected: int | None) -> None:
    """A duration is read whole or not at all."""
    assert duration(text) == expected


@given(st.text())
def test_numbers_are_none_or_right(text: str) -> None:
    """Whatever stands where a number should, it is read as that number or not at all."""
    read = number(text)
    assert read is None or read == int(text)
    assert clock(text) is None or ":" in text
    assert duration(text) is None or text[-1] in "wdhms"


@given(st.text(st.characters(codec="ascii", exclude_characters='"\\<>\r\n')))
def test_what_is_quoted_ends_nothing(inside: str) -> None:
    """An address with a quoted local part is one address, whatever stands between the quotes."""
    address = f'<"{inside}"@example.com>'
    found = re.match(ADDRESS, f"{address}, relay=x")
    assert found is not None
    assert found[0] == address
    assert bare(address) == address[1:-1]


def test_pid() -> None:
    """The process is the one in the frame, not one that the text names."""
    assert pid_of("Nov 26 19:48:25 mx1 sm-mta[4101]: x[99]: y", "x[99]: y") == "4101"
    assert pid_of("Nov 26 19:48:25 mx1 sm-mta: x", "x") == ""
    assert pid_of("x", "y") == ""
    assert outcome_of("4.7.1") == "deferred"
    assert outcome_of(None) is None

"""A place in a source is told by its line, and by the part of it that a person wants to see."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hiyari.forms.taint.engine.report import Lines


def test_a_short_line_is_whole() -> None:
    """Without the blanks around it."""
    spot = Lines(b"one\n   two = three;  \n").spot(9, None)
    assert (spot.line, spot.column, spot.source, spot.within) == (2, 6, "two = three;", 2)


def test_of_a_long_line_the_part_around() -> None:
    """With a sign where it was cut."""
    spot = Lines(b"a" * 5000 + b"mail()" + b"b" * 5000).spot(5000, None)
    assert spot.column == 5001
    assert spot.source[spot.within :].startswith("mail()")
    assert (spot.source[0], spot.source[-1], len(spot.source)) == ("…", "…", 200)


@given(st.binary(max_size=3000), st.integers(0, 3000))
def test_any_octets(source: bytes, at: int) -> None:
    """Printable, not longer than 200 characters, and the place is in it."""
    spot = Lines(source).spot(at, None)
    assert len(spot.source) <= 200
    assert spot.source.isprintable() or not spot.source
    assert 0 <= spot.within <= len(spot.source)

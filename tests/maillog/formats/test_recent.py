"""The bounded memory of formats."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hiyari.maillog.formats.recent import Recent


@given(st.lists(st.tuples(st.integers(0, 9), st.integers())), st.integers(1, 5))
def test_only_the_newest_are_kept(puts: list[tuple[int, int]], most: int) -> None:
    """It knows the newest keys with their last values, and never more than it may keep."""
    recent: Recent[int, int] = Recent(most)
    for key, value in puts:
        recent.put(key, value)
    newest = list(dict.fromkeys(key for key, _ in reversed(puts)))[:most]
    last = dict(puts)
    assert {key: recent.get(key) for key in range(10)} == {
        key: last[key] if key in newest else None for key in range(10)
    }
    for key in newest:
        assert recent.take(key) == last[key]
        assert recent.get(key) is None

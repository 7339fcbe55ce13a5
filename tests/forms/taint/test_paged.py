"""The mapping that ways share: it is a mapping, copies are apart, and what differs between two is told exactly."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiyari.forms.taint.engine.paged import Paged
from hiyari.forms.taint.engine.work import OutOfStepsError, allowance

KEYS = st.integers(0, 80)
CHANGES = st.lists(st.tuples(KEYS, st.none() | st.integers(0, 3)), max_size=60)


def changed(paged: Paged[int, int], plain: dict[int, int], changes: list[tuple[int, int | None]]) -> None:
    """The same changes to both."""
    for key, value in changes:
        if value is None:
            paged.pop(key, None)
            plain.pop(key, None)
        else:
            paged[key] = plain[key] = value


@given(CHANGES, CHANGES, CHANGES)
@settings(max_examples=60, deadline=None)
def test_copies_are_apart_and_what_differs_is_told(
    first: list[tuple[int, int | None]], second: list[tuple[int, int | None]], third: list[tuple[int, int | None]]
) -> None:
    """A mapping and its copy hold what dictionaries hold after the same changes, and differ in the same keys."""
    one: Paged[int, int] = Paged()
    plain: dict[int, int] = {}
    changed(one, plain, first)
    other, plain_other = one.copy(), dict(plain)
    changed(one, plain, second)
    changed(other, plain_other, third)
    for _ in range(2):  # the first look makes pages that are the same one
        assert set(one.differing(other)) == {
            key for key in plain | plain_other if plain.get(key) != plain_other.get(key)
        }
        assert dict(one) == plain
        assert dict(other) == plain_other
        assert len(one) == len(plain)


def test_mappings_of_different_kin_are_compared_by_key() -> None:
    """Two mappings that are no copies of each other differ in the keys whose values are not the same."""
    one: Paged[str, int] = Paged()
    other: Paged[str, int] = Paged()
    one["a"], one["b"] = 1, 2
    other["b"], other["c"] = 2, 3
    assert set(one.differing(other)) == {"a", "c"}


def test_what_is_shared_costs_nothing_to_compare() -> None:
    """A copy of a thousand names with one change is compared for the price of a page."""
    one: Paged[int, int] = Paged()
    for key in range(1000):
        one[key] = key
    other = one.copy()
    other[500] = 0
    with allowance(10) as left:
        assert one.differing(other) == [500]
    assert left.units >= 0
    with pytest.raises(OutOfStepsError), allowance(10):
        one.differing(Paged())

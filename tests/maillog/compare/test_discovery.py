"""The false discovery rate by Benjamini and Hochberg, and its laws."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.maillog.compare.discovery import RATE, adjusted

_VALUES = st.lists(st.floats(0, 1, allow_nan=False), max_size=60)


def test_a_known_example() -> None:
    """Fifteen p-values of the paper of 1995 (section 3.1): four are significant at 0.05, as it says."""
    clear = [0.0001, 0.0004, 0.0019, 0.0095]
    unclear = [0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    assert [one <= 0.05 for one in adjusted(clear + unclear)] == [True] * 4 + [False] * 11


@given(_VALUES)
def test_it_is_the_rule_of_the_largest_rank(values: list[float]) -> None:
    """The k smallest are significant, k being the largest rank whose p is at most rank / tests times the rate."""
    ordered = sorted(values)
    for rate in (RATE, 0.2, 0.9):
        ranks = [rank for rank, one in enumerate(ordered, 1) if one * (len(values) / rank) <= rate]
        limit = ordered[max(ranks) - 1] if ranks else -1.0
        assert [one <= rate for one in adjusted(values)] == [one <= limit for one in values]


@given(_VALUES)
def test_order_is_kept(values: list[float]) -> None:
    """A smaller p never has a greater adjusted one, and none is below its p or above 1."""
    found = adjusted(values)
    pairs = sorted(zip(values, found, strict=True))
    assert [one for _, one in pairs] == sorted(found)
    assert all(p <= one <= 1 for p, one in pairs)


@given(_VALUES, st.randoms(use_true_random=False))
def test_the_order_of_tests_does_not_count(values: list[float], chance: random.Random) -> None:
    """Shuffled tests have the same answers."""
    before = dict(zip(values, adjusted(values), strict=True))
    chance.shuffle(values)
    assert dict(zip(values, adjusted(values), strict=True)) == before


@given(_VALUES, st.integers(0, 500))
def test_more_tests_make_each_weaker(values: list[float], more: int) -> None:
    """Tests that show nothing make the others weaker, never stronger."""
    alone, among = adjusted(values), adjusted(values, len(values) + more)
    assert all(one <= other for one, other in zip(alone, among, strict=True))


def test_nonsense_is_refused() -> None:
    """A p outside 0 to 1, and fewer tests than values, are mistakes of the caller."""
    for values, tests in (([1.5], None), ([float("nan")], None), ([0.1, 0.2], 1)):
        with pytest.raises(ValueError, match="no values of p"):
            adjusted(values, tests)

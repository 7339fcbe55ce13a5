"""Fisher's exact test against exact integers, and its laws."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import comb, exp, fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.maillog.compare.fisher import LEAST, _Table, each_needed, fisher, more_needed

_SMALL = st.integers(0, 60)
_LARGE = st.integers(0, 10_000_000)


def _exactly(bad: int, good: int, other_bad: int, other_good: int) -> Fraction:
    sent, all_bad, total = bad + good, bad + other_bad, bad + good + other_bad + other_good
    ways = [
        comb(all_bad, at) * comb(total - all_bad, sent - at)
        for at in range(max(0, sent + all_bad - total), min(sent, all_bad) + 1)
    ]
    seen = comb(all_bad, bad) * comb(total - all_bad, sent - bad)
    return Fraction(sum(one for one in ways if one <= seen), sum(ways))


def test_every_small_table_is_exact() -> None:
    """All tables with counts up to six agree with exact integers to twelve digits."""
    for table in product(range(7), repeat=4):
        assert fisher(*table) == pytest.approx(float(_exactly(*table)), rel=1e-12)


@given(_SMALL, _SMALL, _SMALL, _SMALL)
def test_it_agrees_with_exact_integers(bad: int, good: int, other_bad: int, other_good: int) -> None:
    """Any table with counts up to sixty agrees with exact integers."""
    exact = float(_exactly(bad, good, other_bad, other_good))
    assert fisher(bad, good, other_bad, other_good) == pytest.approx(exact, rel=1e-10)


@pytest.mark.parametrize(
    "table", [(3, 0, 0, 5000), (40, 5960, 90, 4910), (0, 3000, 25, 3000), (700, 2300, 640, 2360), (1, 9, 0, 4000)]
)
def test_larger_tables_are_exact(table: tuple[int, int, int, int]) -> None:
    """Thousands of messages agree with exact integers as well."""
    assert fisher(*table) == pytest.approx(float(_exactly(*table)), rel=1e-9)


@given(_LARGE, _LARGE, _LARGE, _LARGE)
def test_it_is_a_probability_and_symmetric(bad: int, good: int, other_bad: int, other_good: int) -> None:
    """Up to ten million it stays between 0 and 1; the relays' order, and bad and good changed over, do not count."""
    p = fisher(bad, good, other_bad, other_good)
    assert LEAST <= p <= 1
    assert fisher(other_bad, other_good, bad, good) == pytest.approx(p, rel=1e-5)
    assert fisher(good, bad, other_good, other_bad) == pytest.approx(p, rel=1e-5)


@given(st.integers(0, 100_000), st.integers(0, 100_000), st.integers(0, 3000))
def test_all_tables_sum_to_one(sent: int, other_sent: int, bad: int) -> None:
    """The probabilities of all tables with the same margins sum to one, and none is lost between two tails."""
    all_bad = min(bad, sent + other_sent)
    table = _Table(sent, all_bad, sent + other_sent)
    assert fsum(exp(table.log(at)) for at in range(table.lowest, table.highest + 1)) == pytest.approx(1, rel=1e-7)
    both = table.tail(table.mode, table.highest) + table.tail(table.mode, table.lowest)
    assert both - exp(table.log(table.mode)) == pytest.approx(1, rel=1e-7)


@given(st.integers(1, 300), st.integers(3, 300))
def test_more_refusals_are_never_weaker(other_good: int, bad: int) -> None:
    """Where one relay has only refusals and the other none, no further refusal makes p greater."""
    assert fisher(bad + 1, 0, 0, other_good) <= fisher(bad, 0, 0, other_good) * (1 + 1e-9)


def test_ten_million_are_no_trouble() -> None:
    """Twenty million messages have the p of the normal approximation, and a clear case does not underflow to 0."""
    # z of 100 more of 100,000 in 10,000,000 each: 0.2247; two-sided with the continuity correction
    assert fisher(100_000, 9_900_000, 100_100, 9_899_900) == pytest.approx(0.824, abs=0.003)
    assert fisher(10_000_000, 0, 0, 10_000_000) == LEAST


def test_a_negative_count_is_refused() -> None:
    """A count below zero is a mistake of the caller."""
    with pytest.raises(ValueError, match="negative"):
        fisher(-1, 2, 3, 4)


@pytest.mark.parametrize(("good", "needed"), [(5, 39), (20, 8), (50, 5), (200, 3), (1000, 3)])
def test_how_many_refusals_it_takes(good: int, needed: int) -> None:
    """Straight refusals of a new relay until p is at most one in a million, by good deliveries of the old one."""
    assert more_needed(0, 0, 0, good, 1e-6) == needed
    assert fisher(needed, 0, 0, good) <= 1e-6 < fisher(needed - 1, 0, 0, good)


def test_what_is_proven_needs_no_more() -> None:
    """Nothing more is needed where p is small enough, and nothing helps where one message is compared with millions."""
    assert more_needed(10, 0, 0, 500, 1e-6) == 0
    assert more_needed(0, 0, 1, 0, 1e-9) is None


def test_two_new_relays_need_a_dozen_each() -> None:
    """Two relays that begin together need a dozen messages each at one in a million."""
    assert each_needed(1e-6) == 12
    assert fisher(12, 0, 0, 12) <= 1e-6 < fisher(11, 0, 0, 11)

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.maillog.baseline.negbin import at_least, at_most, log_none, log_ratio, too_few, too_many, variance

means = st.floats(0.01, 500)
dispersions = st.floats(0.02, 3)


def _mass(count: int, mean: float, dispersion: float) -> float:
    size = 1 / dispersion
    logarithm = (
        math.lgamma(count + size)
        - math.lgamma(size)
        - math.lgamma(count + 1)
        + size * math.log(size / (size + mean))
        + count * math.log(mean / (size + mean))
    )
    return math.exp(logarithm)


@given(st.integers(0, 60), st.floats(0.01, 40), dispersions)
def test_tails_are_sums_of_single_chances(count: int, mean: float, dispersion: float) -> None:
    """The tail by the continued fraction is the sum of the chances of all smaller counts, taken from one."""
    below = sum(_mass(one, mean, dispersion) for one in range(count))
    assert at_least(count, mean, dispersion) == pytest.approx(1 - below, abs=1e-9)
    assert at_most(count - 1, mean, dispersion) == pytest.approx(below, abs=1e-9)


@given(means, dispersions, st.floats(1e-8, 0.4))
def test_limits_are_the_first_rare_counts(mean: float, dispersion: float, chance: float) -> None:
    """The limits are rarer than the chance, and the counts beside them on the inside are not."""
    most, least = too_many(chance, mean, dispersion), too_few(chance, mean, dispersion)
    assert at_least(most, mean, dispersion) < chance <= at_least(most - 1, mean, dispersion)
    assert least == -1 or at_most(least, mean, dispersion) < chance
    assert at_most(least + 1, mean, dispersion) >= chance


def test_a_small_dispersion_is_poisson() -> None:
    """Without over-dispersion the tail is Poisson's: 8 or more where 2 are usual, by hand 0.0010967."""
    assert at_least(8, 2.0, 0.0) == pytest.approx(0.0010967, rel=1e-3)
    assert log_none(2.0, 0.0) == pytest.approx(-2.0, rel=1e-5)
    assert variance(4.0, 0.25) == 8.0


@given(st.integers(0, 2000), means, means, dispersions)
def test_a_ratio_is_the_quotient_of_two_chances(count: int, mean: float, other: float, dispersion: float) -> None:
    """The ratio of likelihoods is that of the two distributions."""
    one, two = _mass(count, other, dispersion), _mass(count, mean, dispersion)
    if one > 1e-250 and two > 1e-250:
        assert log_ratio(count, mean, other, dispersion) == pytest.approx(math.log(one / two), abs=1e-5)


def test_a_count_of_millions_is_no_work() -> None:
    """A log that was flooded is judged like any other, and its chance is nothing."""
    assert at_least(5_000_000, 0.3, 0.2) == 0.0
    assert 0.4 < at_least(1_000_000, 1_000_000.0, 0.1) < 0.6

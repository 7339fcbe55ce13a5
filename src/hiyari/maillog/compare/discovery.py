"""False discovery rate: which of many tests of one run may be believed together.

A thousand destinations are a thousand tests, and one in a hundred of them looks bad at p = 0.01 by chance alone.
Benjamini and Hochberg (1995) sort the p of all of them: where the k-th smallest is at most k / m times the rate, those
k differ, and of what is reported at most that rate is expected to be false. Tests of the pairs of three relays depend
on one another, in the way (positively) in which the rate still holds (Benjamini and Yekutieli 2001).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

RATE: Final = 0.01
"""The share of what is reported that may be false."""


def adjusted(values: Sequence[float], tests: int | None = None) -> tuple[float, ...]:
    """The p of each test adjusted for all of them; those at most the rate are significant together.

    Args:
        values: The p of each test, 0 to 1, in any order.
        tests: How many tests were made, where those that could not show anything are left out of ``values``.

    Raises:
        ValueError: A value is not between 0 and 1, or there are more values than tests.
    """
    count = len(values) if tests is None else tests
    if count < len(values) or not all(0 <= one <= 1 for one in values):
        raise ValueError("no values of p of so many tests")
    order = sorted(range(len(values)), key=lambda at: values[at], reverse=True)
    found = [1.0] * len(values)
    least = 1.0
    for rank, at in zip(range(len(values), 0, -1), order, strict=True):
        least = min(least, values[at] * (count / rank))
        found[at] = least
    return tuple(found)

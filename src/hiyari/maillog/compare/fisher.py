"""Fisher's exact test for two relays at one destination, and how much mail it would take to know more.

Given how many messages each relay sent and how many went badly altogether, the number that went badly at one of them
is hypergeometric where the relay makes no difference (R. A. Fisher, The Design of Experiments, 1935, chapter II).
The two-sided p sums every table that is no more likely than the one that was seen.

Numbers: ``lgamma`` of ten million is 1.5e8 and known to about 3e-8, so that a probability has seven good digits there,
and more where counts are smaller. Tables count as equally likely within that error; each sum runs outwards from its
largest term and stops where nothing is added any more.
"""

from __future__ import annotations

import sys
from functools import lru_cache
from math import exp, lgamma
from typing import Final

LEAST: Final = sys.float_info.min
"""What is returned for anything smaller: a probability is never zero here."""
_ERROR: Final = 16 * sys.float_info.epsilon
_NOTHING: Final = 1e-17
"""A term below this part of the sum adds nothing to it."""
MOST_NEEDED: Final = 10_000
"""Messages; who needs more than this learns nothing by waiting."""


@lru_cache(maxsize=65_536)
def fisher(bad: int, good: int, other_bad: int, other_good: int) -> float:
    """Two-sided p of the table ((bad, good), (other_bad, other_good)), between `LEAST` and 1.

    Args:
        bad: Messages of one relay that went badly.
        good: Its others.
        other_bad: Messages of the other relay that went badly.
        other_good: Its others.

    Raises:
        ValueError: A count is negative.
    """
    if min(bad, good, other_bad, other_good) < 0:
        raise ValueError("a count is negative")
    table = _Table(bad + good, bad + other_bad, bad + good + other_bad + other_good)
    limit = table.log(bad) + table.error
    down = table.first(limit, table.lowest)
    up = table.first(limit, table.highest)
    if down == up:  # what was seen is the likeliest of all
        return 1.0
    return min(max(table.tail(down, table.lowest) + table.tail(up, table.highest), LEAST), 1.0)


class _Table:
    """The hypergeometric distribution of one relay's bad messages, its other counts given."""

    __slots__ = ("_all_bad", "_constant", "_sent", "_total", "error", "highest", "lowest", "mode")

    def __init__(self, sent: int, all_bad: int, total: int) -> None:
        self._sent, self._all_bad, self._total = sent, all_bad, total
        self.lowest, self.highest = max(0, sent + all_bad - total), min(sent, all_bad)
        self.mode = min(max((sent + 1) * (all_bad + 1) // (total + 2), self.lowest), self.highest)
        self.error = _ERROR * lgamma(total + 2) + 1e-12
        self._constant = _choose(total, sent)

    def log(self, bad: int) -> float:
        """The logarithm of one table's probability."""
        good = self._total - self._all_bad
        return _choose(self._all_bad, bad) + _choose(good, self._sent - bad) - self._constant

    def first(self, limit: float, end: int) -> int | None:
        """The first table on the way from the mode to the end that is no more likely than the limit, if there is one.

        Probabilities only fall on that way, so that it is found by halving.
        """
        if self.log(end) > limit:
            return None
        step = 1 if end >= self.mode else -1
        near, far = -1, abs(end - self.mode)  # the last place known to be likelier, the first known not to be
        while far - near > 1:
            middle = (near + far) // 2
            if self.log(self.mode + step * middle) > limit:
                near = middle
            else:
                far = middle
        return self.mode + step * far

    def tail(self, begin: int | None, end: int) -> float:
        """The sum of the probabilities from ``begin`` to ``end``; each follows from the one before it by a ratio."""
        if begin is None:
            return 0.0
        step = 1 if end >= self.mode else -1
        term = total = 1.0
        for bad in range(begin, end, step):
            term *= self._ratio(bad) if step > 0 else 1 / self._ratio(bad - 1)
            total += term
            if term < _NOTHING * total:
                break
        return exp(self.log(begin)) * total

    def _ratio(self, bad: int) -> float:
        """How much more likely one more bad message is than this number."""
        rest = self._total - self._all_bad - self._sent
        return (self._all_bad - bad) * (self._sent - bad) / ((bad + 1) * (rest + bad + 1))


def _choose(whole: int, part: int) -> float:
    """The logarithm of a binomial coefficient."""
    return lgamma(whole + 1) - lgamma(part + 1) - lgamma(whole - part + 1)


def more_needed(bad: int, good: int, other_bad: int, other_good: int, level: float) -> int | None:
    """How many more messages in a row would have to go badly at the first relay before p is at most ``level``.

    Returns:
        0 where p is that small already; None where `MOST_NEEDED` would not do.
    """

    def shows(more: int) -> bool:
        return fisher(bad + more, good, other_bad, other_good) <= level

    if shows(0):
        return 0
    far = 1
    while not shows(far):
        far *= 2
        if far > MOST_NEEDED:
            return None
    near = far // 2
    while far - near > 1:
        middle = (near + far) // 2
        near, far = (near, middle) if shows(middle) else (middle, far)
    return far


@lru_cache(maxsize=64)
def each_needed(level: float) -> int:
    """Messages of each relay with which a refusal of everything from one of them, and nothing else, is significant."""
    count = 1
    while fisher(count, 0, 0, count) > level:
        count += 1
    return count

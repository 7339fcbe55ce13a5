"""How far two clocks are apart, told from requests and injections that belong together. Pure."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import Final

SECOND: Final = 1_000_000
MOST: Final = 120
"""Seconds that clocks may be apart; more than that is no skew but a wrong zone."""
_SURE: Final = 8.0
"""Standard deviations above chance."""
_SAMPLE: Final = 2000
"""Injections that are compared."""


def estimate(injections: Sequence[int], pages: Iterable[Sequence[int]]) -> int:
    """Microseconds that the web server's clock is ahead; 0 where nothing speaks for more than two seconds.

    Args:
        injections: Moments, sorted.
        pages: For each page that hands something in, the moments of its requests, sorted.
    """
    step = max(len(injections) // _SAMPLE, 1)
    sample = injections[::step]
    found = max((_peak(sample, page) for page in pages), default=(0.0, 0))
    return found[1] * SECOND if found[0] >= _SURE and abs(found[1]) > 2 else 0


def _peak(injections: Sequence[int], requests: Sequence[int]) -> tuple[float, int]:
    """How far the most frequent distance stands out of all, in standard deviations, and the distance in seconds."""
    bins = [0] * (2 * MOST + 1)
    for at in injections:
        start = bisect_left(requests, at - MOST * SECOND)
        for request in requests[start : bisect_right(requests, at + MOST * SECOND)][:5000]:
            bins[(request - at) // SECOND + MOST] += 1
    mean = max(sum(bins) / len(bins), 1.0)
    most = max(range(len(bins)), key=bins.__getitem__)
    return (bins[most] - mean) / math.sqrt(mean), most - MOST

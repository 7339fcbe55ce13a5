"""Moments beside the injections: what a page would cover by chance at just that time of day. Pure.

The rate of the whole log does not tell: in the hour in which somebody tries passwords, his requests come with any mail
of that hour. So every injection is moved by half a minute to five minutes, and what the page covers there is its base.
The distances are no multiples of one another, since programs send by the clock.

Mail that comes in a heap shorter than the distances has its neighbours outside of the heap, where the site may be
quiet. A moved moment counts only inside its heap, as long as the heap is long enough to hold any.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

SECOND: Final = 1_000_000
NEAR: Final = tuple(sign * one * SECOND for one in (31, 37, 43, 53) for sign in (-1, 1))
FAR: Final = tuple(sign * one * SECOND for one in (97, 149, 211, 293) for sign in (-1, 1))
"""Microseconds that injections are moved by. Near ones see what lasts minutes, far ones see more of it."""
_APART: Final = 600 * SECOND
"""A gap between two injections that ends a heap."""
_MOST: Final = 20_000
"""Injections that are moved; of more, every so-manieth."""


def shifted(injections: Sequence[int], distances: Sequence[int]) -> list[int]:
    """The moved moments, sorted.

    Args:
        injections: Moments, sorted, in microseconds.
        distances: How far each is moved.
    """
    step = max(len(injections) // _MOST, 1)
    return sorted(moment for heap in _heaps(injections[::step]) for moment in _moved(heap, distances))


def _heaps(injections: Sequence[int]) -> Iterator[Sequence[int]]:
    start = 0
    for number in range(1, len(injections)):
        if injections[number] - injections[number - 1] > _APART:
            yield injections[start:number]
            start = number
    if injections:
        yield injections[start:]


def _moved(heap: Sequence[int], distances: Sequence[int]) -> Iterator[int]:
    first, last = heap[0], heap[-1]
    inside = [one for one in distances if abs(one) * 2 <= last - first]
    for distance in inside or distances:
        for at in heap:
            if not inside or first <= at + distance <= last:
                yield at + distance


def occasions(times: Sequence[int], length: int) -> int:
    """How many of these moments (sorted) are further apart than a window: a heap within one second proves as one."""
    count, last = 0, None
    for at in times:
        if last is None or at - last > length:
            count, last = count + 1, at
    return count

"""How much may still be done in one reading: what it has cost, counted where it is done, so that time is bounded too.

A step is a statement or a call on one way. A step can cost anything from nothing to the copying of a list of a thousand
pieces; so whatever goes through pieces, elements or variables says here how many. The count belongs to the reading that
runs, not to the process: code outside of `allowance` is not counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

MOST_WORK: Final = 300_000
"""Pieces, elements and variables that are gone through in one reading: about a microsecond each."""
OCTETS: Final = 64
"""Octets of constants that are put together or gone through count as one piece."""


class OutOfStepsError(Exception):
    """The script has more ways through it than are followed, or makes more of its values than is kept."""


@dataclass(slots=True)
class Left:
    """What is left to be done."""

    units: int
    cut: bool = False
    """Whether something was left out of a value since it was too large."""


_LEFT: Final[ContextVar[Left | None]] = ContextVar("left", default=None)


@contextmanager
def allowance(units: int) -> Iterator[Left]:
    """What is done inside may cost so much."""
    left = Left(units)
    token = _LEFT.set(left)
    try:
        yield left
    finally:
        _LEFT.reset(token)


@contextmanager
def half() -> Iterator[None]:
    """What is done inside may cost half of what is left; the other half is kept for what comes after."""
    left = _LEFT.get()
    if left is None:
        yield
        return
    kept = left.units // 2
    left.units -= kept
    try:
        yield
    finally:
        left.units = max(left.units, 0) + kept


def cut() -> None:
    """Something that matters was left out: what the reading says is not all."""
    left = _LEFT.get()
    if left is not None:
        left.cut = True


def spend(units: int) -> None:
    """Count work.

    Raises:
        OutOfStepsError: It was too much.
    """
    left = _LEFT.get()
    if left is None:
        return
    left.units -= units
    if left.units < 0:
        raise OutOfStepsError

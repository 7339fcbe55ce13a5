"""Hostile values are worked on apart: one that never ends, eats memory or kills has no answer, and all others have theirs."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from hiyari.forms.apart import apart


def _work(value: str) -> str:
    match value:
        case "loop":
            while True:
                pass
        case "memory":
            return str(len(bytearray(1 << 40)))
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case _:
            pass
    return value.upper()


def _whose(_value: int) -> int:
    return os.getpid()


@pytest.mark.parametrize("bad", ["loop", "memory", "kill"])
@pytest.mark.parametrize("place", [0, 1, 3])
def test_one_bad_value_costs_only_its_own_answer(bad: str, place: int) -> None:
    """Wherever it stands among others, those before and behind it are answered, in their order."""
    values = ["a", "b", "c"]
    values.insert(place, bad)
    answers = list(apart(_work, values, seconds=1, octets=256 << 20))
    assert answers == [None if value == bad else value.upper() for value in values]


def test_children_are_gone_when_nobody_wants_more_answers() -> None:
    """A reader who stops early leaves no process behind."""
    answers = apart(_whose, [0, 1], seconds=60, octets=256 << 20)
    child = next(answers)
    answers.close()  # type: ignore[attr-defined]
    assert child is not None
    assert not Path(f"/proc/{child}").exists()

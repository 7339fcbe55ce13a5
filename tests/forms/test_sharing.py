"""Work that several processes share gives what one process gives, in the same order, whatever becomes of them."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from hiyari.forms.sharing import ahead, shared

_HERE = os.getpid()


def _twice(value: int) -> int:
    return value * 2


def _whose(_value: int) -> int:
    return os.getpid()


def _dies_elsewhere(value: int) -> int:
    if value == 7 and os.getpid() != _HERE:
        os.kill(os.getpid(), signal.SIGKILL)
    return value * 2


def _fails(value: int) -> int:
    if value == 7:
        raise ValueError(value)
    return value


def _long(value: int) -> bytes:
    return b"%d" % value * 300_000


@pytest.mark.parametrize("processes", [1, 2, 3, 9])
@pytest.mark.parametrize("count", [0, 1, 5, 23])
def test_the_order_is_that_of_the_values(processes: int, count: int) -> None:
    """However many processes there are for however many values, the results stand in the values' order."""
    assert list(shared(_twice, range(count), processes, batch=4)) == [value * 2 for value in range(count)]


def test_several_processes_do_it() -> None:
    """Each of the processes that were asked for has a share, and none of them is this one."""
    whose = set(shared(_whose, range(20), 2, batch=5))
    assert len(whose) == 2
    assert _HERE not in whose


def test_a_process_that_dies_loses_nothing() -> None:
    """What a killed process has not answered is done here."""
    assert list(shared(_dies_elsewhere, range(40), 2, batch=3)) == [value * 2 for value in range(40)]


def test_an_error_is_raised_here() -> None:
    """An error in the work is the caller's, as if one process had done it."""
    with pytest.raises(ValueError, match="7"):
        list(shared(_fails, range(20), 2, batch=3))


def test_long_answers_of_all_processes_hold_nobody_up() -> None:
    """Answers that fill a pipe many times over arrive."""
    assert [len(one) for one in shared(_long, range(10, 22), 2, batch=2)] == [600_000] * 12


def test_nobody_is_left_when_the_reader_stops() -> None:
    """A reader who stops early leaves no process behind."""
    work = shared(_whose, range(20), 2, batch=2)
    first = next(work)
    work.close()
    assert not Path(f"/proc/{first}").exists()


def _some(*, dies: bool = False) -> Iterator[int]:
    for value in range(50):
        if dies and value == 20 and os.getpid() != _HERE:
            os.kill(os.getpid(), signal.SIGKILL)
        yield value


@pytest.mark.parametrize("dies", [False, True])
def test_what_is_made_ahead_comes_whole_and_once(dies: bool) -> None:
    """Values that another process makes are those that this one would make, even where it dies on the way."""
    assert list(ahead(lambda: _some(dies=dies))) == list(range(50))


def test_an_error_ahead_is_raised_here() -> None:
    """An error while values are made reaches the reader behind the values before it."""
    values = ahead(lambda: map(_fails, range(20)))
    assert [next(values) for _ in range(7)] == list(range(7))
    with pytest.raises(ValueError, match="7"):
        next(values)

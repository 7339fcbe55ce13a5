"""The same work on many values, shared by processes that part from this one.

A process that parts has everything that was imported, and shares its memory until it changes it; a fresh one would
take half a second to be as far. Each has every so many batches of the values, which it knows from before, and answers
them in order through a pipe: nobody waits for anybody who waits for him. This one must have no other threads, as
commands have none.

A process that dies (killed for its memory, say) loses nothing but time: what it has not answered is done here.
"""

from __future__ import annotations

import fcntl
import gc
import os
import pickle
import signal
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import ExitStack, suppress
from itertools import islice
from typing import BinaryIO, Final, NamedTuple, TypeVar

from hiyari.forms.apart import answer_to, next_answer

T = TypeVar("T")
R = TypeVar("R")
BATCH: Final = 100
_MUCH: Final = 8 << 20
"""Octets to read that are worth another process."""
_GARBAGE: Final = 100_000
"""Values that are made before garbage is looked for: next to none of them is any."""
_ROOM: Final = 1 << 20
"""Octets of answers that a process may be ahead."""


class _Part(NamedTuple):
    """A process, and where it answers."""

    pid: int
    answers: BinaryIO


def processes_for(octets: int) -> int:
    """How many processes are worth their start for so much to read."""
    return min(len(os.sched_getaffinity(0)), 4) if octets > _MUCH else 1


def shared(
    work: Callable[[T], R], many: Sequence[T], processes: int, *, batch: int = BATCH
) -> Generator[R, None, None]:
    """Do the same with many values, in their order, in this process or in several.

    Args:
        work: Gives results that can be pickled.
        many: The values.
        processes: How many; 1 is this one alone.
        batch: Values that are answered together.
    """
    batches = [many[first : first + batch] for first in range(0, len(many), batch)]
    processes = min(processes, len(batches))
    if processes <= 1:
        yield from map(work, many)
        return
    with ExitStack() as stack:
        parts: list[_Part] = []
        for first in range(processes):
            part = _part(work, batches[first::processes], [one.answers for one in parts])
            parts.append(part)
            stack.callback(_end, part)
        for number, values in enumerate(batches):
            answer = next_answer(parts[number % processes].answers)
            yield from map(work, values) if answer is None else pickle.loads(answer)  # noqa: S301 - our own wrote it


def ahead(make: Callable[[], Iterable[T]]) -> Generator[T, None, None]:
    """Values that another process makes while this one works on those before.

    Args:
        make: Gives the same values in the same order whenever it is called; they can be pickled. Each should be worth
            its way: a batch, not a line.
    """
    known = 0
    with ExitStack() as stack:
        part = _parted(lambda writing: _give(make(), writing), [])
        stack.callback(_end, part)
        while (answer := next_answer(part.answers)) is not None:
            value, ended = pickle.loads(answer)  # noqa: S301 - our own wrote it
            if ended:
                return
            known += 1
            yield value
    yield from islice(make(), known, None)


def _give(values: Iterable[object], writing: int) -> None:
    with open(writing, "wb") as answers:
        for one in values:
            answers.write(answer_to((one, False)))
            answers.flush()
        answers.write(answer_to((None, True)))


def _part(work: Callable[[T], R], batches: Sequence[Sequence[T]], others: Sequence[BinaryIO]) -> _Part:
    return _parted(lambda writing: _answer(work, batches, writing), others)


def _parted(work: Callable[[int], None], others: Sequence[BinaryIO]) -> _Part:
    """Part a process that does some work on the end of a pipe."""
    reading, writing = os.pipe()
    with suppress(OSError):  # More than this user may have: then it is less ahead.
        fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, _ROOM)
    pid = os.fork()
    if pid == 0:
        try:
            # Else nobody would tell the others that this process has gone.
            for one in (reading, *(other.fileno() for other in others)):
                os.close(one)
            gc.freeze()  # What is looked at for garbage is no longer shared.
            gc.set_threshold(_GARBAGE)
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the first process's business.
            work(writing)
        finally:
            os._exit(0)
    os.close(writing)
    return _Part(pid, open(reading, "rb"))  # noqa: PTH123 - a descriptor; closed at the end


def _answer(work: Callable[[T], R], batches: Sequence[Sequence[T]], writing: int) -> None:
    with open(writing, "wb") as answers:
        for some in batches:
            answers.write(answer_to([work(one) for one in some]))
            answers.flush()


def _end(part: _Part) -> None:
    """Whether it has done everything or not."""
    with suppress(ProcessLookupError):
        os.kill(part.pid, signal.SIGKILL)
    os.waitpid(part.pid, 0)
    part.answers.close()
